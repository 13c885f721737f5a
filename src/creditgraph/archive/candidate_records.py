"""Entities as matching sees them: their names with kinds and years, numbers, address, phone and dates.

An identity number is its keyed hash, as it is stored: equal hashes are equal numbers, and nothing shows one.
"""

from collections.abc import Mapping, Sequence

from creditgraph.archive import read
from creditgraph.archive.database import Sql
from creditgraph.archive.read import NameRow
from creditgraph.identifiers import org_codes_of
from creditgraph.matching.record import HeldName, Record
from creditgraph.model.dates import Day
from creditgraph.model.vocabulary import DetailKind, EntityKind, IdentifierKind
from creditgraph.resolution.views import fold

_MOST_NAMES = 50
Details = dict[DetailKind, str]


def candidate_records(
    sql: Sql, found: Mapping[int, str], asked: Sequence[str], numbers: Sequence[tuple[str, str]], tx: int
) -> dict[int, Record]:
    """The records of entities by entity. `found` says by which folded name each was found: where none of its names is
    one of those `asked` for, it is compared by that name. Of several numbers of a kind the one among `numbers` counts.
    """
    names: dict[int, list[NameRow]] = {}
    for row in read.names(sql, found, tx):
        names.setdefault(row.eid, []).append(row)
    identifiers: dict[int, list[tuple[str, str]]] = {}
    for one in read.identifiers(sql, found, tx):
        identifiers.setdefault(one.eid, []).extend(with_org_code(one.kind, one.value))
    details: dict[int, Details] = {}
    last: dict[tuple[int, DetailKind], Day] = {}
    for detail in read.details(sql, found, tx):
        place = (detail.eid, detail.kind)
        if detail.stated_on >= last.get(place, detail.stated_on):
            last[place] = detail.stated_on
            details.setdefault(detail.eid, {})[detail.kind] = detail.value
    best = read.best_names([row for rows in names.values() for row in rows])
    wanted = set(numbers)
    return {
        eid: _record(
            eid,
            _shown_first(names.get(eid, []), best.get(eid), folded, asked),
            sorted(identifiers.get(eid, ()), key=lambda number: number in wanted),
            details.get(eid, {}),
        )
        for eid, folded in found.items()
    }


def with_org_code(kind: IdentifierKind, value: str) -> list[tuple[str, str]]:
    """A number as matching sees it, and the organisation code inside it as another one."""
    inside = org_codes_of(kind, value)
    return [(kind.value, value), *[(IdentifierKind.ORG_CODE.value, code) for code in inside]]


def _shown_first(rows: list[NameRow], best: NameRow | None, found: str, asked: Sequence[str]) -> list[NameRow]:
    """The names, first the one to compare by."""
    by = best
    if found and not any(row.folded in asked for row in rows):
        by = next((row for row in rows if row.folded == found), best)
    return rows if by is None else [by, *[row for row in rows if row.text != by.text]]


def _record(eid: int, rows: list[NameRow], numbers: list[tuple[str, str]], details: Details) -> Record:
    name, *others = dict.fromkeys(row.text for row in rows) or [""]
    held = {row.text: held_name(row.text, row.valid_from, row.valid_to) for row in reversed(rows)}
    person = EntityKind.NATURAL_PERSON in {row.entity_kind for row in rows}
    return record_of(name, [held[text] for text in others], numbers, details, person, id_=str(eid))


def record_of(
    name: str,
    others: Sequence[HeldName],
    numbers: Sequence[tuple[str, str]],
    details: Mapping[DetailKind, str],
    person: bool,
    id_: str = "",
    organisation: str = "",
) -> Record:
    """A record of what the archive keeps of a subject. `others` are names beside the one to compare by."""
    return Record(
        id=id_,
        kind="person" if person else "organisation",
        name=name,
        other_names=tuple([held for held in others[:_MOST_NAMES] if held.text]),
        identifiers=tuple(numbers),
        address=details.get(DetailKind.ADDRESS, ""),
        phone=details.get(DetailKind.PHONE, ""),
        email=details.get(DetailKind.EMAIL, ""),
        date=details.get(DetailKind.BIRTH_YEAR if person else DetailKind.FOUNDED_ON, ""),
        sex=details.get(DetailKind.SEX, ""),
        organisation=organisation,
    )


def held_name(text: str, start: Day | None, end: Day | None) -> HeldName:
    """A name with the years of the days between which it was borne."""
    return HeldName(text, _year(start), _year(end))


def _year(day: Day | None) -> int | None:
    return None if day is None else day // 10_000


def folded_names(texts: Sequence[str]) -> list[str]:
    """Names folded in both ways in which the archive may hold them."""
    ways = (EntityKind.ENTERPRISE, EntityKind.NATURAL_PERSON)
    return list(dict.fromkeys(fold(text, kind) for text in texts for kind in ways))
