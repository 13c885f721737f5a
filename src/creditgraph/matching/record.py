"""A record as matching sees it: names and whatever else its source says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["organisation", "person", "other"]
_KINDS: dict[str, Kind] = {"person": "person", "natural_person": "person", "vessel": "other", "aircraft": "other"}
_LISTED = re.compile(r"[;|]")
_MOST_NAMES = 50
LONGEST_TEXT = 1000
"""Longer texts are cut: no name and no address has so many."""


@dataclass(frozen=True, slots=True)
class HeldName:
    """A name once or also held: with the years between which it was, half-open; None is unknown."""

    text: str
    year_from: int | None = None
    year_to: int | None = None

    def held_in(self, year: int | None) -> bool:
        """Whether it was held in a year; an unknown bound or year excludes nothing."""
        if year is None:
            return True
        return (self.year_from is None or self.year_from <= year) and (self.year_to is None or year <= self.year_to)


@dataclass(frozen=True, slots=True)
class Record:
    """One side of a comparison. Empty texts are unknown values; `year` is when the name was used."""

    id: str
    kind: Kind
    name: str
    other_names: tuple[HeldName, ...] = ()
    year: int | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    """(type, number); the types `credit_code` and `citizen_id` are those of which a subject has one."""
    given: str = ""
    family: str = ""
    address: str = ""
    city: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    date: str = ""
    sex: str = ""
    organisation: str = ""
    source: str = ""


def record_of_row(row: Mapping[str, str]) -> Record:
    """A record of a row in the layout of a labelled set; columns that it lacks are unknown."""

    cells = {column: text.strip()[:LONGEST_TEXT] for column, text in row.items() if text}
    text = cells.get
    given, family = text("given_name", ""), text("family_name", "")
    return Record(
        id=text("record_id", ""),
        kind=kind_of(text("kind", "")),
        name=text("name", "") or " ".join(filter(None, (given, family))),
        other_names=tuple(map(HeldName, _several(text("alt_names", ""))))[:_MOST_NAMES],
        identifiers=tuple([_number(entry) for entry in _several(text("identifiers", ""))]),
        given=given,
        family=family,
        address=text("address", ""),
        city=text("city", ""),
        postcode=text("postcode", ""),
        phone=text("phone", ""),
        email=text("email", ""),
        date=text("date", ""),
        sex=text("gender", ""),
        organisation=text("org", ""),
        source=text("source", ""),
    )


def kind_of(word: str) -> Kind:
    """The kind that a set's word means; an organisation where it says nothing."""
    return _KINDS.get(word.lower(), "organisation")


def _several(text: str) -> list[str]:
    return [part.strip() for part in _LISTED.split(text) if part.strip()] if text else []


def _number(entry: str) -> tuple[str, str]:
    kind, mark, number = entry.partition("=")
    return (kind.strip(), number.strip()) if mark else ("", entry.strip())
