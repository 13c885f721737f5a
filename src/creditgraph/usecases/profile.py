"""What an entity is called, which numbers it has, and what else is stated of it."""

from typing import Any

from creditgraph.archive import read
from creditgraph.archive.read import NameRow
from creditgraph.model.dates import Day, holds_at, iso
from creditgraph.model.ids import encode_id, parse_id
from creditgraph.model.request import Request
from creditgraph.usecases.context import Reading
from creditgraph.usecases.hops import tell_entities
from creditgraph.usecases.subjects import tell_identifiers

MOST = 200
"""How many names and details an answer holds."""

Told = dict[str, Any]


def tell_profile(reading: Reading, request: Request, eid: int, asked: str) -> Told:
    """The head of an entity's page. `moved_from` is the id asked for where its entity lives on under another."""
    told: Told = {"tx": reading.tx, **tell_entities(reading, request, [eid])[eid]}
    home = parse_id(asked)
    if home is not None and encode_id(home) != told["id"]:
        told["moved_from"] = encode_id(home)
    return {
        **told,
        "as_of": iso(request.as_of),
        "names": _names(reading, request, eid),
        "identifiers": tell_identifiers(reading, [eid]).get(eid, []),
        "details": _details(reading, eid),
    }


def _names(reading: Reading, request: Request, eid: int) -> list[Told]:
    """The distinct names with their intervals, the ones borne to this day first."""
    rows = read.names(reading.sql, [eid], reading.tx)
    best = read.best_names(rows).get(eid)
    lasting = {(row.text, row.kind) for row in rows if row.valid_to is None}
    borne = {
        (row.text, row.kind.value, row.valid_from, row.valid_to): row
        for row in rows
        # that one row ended is no end of a name which others state still
        if row.valid_to is None or (row.text, row.kind) not in lasting
        if row.text and holds_at(row.valid_from, row.valid_to, request.as_of)
    }
    ordered = sorted(borne.values(), key=lambda row: _name_order(row, best))
    return [
        {
            "text": row.text,
            "kind": row.kind.value,
            "valid_from": iso(row.valid_from),
            "valid_to": iso(row.valid_to),
        }
        for row in ordered[:MOST]
    ]


def _name_order(row: NameRow, best: NameRow | None) -> tuple[object, ...]:
    is_best = best is not None and row.text == best.text
    return (
        not is_best,
        row.valid_to is not None,
        row.kind.value != "registered",
        -(row.valid_to or 0),
        row.text,
    )


def _details(reading: Reading, eid: int) -> list[Told]:
    """The distinct other facts, each with the last day on which it was stated."""
    last: dict[tuple[str, str], Day] = {}
    for row in read.details(reading.sql, [eid], reading.tx):
        place = (row.kind.value, row.value)
        last[place] = max(row.stated_on, last.get(place, row.stated_on))
    return [{"kind": kind, "value": value, "stated_on": iso(day)} for (kind, value), day in sorted(last.items())[:MOST]]
