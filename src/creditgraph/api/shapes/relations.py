"""Answers about relations."""

from typing import Annotated, Literal

from pydantic import Field

from creditgraph.api.shapes.common import AnsweredBy, Certain, Direction, Edge, Entity, Id, Kind, Shape, Tx, Type


class Hop(Edge):
    """A step of a path: its surest link, and `also` the others between the same two."""

    also: Annotated[list[Edge], Field(default_factory=list)]
    also_truncated: bool = False


class Path(Shape):
    """A path, as sure as its weakest hop."""

    certainty: Certain
    hops: list[Hop]


class Skipped(Shape):
    """An entity that was met but not walked through."""

    id: Id
    name: str
    reason: str
    degree: int


class Met(Skipped):
    """`connects`: it was met from both ends."""

    connects: bool


class Bounds(Shape):
    """What was looked at."""

    max_hops: int
    limit: int
    hub_degree: int
    budget: int
    min_certainty: Certain
    types: list[Type] | None
    avoid: list[Id]
    forbid_avoided: bool
    require_sources: list[str]
    expanded: int


class PathsAnswer(Shape):
    """Paths, shortest first. `status` says what the answer may be taken for."""

    tx: Tx
    status: Literal["found", "none_within_bounds", "truncated", "timed_out"]
    from_: Annotated[list[Entity], Field(alias="from")]
    to: list[Entity]
    bounds: Bounds
    skipped: list[Met]
    skipped_count: int
    paths: list[Path]
    graph: AnsweredBy | None = None


class NetworkEntity(Shape):
    """An entity of a network; `distance` from the nearest seed."""

    id: Id
    name: str
    kind: Kind
    distance: int
    degree: int | None
    degree_capped: bool


class CutCount(Shape):
    """How many links of a type lie behind."""

    type: Type
    direction: Direction
    count: int
    capped: bool


class Cut(Shape):
    """Where the network was cut, and what lies behind."""

    id: Id
    name: str
    reason: Literal["hub", "state_body", "budget"]
    degree: int
    counts: list[CutCount]


class NetworkAnswer(Shape):
    """The network around the seeds."""

    tx: Tx
    status: Literal["complete", "truncated", "timed_out"]
    bounds: dict[str, object]
    seeds: list[Id]
    entities: list[NetworkEntity]
    links: list[Hop]
    cut: list[Cut]
    cut_count: int
    graph: AnsweredBy | None = None
