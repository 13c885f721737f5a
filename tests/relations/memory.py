"""The graph port over a list of edges, as plain as it can be."""

from collections import Counter
from collections.abc import Iterable, Sequence

from creditgraph.archive.read import RecordRow
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
from creditgraph.model.vocabulary import Certainty, EntityKind, LinkType


def star(centre: int, rays: int, base: int = 100) -> list[tuple[int, int]]:
    """Edges from one entity to as many others, numbered from `base` on."""
    return [(centre, base + number) for number in range(1, rays + 1)]


class MemoryGraph:
    """Edges by their ends; an edge's id is its place in the list, from one, unless numbers are given."""

    def __init__(
        self,
        edges: Iterable[tuple[int, int]],
        state: Iterable[int] = (),
        types: Sequence[LinkType] = (),
        numbers: Iterable[int] | None = None,
    ) -> None:
        pairs = list(edges)
        ids = list(numbers) if numbers is not None else list(range(1, len(pairs) + 1))
        kinds = list(types) or [LinkType.HOLDS] * len(pairs)
        self.edges = {
            Edge(kind, start, end, lid, None, None, Certainty.CERTAIN, lids=(lid,))
            for lid, kind, (start, end) in zip(ids, kinds, pairs, strict=True)
        }
        self.state = frozenset(state)
        self.datasets: dict[int, str] = {}
        """Which dataset states an edge, by its id."""
        self.asked = 0
        """How often anything was asked."""

    def watermark(self) -> int:
        return 1

    def entities(self, eids: Iterable[int], frame: Frame) -> dict[int, Entity]:
        return {eid: Entity(eid, EntityKind.ENTERPRISE, str(eid)) for eid in eids}

    def state_bodies(self, eids: Iterable[int], frame: Frame) -> list[int]:
        self.asked += 1
        return sorted(set(eids) & self.state)

    def degrees(self, eids: Iterable[int], frame: Frame, cap: int) -> dict[int, int]:
        self.asked += 1
        return {eid: min(cap + 1, len(self._neighbours(eid))) for eid in eids}

    def hubs(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> dict[int, int]:
        return {eid: degree for eid, degree in self.degrees(eids, frame, hub_degree).items() if degree > hub_degree}

    def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
        hubs = self.hubs(set(eids), frame, hub_degree)
        return Expansion({eid: self._edges(eid) for eid in sorted(set(eids) - hubs.keys())}, hubs)

    def between(self, first: Iterable[int], second: Iterable[int], frame: Frame) -> list[Edge]:
        self.asked += 1
        ours, theirs = set(first), set(second)
        found = [
            edge
            for edge in self.edges
            if (edge.from_eid in ours and edge.to_eid in theirs) or (edge.to_eid in ours and edge.from_eid in theirs)
        ]
        return sorted(found, key=lambda edge: (edge.type, edge.from_eid, edge.to_eid, edge.lid))

    def records(self, eids: Iterable[int], frame: Frame) -> dict[int, list[RecordRow]]:
        return {eid: [] for eid in eids}

    def ahead(
        self, eids: Iterable[int], frame: Frame, hub_degree: int, hops: int, most: int, held: bool = False
    ) -> Ahead:
        return NOTHING_AHEAD

    def spread(self, eid: int, frame: Frame, cap: int) -> list[Spread]:
        ways = Counter((edge.type, self._direction(eid, edge)) for edge in self._edges(eid))
        order = sorted(ways, key=lambda way: (list(LinkType).index(way[0]), way[1] is Direction.IN))
        return [Spread(*way, min(cap + 1, ways[way])) for way in order]

    def adjacent(self, eid: int, frame: Frame, type_: LinkType, direction: Direction, after: Place, limit: int) -> Page:
        wanted = (type_, direction)
        edges = [edge for edge in self._edges(eid) if (edge.type, self._direction(eid, edge)) == wanted]
        rest = [edge for edge in edges if edge.other(eid) >= after[0]]
        return Page(rest[:limit], (rest[limit].other(eid), 0) if len(rest) > limit else None)

    def stated_in(self, edges: Iterable[Edge], datasets: Iterable[str]) -> set[Edge]:
        return {edge for edge in edges if self.datasets.get(edge.lid) in set(datasets)}

    @staticmethod
    def _direction(eid: int, edge: Edge) -> Direction:
        return Direction.OUT if edge.from_eid == eid else Direction.IN

    def _edges(self, eid: int) -> list[Edge]:
        found = [edge for edge in self.edges if eid in (edge.from_eid, edge.to_eid)]
        return sorted(found, key=lambda edge: (edge.type, edge.from_eid != eid, edge.from_eid + edge.to_eid, edge.lid))

    def _neighbours(self, eid: int) -> set[int]:
        return {end for edge in self._edges(eid) for end in (edge.from_eid, edge.to_eid)} - {eid}
