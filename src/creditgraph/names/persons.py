"""Names of persons in Han characters: surname, readings, and what an unreadable character may stand for.

Nothing here says that two persons are one: a name is never an identity (`domain.md` 6.3).
"""

import re
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from creditgraph.names._tables import character_pairs, rows, words
from creditgraph.names.keys import HAN, person_key
from creditgraph.names.loose import sound_of

_HAN = re.compile(f"[{HAN}]")
_LOST = re.compile("[?？□*＊\ue000-\uf8ff\ufffd〓■]")
_MOST_READINGS = 16


class PersonName(NamedTuple):
    """A person's name: its key, the surname where it is plain, and whether characters were lost in it."""

    key: str
    surname: str
    given: str
    folded: str
    """The key with variants of characters folded (`tables/variants.tsv`) and without dots: for candidates only."""
    lost: bool


@lru_cache(maxsize=1 << 17)
def han_person(text: str) -> PersonName | None:
    """A name in Han characters taken apart; None for a name in other letters. Never raises.

    >>> han_person("欧阳娜娜")[1:3], han_person("LI WEI")
    (('欧阳', '娜娜'), None)
    """
    key = person_key(text)
    if _HAN.search(key) is None:
        return None
    surname = "" if "·" in key or len(key) > 5 else _surname(key)
    folded = key.translate(_variants()).replace("·", "")
    return PersonName(key, surname, key[len(surname) :], folded, _LOST.search(key) is not None)


@lru_cache(maxsize=1 << 15)
def readings(key: str) -> frozenset[str]:
    """The ways in which a Han name is written in Latin letters, without blanks: surname first or last.

    >>> "ZENGWEI" in readings("曾伟"), "WEIZENG" in readings("曾伟")
    (True, True)
    """
    person = han_person(key)
    if person is None:
        return frozenset()
    surname, given = (person.surname, person.given) if person.surname else ("", person.key)
    given_sounds = "".join((sound_of(character) or character) for character in given if character.isalnum())
    spelt = given_sounds.replace("lv", "lu")
    found = set()
    for first, last in product(_surname_readings(surname), {given_sounds, spelt}):
        found |= {f"{first}{last}".upper(), f"{last}{first}".upper()}
        if len(found) >= _MOST_READINGS:
            break
    return frozenset(found)


def fits(lost: PersonName, whole: PersonName) -> bool:
    """Whether a name with lost characters can be the other: each lost one stands for any.

    >>> fits(han_person("徐□"), han_person("徐鋐"))
    True
    """
    pattern = "".join("." if _LOST.match(character) else re.escape(character) for character in lost.folded)
    return re.fullmatch(pattern, whole.folded) is not None


def _surname(key: str) -> str:
    if len(key) < 2:
        return ""
    return key[:2] if key[:2] in _compound() and len(key) > 2 else key[:1]


def _surname_readings(surname: str) -> list[str]:
    listed = _readings().get(surname)
    if listed:
        return listed
    return ["".join(_readings().get(character, [sound_of(character) or character])[0] for character in surname)]


@cache
def _compound() -> frozenset[str]:
    return frozenset(words("surnames.tsv"))


@cache
def _readings() -> dict[str, list[str]]:
    return {surname: listed.split() for surname, listed in rows("surname_readings.tsv")}


@cache
def _variants() -> dict[int, str]:
    return str.maketrans(character_pairs("variants.tsv"))
