"""A graph with what was read of it in advance: a search goes level by level, and its levels are often here already.

A search stays the one way to an answer, with its account of what it skipped. What is read ahead are the graph's own
answers to the questions that the search may ask, so it cannot change an answer, only spare the way to the graph.
"""

from collections.abc import Collection, Iterable

from creditgraph.archive.read import RecordRow
from creditgraph.graph.port import Ahead, Direction, Edge, Entity, Expansion, Frame, Graph, Page, Place, Spread
from creditgraph.model.vocabulary import LinkType


class Known:
    """A graph in one frame and for one hub rule; questions in another go to the graph itself. It is a graph too."""

    def __init__(self, graph: Graph, frame: Frame, hub_degree: int) -> None:
        self._graph, self._frame, self._hub_degree = graph, frame, hub_degree
        self._edges: dict[int, list[Edge]] = {}
        self._hubs: dict[int, int] = {}
        self._state_bodies: set[int] = set()
        self._entities: dict[int, Entity] = {}
        self._records: dict[int, list[RecordRow]] = {}

    @classmethod
    def of(cls, graph: Graph, frame: Frame, hub_degree: int) -> "Known":
        """A graph with what is known of it already, if that is so for this frame and hub rule."""
        if isinstance(graph, cls) and graph._is_of(frame, hub_degree):
            return graph
        return cls(graph, frame, hub_degree)

    def look_ahead(
        self, eids: Iterable[int], hops: int, most: int, held: bool = False, also: Iterable[int] = ()
    ) -> None:
        """Read what a walk of some hops from the entities will ask, and on that occasion from others `also`; where all
        of the entities are known already, nothing.
        """
        known = self._edges.keys() | self._hubs.keys()
        unknown = [eid for eid in eids if eid not in known]
        if not unknown:
            return
        unknown += [eid for eid in also if eid not in known]
        ahead = self._graph.ahead(unknown, self._frame, self._hub_degree, hops, most, held)
        self._edges |= {eid: list(edges) for eid, edges in ahead.walked.edges.items()}
        self._hubs |= ahead.walked.hubs
        self._state_bodies |= ahead.state_bodies
        self._entities |= ahead.entities
        self._records |= {eid: list(rows) for eid, rows in ahead.records.items()}

    def _walked(self, eids: Iterable[int], frame: Frame, hub_degree: int | None = None) -> tuple[list[int], list[int]]:
        """Those whose edges are known in this frame, and the others."""
        known = self._edges.keys() | self._hubs.keys()
        return _split(eids, known if self._is_of(frame, hub_degree) else ())

    def _is_of(self, frame: Frame, hub_degree: int | None = None) -> bool:
        return frame == self._frame and hub_degree in (None, self._hub_degree)

    def watermark(self) -> int:
        """As the port says."""
        return self._graph.watermark()

    def entities(self, eids: Iterable[int], frame: Frame) -> dict[int, Entity]:
        """As the port says; what an entity is depends on the transaction alone."""
        known, unknown = _split(eids, self._entities if frame.tx == self._frame.tx else ())
        found = {eid: self._entities[eid] for eid in known}
        return found | self._graph.entities(unknown, frame) if unknown else found

    def state_bodies(self, eids: Iterable[int], frame: Frame) -> list[int]:
        """As the port says."""
        known, unknown = self._walked(eids, frame)
        found = [eid for eid in known if eid in self._state_bodies]
        return sorted(found + self._graph.state_bodies(unknown, frame)) if unknown else found

    def degrees(self, eids: Iterable[int], frame: Frame, cap: int) -> dict[int, int]:
        """As the port says."""
        known, unknown = self._walked(eids, frame, cap)
        found = {eid: self._hubs.get(eid) or len({edge.other(eid) for edge in self._edges[eid]}) for eid in known}
        return found | self._graph.degrees(unknown, frame, cap) if unknown else found

    def hubs(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> dict[int, int]:
        """As the port says."""
        known, unknown = self._walked(eids, frame, hub_degree)
        found = {eid: self._hubs[eid] for eid in known if eid in self._hubs}
        return found | self._graph.hubs(unknown, frame, hub_degree) if unknown else found

    def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
        """As the port says."""
        known, unknown = self._walked(eids, frame, hub_degree)
        edges = {eid: self._edges[eid] for eid in known if eid in self._edges}
        hubs = {eid: self._hubs[eid] for eid in known if eid in self._hubs}
        asked = self._graph.expand(unknown, frame, hub_degree) if unknown else Expansion({}, {})
        return Expansion(edges | dict(asked.edges), hubs | dict(asked.hubs))

    def records(self, eids: Iterable[int], frame: Frame) -> dict[int, list[RecordRow]]:
        """As the port says."""
        known, unknown = _split(eids, self._records if self._is_of(frame) else ())
        found = {eid: self._records[eid] for eid in known}
        return found | self._graph.records(unknown, frame) if unknown else found

    def ahead(
        self, eids: Iterable[int], frame: Frame, hub_degree: int, hops: int, most: int, held: bool = False
    ) -> Ahead:
        """As the port says."""
        return self._graph.ahead(eids, frame, hub_degree, hops, most, held)

    def between(self, first: Iterable[int], second: Iterable[int], frame: Frame) -> list[Edge]:
        """As the port says; what is walked shows all its edges."""
        ours = set(first)
        known, unknown = _split(second, self._edges if self._is_of(frame) else ())
        found = {edge for eid in known for edge in self._edges[eid] if edge.other(eid) in ours}
        if unknown:
            found |= set(self._graph.between(ours, unknown, frame))
        return sorted(found, key=lambda edge: (edge.type, edge.from_eid, edge.to_eid, edge.lid))

    def spread(self, eid: int, frame: Frame, cap: int) -> list[Spread]:
        """As the port says."""
        return self._graph.spread(eid, frame, cap)

    def adjacent(self, eid: int, frame: Frame, type_: LinkType, direction: Direction, after: Place, limit: int) -> Page:
        """As the port says."""
        return self._graph.adjacent(eid, frame, type_, direction, after, limit)

    def stated_in(self, edges: Iterable[Edge], datasets: Iterable[str]) -> set[Edge]:
        """As the port says."""
        return self._graph.stated_in(edges, datasets)


def _split(eids: Iterable[int], known: Collection[int]) -> tuple[list[int], list[int]]:
    wanted = sorted(set(eids))
    return [eid for eid in wanted if eid in known], [eid for eid in wanted if eid not in known]
