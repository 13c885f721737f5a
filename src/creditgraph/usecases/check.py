"""The linked credit check: what is on record about a subject, and about its related parties, kept apart.

A record of A is never a record of a related B. Records of related natural persons are not shown (山东省社会信用条例
art. 20). No measure without a row of the measure catalogue (art. 25): until one is loaded the list is empty.
The answer is kept in the ledger under its number, byte for byte (`document`), so no identity number stands in it.
"""

from dataclasses import replace
from typing import Any, NamedTuple

from creditgraph.access.audit import audited, kept_text
from creditgraph.archive.archive import moment_of
from creditgraph.archive.ledger import new_number
from creditgraph.archive.read import RecordRow
from creditgraph.credit.own import Section, facts_in_order, sections
from creditgraph.model.dates import Day, iso
from creditgraph.model.document import document
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import EntityKind, RecordType
from creditgraph.relations.known import Known
from creditgraph.relations.paths import Bounds
from creditgraph.relations.related import find_related
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.hops import Teller, edges_of, tell_entities
from creditgraph.usecases.records import Backing, backing_of, held_records, last_deliveries, tell_facts
from creditgraph.usecases.subjects import Subject, find_subject, sealer_for

MAX_SUBJECTS = 500
RECORDS = 100
"""How many records of a type, or of a related party, one answer lists; the count has them all."""


class Checked(NamedTuple):
    """An answer, and the bytes of it that are kept: whoever sends them need not write it again."""

    told: dict[str, Any]
    body: bytes


def check(
    context: Context,
    request: Request,
    subjects: list[str],
    max_hops: int = 2,
    hub_degree: int = 100,
    business_item: str | None = None,
) -> dict[str, Any]:
    """One answer a subject, also for ambiguous, unknown and invalid ones; kept under its `number`. BadInput without a
    purpose.
    """
    return checked(context, request, subjects, max_hops, hub_degree, business_item).told


def checked(
    context: Context,
    request: Request,
    subjects: list[str],
    max_hops: int = 2,
    hub_degree: int = 100,
    business_item: str | None = None,
) -> Checked:
    """What `check` answers, with its bytes."""
    if not request.purpose:
        raise BadInput("no_purpose", "a check needs a purpose", "say what it is for with --purpose")
    if not 1 <= len(subjects) <= MAX_SUBJECTS:
        raise BadInput("batch_size", f"a check takes 1 to {MAX_SUBJECTS} subjects, not {len(subjects)}")
    with audited(context.audit, request, "check", *subjects):
        bounds = Bounds(max_hops=max_hops, hub_degree=hub_degree, budget=2000)
        told = _answer(context, request, subjects, bounds, business_item)
        number, tx, purpose = told["number"], told["tx"], told["purpose"]
        body = document(told).encode()
        context.ledger.keep_check(number, body, tx, purpose, request.principal.name)
        return Checked(told, body)


def _answer(
    context: Context, request: Request, subjects: list[str], bounds: Bounds, business_item: str | None
) -> dict[str, Any]:
    with context.relating(request) as reading:
        sealer = sealer_for(context, *subjects)
        deliveries = last_deliveries(reading)
        return {
            "number": new_number("CK"),
            "tx": reading.tx,
            "at": moment_of(reading.sql, reading.tx),
            **reading.told,
            "purpose": kept_text(request.purpose or ""),
            "business_item": None if business_item is None else kept_text(business_item),
            "as_of": iso(request.as_of),
            "subjects": [
                _check_one(reading, request, find_subject(reading, sealer, text), bounds, deliveries)
                for text in subjects
            ],
        }


def _check_one(
    reading: Reading, request: Request, subject: Subject, bounds: Bounds, deliveries: dict[RecordType, Day]
) -> dict[str, object]:
    told: dict[str, object] = {
        "query": subject.query,
        "status": subject.status,
        "id": None,
        "candidates": subject.candidates,
        "problem": subject.problem,
        "suggestion": subject.suggestion,
        "own": {},
        "related": [],
        "measures": [],
    }
    if subject.eid is None:
        return told
    return told | _tell_one(reading, request, subject.eid, bounds, deliveries)


def _tell_one(
    reading: Reading, request: Request, eid: int, bounds: Bounds, deliveries: dict[RecordType, Day]
) -> dict[str, object]:
    """Who the subject is, what it carries, and its related parties with what they carry: read together, told apart."""
    known = Known.of(reading.graph, reading.frame(request), bounds.hub_degree)
    if not request.out_of_time():
        known.look_ahead([eid], bounds.max_hops, bounds.budget, held=True)
    reading = replace(reading, graph=known)
    related = find_related(reading.graph, eid, reading.frame(request), bounds, request)
    entities = tell_entities(reading, request, sorted({eid, *related.paths, *related.skipped}))
    organisations = [one for one in related.paths if entities[one]["kind"] != EntityKind.NATURAL_PERSON.value]
    held = held_records(reading, request, [eid, *organisations])
    own = sections(held[eid], deliveries)
    theirs = {one: facts_in_order(held[one]) for one in organisations}
    listed = [section.facts for section in own.values()] + list(theirs.values())
    backing = backing_of(reading, (fact for facts in listed for fact in facts[:RECORDS]))
    teller = Teller(reading, edges_of(related.paths.values()), entities)
    skipped = [
        {"id": entities[one]["id"], "name": entities[one]["name"], "reason": reason, "degree": degree}
        for one, (reason, degree) in sorted(related.skipped.items())
    ]
    return {
        "own": {type_.value: _tell_section(section, backing) for type_, section in own.items()},
        **entities[eid],
        "related": [
            {
                **entities[one],
                "path": teller.path(path),
                "records_shown": one in theirs,
                "count": len(theirs[one]) if one in theirs else None,
                "records": tell_facts(theirs.get(one, [])[:RECORDS], backing),
            }
            for one, path in sorted(related.paths.items(), key=lambda pair: (len(pair[1].eids), pair[0]))
        ],
        "related_status": related.status.value,
        "skipped": skipped,
    }


def _tell_section(section: Section[RecordRow], backing: Backing) -> dict[str, object]:
    return {
        "state": "collected" if section.collected else "not_collected",
        "count": len(section.facts) if section.collected else None,
        "last_delivery": iso(section.last_delivery),
        "records": tell_facts(section.facts[:RECORDS], backing),
    }
