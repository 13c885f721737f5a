"""Names of organisations and persons of the world: words in Latin capitals, legal form and numbers set apart."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from creditgraph.names._tables import rows
from creditgraph.names.latin import latin

_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}[A-Z]?\b\.?")
_MARKS = re.compile(r"['’`‘ʼ´\"“”«»]+")
_WORD = re.compile(r"[A-Z0-9]+")
_ROMAN = {
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
    "V": "5",
    "VI": "6",
    "VII": "7",
    "VIII": "8",
    "IX": "9",
    "X": "10",
}
_LONGEST_FORM = 6
_MOST_WORDS = 40


class WorldName(NamedTuple):
    """A name as words. `words` are without legal form; `joined` is all of them without blanks."""

    words: tuple[str, ...]
    form: str
    """The class of the legal form in `tables/world_forms.tsv`; empty where there is none."""
    numbers: frozenset[str]
    joined: str


@lru_cache(maxsize=1 << 17)
def world_organisation(text: str) -> WorldName:
    """An organisation's name as words; short forms of usual words are written out. Never raises.

    >>> world_organisation("Goldman Sachs & Co. L.L.C.")[:2]
    (('GOLDMAN', 'SACHS'), 'limited')
    """
    spelt = _spelt(text)
    rest, form = _without_forms(spelt)
    words = tuple([_usual().get(word, word) for word in rest or spelt])
    last = words[-1:] and _ROMAN.get(words[-1])
    numbers = frozenset([word for word in words if word.isdigit()] + ([last] if last and len(words) > 1 else []))
    return WorldName(words, form, numbers, "".join(words))


@lru_cache(maxsize=1 << 17)
def world_person(text: str) -> WorldName:
    """A person's name as words: surname before a comma goes to the end. Never raises.

    >>> world_person("PUTIN, Vladimir")[0]
    ('VLADIMIR', 'PUTIN')
    """
    before, comma, after = text.partition(",")
    words = tuple(_spelt(f"{after} {before}" if comma and after.strip() else text))
    return WorldName(words, "", frozenset([word for word in words if word.isdigit()]), "".join(words))


@cache
def given_name_groups() -> dict[str, frozenset[int]]:
    """A given name → the groups of `tables/given_names.tsv` that it is in."""
    groups: dict[str, set[int]] = {}
    for number, (_, listed) in enumerate(rows("given_names.tsv")):
        for name in listed.split():
            groups.setdefault(name, set()).add(number)
    return {name: frozenset(found) for name, found in groups.items()}


def _spelt(text: str) -> list[str]:
    plain = latin(text[:1000])
    if "." in plain:
        plain = _INITIALS.sub(lambda found: f" {found[0].replace('.', '')} ", plain)
    return _WORD.findall(_MARKS.sub("", plain.replace("&", " AND ").replace("@", " AT ")))[:_MOST_WORDS]


def _without_forms(words: list[str]) -> tuple[list[str], str]:
    """The words without legal forms, at the end and in front; the class of the outermost."""
    rest, form = words, ""
    while len(rest) > 1:
        length = next((n for n in _lengths(rest) if tuple(rest[-n:]) in _forms()), 0)
        if not length:
            break
        form = form or _forms()[tuple(rest[-length:])]
        rest = rest[:-length]
        while len(rest) > 1 and rest[-1] in ("AND", "DE"):
            rest = rest[:-1]
    for n in _lengths(rest):
        if tuple(rest[:n]) in _forms() and rest[0] not in _usual() and _may_lead(rest[:n]):
            return rest[n:], form or _forms()[tuple(rest[:n])]
    return rest, form


def _may_lead(words: list[str]) -> bool:
    """Whether a form stands in front of names: a short one (OOO, PT), several words, or a foundation's."""
    return len(words) > 1 or len(words[0]) <= 4 or _forms()[tuple(words)] == "foundation"


def _lengths(words: list[str]) -> range:
    return range(min(_LONGEST_FORM, len(words) - 1), 0, -1)


@cache
def _forms() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for form, listed in rows("world_forms.tsv"):
        for entry in listed.split():
            found.setdefault(tuple(entry.split("_")), form)
    return found


@cache
def _usual() -> dict[str, str]:
    return {written: word for word, listed in rows("world_words.tsv") for written in listed.split()}
