"""The credit archive of one entity, section by section, counted also where there is nothing (`domain.md` 7.3).

A section of which nothing was ever loaded says `not_collected`, and has no count: nobody knows whether there is any.
"""

from typing import Any

from creditgraph.access.audit import audited
from creditgraph.credit.archive_sections import ArchiveSection, archive_sections, section_of
from creditgraph.credit.own import facts_in_order
from creditgraph.model.dates import Day, iso
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import RecordType
from creditgraph.usecases.context import Context
from creditgraph.usecases.profile import tell_profile
from creditgraph.usecases.records import Backing, Fact, backing_of, held_records, last_deliveries, tell_facts
from creditgraph.usecases.subjects import require_subject, sealer_for

RECORDS = 100
"""How many records of a type a section lists; the count has them all."""

Told = dict[str, Any]
Placed = dict[tuple[str, RecordType], list[Fact]]


def archive_page(context: Context, request: Request, subject: str) -> dict[str, object]:
    """The page of the one entity that an id, a number or a name means; NotFound, Ambiguous or BadInput where none."""
    with audited(context.audit, request, "archive_page", subject), context.reading(request) as reading:
        eid = require_subject(reading, sealer_for(context, subject), subject)
        placed: Placed = {}
        for fact in facts_in_order(held_records(reading, request, [eid])[eid]):
            name = section_of(fact[0].type, fact[0].item, fact[0].fields)
            placed.setdefault((name, fact[0].type), []).append(fact)
        backing = backing_of(reading, (fact for facts in placed.values() for fact in facts[:RECORDS]))
        deliveries = last_deliveries(reading)
        return {
            **tell_profile(reading, request, eid, subject),
            "sections": [_tell_section(section, placed, deliveries, backing) for section in archive_sections()],
        }


def _tell_section(section: ArchiveSection, placed: Placed, deliveries: dict[RecordType, Day], backing: Backing) -> Told:
    types = [
        _tell_type(type_, section.title_of(type_), placed.get((section.name, type_), []), deliveries, backing)
        for type_ in section.types
    ]
    days = [deliveries[type_] for type_ in section.types if type_ in deliveries]
    return {
        "section": section.name,
        "title": dict(section.title),
        "state": "collected" if days else "not_collected",
        "count": sum(one["count"] or 0 for one in types) if days else None,
        "last_delivery": iso(max(days)) if days else None,
        "types": types,
    }


def _tell_type(
    type_: RecordType,
    title: dict[str, str] | None,
    facts: list[Fact],
    deliveries: dict[RecordType, Day],
    backing: Backing,
) -> Told:
    collected = type_ in deliveries
    return {
        "type": type_.value,
        "title": title,
        "state": "collected" if collected else "not_collected",
        "count": len(facts) if collected else None,
        "last_delivery": iso(deliveries[type_]) if collected else None,
        "records": tell_facts(facts[:RECORDS], backing),
    }
