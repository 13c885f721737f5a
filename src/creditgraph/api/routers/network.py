"""`/network`: who is around these?"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import CallerOf
from creditgraph.api.description import BODY, SUBJECT_QUESTION
from creditgraph.api.models import NetworkBody, Tongue, day_of
from creditgraph.api.shapes.relations import NetworkAnswer
from creditgraph.model.vocabulary import Certainty
from creditgraph.usecases import network as network_

router = APIRouter(tags=["relations"], responses=SUBJECT_QUESTION | BODY)


@router.post("/network", response_model=NetworkAnswer)
def draw_network(caller: CallerOf, _tongue: Annotated[Tongue, Query()], body: NetworkBody) -> Response:
    """The entities and links around up to 50 seeds; where it was cut, what lies behind is counted."""
    request = caller.request(as_of=day_of(body.as_of), known=body.known_at, purpose=body.purpose)
    bounds = network_.Bounds(body.max_hops, body.max_entities, body.hub_degree)
    types = None if body.types is None else frozenset(body.types)
    certainty = Certainty.of(body.min_certainty)
    return answer(network_.network(caller.context, request, body.seeds, bounds, certainty, types))
