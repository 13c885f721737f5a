"""The graph port on a published Neo4j graph: one statement a question, one round trip a level of a search.

It answers what `SqlGraph` answers for every transaction up to the watermark. Edges come grouped from the server; their
order is made here, by the same key.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from neo4j import Record

from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.neo4j.watermark import read_watermark
from creditgraph.graph.port import Edge, Entity, Expansion, Frame
from creditgraph.model.vocabulary import Certainty, EntityKind, LinkType

_CHUNK = 1000
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
            row["eid"]: Entity(row["eid"], EntityKind(row["kind"]), row["name"] or "", row["state_body"])
            for chunk in _chunks(eids)
            for row in self._server.read("read/entities", eids=chunk, tx=frame.tx)
        }

    def state_bodies(self, eids: Iterable[int], frame: Frame) -> list[int]:
        """Those of the entities that are state bodies."""
        return [
            row["eid"]
            for chunk in _chunks(eids)
            for row in self._server.read("read/state_bodies", eids=chunk, tx=frame.tx)
        ]

    def degrees(self, eids: Iterable[int], frame: Frame, cap: int) -> dict[int, int]:
        """The number of neighbours of each entity, counted up to `cap` + 1."""
        wanted = sorted(set(eids))
        found = dict.fromkeys(wanted, 0)
        for chunk in _chunks(wanted):
            rows = self._server.read("read/degrees", eids=chunk, cap_and_one=cap + 1, **_bounds(frame))
            found |= {row["eid"]: row["degree"] for row in rows}
        for eid, edges in self._suspected(wanted, frame).items():
            others = {_other(edge, eid) for edge in edges}
            linked = {_other(edge, eid) for edge in self._stated_between([eid], sorted(others), frame)}
            found[eid] = min(cap + 1, found[eid] + len(others - linked))
        return found

    def hubs(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> dict[int, int]:
        """Those of the entities with more neighbours than `hub_degree`, with their degree counted up to that + 1."""
        if _asks_suspected(frame):
            return {eid: degree for eid, degree in self.degrees(eids, frame, hub_degree).items() if degree > hub_degree}
        return {
            row["eid"]: row["degree"]
            for chunk in _chunks(eids)
            for row in self._server.read(
                "read/hubs", eids=chunk, cap=hub_degree, cap_and_one=hub_degree + 1, **_bounds(frame)
            )
        }

    def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
        """All edges of each entity within `hub_degree`; the others as hubs with their capped degree."""
        wanted = sorted(set(eids))
        hubs = self.hubs(wanted, frame, hub_degree)
        open_ = [eid for eid in wanted if eid not in hubs]
        edges: dict[int, list[Edge]] = {eid: [] for eid in open_}
        for chunk in _chunks(open_):
            for row in self._server.read("read/expand", eids=chunk, **_bounds(frame)):
                edges[row["eid"]].append(_edge(row))
        for eid, suspected in self._suspected(open_, frame).items():
            edges[eid] += suspected
        return Expansion({eid: sorted(found, key=_order(eid)) for eid, found in edges.items()}, hubs)

    def between(self, first: Iterable[int], second: Iterable[int], frame: Frame) -> list[Edge]:
        """All edges with one end in each set."""
        ours, theirs = sorted(set(first)), set(second)
        found = self._stated_between(ours, sorted(theirs), frame)
        for eid, edges in self._suspected(ours, frame).items():
            found |= {edge for edge in edges if _other(edge, eid) in theirs}
        return sorted(found, key=lambda edge: (edge.type, edge.from_eid, edge.to_eid, edge.lid))

    def adjacent(self, eid: int, frame: Frame, after: int, limit: int) -> list[Edge]:
        """A page of one entity's stated links, each by itself, by link id."""
        rows = self._server.read("read/adjacent", eid=eid, after=after, limit=limit, **_bounds(frame))
        return [_edge(row) for row in rows]

    def _stated_between(self, ours: list[int], theirs: list[int], frame: Frame) -> set[Edge]:
        if not theirs:
            return set()
        return {
            _edge(row)
            for chunk in _chunks(ours)
            for row in self._server.read("read/between", first=chunk, second=theirs, **_bounds(frame))
        }

    def _suspected(self, eids: Iterable[int], frame: Frame) -> dict[int, list[Edge]]:
        """The derived edges of persons who share name, sex and birth year with another, if asked for."""
        found: dict[int, list[Edge]] = {}
        if not _asks_suspected(frame):
            return found
        for chunk in _chunks(eids):
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
    return Edge(
        LinkType(row["type"]),
        row["start"],
        row["end"],
        row["lid"],
        row["valid_from"],
        row["valid_to"],
        Certainty(row["certainty"]),
        row["attributes"],
    )


def _asks_suspected(frame: Frame) -> bool:
    return frame.min_certainty is Certainty.SUSPECTED and (frame.types is None or _DERIVED in frame.types)


def _other(edge: Edge, eid: int) -> int:
    return edge.to_eid if edge.from_eid == eid else edge.from_eid


def _order(eid: int) -> Any:
    return lambda edge: (edge.type, edge.from_eid != eid, _other(edge, eid))


def _chunks(eids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(set(eids))
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
