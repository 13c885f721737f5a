"""Answers about why sources are one entity, or are not."""

from typing import Annotated, Literal

from pydantic import Field

from creditgraph.api.shapes.common import Candidate, Certain, Entity, Evidence, Moment, Shape, Tx
from creditgraph.api.shapes.reviews import Compared, ReviewKind, Sentences, Source


class Since(Shape):
    """The transaction since which it was known."""

    tx: int
    at: Moment


class FactEnd(Source):
    """One of the two sources of a fact, with rows that state it."""

    rows: list[Evidence]


class FactValue(Shape):
    """What a fact is about: a number (a secret one masked), a name, or what goes with a name."""

    kind: str
    value: str


class JoiningFact(Shape):
    """Why two sources are the same: a key that both state, or a judgement. `decisions` are what can be reversed."""

    reason: str
    certainty: Certain
    values: list[FactValue]
    by: str
    policy: str
    score: float | None
    said: str
    since: Since
    decisions: list[str]
    a: FactEnd
    b: FactEnd


class Apart(Shape):
    """What keeps two entities apart. Which fields there are depends on the kind."""

    kind: Literal[
        "different_strata",
        "judged_different",
        "judged_unsure",
        "two_identifiers",
        "withdrawn",
        "review",
        "nothing_in_common",
    ]
    decision: str = ""
    by: str = ""
    said: str = ""
    since: Annotated[int, Field(description="The transaction of the decision.")] = 0
    identifiers: Annotated[list[str], Field(default_factory=list)]
    review: int = 0
    review_kind: ReviewKind | None = None


class WhySide(Candidate):
    """An entity, with the sources that the text stands for."""

    sources: list[Source]


class WhyAnswer(Shape):
    """Whether two are one entity, and why. `key` is the line of reasons of matching, `explanation` the whole answer."""

    tx: Tx
    a: WhySide
    b: WhySide
    one: bool
    key: str
    explanation: Sentences
    joined_by: list[JoiningFact]
    kept_apart_by: list[Apart]
    comparison: Compared


class StepSide(Source):
    """What was one already: called by its earliest source."""

    sources_count: int


class Step(Shape):
    """Two sides that a fact joined."""

    step: int
    left: StepSide
    right: StepSide
    fact: JoiningFact


class HowAnswer(Entity):
    """The steps by which sources became an entity, the strongest reasons first; at most 200."""

    tx: Tx
    sources_count: int
    steps: list[Step]
    steps_count: int
