"""`/sources/{batch}/{row}`: the row of a file that states something."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import CallerOf
from creditgraph.api.description import QUESTION, UNKNOWN
from creditgraph.api.models import Frame, day_of
from creditgraph.api.shapes.work import SourceRow
from creditgraph.usecases import source_row as source_row_

router = APIRouter(tags=["sources"], responses=QUESTION | UNKNOWN)

Number = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/sources/{batch}/{row}", response_model=SourceRow)
def get_source_row(caller: CallerOf, batch: Number, row: Number, query: Annotated[Frame, Query()]) -> Response:
    """A row as it is stored: heading by heading, with identity numbers sealed."""
    request = caller.request(as_of=day_of(query.as_of), known=query.known_at, purpose=query.purpose)
    return answer(source_row_.source_row(caller.context, request, batch, row))
