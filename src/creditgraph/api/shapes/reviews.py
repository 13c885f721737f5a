"""Answers about the steward's queue, and about why two are one entity or not."""

from typing import Annotated, Literal

from pydantic import Field

from creditgraph.api.shapes.common import Evidence, Id, Identifier, Moment, Shape, Tx
from creditgraph.api.shapes.work import MergeAnswer

Version = Annotated[int, Field(ge=0, description="The last transaction that bore on it: for If-Match.")]
ReviewKind = Literal["similar", "evidence changed", "source gone", "ambiguous key", "values", "different"]


class Source(Shape):
    """An entity as one dataset describes it."""

    source: Annotated[Id, Field(description="The id minted for the source; it leads to its entity.")]
    dataset: str
    name: str


class ReviewSubject(Source):
    """A source that a review is about. `id` is its entity, null where no row states it any more."""

    id: Id | None
    kind: str
    organisation: Annotated[str, Field(description="Where a person is mentioned; else empty.")]
    identifiers: list[Identifier]


class StatedSubject(ReviewSubject):
    """The same with the rows that state it."""

    sources: list[Evidence]


class Case(Shape):
    """A case. `score` and `key` are matching's; `reason` names the rule, `decision` the judgement that it is about."""

    id: int
    kind: ReviewKind
    version: Version
    since: Moment
    score: float | None
    key: str
    reason: str
    decision: str | None
    subjects_count: int


class Review(Case):
    """A case in the queue, with some of its subjects."""

    subjects: list[ReviewSubject]


class ReviewsAnswer(Shape):
    """A page of the queue."""

    tx: Tx
    results: list[Review]
    next: str | None


class Feature(Shape):
    """One thing compared: 1 is full agreement, 0 none."""

    name: str
    score: float
    detail: str


class Sentences(Shape):
    """The same in two languages."""

    zh: str
    en: str


class Compared(Shape):
    """What matching says of two sides: their parts, features, the reasons in a line, and a sentence."""

    a: dict[str, object]
    b: dict[str, object]
    verdict: Literal["same", "review", "different"]
    probability: float
    key: Annotated[str, Field(examples=["+BRAND -DIVISION"])]
    features: list[Feature]
    explanation: Sentences


class PairCompared(Compared):
    """The same of two subjects of a review."""

    pair: list[Id]


class Judged(Shape):
    """What the decision said that a review is about."""

    verdict: Literal["same", "different", "unsure"]
    by: str
    said: str
    at: Moment


class ReviewAnswer(Case):
    """A case with all that it takes to decide it."""

    tx: Tx
    state: Literal["open", "settled", "closed"]
    judged: Judged | None
    subjects: list[StatedSubject]
    comparisons: list[PairCompared]


class DecisionAnswer(MergeAnswer):
    """What a decision came to."""

    review: int
    verdict: Literal["same", "different", "unsure"]
