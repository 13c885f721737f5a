"""Answers of the linked credit check."""

from typing import Annotated, Literal

from pydantic import Field

from creditgraph.api.shapes.common import AnsweredBy, Candidate, Date, Id, Moment, Record, Shape, Tx
from creditgraph.api.shapes.relations import Path, Skipped


class OwnSection(Shape):
    """The subject's own records of one type; `count` is null where none of it was ever collected."""

    state: Literal["collected", "not_collected"]
    count: int | None
    last_delivery: Date
    records: list[Record]


class Related(Shape):
    """A related party with the path to it. Records of natural persons are not shown."""

    id: Id
    kind: str
    name: str
    path: Path
    records_shown: bool
    count: int | None
    records: list[Record]


class Checked(Shape):
    """One subject. Own records and those of related parties are kept apart."""

    query: str
    status: Literal["confirmed", "probable", "ambiguous", "unknown", "invalid"]
    id: Id | None
    candidates: list[Candidate]
    problem: str | None
    suggestion: str | None
    own: dict[str, OwnSection]
    related: list[Related]
    measures: list[object]
    name: str = ""
    kind: str = ""
    related_status: str = ""
    skipped: Annotated[list[Skipped], Field(default_factory=list)]


class CheckAnswer(Shape):
    """A check; what is kept under `number` are these very bytes."""

    number: str
    tx: Tx
    at: Moment | None
    purpose: str
    business_item: str | None
    as_of: Date
    subjects: list[Checked]
    graph: AnsweredBy | None = None


class Verification(Shape):
    """Whether a stored check is as it was answered."""

    number: str
    unaltered: bool
    sha256: str
