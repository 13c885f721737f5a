"""The port of the graph: what relation questions need, and what every implementation must answer alike.

All reads take one `Frame`: the day asked about, the transaction whose belief counts, and the least certainty. An answer
is a function of the frame; order is part of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Protocol

from creditgraph.archive.read import RecordRow
from creditgraph.model.dates import Day
from creditgraph.model.vocabulary import Certainty, EntityKind, LinkType


class Direction(StrEnum):
    """Which way a link is read from an entity: it is at the `from` end of what goes out."""

    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Frame:
    """As of when, by whose belief, how sure. `types` are the link types asked for, None for all."""

    tx: int
    as_of: Day | None = None
    min_certainty: Certainty = Certainty.PROBABLE
    types: frozenset[LinkType] | None = None


class Entity(NamedTuple):
    """An entity by its internal id: what it is and what to call it."""

    eid: int
    kind: EntityKind
    name: str


class Edge(NamedTuple):
    """All stated links of one type from one entity to another, as one: ten licences state a representative ten times.

    `lids` are theirs in order, and find the evidence; `lid` is the first. The dates are the hull of theirs (None where
    any is unknown); the certainty is the best of theirs. A derived link (POSSIBLE_SAME_PERSON) has lid 0, no lids and,
    in `sids`, the two sources that it is derived from.
    """

    type: LinkType
    from_eid: int
    to_eid: int
    lid: int
    valid_from: Day | None
    valid_to: Day | None
    certainty: Certainty
    attributes: str | None = None
    sids: tuple[int, int] = (0, 0)
    lids: tuple[int, ...] = ()

    def other(self, eid: int) -> int:
        """The end that is not this one."""
        return self.to_eid if self.from_eid == eid else self.from_eid


class Spread(NamedTuple):
    """How many neighbours an entity has by links of one type in one direction, counted up to a cap + 1."""

    type: LinkType
    direction: Direction
    neighbours: int


Place = tuple[int, int]
"""Where a page of neighbours ended: an implementation's own, valid for one transaction."""
BEGINNING: Place = (0, 0)


class Page(NamedTuple):
    """Some edges of one entity, one a neighbour, and where the next page begins (None: there is none)."""

    edges: list[Edge]
    next: Place | None


class Expansion(NamedTuple):
    """The edges of the nodes that are no hubs, and the degree, counted up to the cap + 1, of those that are."""

    edges: Mapping[int, Sequence[Edge]]
    hubs: Mapping[int, int]


class Ahead(NamedTuple):
    """What a walk would ask, read in advance: of each entity walked what `expand` and `entities` say, and whether it is
    a state body; of each entity met, where that was asked, what `entities` and `records` say.
    """

    walked: Expansion
    state_bodies: frozenset[int] = frozenset()
    entities: Mapping[int, Entity] = MappingProxyType({})
    records: Mapping[int, Sequence[RecordRow]] = MappingProxyType({})


NOTHING_AHEAD = Ahead(Expansion({}, {}))


class Graph(Protocol):
    """The reading of the graph."""

    def watermark(self) -> int:
        """The newest transaction that this graph can answer for."""
        ...

    def entities(self, eids: Iterable[int], frame: Frame) -> dict[int, Entity]:
        """Entities by id; one that is no entity at this transaction is left out."""
        ...

    def state_bodies(self, eids: Iterable[int], frame: Frame) -> list[int]:
        """Those of the entities that are state bodies, by code class 11 or by their name."""
        ...

    def degrees(self, eids: Iterable[int], frame: Frame, cap: int) -> dict[int, int]:
        """The number of neighbours of each entity, counted up to `cap` + 1."""
        ...

    def hubs(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> dict[int, int]:
        """Those of the entities with more neighbours than `hub_degree`, with their degree counted up to that + 1."""
        ...

    def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
        """All edges of each entity whose degree is within `hub_degree`; the others as hubs, unexpanded.

        Edges are ordered by type, direction (outgoing first), the other end and link id.
        """
        ...

    def between(self, first: Iterable[int], second: Iterable[int], frame: Frame) -> list[Edge]:
        """All edges with one end in each set, in either direction, in the same order."""
        ...

    def records(self, eids: Iterable[int], frame: Frame) -> dict[int, list[RecordRow]]:
        """The records that stand on each of the entities, in order of statement."""
        ...

    def ahead(
        self, eids: Iterable[int], frame: Frame, hub_degree: int, hops: int, most: int, held: bool = False
    ) -> Ahead:
        """What a walk of some hops from the entities will ask, as far as it can be had at once.

        A walk passes no hub, and no state body but where it starts. What is left out is asked when it is needed: a
        graph of which questions cost little tells nothing, and no level is read that would make it more than `most`
        entities.
        """
        ...

    def spread(self, eid: int, frame: Frame, cap: int) -> list[Spread]:
        """An entity's neighbours by type and direction (outgoing first), each count up to `cap` + 1; for hubs too."""
        ...

    def adjacent(self, eid: int, frame: Frame, type_: LinkType, direction: Direction, after: Place, limit: int) -> Page:
        """A page of an entity's edges of one type and direction: for hubs too, each neighbour on one page only."""
        ...

    def stated_in(self, edges: Iterable[Edge], datasets: Iterable[str]) -> set[Edge]:
        """Those of the edges that a row of one of the datasets states."""
        ...
