"""The related parties of a subject: everything within a few hops, each with one shortest path to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from creditgraph.graph.port import Edge, Frame, Graph
from creditgraph.model.request import Request
from creditgraph.relations.known import Known
from creditgraph.relations.paths import Bounds, Path, Status


@dataclass(slots=True)
class Related:
    """The paths to related entities by entity, hubs and state bodies that were met but not walked, and the status."""

    status: Status
    paths: dict[int, Path] = field(default_factory=dict)
    skipped: dict[int, tuple[str, int]] = field(default_factory=dict)


def find_related(graph: Graph, eid: int, frame: Frame, bounds: Bounds, request: Request) -> Related:
    """Widen from a subject level by level; hubs and state bodies are listed, not walked (see `paths`)."""
    found = Related(Status.FOUND, {eid: Path((eid,), ())})
    frontier, expanded = [eid], 0
    known = Known.of(graph, frame, bounds.hub_degree)
    for hop in range(bounds.max_hops):
        if not request.out_of_time():
            known.look_ahead(frontier, bounds.max_hops - hop, bounds.budget)
        barred = known.state_bodies([one for one in frontier if one != eid], frame)
        for body, degree in known.degrees(barred, frame, bounds.hub_degree).items():
            found.skipped[body] = ("state_body", degree)
        todo = [one for one in frontier if one not in found.skipped]
        expanded += len(todo)
        if expanded > bounds.budget or len(found.paths) > bounds.budget or request.out_of_time():
            found.status = Status.TIMED_OUT if request.out_of_time() else Status.TRUNCATED
            break
        expansion = known.expand(todo, frame, bounds.hub_degree)
        found.skipped |= {hub: ("hub", degree) for hub, degree in expansion.hubs.items()}
        frontier = _reach(found, expansion.edges)
    del found.paths[eid]
    return found


def _reach(found: Related, expanded: Mapping[int, Sequence[Edge]]) -> list[int]:
    """Note the path to each entity that is reached for the first time; the new frontier."""
    hops: dict[int, tuple[int, set[Edge]]] = {}
    for near, edges in sorted(expanded.items()):
        for edge in edges:
            far = edge.to_eid if edge.from_eid == near else edge.from_eid
            if far not in found.paths:
                start, known = hops.setdefault(far, (near, set()))
                if start == near:
                    known.add(edge)
    for far, (near, known) in hops.items():
        before = found.paths[near]
        hop = tuple(sorted(known, key=lambda edge: (-edge.certainty, edge.type, edge.lid)))
        found.paths[far] = Path((*before.eids, far), (*before.hops, hop))
    return sorted(hops)
