"""The graph port on a published Neo4j graph: one statement a question, and one for a walk of up to three hops.

It answers what `SqlGraph` answers for every transaction up to the watermark. Edges come grouped from the server; their
order is made here, by the same key.
"""

from collections.abc import Iterable
from typing import Any

from neo4j import Record

from creditgraph.archive.read import RecordRow
from creditgraph.graph import suspected
from creditgraph.graph.edges import chunks
from creditgraph.graph.neo4j.ahead import MOST_HOPS, ahead_of, order_from, record_of
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.neo4j.watermark import read_watermark
from creditgraph.graph.port import (
    NOTHING_AHEAD,
    Ahead,
    Direction,
    Edge,
    Entity,
    Expansion,
    Frame,
    Page,
    Place,
    Spread,
)
from creditgraph.graph.suspected import asks_suspected
from creditgraph.model.vocabulary import Certainty, EntityKind, LinkType

_CHUNK = 1000
_NO_HUB = 2**31
"""More neighbours than anybody has."""
_DERIVED = LinkType.POSSIBLE_SAME_PERSON


class Neo4jGraph:
    """The graph as it is published."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def watermark(self) -> int:
        """The newest transaction that is published whole."""
        mark = read_watermark(self._server)
        return mark.tx if mark else 0

    def entities(self, eids: Iterable[int], frame: Frame) -> dict[int, Entity]:
        """Entities by id, each with the name to call it by."""
        return {
            row["eid"]: Entity(row["eid"], EntityKind(row["kind"]), row["name"] or "")
            for chunk in chunks(eids, _CHUNK)
            for row in self._server.read("read/entities", eids=chunk, tx=frame.tx)
        }

    def state_bodies(self, eids: Iterable[int], frame: Frame) -> list[int]:
        """Those of the entities that are state bodies."""
        return [
            row["eid"]
            for chunk in chunks(eids, _CHUNK)
            for row in self._server.read("read/state_bodies", eids=chunk, tx=frame.tx)
        ]

    def degrees(self, eids: Iterable[int], frame: Frame, cap: int) -> dict[int, int]:
        """The number of neighbours of each entity, counted up to `cap` + 1."""
        wanted = sorted(set(eids))
        found = dict.fromkeys(wanted, 0)
        for chunk in chunks(wanted, _CHUNK):
            rows = self._server.read("read/degrees", eids=chunk, cap_and_one=cap + 1, **_bounds(frame))
            found |= {row["eid"]: row["degree"] for row in rows}
        crowded = self._crowded(wanted, frame)
        for eid, edges in self._suspected(set(wanted) - set(crowded), frame).items():
            others = {edge.other(eid) for edge in edges}
            linked = {edge.other(eid) for edge in self._stated_between([eid], sorted(others), frame)}
            found[eid] = min(cap + 1, found[eid] + len(others - linked))
        return found | dict.fromkeys(crowded, cap + 1)

    def hubs(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> dict[int, int]:
        """Those of the entities with more neighbours than `hub_degree`, with their degree counted up to that + 1."""
        if asks_suspected(frame):
            return {eid: degree for eid, degree in self.degrees(eids, frame, hub_degree).items() if degree > hub_degree}
        return {
            row["eid"]: row["degree"]
            for chunk in chunks(eids, _CHUNK)
            for row in self._server.read(
                "read/hubs", eids=chunk, cap=hub_degree, cap_and_one=hub_degree + 1, **_bounds(frame)
            )
        }

    def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
        """All edges of each entity within `hub_degree`; the others as hubs with their capped degree."""
        wanted = sorted(set(eids))
        derived = asks_suspected(frame)
        hubs = self.hubs(wanted, frame, hub_degree) if derived else {}
        open_ = [eid for eid in wanted if eid not in hubs]
        edges: dict[int, list[Edge]] = {eid: [] for eid in open_}
        for chunk in chunks(open_, _CHUNK):
            walked = self._walk(chunk, frame, _NO_HUB if derived else hub_degree, 1, _CHUNK).walked
            edges |= {eid: list(found) for eid, found in walked.edges.items()}
            hubs |= walked.hubs
        for eid, found in self._suspected(set(open_) - set(self._crowded(open_, frame)), frame).items():
            edges[eid] = sorted(edges[eid] + found, key=order_from(eid))
        return Expansion({eid: found for eid, found in edges.items() if eid not in hubs}, hubs)

    def between(self, first: Iterable[int], second: Iterable[int], frame: Frame) -> list[Edge]:
        """All edges with one end in each set."""
        ours, theirs = sorted(set(first)), set(second)
        found = self._stated_between(ours, sorted(theirs), frame)
        for eid, edges in self._suspected(set(ours) - set(self._crowded(ours, frame)), frame).items():
            found |= {edge for edge in edges if edge.other(eid) in theirs}
        return sorted(found, key=lambda edge: (edge.type, edge.from_eid, edge.to_eid, edge.lid))

    def records(self, eids: Iterable[int], frame: Frame) -> dict[int, list[RecordRow]]:
        """The records that stand on each of the entities, in order of statement."""
        found: dict[int, list[RecordRow]] = {eid: [] for eid in sorted(set(eids))}
        for chunk in chunks(found, _CHUNK):
            for row in self._server.read("read/records", eids=chunk, tx=frame.tx, as_of=frame.as_of):
                found[row["eid"]].append(record_of(row["eid"], row["record"]))
        return {eid: sorted(held, key=lambda one: one.rid) for eid, held in found.items()}

    def ahead(
        self, eids: Iterable[int], frame: Frame, hub_degree: int, hops: int, most: int, held: bool = False
    ) -> Ahead:
        """A walk by one statement; by levels where the frame asks for the derived edges too, which no pattern tells."""
        wanted = sorted(set(eids))
        if asks_suspected(frame) or not 0 < len(wanted) <= min(most, _CHUNK):
            return NOTHING_AHEAD
        return self._walk(wanted, frame, hub_degree, min(hops, MOST_HOPS), most, held and hops <= MOST_HOPS)

    def spread(self, eid: int, frame: Frame, cap: int) -> list[Spread]:
        """An entity's neighbours by type and direction, each count up to `cap` + 1."""
        asked = _bounds(frame) | {"types": [type_ for type_ in _bounds(frame)["types"] if type_ != _DERIVED]}
        rows = {row["type"]: row for row in self._server.read("read/spread", eid=eid, cap_and_one=cap + 1, **asked)}
        found = [
            Spread(type_, direction, rows[type_][direction])
            for type_ in LinkType
            for direction in Direction
            if type_ in rows and rows[type_][direction]
        ]
        for direction in Direction:
            if self._crowded([eid], frame):
                found.append(Spread(_DERIVED, direction, cap + 1))
            elif edges := self._derived(eid, frame, direction):
                found.append(Spread(_DERIVED, direction, min(cap + 1, len(edges))))
        return found

    def adjacent(self, eid: int, frame: Frame, type_: LinkType, direction: Direction, after: Place, limit: int) -> Page:
        """A page of an entity's edges of one type and direction, by the other end."""
        if type_ is _DERIVED:
            edges = [edge for edge in self._derived(eid, frame, direction) if edge.other(eid) > after[1]][: limit + 1]
        else:
            asked = {name: value for name, value in _bounds(frame).items() if name != "types"}
            rows = self._server.read(
                f"read/adjacent_{direction}", eid=eid, type=type_.value, after=after[1], limit=limit + 1, **asked
            )
            edges = [_edge(row) for row in rows]
        return Page(edges[:limit], (0, edges[limit - 1].other(eid)) if len(edges) > limit else None)

    def stated_in(self, edges: Iterable[Edge], datasets: Iterable[str]) -> set[Edge]:
        """Those of the edges that a row of one of the datasets states."""
        wanted = [edge for edge in edges if edge.lids]
        rows = [
            {"number": number, "start": edge.from_eid, "end": edge.to_eid, "lids": list(edge.lids)}
            for number, edge in enumerate(wanted)
        ]
        stated = self._server.read("read/stated_in", rows=rows, datasets=sorted(set(datasets)))
        return {wanted[row["number"]] for row in stated}

    def _walk(self, eids: list[int], frame: Frame, hub_degree: int, hops: int, most: int, held: bool = False) -> Ahead:
        rows = self._server.read(
            "read/walk",
            eids=eids,
            hops=hops,
            most=most,
            held=held,
            cap=hub_degree,
            cap_and_one=hub_degree + 1,
            **_bounds(frame),
        )
        return ahead_of(rows[0], hub_degree) if rows else NOTHING_AHEAD

    def _stated_between(self, ours: list[int], theirs: list[int], frame: Frame) -> set[Edge]:
        if not theirs:
            return set()
        return {
            _edge(row)
            for chunk in chunks(ours, _CHUNK)
            for row in self._server.read("read/between", first=chunk, second=theirs, **_bounds(frame))
        }

    def _crowded(self, eids: Iterable[int], frame: Frame) -> list[int]:
        """Those who stand in a group that nobody walks."""
        if not asks_suspected(frame):
            return []
        return [
            row["eid"]
            for chunk in chunks(eids, _CHUNK)
            for row in self._server.read("read/crowded", eids=chunk, most=suspected.MOST + 1, tx=frame.tx)
        ]

    def _derived(self, eid: int, frame: Frame, direction: Direction) -> list[Edge]:
        asked = Frame(frame.tx, frame.as_of, frame.min_certainty, frozenset({_DERIVED}))
        edges = self._suspected([eid], asked).get(eid, []) if asks_suspected(frame) else []
        out = direction is Direction.OUT
        return sorted((edge for edge in edges if (edge.from_eid == eid) is out), key=lambda edge: edge.other(eid))

    def _suspected(self, eids: Iterable[int], frame: Frame) -> dict[int, list[Edge]]:
        """The derived edges of persons who share name, sex and birth year with another, if asked for."""
        found: dict[int, list[Edge]] = {}
        if not asks_suspected(frame):
            return found
        for chunk in chunks(eids, _CHUNK):
            for eid, other, sid, other_sid in self._server.read("read/suspected", eids=chunk, tx=frame.tx):
                (first, a), (second, b) = sorted(((eid, sid), (other, other_sid)))
                edge = Edge(_DERIVED, first, second, 0, None, None, Certainty.SUSPECTED, None, (a, b))
                found.setdefault(eid, []).append(edge)
        return found


def _bounds(frame: Frame) -> dict[str, Any]:
    types = frozenset(LinkType) if frame.types is None else frame.types
    return {
        "tx": frame.tx,
        "as_of": frame.as_of,
        "least": int(frame.min_certainty),
        "types": sorted(type_.value for type_ in types),
    }


def _edge(row: Record) -> Edge:
    lids = tuple(sorted(row["lids"]))
    dates = (row["valid_from"], row["valid_to"])
    certainty = Certainty(row["certainty"])
    return Edge(
        LinkType(row["type"]), row["start"], row["end"], lids[0], *dates, certainty, row["attributes"], lids=lids
    )
