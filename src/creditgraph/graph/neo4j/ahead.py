"""A walk of some hops read by one statement, told in the port's own words.

The server sends links as they are stated, each list of one entity's; parallel ones are made one here, by the rule of
`expand`. A link between two walked entities comes twice and is made once.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from neo4j import Record

from creditgraph.archive.read import RecordRow
from creditgraph.graph.port import Ahead, Edge, Entity, Expansion
from creditgraph.model.vocabulary import CERTAINTY_OF, EntityKind, LinkType, RecordType

MOST_HOPS = 3
"""How many levels the statement reads."""
_LINK_TYPE = {one.value: one for one in LinkType}
Ends = tuple[str, int, int]


def ahead_of(row: Record, hub_degree: int) -> Ahead:
    """What the statement tells, as the port's answer."""
    built: dict[Ends, Edge] = {}
    edges: dict[int, list[Edge]] = {}
    hubs: dict[int, int] = {}
    state_bodies = set()
    entities: dict[int, Entity] = {}
    for eid, state_body, degree, links, kind, name in row["walked"]:
        if kind is not None:
            entities[eid] = Entity(eid, EntityKind(kind), name or "")
        if state_body:
            state_bodies.add(eid)
        if degree > hub_degree:
            hubs[eid] = degree
        else:
            edges[eid] = sorted(_edges(links, built), key=order_from(eid))
    entities |= {eid: Entity(eid, EntityKind(kind), name or "") for eid, kind, name, _ in row["held"]}
    records = {eid: sorted((record_of(eid, one) for one in held), key=_by_id) for eid, _, _, held in row["held"]}
    return Ahead(Expansion(edges, hubs), frozenset(state_bodies), entities, records)


def record_of(eid: int, told: Sequence[Any]) -> RecordRow:
    """A record from the list that a statement tells of it."""
    rid, type_, item, fact_key, fields, valid_from, valid_to, stated_on = told
    return RecordRow(eid, rid, RecordType(type_), item, fact_key, json.loads(fields), valid_from, valid_to, stated_on)


def _by_id(row: RecordRow) -> int:
    return row.rid


def order_from(eid: int) -> Callable[[Edge], tuple[Any, ...]]:
    """The order of edges as seen from one of their ends."""
    return lambda edge: (edge.type, edge.from_eid != eid, edge.other(eid))


def _edges(links: Iterable[Sequence[Any]], built: dict[Ends, Edge]) -> list[Edge]:
    found: dict[Ends, list[Sequence[Any]]] = {}
    for one in links:
        found.setdefault((one[0], one[1], one[2]), []).append(one)
    for ends, parts in found.items():
        if ends not in built:
            built[ends] = _edge(ends, parts)
    return [built[ends] for ends in found]


def _edge(ends: Ends, parts: list[Sequence[Any]]) -> Edge:
    """All stated links of one type from one entity to another, as one."""
    type_, start, end = ends
    _, _, _, lids, starts, stops, certainties, attributes = zip(*parts, strict=True)
    known = tuple(sorted(lids))
    stated = [one for one in attributes if one is not None]
    return Edge(
        _LINK_TYPE[type_],
        start,
        end,
        known[0],
        None if None in starts else min(starts),
        None if None in stops else max(stops),
        CERTAINTY_OF[max(certainties)],
        min(stated) if stated else None,
        lids=known,
    )
