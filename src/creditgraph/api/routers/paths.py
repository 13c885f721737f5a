"""`/paths`: how are these linked, since when, on whose evidence?"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import CallerOf
from creditgraph.api.description import BODY, SUBJECT_QUESTION
from creditgraph.api.models import PathsBody, Tongue, day_of
from creditgraph.api.shapes.relations import PathsAnswer
from creditgraph.model.errors import Busy
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations.paths import Bounds
from creditgraph.usecases import find_paths as find_paths_

router = APIRouter(tags=["relations"], responses=SUBJECT_QUESTION | BODY)


@router.post("/paths", response_model=PathsAnswer)
def find_paths(caller: CallerOf, _tongue: Annotated[Tongue, Query()], body: PathsBody) -> Response:
    """The shortest paths between two sets of entities, each hop with dates, certainty and source rows.

    `status` says what the answer may be taken for: `none_within_bounds` is not "unlinked". 200 also for no path.
    """
    request = caller.request(as_of=day_of(body.as_of), known=body.known_at, purpose=body.purpose)
    bounds = Bounds(body.max_hops, body.limit, body.hub_degree)
    told = find_paths_.find_paths(
        caller.context,
        request,
        body.from_,
        body.to,
        bounds,
        Certainty.of(body.min_certainty),
        find_paths_.Wishes(
            None if body.types is None else frozenset(body.types),
            tuple(body.avoid),
            body.forbid_avoided,
            frozenset(body.require_sources),
        ),
    )
    if told["status"] == "timed_out" and not told["paths"]:
        raise Busy("timed_out", "no path was found in the time allowed", "ask for fewer hops")
    return answer(told)
