"""`/search`: which entities bear a name or a number like this?"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import CallerOf
from creditgraph.api.description import BAD_CURSOR, QUESTION
from creditgraph.api.models import SearchQuery, day_of
from creditgraph.api.shapes.entities import SearchAnswer
from creditgraph.usecases import search as search_

router = APIRouter(tags=["search"], responses=QUESTION)


@router.get("/search", response_model=SearchAnswer, responses=BAD_CURSOR)
def search(caller: CallerOf, query: Annotated[SearchQuery, Query()]) -> Response:
    """Find entities by name, former name, part of a name, or code, best first.

    Words apart from each other are looked for each. Everything in `q` is text: nothing in it is an operator.
    """
    request = caller.request(as_of=day_of(query.as_of), known=query.known_at, purpose=query.purpose)
    return answer(search_.search(caller.context, request, query.q, query.limit, query.cursor))
