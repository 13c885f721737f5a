"""`/why`: why two subjects are one entity, or are not."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import CallerOf
from creditgraph.api.description import SUBJECT_QUESTION
from creditgraph.api.models import WhyQuery
from creditgraph.api.shapes.why import WhyAnswer
from creditgraph.usecases import why as why_

router = APIRouter(tags=["entities"], responses=SUBJECT_QUESTION)


@router.get("/why", response_model=WhyAnswer)
def why(caller: CallerOf, query: Annotated[WhyQuery, Query()]) -> Response:
    """Why two are one entity or not: the facts that join them, or what keeps them apart, and what matching says.

    Where both mean one entity, an id stands for the source that it was minted for, a name or number for the sources
    that state it. How two entities are linked is told by `POST /paths`.
    """
    request = caller.request(known=query.known_at, purpose=query.purpose)
    return answer(why_.why(caller.context, request, query.a, query.b))
