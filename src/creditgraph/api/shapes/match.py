"""Answers of matching."""

from typing import Annotated, Literal

from pydantic import Field

from creditgraph.api.description import Responses
from creditgraph.api.shapes.common import Id, Moment, Shape, Tx


class MatchTotal(Shape):
    """How many candidates there are; `gte` where not all that share something were looked at."""

    value: int
    relation: Literal["eq", "gte"]


class IgnoredProperty(Shape):
    """A property that was not compared, and why: `unknown`, or what is wrong with its number."""

    property: str
    code: str


class Sentences(Shape):
    """The same in both languages."""

    zh: str
    en: str


class FeatureScore(Shape):
    """One thing that was compared: 1 agrees, 0 does not; both sides where they differ."""

    score: float
    detail: str
    query: str | None
    candidate: str | None


class MatchCandidate(Shape):
    """Somebody whom the record may be. `match`: a program may take it without a person."""

    id: Id
    caption: str
    schema_: Annotated[str, Field(alias="schema")]
    properties: dict[str, list[str]]
    datasets: list[str]
    referents: list[str]
    target: bool
    first_seen: Moment | None
    last_seen: Moment | None
    last_change: Moment | None
    score: float
    match: bool
    verdict: Literal["same", "review", "different"]
    basis: Literal["identifier", "name_history", "name_and_context", "name"]
    key: Annotated[str, Field(description="The reasons in one line.", examples=["+CODE +BRAND -DIVISION"])]
    explanation: Sentences
    explanations: dict[str, FeatureScore]


class AskedItem(Shape):
    """The item as it was read; identity numbers are masked."""

    schema_: Annotated[str | None, Field(alias="schema")]
    properties: dict[str, list[str]]


class MatchResponse(Shape):
    """The answer to one item: 200, or 400, 422, 503 with a `code`."""

    status: Literal[200, 400, 422, 503]
    results: list[MatchCandidate]
    total: MatchTotal
    truncated: bool
    ignored: list[IgnoredProperty]
    query: AskedItem
    code: str = ""
    detail: str = ""


class MatchAnswer(Shape):
    """The answers under the names of the items."""

    tx: Tx
    responses: dict[str, MatchResponse]
    limit: int
    policy: Annotated[str, Field(description="Which weights and keys decided.")]
    ignored: Annotated[list[str], Field(description="What of the request is not taken into account.")]


BATCH: Responses = {
    200: {
        "headers": {"X-Batch-Size": {"description": "How many items were asked.", "schema": {"type": "integer"}}},
    }
}
"""What the header of an answer says."""
