"""Reading and telling records: those of one decision as one fact, each with the rows that state it."""

import json
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from creditgraph.archive import read
from creditgraph.archive.read import RecordRow
from creditgraph.model.dates import Day, iso
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, RecordType
from creditgraph.usecases.context import Reading
from creditgraph.usecases.hops import tell_evidence

SOURCES = 20
"""How many rows are named for one fact."""

Grouped = tuple[RecordType, Hashable, RecordRow]
"""A record with its type and with what makes it one fact with others."""
Fact = list[RecordRow]
"""The rows that state one fact."""


def held_records(reading: Reading, request: Request, eids: list[int]) -> dict[int, list[Grouped]]:
    """The records on entities that hold at the day asked about."""
    return {
        eid: [(row.type, (row.type, row.fact_key or row.rid), row) for row in rows]
        for eid, rows in reading.graph.records(eids, reading.frame(request)).items()
    }


class Backing(NamedTuple):
    """By record: where it is stated, and how surely it belongs to the entity that it stands on."""

    evidence: Mapping[int, read.Evidence]
    certainty: Mapping[int, Certainty]


def backing_of(reading: Reading, facts: Iterable[Fact]) -> Backing:
    """What is behind the rows of facts, as far as an answer names them: read once for all that it tells."""
    rids = [row.rid for fact in facts for row in fact[:SOURCES]]
    return Backing(read.evidence(reading.sql, rids), read.attached(reading.sql, rids, reading.tx))


def tell_facts(facts: Iterable[Fact], backing: Backing) -> list[dict[str, object]]:
    """Facts as plain values; of several rows that state one fact the first is told, all are named, and the surest of
    them says how surely the fact is the entity's own.
    """
    return [
        {
            "type": fact[0].type.value,
            "item": fact[0].item,
            "fields": fact[0].fields,
            "valid_from": iso(fact[0].valid_from),
            "valid_to": iso(fact[0].valid_to),
            "certainty": max(backing.certainty[row.rid] for row in fact[:SOURCES]).word,
            "sources": [tell_evidence(backing.evidence[row.rid]) for row in fact[:SOURCES]],
        }
        for fact in facts
    ]


def last_deliveries(reading: Reading) -> dict[RecordType, Day]:
    """For each record type that was ever loaded, the newest date of a delivery."""
    found: dict[RecordType, Day] = {}
    for types, day in reading.sql.all(
        "SELECT record_types, MAX(stated_on) FROM batch WHERE tx <= :tx GROUP BY record_types", tx=reading.tx
    ):
        for word in json.loads(types):
            type_ = RecordType(word)
            found[type_] = max(day, found.get(type_, day))
    return found
