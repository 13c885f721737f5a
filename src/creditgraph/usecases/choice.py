"""Which graph answers relation questions: the published one where it is up and knows enough, else the archive's own.

Both answer alike for every transaction up to the watermark. So a published graph may fail in the middle of a search:
the archive goes on from there, at the same transaction, and the answer says so. A graph that lags for longer than a
publication should take is not asked.
"""

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from creditgraph.archive.archive import moment_of
from creditgraph.archive.database import Sql
from creditgraph.archive.read import RecordRow
from creditgraph.graph.port import Ahead, Direction, Edge, Entity, Expansion, Frame, Graph, Page, Place, Spread
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.errors import Broken
from creditgraph.model.vocabulary import LinkType
from creditgraph.usecases.published import connected

if TYPE_CHECKING:
    from creditgraph.graph.neo4j.server import Server
    from creditgraph.graph.neo4j.watermark import Watermark

WAIT_SECONDS = 2.0
"""How long a question waits for what its caller has just written."""
LAG_SECONDS = 10.0
"""How long ago a transaction may have been committed that the graph does not know yet."""
_POLL_SECONDS = 0.05
_DOWN_SECONDS = 5.0
"""How long a server that did not answer is not asked again."""
_down: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A graph, the transaction to ask for, and what the answer says about it; `told` may grow while it answers."""

    graph: Graph
    tx: int
    told: dict[str, Any]


def choose(address: str, sql: Sql, newest: int, asked: int | None, least: int) -> Chosen:
    """The graph for a question that asks for a transaction, or for the newest and at least one."""
    archive = Chosen(SqlGraph(sql), newest if asked is None else asked, {"answered_by": "archive"})
    if time.monotonic() < _down.get(address, 0.0):
        archive.told["why"] = "graph_down"
        return archive
    try:
        server = connected(address)
        mark = _mark(server, sql, least if asked is None else asked)
    except Broken as error:
        if error.code == "graph_down":
            _down[address] = time.monotonic() + _DOWN_SECONDS
        archive.told["why"] = error.code
        return archive
    if isinstance(mark, str):
        archive.told["why"] = mark
        return archive
    told: dict[str, Any] = {"answered_by": "neo4j"}
    return Chosen(_WithFallback(server, SqlGraph(sql), told), mark.tx if asked is None else asked, told)


def _mark(server: "Server", sql: Sql, least: int) -> "Watermark | str":
    """The watermark of a graph that may be asked, else why it may not."""
    from creditgraph.graph.neo4j.watermark import check_origin, read_watermark

    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        mark = read_watermark(server)
        if mark is None or not mark.tx:
            return "graph_not_published"
        check_origin(sql, mark)
        if mark.tx >= least:
            return "graph_behind" if _lags(sql, mark.tx) else mark
        if time.monotonic() > give_up:
            return "graph_behind"
        time.sleep(_POLL_SECONDS)


def _lags(sql: Sql, tx: int) -> bool:
    following = moment_of(sql, tx + 1)
    if following is None:
        return False
    age = dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(following)
    return age.total_seconds() > LAG_SECONDS


class _WithFallback:
    """A published graph, and behind it the archive's own, which takes over for good where the first fails."""

    def __init__(self, server: "Server", archive: Graph, told: dict[str, Any]) -> None:
        from creditgraph.graph.neo4j.reading import Neo4jGraph

        self._graph: Graph = Neo4jGraph(server)
        self._archive, self._told = archive, told

    def _answer(self, operation: str, *arguments: Any) -> Any:
        if self._graph is not self._archive:
            try:
                return getattr(self._graph, operation)(*arguments)
            except Broken as error:
                self._graph = self._archive
                self._told |= {"answered_by": "archive", "why": error.code}
        return getattr(self._archive, operation)(*arguments)

    def watermark(self) -> int:
        """As the port says."""
        return int(self._answer("watermark"))

    def entities(self, eids: Iterable[int], frame: Frame) -> dict[int, Entity]:
        """As the port says."""
        found: dict[int, Entity] = self._answer("entities", list(eids), frame)
        return found

    def state_bodies(self, eids: Iterable[int], frame: Frame) -> list[int]:
        """As the port says."""
        found: list[int] = self._answer("state_bodies", list(eids), frame)
        return found

    def degrees(self, eids: Iterable[int], frame: Frame, cap: int) -> dict[int, int]:
        """As the port says."""
        found: dict[int, int] = self._answer("degrees", list(eids), frame, cap)
        return found

    def hubs(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> dict[int, int]:
        """As the port says."""
        found: dict[int, int] = self._answer("hubs", list(eids), frame, hub_degree)
        return found

    def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
        """As the port says."""
        found: Expansion = self._answer("expand", list(eids), frame, hub_degree)
        return found

    def between(self, first: Iterable[int], second: Iterable[int], frame: Frame) -> list[Edge]:
        """As the port says."""
        found: list[Edge] = self._answer("between", list(first), list(second), frame)
        return found

    def records(self, eids: Iterable[int], frame: Frame) -> dict[int, list[RecordRow]]:
        """As the port says."""
        found: dict[int, list[RecordRow]] = self._answer("records", list(eids), frame)
        return found

    def ahead(
        self, eids: Iterable[int], frame: Frame, hub_degree: int, hops: int, most: int, held: bool = False
    ) -> Ahead:
        """As the port says."""
        found: Ahead = self._answer("ahead", list(eids), frame, hub_degree, hops, most, held)
        return found

    def spread(self, eid: int, frame: Frame, cap: int) -> list[Spread]:
        """As the port says."""
        found: list[Spread] = self._answer("spread", eid, frame, cap)
        return found

    def adjacent(self, eid: int, frame: Frame, type_: LinkType, direction: Direction, after: Place, limit: int) -> Page:
        """As the port says, of the archive always: a page's place must mean the same when the server is away."""
        return self._archive.adjacent(eid, frame, type_, direction, after, limit)

    def stated_in(self, edges: Iterable[Edge], datasets: Iterable[str]) -> set[Edge]:
        """As the port says."""
        found: set[Edge] = self._answer("stated_in", list(edges), list(datasets))
        return found
