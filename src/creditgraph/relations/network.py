"""The network around some entities: everything within a few hops, and every link between what is shown.

- Levels are added whole. Where the next one does not fit, its entities with the most links to those already shown come
  first, then by id; the status is then `truncated`.
- A hub and a state body are shown and not walked through, unless they are asked about (see `paths`); a hub is never
  expanded. Each is told in `cut` with its degree, so is every entity whose neighbours within the hops did not fit.
- No link between two shown entities is hidden: every shown entity that is no hub is expanded, which gives all links
  with such an end; the links between two hubs are looked up. Only `timed_out` means that links may be missing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from creditgraph.graph.port import Direction, Edge, Frame, Graph, Spread
from creditgraph.model.request import Request
from creditgraph.relations.known import Known
from creditgraph.relations.paths import Status

MAX_HOPS = 3
MOST_ENTITIES = 2000
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a network goes and how many entities it shows."""

    max_hops: int = 1
    max_entities: int = 150
    hub_degree: int = 100


@dataclass(frozen=True, slots=True)
class Cut:
    """An entity beyond which the network goes on: why, its degree, and what is not shown, by type and direction.

    `counts` is None for a hub or a state body: whoever wants them asks the graph for its spread.
    """

    eid: int
    reason: str
    degree: int
    counts: tuple[Spread, ...] | None = None


@dataclass(slots=True)
class Network:
    """The entities by their distance from the nearest seed, their degrees (hubs: one more than allowed), all links
    between them, and where it was cut.
    """

    status: Status = Status.COMPLETE
    distance: dict[int, int] = field(default_factory=dict)
    degree: dict[int, int] = field(default_factory=dict)
    links: list[Edge] = field(default_factory=list)
    cut: list[Cut] = field(default_factory=list)


def find_network(graph: Graph, seeds: Iterable[int], frame: Frame, bounds: Bounds, request: Request) -> Network:
    """The network around the seeds, which are all shown."""
    return _Drawing(graph, sorted(set(seeds)), frame, bounds, request).run()


class _Drawing:
    def __init__(self, graph: Graph, seeds: list[int], frame: Frame, bounds: Bounds, request: Request) -> None:
        self.graph, self.seeds = Known.of(graph, frame, bounds.hub_degree), frozenset(seeds)
        self.frame, self.bounds, self.request = frame, bounds, request
        self.found = Network(distance=dict.fromkeys(seeds, 0))
        self.edges: dict[int, list[Edge]] = {}
        self.hubs: dict[int, int] = {}
        self.state: set[int] = set()

    def run(self) -> Network:
        frontier = sorted(self.found.distance)
        if not self.request.out_of_time():
            self.graph.look_ahead(frontier, self.bounds.max_hops + 1, self.bounds.max_entities)
        for hops in range(1, self.bounds.max_hops + 1):
            if not frontier or not self._expand(frontier):
                break
            frontier = self._reach([eid for eid in frontier if self._is_walked(eid)], hops)
        # Also the outermost, for the links among them.
        if self.found.status is not Status.TIMED_OUT:
            self._expand(frontier)
        self._finish()
        return self.found

    def _expand(self, eids: list[int]) -> bool:
        """Read the edges of entities; False where the time is up."""
        unknown = [eid for eid in eids if eid not in self.edges and eid not in self.hubs]
        for start in range(0, len(unknown), _CHUNK):
            if self.request.out_of_time():
                self.found.status = Status.TIMED_OUT
                return False
            part = unknown[start : start + _CHUNK]
            self.graph.look_ahead(part, 1, _CHUNK)
            expansion = self.graph.expand(part, self.frame, self.bounds.hub_degree)
            self.hubs |= expansion.hubs
            self.edges |= {eid: list(edges) for eid, edges in expansion.edges.items()}
            self.state.update(self.graph.state_bodies(part, self.frame))
        return True

    def _is_walked(self, eid: int) -> bool:
        return eid in self.edges and (eid in self.seeds or eid not in self.state)

    def _reach(self, walked: list[int], hops: int) -> list[int]:
        """Show the neighbours of what is walked, as many as there is room for; the new frontier."""
        shown = self.found.distance
        met = Counter(other for eid in walked for other in self._others(eid) if other not in shown)
        room = self.bounds.max_entities - len(shown)
        reached = sorted(met)
        if len(met) > room:
            self.found.status = Status.TRUNCATED
            reached = sorted(sorted(met, key=lambda eid: (-met[eid], eid))[: max(0, room)])
        shown |= dict.fromkeys(reached, hops)
        return reached

    def _others(self, eid: int) -> set[int]:
        return {edge.other(eid) for edge in self.edges[eid]}

    def _finish(self) -> None:
        """The links among all that is shown, the degrees, and where it was cut."""
        shown = self.found.distance
        links = {edge for eid in shown for edge in self.edges.get(eid, ()) if edge.other(eid) in shown}
        hubs = sorted(self.hubs)
        if len(hubs) > 1 and self.found.status is not Status.TIMED_OUT:
            links |= set(self.graph.between(hubs, hubs, self.frame))
        self.found.links = sorted(links, key=lambda edge: (edge.type, edge.from_eid, edge.to_eid, edge.lid))
        self.found.degree = {eid: len(self._others(eid)) for eid in shown if eid in self.edges} | self.hubs
        self.found.cut = sorted(self._cuts(), key=lambda cut: (shown[cut.eid], cut.reason, cut.eid))

    def _cuts(self) -> Iterator[Cut]:
        for eid, distance in self.found.distance.items():
            if distance == self.bounds.max_hops:
                continue
            if eid in self.hubs:
                yield Cut(eid, "state_body" if self._is_barred_body(eid) else "hub", self.hubs[eid])
            elif eid in self.edges and self._is_barred_body(eid):
                yield Cut(eid, "state_body", self.found.degree[eid])
            elif hidden := [edge for edge in self.edges.get(eid, ()) if edge.other(eid) not in self.found.distance]:
                yield Cut(eid, "budget", self.found.degree[eid], _counted(eid, hidden))

    def _is_barred_body(self, eid: int) -> bool:
        return eid in self.state and eid not in self.seeds


def _counted(eid: int, edges: list[Edge]) -> tuple[Spread, ...]:
    """Edges by type and direction, in order."""
    ways = ((edge.type, Direction.OUT if edge.from_eid == eid else Direction.IN) for edge in edges)
    counts = Counter(ways)
    return tuple(
        Spread(type_, direction, counts[type_, direction])
        for type_, direction in sorted(counts, key=lambda way: (way[0], way[1] is Direction.IN))
    )
