"""How are two subjects linked, since when, on whose evidence?"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.model.errors import BadInput
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.relations import paths
from creditgraph.relations.known import Known
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.hops import Teller, edges_of, tell_entities
from creditgraph.usecases.subjects import require_subject, sealer_for

MOST_PATHS = 100
MOST_ENDS = 50
"""How many subjects stand at one end, or are avoided."""
SKIPPED = 50
"""How many skipped entities an answer names; `skipped_count` has them all."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a path shall be like: links of these types only; rather not through these subjects (`forbid_avoided`: never
    through them); with a hop that one of these datasets states.
    """

    types: frozenset[LinkType] | None = None
    avoid: Sequence[str] = ()
    forbid_avoided: bool = False
    require_sources: frozenset[str] = frozenset()


def find_paths(
    context: Context,
    request: Request,
    a: Sequence[str],
    b: Sequence[str],
    bounds: Bounds,
    min_certainty: Certainty = Certainty.PROBABLE,
    wishes: Wishes = Wishes(),
) -> dict[str, object]:
    """The paths between two sets of subjects, the status of the whole, and what was met but not walked.

    A subject that stands on both sides is linked with itself by a path without hops. BadInput for bounds outside 1 to
    6 hops and 1 to 100 paths, for none or more than 50 subjects on a side, and for a dataset that is not there.
    """
    _check(a, b, bounds, wishes)
    with audited(context.audit, request, "paths", *a, *b), context.relating(request) as reading:
        sealer = sealer_for(context, *a, *b, *wishes.avoid)
        first, second, avoid = (
            list(dict.fromkeys(require_subject(reading, sealer, text) for text in texts))
            for texts in (a, b, wishes.avoid)
        )
        _check_datasets(reading, wishes.require_sources)
        frame = reading.frame(request, min_certainty, wishes.types)
        wished = paths.Wishes(frozenset(avoid), wishes.forbid_avoided, wishes.require_sources)
        reading = replace(reading, graph=Known.of(reading.graph, frame, bounds.hub_degree))
        answer = paths.find_paths(reading.graph, first, second, frame, bounds, request, wished)
        shown = answer.skipped[:SKIPPED]
        eids = {eid for path in answer.paths for eid in path.eids} | {one.eid for one in shown}
        entities = tell_entities(reading, request, sorted(eids | {*first, *second, *avoid}))
        teller = Teller(reading, edges_of(answer.paths), entities)
        return {
            "tx": reading.tx,
            **reading.told,
            "status": answer.status.value,
            "from": [entities[eid] for eid in first],
            "to": [entities[eid] for eid in second],
            "bounds": {
                **asdict(bounds),
                "min_certainty": min_certainty.word,
                "types": None if wishes.types is None else sorted(wishes.types),
                "avoid": [entities[eid]["id"] for eid in avoid],
                "forbid_avoided": wishes.forbid_avoided,
                "require_sources": sorted(wishes.require_sources),
                "expanded": answer.expanded,
            },
            "skipped": [_tell_skipped(reading, one, entities) for one in shown],
            "skipped_count": len(answer.skipped),
            "paths": [teller.path(path) for path in answer.paths],
        }


def _check(a: Sequence[str], b: Sequence[str], bounds: Bounds, wishes: Wishes) -> None:
    if not 1 <= bounds.max_hops <= paths.MAX_HOPS or not 1 <= bounds.limit <= MOST_PATHS or bounds.hub_degree < 1:
        raise BadInput("bounds", f"a search takes 1 to {paths.MAX_HOPS} hops and 1 to {MOST_PATHS} paths")
    if not 1 <= len(a) <= MOST_ENDS or not 1 <= len(b) <= MOST_ENDS or len(wishes.avoid) > MOST_ENDS:
        raise BadInput("bounds", f"a search takes 1 to {MOST_ENDS} subjects on each side, and avoids up to {MOST_ENDS}")


def _check_datasets(reading: Reading, names: frozenset[str]) -> None:
    known = {name for (name,) in reading.sql.all("SELECT name FROM dataset")} if names else set()
    if unknown := sorted(names - known):
        raise BadInput(
            "unknown_dataset", f"there is no dataset {unknown[0]!r}", f"name one of {', '.join(sorted(known))}"
        )


def _tell_skipped(reading: Reading, skipped: paths.Skipped, entities: dict[int, dict[str, str]]) -> dict[str, object]:
    entity = entities.get(skipped.eid)
    if entity is None:
        entity = {"id": encode_id(read.home_ids(reading.sql, [skipped.eid])[skipped.eid]), "name": ""}
    return {
        "id": entity["id"],
        "name": entity["name"],
        "reason": skipped.reason,
        "degree": skipped.degree,
        "connects": skipped.connects,
    }
