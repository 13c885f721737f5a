"""How are two subjects linked, since when, on whose evidence?"""

from dataclasses import asdict

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.model.errors import BadInput
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations import paths
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.hops import tell_entities, tell_path
from creditgraph.usecases.subjects import require_subject, sealer_for

MOST_PATHS = 100
SKIPPED = 50
"""How many skipped entities an answer names; `skipped_count` has them all."""


def find_paths(
    context: Context, request: Request, a: str, b: str, bounds: Bounds, min_certainty: Certainty
) -> dict[str, object]:
    """The paths between two subjects, the status of the whole, and what was met but not walked.

    BadInput for bounds outside 1 to 6 hops, 1 to 100 paths.
    """
    if not 1 <= bounds.max_hops <= paths.MAX_HOPS or not 1 <= bounds.limit <= MOST_PATHS or bounds.hub_degree < 1:
        raise BadInput("bounds", f"a search takes 1 to {paths.MAX_HOPS} hops and 1 to {MOST_PATHS} paths")
    with audited(context.audit, request, "paths", a, b), context.relating(request) as reading:
        sealer = sealer_for(context, a, b)
        first, second = (require_subject(reading, sealer, text) for text in (a, b))
        frame = reading.frame(request, min_certainty)
        answer = paths.find_paths(reading.graph, [first], [second], frame, bounds, request)
        shown = answer.skipped[:SKIPPED]
        eids = {eid for path in answer.paths for eid in path.eids} | {one.eid for one in shown}
        entities = tell_entities(reading, request, sorted(eids | {first, second}))
        return {
            "tx": reading.tx,
            **reading.told,
            "status": answer.status.value,
            "from": entities[first],
            "to": entities[second],
            "bounds": {**asdict(bounds), "min_certainty": min_certainty.word, "expanded": answer.expanded},
            "skipped": [_tell_skipped(reading, one, entities) for one in shown],
            "skipped_count": len(answer.skipped),
            "paths": [tell_path(reading, request, path, entities) for path in answer.paths],
        }


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
