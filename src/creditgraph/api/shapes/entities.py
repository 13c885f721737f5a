"""Answers about entities."""

from typing import Literal

from creditgraph.api.shapes.common import (
    Candidate,
    Date,
    Direction,
    Entity,
    Id,
    Identifier,
    LinkedTo,
    Moment,
    Record,
    Shape,
    Tx,
    Type,
)


class Hit(Shape):
    """The text that found an entity, and how it bears it."""

    text: str
    name_kind: str | None = None
    identifier_kind: str | None = None


class Found(Candidate):
    """An entity that a search found."""

    hit: Hit


class SearchAnswer(Shape):
    """A page of entities, best first."""

    tx: Tx
    results: list[Found]
    truncated: bool
    next: str | None


class Name(Shape):
    """A name with the time in which it was borne."""

    text: str
    kind: str
    valid_from: Date
    valid_to: Date


class Detail(Shape):
    """Another stated fact."""

    kind: str
    value: str
    stated_on: Date


class Source(Shape):
    """An entity as one dataset describes it."""

    id: Id
    dataset: str
    certainty: str | None


class Decision(Shape):
    """What joins or parts sources. `id` is what a reversal names."""

    id: str
    verdict: Literal["same", "different", "unsure"]
    by: str
    policy: str
    at: Moment | None
    reason: str | None = None


class EntityAnswer(Entity):
    """Everything about one entity; of long lists the first 200, `…_count` has them all."""

    tx: Tx
    as_of: Date
    names: list[Name]
    identifiers: list[Identifier]
    details: list[Detail]
    links: list[LinkedTo]
    links_count: int
    records: list[Record]
    records_count: int
    sources: list[Source]
    sources_count: int
    decisions: list[Decision]
    decisions_count: int


class Title(Shape):
    """A heading in both languages."""

    zh: str
    en: str


State = Literal["collected", "not_collected"]


class ArchiveType(Shape):
    """The records of one type. `title` is set where several sections have records of this type: kinds of lists."""

    type: str
    title: Title | None
    state: State
    count: int | None
    last_delivery: Date
    records: list[Record]


class Section(Shape):
    """A section of the credit archive. `count` is null where nothing of it was ever collected, never 0."""

    section: str
    title: Title
    state: State
    count: int | None
    last_delivery: Date
    types: list[ArchiveType]


class ArchiveAnswer(Entity):
    """The credit archive of an entity."""

    tx: Tx
    as_of: Date
    names: list[Name]
    identifiers: list[Identifier]
    details: list[Detail]
    sections: list[Section]


class AdjacentCount(Shape):
    """How many links of a type and direction there are; `capped`: at least so many."""

    type: Type
    direction: Direction
    count: int
    capped: bool


class AdjacentAnswer(Entity):
    """The links of an entity, counted."""

    tx: Tx
    as_of: Date
    adjacent: list[AdjacentCount]


class AdjacentPage(Shape):
    """A page of links of one type."""

    tx: Tx
    id: Id
    type: Type
    direction: Direction | None
    results: list[LinkedTo]
    next: str | None
