"""Paths between entities, found from both ends, with an honest account of what was not walked.

The search widens one side at a time, the smaller one first. After `a` levels from one end and `b` from the other, every
path of at most `a + b` hops is known, so paths come out shortest first and complete by length. What makes it honest:

- A hub (an entity with more neighbours than `hub_degree`) and a state body are met, but never walked through: two
  companies are not related merely because both are state-controlled (公司法 art. 265(4), 企业会计准则36号 art. 6).
  They are listed with their degree, and marked where they would connect the two ends.
- `none_within_bounds` is said only when everything within the bounds was looked at but what is listed as skipped.
  `truncated` and `timed_out` mean that something else was not, whatever was found.
- An end that is a hub is not expanded; it is met from the other side. Two such ends are listed as skipped.

Wishes narrow the answer. An avoided entity is walked through only where there is no other path, and never if that is
forbidden; it is listed as skipped where it was met. With required datasets only a path counts of which a row of one of
them states a hop.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from creditgraph.graph.port import Edge, Frame, Graph
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations.known import Known

MAX_HOPS = 6
_STEPS = 200_000
"""How many partial paths one enumeration may look at."""
_AHEAD = 1000
"""How many entities are read at once; a search that meets more goes on by levels."""


class Status(StrEnum):
    """What an answer may be taken for."""

    FOUND = "found"
    COMPLETE = "complete"
    """Of a network: everything within the bounds, but for what lies behind hubs and state bodies."""
    NONE = "none_within_bounds"
    TRUNCATED = "truncated"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a search goes. `budget` counts entities expanded."""

    max_hops: int = 4
    limit: int = 10
    hub_degree: int = 100
    budget: int = 5000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a path shall be like: `avoid` entities (never through them with `forbid`), stated in one of `datasets`."""

    avoid: frozenset[int] = frozenset()
    forbid: bool = False
    datasets: frozenset[str] = frozenset()


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entity that was met but not walked. `connects`: it was met from both ends."""

    eid: int
    reason: str
    degree: int
    connects: bool


@dataclass(frozen=True, slots=True)
class Path:
    """The entities of a path and, for each hop, all edges between its two."""

    eids: tuple[int, ...]
    hops: tuple[tuple[Edge, ...], ...]

    @property
    def certainty(self) -> Certainty:
        """The weakest hop; a hop is as sure as its surest edge."""
        return min((max(edge.certainty for edge in hop) for hop in self.hops), default=Certainty.CERTAIN)


@dataclass(slots=True)
class Answer:
    """The paths found, the status of the whole, what was skipped, and how many entities were expanded."""

    status: Status
    paths: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    expanded: int = 0


def find_paths(
    graph: Graph,
    first: Iterable[int],
    second: Iterable[int],
    frame: Frame,
    bounds: Bounds,
    request: Request,
    wishes: Wishes = NO_WISHES,
) -> Answer:
    """The shortest simple paths between two sets of entities."""
    ends = (frozenset(first), frozenset(second))
    around = _Search(graph, *ends, frame, bounds, request, wishes).run()
    if around.paths or wishes.forbid or not wishes.avoid:
        return around
    through = _Search(graph, *ends, frame, bounds, request, replace(wishes, avoid=frozenset())).run()
    if around.status is not Status.NONE:  # whether there is a path around them is not known
        through.status = around.status
    return through


class _Side:
    """What is known from one end: the distance of each entity reached, and the outermost ones."""

    def __init__(self, ends: frozenset[int]) -> None:
        self.distance = dict.fromkeys(ends, 0)
        self.frontier = sorted(ends)
        self.depth = 0


class _Search:
    def __init__(
        self,
        graph: Graph,
        first: frozenset[int],
        second: frozenset[int],
        frame: Frame,
        bounds: Bounds,
        request: Request,
        wishes: Wishes,
    ) -> None:
        self.graph, self.first, self.second = Known.of(graph, frame, bounds.hub_degree), first, second
        self.frame, self.bounds, self.request, self.wishes = frame, bounds, request, wishes
        self.ends = first | second
        self.sides = (_Side(first), _Side(second))
        self.edges: dict[int, dict[int, set[Edge]]] = {}
        self.expanded: set[int] = set()
        self.barred: dict[int, tuple[str, int]] = {}
        """Entities not to be walked through, each with the reason and its degree."""
        self.stated: set[Edge] = set()
        """The edges that one of the datasets wished for states."""
        self.cleared: set[int] = set()
        self.paths: list[Path] = []
        self.cut: Status | None = None

    def run(self) -> Answer:
        if not self.wishes.datasets:
            self.paths = [Path((eid,), ()) for eid in sorted(self.first & self.second)]
        if len(self.ends) == 1:  # one entity and itself: every other path would pass it twice
            return Answer(Status.FOUND if self.paths else Status.NONE, self.paths)
        self._bar_avoided()
        for length in range(1, self.bounds.max_hops + 1):
            if len(self.paths) >= self.bounds.limit or not self._widen():
                break
            self._bar_meeting_points()
            self._enumerate(length)
            if self.cut:
                break
        status = self.cut or (Status.FOUND if self.paths else Status.NONE)
        return Answer(status, self.paths[: self.bounds.limit], self._skipped(), len(self.expanded))

    def _bar_avoided(self) -> None:
        avoided = sorted(self.wishes.avoid - self.ends)
        if avoided and not self.request.out_of_time():
            degrees = self.graph.degrees(avoided, self.frame, self.bounds.hub_degree)
            self.barred |= {eid: ("avoided", degree) for eid, degree in degrees.items()}

    # widening --------------------------------------------------------------------------------------------------------

    def _widen(self) -> bool:
        """Expand the side with the smaller frontier; False where the time or the budget does not allow it."""
        if self.request.out_of_time():
            self.cut = Status.TIMED_OUT
            return False
        if any(self._is_exhausted(side) for side in self.sides):
            return True
        # A hub's neighbours are unknown, so the other side is widened before that of a hub.
        open_sides = [side for side in self.sides if side.frontier]
        if open_sides:
            side = min(open_sides, key=lambda one: (one.depth > 0 and self._has_hub_end(one), len(one.frontier)))
            if not self._expand(side):
                return False
        self._meet_hub_ends()
        return True

    def _expand(self, side: _Side) -> bool:
        self._look_ahead(side)
        self._bar_state_bodies([eid for eid in side.frontier if eid not in self.ends])
        todo = [eid for eid in side.frontier if eid not in self.expanded and eid not in self.barred]
        if len(self.expanded) + len(todo) > self.bounds.budget:
            self.cut = Status.TRUNCATED
            return False
        expansion = self.graph.expand(todo, self.frame, self.bounds.hub_degree)
        self.barred |= {eid: ("hub", degree) for eid, degree in expansion.hubs.items()}
        for edges in expansion.edges.values():
            for edge in edges:
                self._know(edge)
        self.expanded |= expansion.edges.keys()
        self.cleared |= expansion.edges.keys()
        side.depth += 1
        reached = {
            other
            for eid in side.frontier
            if eid in self.expanded
            for other in self.edges.get(eid, ())
            if other not in side.distance
        }
        side.distance |= dict.fromkeys(reached, side.depth)
        side.frontier = sorted(reached)
        return True

    def _look_ahead(self, side: _Side) -> None:
        """Read what both sides will ask up to the bounds, at first no further than one path may need."""
        wanted, others = (
            [eid for eid in one.frontier if eid not in self.barred]
            for one in (side, *(other for other in self.sides if other is not side))
        )
        left = self.bounds.max_hops - sum(one.depth for one in self.sides)
        hops = min((left + 1) // 2, 2 if self.bounds.limit == 1 and not self.expanded else left)
        self.graph.look_ahead(wanted, hops, min(self.bounds.budget, _AHEAD), also=others)

    def _is_exhausted(self, side: _Side) -> bool:
        """Whether everything around a side is known, and nothing barred there could connect it with the other."""
        return not side.frontier and not any(eid in self.barred for eid in side.distance)

    def _has_hub_end(self, side: _Side) -> bool:
        return any(distance == 0 and eid in self.barred for eid, distance in side.distance.items())

    def _meet_hub_ends(self) -> None:
        """Link an end that is a hub with what the other side has reached: its first hop, without expanding it."""
        for side, other in (self.sides, self.sides[::-1]):
            hubs = [eid for eid, distance in side.distance.items() if distance == 0 and eid in self.barred]
            outermost = [eid for eid, distance in other.distance.items() if distance == other.depth]
            if hubs and outermost:
                for edge in self.graph.between(hubs, outermost, self.frame):
                    self._know(edge)
                    side.distance.setdefault(edge.from_eid, 1)
                    side.distance.setdefault(edge.to_eid, 1)

    def _know(self, edge: Edge) -> None:
        for near, far in ((edge.from_eid, edge.to_eid), (edge.to_eid, edge.from_eid)):
            self.edges.setdefault(near, {}).setdefault(far, set()).add(edge)

    def _bar_state_bodies(self, eids: list[int]) -> None:
        unknown = [eid for eid in eids if eid not in self.barred and eid not in self.cleared]
        if not unknown:
            return
        state = self.graph.state_bodies(unknown, self.frame)
        for eid, degree in self.graph.degrees(state, self.frame, self.bounds.hub_degree).items():
            self.barred[eid] = ("state_body", degree)

    def _bar_meeting_points(self) -> None:
        """Entities met from both sides would become inner ones without having been expanded: look before."""
        near, far = (side.distance for side in self.sides)
        met = sorted(eid for eid in near.keys() & far.keys() if eid not in self.ends)
        self.graph.look_ahead([eid for eid in met if eid not in self.barred], 1, _AHEAD)
        self._bar_state_bodies(met)
        unknown = [eid for eid in met if eid not in self.barred and eid not in self.cleared]
        hubs = self.graph.hubs(unknown, self.frame, self.bounds.hub_degree)
        self.barred |= {eid: ("hub", degree) for eid, degree in hubs.items()}
        self.cleared |= set(unknown) - hubs.keys()

    # paths -----------------------------------------------------------------------------------------------------------

    def _enumerate(self, length: int) -> None:
        """Add the paths of exactly this many hops."""
        remaining = self._distances_to_end(length)
        if self.wishes.datasets:
            known = {edge for others in self.edges.values() for edges in others.values() for edge in edges}
            self.stated = self.graph.stated_in(known, self.wishes.datasets)
        for steps, path in enumerate(self._extend(sorted(self.first), length, remaining), 1):
            if path is not None and self._is_wished(path):
                self.paths.append(self._path(path))
                if len(self.paths) >= self.bounds.limit:
                    return
            if steps > _STEPS or (steps % 1000 == 0 and self.request.out_of_time()):
                self.cut = Status.TRUNCATED if steps > _STEPS else Status.TIMED_OUT
                return

    def _distances_to_end(self, length: int) -> dict[int, int]:
        """How many hops each known entity is from the far end, walking through nothing barred."""
        distance = dict.fromkeys(self.second, 0)
        frontier = set(self.second)
        for hops in range(1, length + 1):
            frontier = {
                other
                for eid in frontier
                if eid in self.second or eid not in self.barred
                for other in self.edges.get(eid, ())
                if other not in distance
            }
            distance |= dict.fromkeys(frontier, hops)
        return distance

    def _extend(self, starts: list[int], length: int, remaining: dict[int, int]) -> Iterator[tuple[int, ...] | None]:
        """Walk simple paths in order of ids; None counts a step."""
        stack: list[tuple[int, ...]] = [(eid,) for eid in reversed(starts) if remaining.get(eid, length + 1) <= length]
        while stack:
            path = stack.pop()
            left = length - (len(path) - 1)
            if left == 0:
                yield path if path[-1] in self.second else None
                continue
            yield None
            for other in sorted(self.edges.get(path[-1], ()), reverse=True):
                inner = left > 1
                if other in path or remaining.get(other, length + 1) > left - 1:
                    continue
                if inner and (other in self.barred or other in self.ends):
                    continue
                stack.append((*path, other))

    def _is_wished(self, eids: tuple[int, ...]) -> bool:
        """Whether one of the datasets wished for states a hop of the path."""
        if not self.wishes.datasets:
            return True
        return any(edge in self.stated for near, far in pairwise(eids) for edge in self.edges[near][far])

    def _path(self, eids: tuple[int, ...]) -> Path:
        hops = tuple(
            tuple(sorted(self.edges[near][far], key=lambda edge: (-edge.certainty, edge.type, edge.lid)))
            for near, far in pairwise(eids)
        )
        return Path(eids, hops)

    def _skipped(self) -> list[Skipped]:
        near, far = (side.distance for side in self.sides)
        found = [
            Skipped(eid, reason, degree, eid in near and eid in far)
            for eid, (reason, degree) in self.barred.items()
            if eid in near or eid in far
        ]
        return sorted(found, key=lambda skipped: (not skipped.connects, skipped.reason, skipped.eid))
