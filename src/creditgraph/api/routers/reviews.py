"""`/reviews`: the steward's queue, and deciding what is in it."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import CallerOf, IdempotencyKey
from creditgraph.api.description import BAD_CURSOR, BODY, DECISION, QUESTION, SUBJECT_QUESTION, TAGGED, UNKNOWN
from creditgraph.api.idempotency import once
from creditgraph.api.models import KnownTongue, ReviewDecisionBody, ReviewsQuery, Tongue
from creditgraph.api.shapes.reviews import DecisionAnswer, ReviewAnswer, ReviewsAnswer
from creditgraph.model.errors import BadInput
from creditgraph.model.vocabulary import Verdict
from creditgraph.usecases import review_decision, review_page
from creditgraph.usecases import reviews as reviews_

router = APIRouter(prefix="/reviews", tags=["reviews"], responses=QUESTION)
Number = Annotated[
    int, Path(alias="id", ge=1, le=999_999_999_999_999, description="The number of a review.", examples=[1])
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^(\*|(W/)?"[0-9]{1,15}")$',
        description="The ETag of the review as it was read: its `version` in quotation marks. `*`: whatever it is now.",
        examples=['"1"'],
    ),
]
_VERSION = re.compile(r"[0-9]+")


@router.get("", response_model=ReviewsAnswer, responses=SUBJECT_QUESTION | BAD_CURSOR)
def list_reviews(caller: CallerOf, query: Annotated[ReviewsQuery, Query()]) -> Response:
    """What is still to be decided, the most useful first: the likeliest pairs, then decisions whose evidence changed,
    then what rules refused to join.
    """
    request = caller.request(known=query.known_at, purpose=query.purpose)
    told = reviews_.list_reviews(
        caller.context, request, query.kind, query.dataset, query.entity, query.limit, query.cursor
    )
    return answer(told)


@router.get("/{id}", response_model=ReviewAnswer, responses=UNKNOWN | TAGGED)
def get_review(caller: CallerOf, number: Number, query: Annotated[KnownTongue, Query()]) -> Response:
    """One review: its subjects with their rows, and what matching says of them. The ETag is its version."""
    request = caller.request(known=query.known_at, purpose=query.purpose)
    told = review_page.show_review(caller.context, request, number)
    return answer(told, headers={"etag": f'"{told["version"]}"'})


@router.post("/{id}/decision", response_model=DecisionAnswer, responses=UNKNOWN | BODY | DECISION)
def decide_review(
    caller: CallerOf,
    number: Number,
    _tongue: Annotated[Tongue, Query()],
    body: ReviewDecisionBody,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Decide a review: same, different or unsure. 409 where somebody did so before, or a rule forbids it; 412 where
    something came in since it was read.
    """
    if if_match is None:
        raise BadInput("version_missing", "the request has no If-Match", "send the ETag of the review that was read")
    found = _VERSION.search(if_match)
    version = None if found is None else int(found[0])

    def run() -> Response:
        request = caller.request(purpose=body.purpose, reason=body.reason)
        verdict = Verdict(body.verdict)
        return answer(review_decision.decide(caller.context, request, number, verdict, body.a, body.b, version))

    sent = f"{if_match}\n{body.model_dump_json()}".encode()
    return once(caller, idempotency_key, f"review {number}", sent, run)
