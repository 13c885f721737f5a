"""How are two subjects linked, since when, on whose evidence?"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.model.errors import BadInput
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.relations import paths
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.hops import tell_entities, tell_path
from creditgraph.usecases.subjects import require_subject, sealer_for

MOST_PATHS = 100
SKIPPED = 50
"""How many skipped entities an answer names; `skipped_count` has them all."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What else a path shall be like: of which link types, through whom rather not (or not at all), and of which
    datasets one must state a hop of it.
    """

    types: frozenset[LinkType] | None = None
    avoid: tuple[str, ...] = ()
    forbid_avoided: bool = False
    require_sources: frozenset[str] = frozenset()


def find_paths(
    context: Context, request: Request, a: str, b: str, bounds: Bounds, min_certainty: Certainty
) -> dict[str, object]:
    """The paths between two subjects, the status of the whole, and what was met but not walked.

    BadInput for bounds outside 1 to 6 hops, 1 to 100 paths.
    """
    return find_paths_between(context, request, [a], [b], bounds, min_certainty, Wishes())


def find_paths_between(
    context: Context,
    request: Request,
    starts: Sequence[str],
    ends: Sequence[str],
    bounds: Bounds,
    min_certainty: Certainty,
    wishes: Wishes,
) -> dict[str, object]:
    """The paths between two sets of subjects. Whom to avoid is walked through only where no other way was found, and
    never where that is forbidden.
    """
    if not 1 <= bounds.max_hops <= paths.MAX_HOPS or not 1 <= bounds.limit <= MOST_PATHS or bounds.hub_degree < 1:
        raise BadInput("bounds", f"a search takes 1 to {paths.MAX_HOPS} hops and 1 to {MOST_PATHS} paths")
    asked = (*starts, *ends, *wishes.avoid)
    with audited(context.audit, request, "paths", *asked), context.reading(request) as reading:
        sealer = sealer_for(context, *asked)
        first, second, avoid = (
            list(dict.fromkeys(require_subject(reading, sealer, text) for text in texts))
            for texts in (starts, ends, wishes.avoid)
        )
        frame = reading.frame(request, min_certainty, wishes.types)
        looked = replace(bounds, limit=MOST_PATHS) if wishes.require_sources else bounds
        answer = paths.find_paths(reading.graph, first, second, frame, looked, request, frozenset(avoid))
        if avoid and not answer.paths and not wishes.forbid_avoided:
            answer = paths.find_paths(reading.graph, first, second, frame, looked, request)
        shown = answer.skipped[:SKIPPED]
        eids = {eid for path in answer.paths for eid in path.eids} | {one.eid for one in shown}
        entities = tell_entities(reading, request, sorted(eids | set(first) | set(second)))
        told = [
            {"from": entities[path.eids[0]]["id"], "to": entities[path.eids[-1]]["id"]}
            | tell_path(reading, request, path, entities)
            for path in answer.paths
        ]
        kept = [path for path in told if _is_stated(path, wishes.require_sources)]
        return {
            "tx": reading.tx,
            "status": _status(answer, len(told), len(kept)).value,
            "from": entities[first[0]],
            "to": entities[second[0]],
            "ends": {"from": [entities[eid] for eid in first], "to": [entities[eid] for eid in second]},
            "bounds": {**asdict(bounds), "min_certainty": min_certainty.word, "expanded": answer.expanded},
            "skipped": [_tell_skipped(reading, one, entities) for one in shown],
            "skipped_count": len(answer.skipped),
            "paths": kept[: bounds.limit],
        }


def _is_stated(path: dict[str, Any], datasets: frozenset[str]) -> bool:
    """Whether one of the datasets states a hop of a path; any will do where none is required."""
    edges = [edge for hop in path["hops"] for edge in (hop, *hop.get("also", ()))]
    return not datasets or any(source["dataset"] in datasets for edge in edges for source in edge["sources"])


def _status(answer: paths.Answer, looked_at: int, kept: int) -> paths.Status:
    """The status of what is left of an answer: where paths beyond the most were not looked at, it is cut."""
    if kept == looked_at or answer.status is not paths.Status.FOUND:
        return answer.status
    if kept:
        return paths.Status.FOUND
    return paths.Status.TRUNCATED if looked_at >= MOST_PATHS else paths.Status.NONE


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
