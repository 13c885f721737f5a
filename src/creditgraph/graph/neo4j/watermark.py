"""How far a graph is published: a node that moves by compare-and-set, in the transaction that writes the rows.

`tx` is what readers may ask for. A span that is being published has a `target`, and `phase` and `last` say where it
stands. Whoever moves the node must know its `sequence`; so a publisher that was overtaken writes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from creditgraph.archive.archive import moment_of
from creditgraph.archive.database import Sql
from creditgraph.graph.neo4j.server import Server, Transaction
from creditgraph.model.errors import Broken


@dataclass(frozen=True, slots=True)
class Watermark:
    """`at` is the moment of the archive's transaction `tx`: another archive has another."""

    tx: int = 0
    at: str | None = None
    target: int | None = None
    phase: str | None = None
    last: int | None = None
    sequence: int = 0


class Overtaken(Exception):
    """Another publisher has moved the watermark since it was read."""


def read_watermark(server: Server) -> Watermark | None:
    """The watermark of a graph, None where nothing was ever published."""
    rows = server.read("read/watermark")
    return Watermark(**rows[0].data()) if rows else None


def begin(server: Server) -> Watermark:
    """The watermark of a graph, made where there is none."""
    mark = read_watermark(server)
    if mark is None:
        server.write(lambda transaction: transaction.rows("publish/begin"))
        mark = read_watermark(server)
    return mark or Watermark()


def move(
    server: Server,
    before: Watermark,
    after: Watermark,
    write: Callable[[Transaction], None] = lambda _transaction: None,
) -> Watermark:
    """Write rows and move the watermark, both or neither; Overtaken where it is no longer as it was read."""

    def work(transaction: Transaction) -> None:
        transaction.rows("publish/lock")
        moved = transaction.rows(
            "publish/advance",
            sequence=before.sequence,
            tx=after.tx,
            at=after.at,
            target=after.target,
            phase=after.phase,
            last=after.last,
        )
        if not moved:
            raise Overtaken
        write(transaction)

    server.write(work)
    return replace(after, sequence=before.sequence + 1)


def check_origin(sql: Sql, mark: Watermark) -> None:
    """Broken where the archive has not had the transaction that the graph says it was published from, or was restored
    from a backup in the middle of the span that the graph has half of: that half may be of the past that was lost.
    """
    if mark.tx and moment_of(sql, mark.tx) != mark.at:
        raise _foreign(f"the graph holds transaction {mark.tx} of {mark.at}, which this archive has not")
    if mark.target is not None and sql.value(
        "SELECT 1 FROM tx WHERE kind = 'restore' AND tx > :tx AND tx <= :target LIMIT 1",
        tx=mark.tx,
        target=mark.target,
    ):
        raise _foreign(f"the graph was being published up to transaction {mark.target} when the archive was restored")


def _foreign(message: str) -> Broken:
    remedy = "name the archive's own graph, or make the graph anew with creditgraph publish --rebuild"
    return Broken("graph_of_another_archive", message, remedy)
