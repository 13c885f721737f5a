"""`/merges`: a steward's decision that two entities are one, and its undoing."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import CallerOf, IdempotencyKey
from creditgraph.api.description import CHANGE
from creditgraph.api.idempotency import once
from creditgraph.api.models import MergesBody, ReverseBody, Tongue
from creditgraph.api.shapes.work import MergeAnswer, ReverseAnswer
from creditgraph.usecases import decide

router = APIRouter(prefix="/merges", tags=["merges"], responses=CHANGE)
Decision = Annotated[
    str,
    Path(
        pattern=r"^(judgement|claim|withdrawal):[0-9A-Za-z:]{1,200}$",
        description="A decision's id, as an entity lists it.",
        examples=["judgement:1"],
    ),
]


@router.post("", response_model=MergeAnswer)
def merge(
    caller: CallerOf,
    _tongue: Annotated[Tongue, Query()],
    body: MergesBody,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Say that two entities are one. 409 where a decision or two valid codes forbid it.

    With `dry_run` the answer says what would come of it, and nothing is decided.
    """

    def run() -> Response:
        request = caller.request(purpose=body.purpose, reason=body.reason)
        return answer(decide.merge(caller.context, request, body.a, body.b, body.dry_run))

    return once(caller, idempotency_key, "merge", body.model_dump_json().encode(), run)


@router.post("/{decision}/reverse", response_model=ReverseAnswer)
def reverse(
    caller: CallerOf,
    decision: Decision,
    _tongue: Annotated[Tongue, Query()],
    body: ReverseBody | None = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Undo a decision, a steward's or an automatic one. Doing it again changes nothing and says so."""
    wanted = body or ReverseBody()

    def run() -> Response:
        request = caller.request(purpose=wanted.purpose, reason=wanted.reason)
        return answer(decide.reverse(caller.context, request, decision))

    return once(caller, idempotency_key, f"reverse {decision}", wanted.model_dump_json().encode(), run)
