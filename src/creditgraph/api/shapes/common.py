"""Parts that several answers share."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from creditgraph.model.vocabulary import EntityKind, LinkType, RecordType

Id = Annotated[str, Field(pattern=r"^cg-[0-9a-hjkmnp-tv-z]{13}$", examples=["cg-6a14xrsbtyg0q"])]
Date = Annotated[
    str | None, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="ISO 8601 at its own precision; null: unknown.")
]
Moment = Annotated[str, Field(description="RFC 3339.", examples=["2026-11-24T15:45:00.604113+00:00"])]
Tx = Annotated[int, Field(ge=0, description="The transaction whose belief the answer tells.")]
Certain = Literal["certain", "probable", "suspected"]
Kind = EntityKind
Type = LinkType
Direction = Literal["out", "in"]


class Shape(BaseModel):
    """An answer or a part of one."""

    model_config = ConfigDict(use_enum_values=True)


class AnsweredBy(Shape):
    """Which graph answered, where one is published. `why`: the error code for which the archive had to."""

    answered_by: Literal["neo4j", "archive"]
    why: str = ""


class Problem(Shape):
    """An RFC 9457 problem. `code` is the stable word; docs/errors.md lists all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/docs#error-unknown_subject",
                    "title": "档案中没有相符的主体",
                    "status": 404,
                    "detail": "档案中没有相符的主体：无此公司",
                    "instance": "/api/v1/entities/无此公司",
                    "code": "unknown_subject",
                    "remedy": "用 GET /api/v1/search 按名称的一部分检索",
                    "errors": [],
                    "trace_id": "0c4f1b7a0d5e4a0b8f0e0e9b9a3c2d11",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    remedy: str
    errors: list["Place"]
    trace_id: str


class Place(Shape):
    """One thing that is wrong: a JSON pointer into the body, or the kind and name of a parameter."""

    pointer: Annotated[str, Field(examples=["#/subjects/3", "query:limit"])]
    code: str
    message: str


class Identifier(Shape):
    """A number. Identity numbers are masked."""

    kind: str
    value: str


class Entity(Shape):
    """An entity in short."""

    id: Id
    kind: Kind
    name: str


class Candidate(Shape):
    """An entity that a text may mean."""

    id: Id
    kind: str
    name: str
    identifiers: list[Identifier]


class Evidence(Shape):
    """The row that states something."""

    batch: int
    dataset: str
    file: str
    row: int
    supplier: str | None
    stated_on: Date


class Record(Shape):
    """A record, with all rows that state it. `certainty` says how surely they speak of this entity."""

    type: RecordType
    item: str | None
    fields: dict[str, Any]
    valid_from: Date
    valid_to: Date
    certainty: Certain
    sources: list[Evidence]


class Stated(Shape):
    """When a link was so, how sure it is, and who says so."""

    type: Type
    valid_from: Date
    valid_to: Date
    certainty: Certain
    attributes: list[dict[str, Any]]
    sources: list[Evidence]
    sources_truncated: bool = False


class Edge(Stated):
    """A link between two entities."""

    from_: Annotated[Id, Field(alias="from")]
    from_kind: Kind
    from_name: str
    to: Id
    to_kind: Kind
    to_name: str


class LinkedTo(Stated):
    """A link as seen from one of its ends: the surest, `also` the others of its type between the same two."""

    direction: Direction
    id: Id
    name: str
    kind: str
    also: Annotated[list[Edge], Field(default_factory=list)]
    also_truncated: bool = False
