"""The linked credit check: what is on record about a subject, and about its related parties, kept apart.

A record of A is never a record of a related B. Records of related natural persons are not shown (山东省社会信用条例
art. 20). No measure without a row of the measure catalogue (art. 25): until one is loaded the list is empty.
"""

import json

from creditgraph.access.audit import audited
from creditgraph.archive.archive import moment_of
from creditgraph.archive.read import RecordRow
from creditgraph.credit.own import Section, sections
from creditgraph.model.dates import Day, iso
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import EntityKind, RecordType
from creditgraph.relations.paths import Bounds
from creditgraph.relations.related import find_related
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.hops import tell_entities, tell_path
from creditgraph.usecases.records import held_records, tell_facts
from creditgraph.usecases.subjects import Subject, find_subject, sealer_for

MAX_SUBJECTS = 500
RECORDS = 100
"""How many records of a type, or of a related party, one answer lists; the count has them all."""


def check(
    context: Context, request: Request, subjects: list[str], max_hops: int = 2, hub_degree: int = 100
) -> dict[str, object]:
    """One answer a subject, also for ambiguous, unknown and invalid ones. BadInput without a purpose."""
    if not request.purpose:
        raise BadInput("no_purpose", "a check needs a purpose", "say what it is for with --purpose")
    if not 1 <= len(subjects) <= MAX_SUBJECTS:
        raise BadInput("batch_size", f"a check takes 1 to {MAX_SUBJECTS} subjects, not {len(subjects)}")
    with audited(context.audit, request, "check", *subjects), context.relating(request) as reading:
        sealer = sealer_for(context, *subjects)
        bounds = Bounds(max_hops=max_hops, hub_degree=hub_degree, budget=2000)
        deliveries = _last_deliveries(reading)
        return {
            "number": None,
            "tx": reading.tx,
            "at": moment_of(reading.sql, reading.tx),
            **reading.told,
            "purpose": request.purpose,
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
    entity = tell_entities(reading, request, [subject.eid])[subject.eid]
    told |= {"id": entity["id"], "name": entity["name"], "kind": entity["kind"]}
    own = sections(held_records(reading, request, [subject.eid])[subject.eid], deliveries)
    told["own"] = {type_.value: _tell_section(reading, section) for type_, section in own.items()}
    told |= _tell_related(reading, request, subject.eid, bounds)
    return told


def _last_deliveries(reading: Reading) -> dict[RecordType, Day]:
    """For each record type that was ever loaded, the newest date of a delivery."""
    found: dict[RecordType, Day] = {}
    for types, day in reading.sql.all(
        "SELECT record_types, MAX(stated_on) FROM batch WHERE tx <= :tx GROUP BY record_types", tx=reading.tx
    ):
        for word in json.loads(types):
            type_ = RecordType(word)
            found[type_] = max(day, found.get(type_, day))
    return found


def _tell_section(reading: Reading, section: Section[RecordRow]) -> dict[str, object]:
    return {
        "state": "collected" if section.collected else "not_collected",
        "count": len(section.facts) if section.collected else None,
        "last_delivery": iso(section.last_delivery),
        "records": tell_facts(reading, section.facts[:RECORDS]),
    }


def _tell_related(reading: Reading, request: Request, eid: int, bounds: Bounds) -> dict[str, object]:
    related = find_related(reading.graph, eid, reading.frame(request), bounds, request)
    shown = sorted({eid, *related.paths, *related.skipped})
    entities = tell_entities(reading, request, shown)
    organisations = [one for one in related.paths if entities[one]["kind"] != EntityKind.NATURAL_PERSON.value]
    records = held_records(reading, request, organisations)
    told = []
    for one, path in sorted(related.paths.items(), key=lambda pair: (len(pair[1].eids), pair[0])):
        carried = list(sections(records.get(one, []), {}).values())
        facts = [fact for section in carried for fact in section.facts]
        told.append(
            {
                **entities[one],
                "path": tell_path(reading, request, path, entities),
                "records_shown": one in records,
                "count": len(facts) if one in records else None,
                "records": tell_facts(reading, facts[:RECORDS]),
            }
        )
    skipped = [
        {"id": entities[one]["id"], "name": entities[one]["name"], "reason": reason, "degree": degree}
        for one, (reason, degree) in sorted(related.skipped.items())
    ]
    return {"related": told, "related_status": related.status.value, "skipped": skipped}
