"""Divisions (行政区划) at the head of a name: as written, and whether two of them mean one place.

A registered name keeps its old division until it is changed, so a division also means its successor
(`tables/division_changes.tsv`); a class word (省 市 区 县) left out means the same place, but not the same text.
"""

import re
from enum import IntEnum
from functools import cache

from creditgraph.names._tables import rows

CLASS_WORD = re.compile(
    r"(?:省|市|区|县|特别行政区|(?:[^\s]{1,6}族)?自治区|(?:[^\s]{1,6}族)*自治[州县旗]|地区|盟|林区|新区)$"
)
_ZONE = re.compile(
    r"(?:高新技术产业开发区|高新技术开发区|高新区|经济技术开发区|经济开发区|保税港区|保税区|综合保税区|自由贸易试验区|自贸区)"
)
_NATION = ("中华人民共和国", "中国", "中华", "全国")
_FEWEST_AFTER = 2
"""So many characters must follow a division written without its class word."""


class Agreement(IntEnum):
    """How the divisions of two names agree, best first."""

    EQUAL = 0
    CLASS_WORD = 1
    """The same place, a class word left out."""
    HISTORY = 2
    """The same place by a change of divisions."""
    NESTED = 3
    """One lies in the other, as far as they are written."""
    ABSENT = 4
    """One name has none."""
    DIFFERENT = 5


def leading_divisions(strict: str) -> tuple[tuple[str, ...], str]:
    """The divisions at the head of a strict key, as written, and what follows them.

    >>> leading_divisions("济南市章丘区明水酒业有限公司")
    (('济南市', '章丘区'), '明水酒业有限公司')
    """
    found: list[str] = []
    rest = strict
    for nation in _NATION:
        if rest.startswith(nation) and len(rest) - len(nation) >= _FEWEST_AFTER:
            found.append(nation)
            rest = rest[len(nation) :]
            break
    while (word := _first(rest, bool(found))) is not None:
        found.append(word)
        rest = rest[len(word) :]
    return tuple(found), rest


def is_division(text: str) -> bool:
    """Whether a text is divisions and nothing else.

    >>> is_division("山东"), is_division("济南市历下区"), is_division("鲁信")
    (True, True, False)
    """
    rest = text
    while rest:
        word = _longest(rest)
        if word is None:
            return rest in _NATION
        rest = rest[len(word) :]
    return bool(text)


@cache
def stem(division: str) -> str:
    """A division without its class word, where two characters or more remain.

    >>> stem("章丘区"), stem("单县"), stem("广西壮族自治区")
    ('章丘', '单县', '广西')
    """
    short = CLASS_WORD.sub("", division)
    return short if len(short) > 1 else division


def agreement(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Agreement:
    """How two chains of divisions agree; symmetric.

    >>> agreement(("章丘市",), ("济南市", "章丘区")).name, agreement(("山东省",), ("山东",)).name
    ('HISTORY', 'CLASS_WORD')
    """
    if ours == theirs:
        return Agreement.EQUAL
    if not ours or not theirs:
        return Agreement.ABSENT
    first, second = tuple(map(stem, ours)), tuple(map(stem, theirs))
    if first == second:
        # 区 is 市's class word too, so 蓬莱市 and 蓬莱区 end here: that is a change of divisions
        plain = all(a == b or stem(a) == a or stem(b) == b for a, b in zip(ours, theirs, strict=True))
        return Agreement.CLASS_WORD if plain else Agreement.HISTORY
    now_first, now_second = present(ours), present(theirs)
    if now_first[-1] == now_second[-1]:
        return Agreement.HISTORY
    if set(now_first) <= set(now_second) or set(now_second) <= set(now_first):
        return Agreement.NESTED
    return Agreement.DIFFERENT


@cache
def present(chain: tuple[str, ...]) -> tuple[str, ...]:
    """The stems of a chain of divisions as they are today, with the city that a change names."""
    found: list[str] = []
    for division in chain:
        for part in _changes().get(division, (division,)):
            if stem(part) not in found:
                found.append(stem(part))
    return tuple(found)


def _first(rest: str, after_one: bool) -> str | None:
    if after_one and (zone := _ZONE.match(rest)):
        return zone[0]
    word = _longest(rest)
    if word is None or len(rest) - len(word) < _FEWEST_AFTER:
        return None
    return word


def _longest(rest: str) -> str | None:
    return next((word for word in _index().get(rest[:2], ()) if rest.startswith(word)), None)


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Division words by their first two characters, longest first."""
    found: set[str] = set()
    for table in ("divisions.tsv", "counties.tsv"):
        for _, listed in rows(table):
            for entry in listed.split():
                word = entry.rstrip("*")
                found.add(word)
                if word == entry:
                    found.add(stem(word))
    for before, since in _changes().items():
        found |= {before, *since}
    index: dict[str, tuple[str, ...]] = {}
    for word in sorted(found, key=lambda word: (-len(word), word)):
        index[word[:2]] = (*index.get(word[:2], ()), word)
    return index


@cache
def _changes() -> dict[str, tuple[str, ...]]:
    """A division that is no more → what it became, city first."""
    became: dict[str, tuple[str, ...]] = {}
    for _, before, since in rows("division_changes.tsv"):
        city, mark, rest = since.partition("市")
        became[before] = (city + mark, rest) if rest else (since,)
    return became
