"""What a comparison needs of a record, worked out once: parsed names, folded fields."""

import re
from dataclasses import dataclass
from functools import cached_property

from creditgraph.identifiers import is_placeholder
from creditgraph.matching.record import LONGEST_TEXT, HeldName, Record
from creditgraph.names import person_key, strict_key
from creditgraph.names.divisions import leading_divisions
from creditgraph.names.keys import HAN
from creditgraph.names.latin import latin
from creditgraph.names.organisations import OrganisationName, organisation_name
from creditgraph.names.persons import PersonName, han_person
from creditgraph.names.world import WorldName, world_organisation, world_person

_HAN = re.compile(f"[{HAN}]")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[A-Z0-9]+")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")
_STREETS = {
    "STREET": "ST STR",
    "AVENUE": "AVE AV",
    "BOULEVARD": "BLVD BL",
    "ROAD": "RD",
    "DRIVE": "DR",
    "COURT": "CT",
    "PLACE": "PL",
    "LANE": "LN",
    "PARKWAY": "PKWY PKY",
    "HIGHWAY": "HWY",
    "TERRACE": "TER TERR TCE",
    "CRESCENT": "CRES CR",
    "CIRCLE": "CIR",
    "SQUARE": "SQ",
    "CLOSE": "CL",
}
"""Kinds of street, which addresses write short or leave out."""
_OTHER_WORDS = {"NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W", "SUITE": "STE", "FLOOR": "FL"}
_WRITTEN_OUT = {short: word for word, listed in (_STREETS | _OTHER_WORDS).items() for short in listed.split()}
_SINGLE_VALUED = ("credit_code", "citizen_id")


@dataclass(frozen=True, slots=True)
class Address:
    """An address: house number, words of the street, and these joined."""

    number: str
    street: str
    joined: str


@dataclass(frozen=True)
class Side:
    """A record ready for comparison. Everything is computed when first asked for."""

    record: Record

    @cached_property
    def key(self) -> str:
        """The name in the form in which it is equal to another or not."""
        fold = person_key if self.record.kind == "person" else strict_key
        return fold(self.record.name[:LONGEST_TEXT])

    @cached_property
    def has_name(self) -> bool:
        """Whether the name names anybody: 无, `/` and texts without a letter do not."""
        return bool(self.key) and not is_placeholder(self.record.name[:100]) and any(map(str.isalnum, self.key))

    @cached_property
    def known(self) -> frozenset[str]:
        """The fields beside the name that the record has."""
        record = self.record
        found = {
            "name": record.given or record.family,
            "address": record.address,
            "city": record.city,
            "postcode": record.postcode,
            "phone": record.phone,
            "email": record.email,
            "date": record.date,
            "sex": record.sex,
            "organisation": record.organisation,
            "numbers": self.numbers,
        }
        return frozenset([field for field, value in found.items() if value])

    @cached_property
    def other_keys(self) -> tuple[tuple[str, HeldName], ...]:
        """The keys of the names once or also held."""
        fold = person_key if self.record.kind == "person" else strict_key
        return tuple([(fold(held.text), held) for held in self.record.other_names])

    @cached_property
    def is_han(self) -> bool:
        """Whether the name is in Han characters alone, of letters."""
        return is_han_name(self.record.name)

    @cached_property
    def organisation(self) -> OrganisationName:
        """The name as an organisation's."""
        return organisation_name(self.record.name[:LONGEST_TEXT])

    @cached_property
    def person(self) -> PersonName | None:
        """The name as a person's in Han characters."""
        return han_person(self.record.name[:LONGEST_TEXT]) if self.is_han else None

    @cached_property
    def world(self) -> WorldName:
        """The name as words in Latin capitals."""
        fold = world_person if self.record.kind == "person" else world_organisation
        return fold(self.record.name[:LONGEST_TEXT])

    @cached_property
    def address(self) -> Address | None:
        """The address, divisions and short forms folded; None where there is none."""
        text = self.record.address
        return _address(text) if text else None

    @cached_property
    def phone(self) -> str:
        """The digits of the telephone number."""
        return "".join(_DIGITS.findall(self.record.phone))[-11:]

    @cached_property
    def date(self) -> str:
        """The digits of the date."""
        return "".join(_DIGITS.findall(self.record.date))[:8]

    @cached_property
    def given(self) -> str:
        """The given name in Latin capitals."""
        return latin(self.record.given)

    @cached_property
    def family(self) -> str:
        """The family name in Latin capitals."""
        return latin(self.record.family)

    @cached_property
    def city(self) -> str:
        """The city in Latin capitals."""
        return latin(self.record.city)

    @cached_property
    def codes(self) -> dict[str, str]:
        """Numbers of which a subject has one, by type."""
        return {kind: number for kind, number in self.record.identifiers if kind in _SINGLE_VALUED}

    @cached_property
    def numbers(self) -> dict[str, str]:
        """Other numbers, by type."""
        return {kind: number.upper() for kind, number in self.record.identifiers if kind not in _SINGLE_VALUED}


def is_han_name(name: str) -> bool:
    """Whether a name is in Han characters alone, of letters."""
    return _HAN.search(name) is not None and _KANA_OR_HANGUL.search(name) is None


def _address(text: str) -> Address | None:
    if _HAN.search(text):
        rest = leading_divisions(strict_key(text))[1]
        letters = "".join([c for c in rest if c.isalpha()])
        numbers = _DIGITS.findall(rest)
        return Address(numbers[0] if numbers else "", letters, letters)
    words = [_WRITTEN_OUT.get(word, word) for word in _WORD.findall(latin(text).replace("'", ""))]
    number = next((word for word in words if word[0].isdigit()), "")
    street = [word for word in words if word != number and word not in _STREETS]
    return Address(number, " ".join(street), "".join(street)) if words else None
