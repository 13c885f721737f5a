"""`/checks`: the linked credit check, and its certificate."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from creditgraph.api.answers import JSON, answer
from creditgraph.api.dependencies import CallerOf, IdempotencyKey
from creditgraph.api.description import BODY, QUESTION, UNKNOWN
from creditgraph.api.idempotency import once
from creditgraph.api.models import ChecksBody, Tongue, day_of
from creditgraph.api.shapes.checks import CheckAnswer, Verification
from creditgraph.usecases import check as check_
from creditgraph.usecases import stored_checks

router = APIRouter(prefix="/checks", tags=["checks"], responses=QUESTION)
Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,40}$", examples=["CK20261124-0123456789AB"])]


@router.post("", status_code=201, response_model=CheckAnswer, responses=BODY)
def check(
    caller: CallerOf,
    _tongue: Annotated[Tongue, Query()],
    body: ChecksBody,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Check 1 to 500 subjects for a purpose: their own records, and apart from them those of related parties.

    Each subject has a status of its own; one that is ambiguous, unknown or invalid spoils no other. The answer is kept
    under its number, which Location names.
    """

    def run() -> Response:
        request = caller.request(as_of=day_of(body.as_of), known=body.known_at, purpose=body.purpose)
        told, written = check_.checked(
            caller.context, request, body.subjects, body.max_hops, business_item=body.business_item
        )
        return Response(written, 201, {"location": _place(told)}, JSON)

    return once(caller, idempotency_key, "check", body.model_dump_json().encode(), run, _place)


def _place(told: Mapping[str, Any]) -> str:
    return f"/api/v1/checks/{told['number']}"


@router.get("/{number}", response_model=CheckAnswer, responses=UNKNOWN)
def get_check(caller: CallerOf, number: Number, _tongue: Annotated[Tongue, Query()]) -> Response:
    """The certificate of a check: the very bytes that were answered."""
    stored = stored_checks.check_by_number(caller.context, caller.request(), number)
    return Response(stored.body, media_type=JSON)


@router.get("/{number}/verify", response_model=Verification, responses=UNKNOWN)
def verify_check(caller: CallerOf, number: Number, _tongue: Annotated[Tongue, Query()]) -> Response:
    """Whether a certificate is, byte for byte, what was answered."""
    return answer(stored_checks.verify_check(caller.context, caller.request(), number))
