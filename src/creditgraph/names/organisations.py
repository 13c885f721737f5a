"""The parts of an organisation's name (企业名称登记管理规定 art. 6: 行政区划 + 字号 + 行业 + 组织形式).

Parsing is by tables and never guesses what it cannot see: what no table explains is the brand (字号). A brand keeps two
characters at least; where the division would leave less, it is the brand (青岛啤酒).
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from creditgraph.identifiers import looks_like_code
from creditgraph.names._tables import rows, words
from creditgraph.names.divisions import is_division, leading_divisions
from creditgraph.names.keys import HAN, strict_key

_FEWEST_OF_BRAND = 2
_FEWEST_OF_PARENT = 4
_BRACKET = re.compile(r"\(([^()]*)\)")
_PARTY = re.compile(r"^(?:中共|中国共产党)(.{2,})委员会$")
_GROUP = re.compile(r"(\(集团\)|集团)$")
_HAN = re.compile(f"[{HAN}]")


class OrganisationName(NamedTuple):
    """A name taken apart. Texts are as the strict key has them; empty where the name has no such part."""

    strict: str
    places: tuple[str, ...] = ()
    """Divisions in front, as written."""
    brand: str = ""
    trade: str = ""
    inner: tuple[str, ...] = ()
    """Divisions in brackets inside: 科大讯飞(山东)."""
    group: str = ""
    """集团, or (集团) in brackets: a difference of either is a difference."""
    form: str = ""
    """The class of the legal form in `tables/organisation_forms.tsv`."""
    branch: str = ""
    """What follows the parent's name where this is a part of it; `brand` and the rest are the parent's."""
    branch_word: str = ""
    body: str = ""
    """A body inside the organisation: its trade union, its party committee."""
    marks: str = ""
    """The exchange's marks that were set aside."""
    code: str = ""
    """The whole text, where the field holds a number instead of a name."""
    letters: frozenset[str] = frozenset()
    """The characters of divisions in front, brand, trade and group."""

    @property
    def short(self) -> bool:
        """Whether the name has no legal form: a short name, an institution, or what is left of a name."""
        return not self.form

    @property
    def stem(self) -> str:
        """Brand and trade: what remains without division and form."""
        return self.brand + self.trade


@lru_cache(maxsize=1 << 15)
def organisation_name(text: str) -> OrganisationName:
    """Take a name apart. Never raises; of a Latin name only the strict key is filled in.

    >>> organisation_name("山东鲁信科技有限公司")[1:4]
    (('山东',), '鲁信', '科技')
    """
    strict = strict_key(text)
    if looks_like_code(strict):
        return OrganisationName(strict, code=strict)
    if _HAN.search(strict) is None or len(strict) > 300:
        return OrganisationName(strict, brand=strict)
    plain, marks = _without_marks(strict)
    owner, body = _body(plain)
    parent, branch, branch_word = _branch(owner)
    parts = _company(parent)
    return parts._replace(strict=strict, branch=branch, branch_word=branch_word, body=body, marks=marks)


def has_form(strict: str) -> bool:
    """Whether a strict key ends in a legal form, so that it is no short name.

    >>> has_form("山东鲁信科技有限公司"), has_form("鲁信科技")
    (True, False)
    """
    return _form(strict)[1] != ""


@cache
def form_word(form: str) -> str:
    """The usual word for a class of legal form.

    >>> form_word("limited")
    '有限公司'
    """
    return next((word for word, known in _forms().items() if known == form), "")


def common_words() -> list[str]:
    """The words of trade, form and division, which say little of whose a name is."""
    return [*words("trades.tsv"), *_forms(), *words("divisions.tsv")]


def _company(name: str) -> OrganisationName:
    rest, form = _form(name)
    rest, group = _ending(rest, _GROUP)
    inner: tuple[str, ...] = ()
    for within in _BRACKET.findall(rest):
        if is_division(within):
            inner = (*inner, within)
            rest = rest.replace(f"({within})", "", 1)
    if not group:
        rest, group = _ending(rest, _GROUP)
    places, stem = leading_divisions(rest)
    while places and len(_letters(stem)) < _FEWEST_OF_BRAND:
        stem = places[-1] + stem
        places = places[:-1]
    stem = _letters(stem)
    brand, trade = _trade(stem)
    letters = frozenset("".join(places) + stem + group)
    return OrganisationName("", places, brand, trade, inner, group, form, letters=letters)


def _trade(stem: str) -> tuple[str, str]:
    """Brand and trade of a stem: the longest end that words of trade make up, while a brand remains."""
    trades, longest = _trades(), _longest_trade()
    explained = {len(stem)}
    for start in range(len(stem) - 2, _FEWEST_OF_BRAND - 1, -1):
        ends = range(start + 2, min(start + longest, len(stem)) + 1)
        if any([end in explained and stem[start:end] in trades for end in ends]):
            explained.add(start)
    brand = min(explained)
    return stem[:brand], stem[brand:]


def _form(name: str) -> tuple[str, str]:
    for length in range(min(_longest_form(), len(name) - 1), 0, -1):
        form = _forms().get(name[-length:])
        if form is not None:
            return name[:-length], form
    return name, ""


def _branch(name: str) -> tuple[str, str, str]:
    """The parent's name, what follows it, and the word that says what it is; the name itself where it is no part."""
    word = next((word for word in _branch_words() if name.endswith(word)), None)
    if word is None:
        return name, "", ""
    before = name[: -len(word)]
    found = max([before.rfind(parent) + len(parent) for parent in _parents() if parent in before], default=0)
    if found < _FEWEST_OF_PARENT:
        return name, "", ""
    return name[:found], before[found:], word


def _body(name: str) -> tuple[str, str]:
    if party := _PARTY.match(name):
        return party[1], "党组织"
    for word in _bodies():
        if name.endswith(word) and len(name) - len(word) >= 4 and _form(name[: -len(word)])[1]:
            return name[: -len(word)], word
    return name, ""


def _without_marks(strict: str) -> tuple[str, str]:
    """A short name without the exchange's marks; a name with a legal form has none."""
    if _form(strict)[1] or len(strict) > 16:
        return strict, ""
    plain, set_aside = strict, ""
    for mark in _marks()["before"]:
        rest = plain[len(mark) :]
        if plain.startswith(mark) and _HAN.match(rest) and len(rest) > 1:
            plain, set_aside = rest, mark
            break
    for mark in _marks()["after"]:
        rest = plain[: -len(mark)]
        if plain.endswith(mark) and len(rest) > 1 and _HAN.search(rest[-1]):
            plain, set_aside = rest, set_aside + mark
            break
    return plain, set_aside


def _ending(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    found = pattern.search(text)
    return (text[: found.start()], found[0]) if found and found.start() > 1 else (text, "")


def _letters(text: str) -> str:
    return text if text.isalnum() else "".join(c for c in text if c.isalnum())


@cache
def _trades() -> frozenset[str]:
    return frozenset(words("trades.tsv"))


@cache
def _longest_trade() -> int:
    return max(map(len, _trades()))


@cache
def _forms() -> dict[str, str]:
    return {word: form for form, listed in rows("organisation_forms.tsv") for word in listed.split()}


@cache
def _longest_form() -> int:
    return max(map(len, _forms()))


@cache
def _listed(group: str) -> list[str]:
    found = {word for name, listed in rows("branch_words.tsv") for word in listed.split() if name == group}
    return sorted(found, key=lambda word: (-len(word), word))


def _branch_words() -> list[str]:
    return _listed("branches")


def _parents() -> list[str]:
    return _listed("parents")


def _bodies() -> list[str]:
    return _listed("bodies")


@cache
def _marks() -> dict[str, list[str]]:
    return {where: sorted(listed.split(), key=len, reverse=True) for where, listed in rows("market_marks.tsv")}
