"""Reading and telling records: those of one decision as one fact, each with the rows that state it."""

from collections.abc import Hashable

from creditgraph.archive import read
from creditgraph.archive.read import RecordRow
from creditgraph.model.dates import holds_at, iso
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import RecordType
from creditgraph.usecases.context import Reading
from creditgraph.usecases.hops import tell_evidence

SOURCES = 20
"""How many rows are named for one fact."""

Grouped = tuple[RecordType, Hashable, RecordRow]
"""A record with its type and with what makes it one fact with others."""


def held_records(reading: Reading, request: Request, eids: list[int]) -> dict[int, list[Grouped]]:
    """The records on entities that hold at the day asked about."""
    found: dict[int, list[Grouped]] = {eid: [] for eid in eids}
    for row in read.records(reading.sql, eids, reading.tx):
        if holds_at(row.valid_from, row.valid_to, request.as_of):
            found[row.eid].append((row.type, (row.type, row.fact_key or row.rid), row))
    return found


def tell_facts(reading: Reading, facts: list[list[RecordRow]]) -> list[dict[str, object]]:
    """Facts as plain values; of several rows that state one fact the first is told, all are named."""
    evidence = read.evidence(reading.sql, [row.rid for fact in facts for row in fact[:SOURCES]])
    return [
        {
            "type": fact[0].type.value,
            "item": fact[0].item,
            "fields": fact[0].fields,
            "valid_from": iso(fact[0].valid_from),
            "valid_to": iso(fact[0].valid_to),
            "sources": [tell_evidence(evidence[row.rid]) for row in fact[:SOURCES]],
        }
        for fact in facts
    ]
