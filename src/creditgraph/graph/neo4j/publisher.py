"""Publishing: the archive's transactions into Neo4j, span by span, chunk by chunk.

The invariants that make this correct:

- A chunk's rows and the step of the watermark are one Neo4j transaction, and the step compares the sequence first. So a
  chunk is written once, whether its publisher is killed, repeated, or one of two.
- A span is finished with the target that it began with, from the phase and number that the watermark names; the rows
  behind them are the same whoever reads them, and whenever.
- The watermark's `tx` moves when the last chunk is in. Until then readers ask for less, and what is half there has a
  later `tx_from` or `tx_to`.
- A span of one chunk or less is published whole by one transaction: what a steward did is visible at once.

A chunk is made while the one before it is written: the archive and the server work at the same time.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain

from creditgraph.archive.archive import Archive, moment_of, newest_tx
from creditgraph.archive.database import Sql
from creditgraph.graph.neo4j.migrations import migrate
from creditgraph.graph.neo4j.server import Server, Transaction
from creditgraph.graph.neo4j.watermark import Overtaken, Watermark, begin, check_origin, move, read_watermark
from creditgraph.graph.publication import PHASES, Chunk, Span, has_indexes, make_indexes

CHUNK = 4000
"""How many touched numbers go into one transaction."""
_CLEAR = "clear"
_CLEARED_AT_ONCE = 20_000
_PATIENCE = 2.0
"""How long another publisher may stand still before its span is taken over."""
_PHASES = {phase.name: place for place, phase in enumerate(PHASES)}


@dataclass(slots=True)
class Published:
    """What a publisher did."""

    tx: int
    spans: int = 0
    rows: int = 0


def publish(
    server: Server, archive: Archive, rebuild: bool = False, on_rows: Callable[[int], None] = lambda _rows: None
) -> Published:
    """Bring the graph up to the archive's newest transaction; with `rebuild`, from nothing.

    Broken where the graph was published from another archive, or from one that was set back since.
    """
    migrate(server)
    with archive.read() as sql:
        ready = has_indexes(sql)
    if not ready:
        with archive.maintenance() as sql:
            make_indexes(sql)
    return _Publisher(server, archive, on_rows).run(rebuild)


_Rows = tuple[str, Chunk]
"""A chunk with the name of its phase."""


def _size(rows: _Rows) -> int:
    return len(rows[1].opened) + len(rows[1].closed)


def _chunks(sql: Sql, span: Span, mark: Watermark) -> Iterator[_Rows]:
    """The chunks of a span behind where a watermark stands; those without rows are left out."""
    first = _PHASES[mark.phase or PHASES[0].name]
    for place, phase in enumerate(PHASES[first:]):
        last = (mark.last or 0) if place == 0 else 0
        phase.prepare(sql, span)
        while (chunk := phase.chunk(sql, span, last, CHUNK)) is not None:
            last = chunk.last
            if chunk.opened or chunk.closed:
                yield phase.name, chunk


def _first_of(chunks: Iterator[_Rows]) -> tuple[list[_Rows], bool]:
    """The first chunks, and whether there are no more and all together are as small as one."""
    found: list[_Rows] = []
    for rows in chunks:
        found.append(rows)
        if sum(map(_size, found)) > CHUNK:
            return found, False
    return found, True


class _Publisher:
    def __init__(self, server: Server, archive: Archive, on_rows: Callable[[int], None]) -> None:
        self.server, self.archive, self.on_rows = server, archive, on_rows
        self.mark = Watermark()
        self.done = Published(0)

    def run(self, rebuild: bool) -> Published:
        self.mark = begin(self.server)
        while True:
            try:
                if rebuild:
                    self._start_clearing()
                    rebuild = False
                if self.mark.phase == _CLEAR:
                    self._clear()
                if not self._span():
                    self.done.tx = self.mark.tx
                    return self.done
            except Overtaken:
                self._wait_for_the_other()

    def _wait_for_the_other(self) -> None:
        """Let another publisher go on for as long as it moves."""
        seen, give_up = self.mark.sequence, time.monotonic() + _PATIENCE
        while True:
            self.mark = read_watermark(self.server) or Watermark()
            if self.mark.target is None and self.mark.phase is None:
                return
            if self.mark.sequence != seen:
                seen, give_up = self.mark.sequence, time.monotonic() + _PATIENCE
            elif time.monotonic() > give_up:
                return
            time.sleep(0.1)

    def _move(self, after: Watermark, write: Callable[[Transaction], None] = lambda _transaction: None) -> None:
        self.mark = move(self.server, self.mark, after, write)

    # a span ----------------------------------------------------------------------------------------------------------

    def _span(self) -> bool:
        """Publish one span, the open one if there is one; False where there is nothing to do."""
        with self.archive.read() as sql:
            check_origin(sql, self.mark)
            target = self.mark.target or newest_tx(sql)
            if target <= self.mark.tx:
                return False
            self._to(target, moment_of(sql, target), _chunks(sql, Span(self.mark.tx, target), self.mark))
        self.done.spans += 1
        return True

    def _to(self, target: int, at: str | None, chunks: Iterator[_Rows]) -> None:
        """Write the chunks of a span and have the watermark name its target."""
        done = Watermark(target, at, sequence=self.mark.sequence)
        if self.mark.target is None:
            first, small = _first_of(chunks)
            if small:
                self._write(first, done)
                return
            chunks = chain(first, chunks)
            self._move(replace(self.mark, target=target, phase=PHASES[0].name, last=0))
        with ThreadPoolExecutor(max_workers=1) as writer:
            written: Future[None] | None = None
            for phase, chunk in chunks:
                if written:
                    written.result()
                after = replace(self.mark, phase=phase, last=chunk.last)
                written = writer.submit(self._write, [(phase, chunk)], after)
            if written:
                written.result()
        self._move(replace(done, sequence=self.mark.sequence))

    def _write(self, rows: Sequence[_Rows], after: Watermark) -> None:
        """Write chunks and move the watermark, in one transaction."""

        def write(transaction: Transaction) -> None:
            for phase, chunk in rows:
                if phase == "entities":
                    transaction.rows("publish/entities", rows=chunk.opened)
                    continue
                if chunk.closed:
                    transaction.rows(f"publish/close_{phase}", rows=chunk.closed)
                if chunk.opened:
                    transaction.rows(f"publish/open_{phase}", rows=chunk.opened)

        self._move(after, write)
        self.done.rows += sum(map(_size, rows))
        self.on_rows(self.done.rows)

    # from nothing ----------------------------------------------------------------------------------------------------

    def _start_clearing(self) -> None:
        """From here on readers ask for nothing that is in the graph."""
        self._move(replace(self.mark, tx=0, at=None, target=None, phase=_CLEAR, last=None))

    def _clear(self) -> None:
        for statement in ("publish/clear_links", "publish/clear_nodes"):
            deleted = [1]

            def delete(transaction: Transaction, name: str = statement, found: list[int] = deleted) -> None:
                found[0] = transaction.rows(name, limit=_CLEARED_AT_ONCE)[0]["deleted"]

            while deleted[0]:
                self._move(self.mark, delete)
        self._move(replace(self.mark, phase=None))
