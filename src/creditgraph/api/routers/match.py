"""`/match`: who is this? A batch of records, each answered for itself; and the same under yente's address."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import CallerOf
from creditgraph.api.description import BODY, QUESTION, UNKNOWN
from creditgraph.api.match_models import MatchBody, YenteBody, YenteQuery
from creditgraph.api.models import Tongue
from creditgraph.api.shapes.match import BATCH, MatchAnswer
from creditgraph.usecases import match as match_

router = APIRouter(tags=["match"], responses=QUESTION | BODY | UNKNOWN | BATCH)
yente = APIRouter(tags=["match"], responses=QUESTION | BODY | UNKNOWN | BATCH)
BATCH_SIZE = "x-batch-size"


@router.post("/match", response_model=MatchAnswer)
def match(caller: CallerOf, _tongue: Annotated[Tongue, Query()], body: MatchBody) -> Response:
    """Find whom each of 1 to 100 records may be, with a verdict, what it rests on, and why.

    A bad item has a status of its own and spoils no other. A person's bare name is never a match.
    """
    request = caller.request(known=body.known_at, purpose=body.purpose)
    told = match_.match(caller.context, request, body.queries, body.wishes())
    return answer({**told, "ignored": []}, headers={BATCH_SIZE: str(len(body.queries))})


@yente.post("/match/{dataset}", response_model=MatchAnswer)
def match_dataset(
    caller: CallerOf,
    dataset: Annotated[
        str,
        Path(
            pattern=r"^[a-z][a-z0-9_]{0,99}$",
            description="`default` for the whole archive, or one of its datasets.",
            examples=["default"],
        ),
    ],
    query: Annotated[YenteQuery, Query()],
    body: YenteBody,
) -> Response:
    """The same for clients of yente, at its address and with its parameters."""
    told = match_.match(caller.context, caller.request(), body.queries, query.wishes(dataset))
    sent = {"algorithm": query.algorithm, "weights": body.weights, "config": body.config}
    ignored = [name for name, value in sent.items() if value]
    return answer({**told, "ignored": ignored}, headers={BATCH_SIZE: str(len(body.queries))})
