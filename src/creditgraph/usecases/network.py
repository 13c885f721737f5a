"""Who is around these, and how are they all linked with one another?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from creditgraph.access.audit import audited
from creditgraph.graph.port import Frame, Spread
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.relations.known import Known
from creditgraph.relations.network import MAX_HOPS, MOST_ENTITIES, Bounds, Cut, Network, find_network
from creditgraph.usecases.adjacent import COUNTED, tell_spread
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.hops import Teller, tell_entities
from creditgraph.usecases.subjects import require_subject, sealer_for

__all__ = ["Bounds", "network"]

MOST_SEEDS = 50
CUTS = 100
"""How many of the places where it was cut an answer counts; `cut_count` has them all."""


def network(
    context: Context,
    request: Request,
    seeds: Sequence[str],
    bounds: Bounds,
    min_certainty: Certainty = Certainty.PROBABLE,
    types: frozenset[LinkType] | None = None,
) -> dict[str, object]:
    """The entities within a few hops of up to 50 seeds, all links among them, and where and why it was cut.

    BadInput for bounds outside 1 to 3 hops and 1 to 2000 entities, and for more seeds than entities.
    """
    if not 1 <= len(seeds) <= MOST_SEEDS:
        raise BadInput("bounds", f"a network takes 1 to {MOST_SEEDS} seeds, not {len(seeds)}")
    if (
        not 1 <= bounds.max_hops <= MAX_HOPS
        or not len(seeds) <= bounds.max_entities <= MOST_ENTITIES
        or bounds.hub_degree < 1
    ):
        raise BadInput(
            "bounds",
            f"a network takes 1 to {MAX_HOPS} hops and up to {MOST_ENTITIES} entities, no fewer than it has seeds",
        )
    with audited(context.audit, request, "network", *seeds), context.relating(request) as reading:
        sealer = sealer_for(context, *seeds)
        eids = list(dict.fromkeys(require_subject(reading, sealer, text) for text in seeds))
        frame = reading.frame(request, min_certainty, types)
        reading = replace(reading, graph=Known.of(reading.graph, frame, bounds.hub_degree))
        found = find_network(reading.graph, eids, frame, bounds, request)
        entities = tell_entities(reading, request, sorted(found.distance))
        teller = Teller(reading, found.links, entities)
        return {
            "tx": reading.tx,
            **reading.told,
            "status": found.status.value,
            "bounds": {
                **asdict(bounds),
                "min_certainty": min_certainty.word,
                "types": None if types is None else sorted(types),
            },
            "seeds": [entities[eid]["id"] for eid in eids],
            "entities": _entities(found, entities, bounds),
            "links": [teller.link(edge) for edge in found.links],
            "cut": [_tell_cut(reading, frame, cut, entities) for cut in found.cut[:CUTS]],
            "cut_count": len(found.cut),
        }


def _entities(found: Network, entities: Mapping[int, Mapping[str, str]], bounds: Bounds) -> list[dict[str, object]]:
    """The entities by distance, then by id; a degree counted no further than `hub_degree` says so, None if unknown."""
    told: list[dict[str, object]] = []
    for eid, distance in sorted(found.distance.items(), key=lambda one: (one[1], one[0])):
        degree = found.degree.get(eid)
        capped = degree is not None and degree > bounds.hub_degree
        shown = bounds.hub_degree if capped else degree
        told.append({**entities[eid], "distance": distance, "degree": shown, "degree_capped": capped})
    return told


def _tell_cut(reading: Reading, frame: Frame, cut: Cut, entities: Mapping[int, Mapping[str, str]]) -> dict[str, object]:
    counts: Sequence[Spread] = reading.graph.spread(cut.eid, frame, COUNTED) if cut.counts is None else cut.counts
    return {
        "id": entities[cut.eid]["id"],
        "name": entities[cut.eid]["name"],
        "reason": cut.reason,
        "degree": cut.degree,
        "counts": [tell_spread(one) for one in counts],
    }
