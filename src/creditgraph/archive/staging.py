"""A staging file: what a delivery says, in the archive's own shapes, before the writer's lock is taken.

Reading, checking and folding a file is slow and may be killed; applying it must be quick and whole. So rows go to an
SQLite file of their own first, with positions where the archive will have ids: `n`, its number in the file, for a row,
`o` for a source, a text or a layout. The writer then copies tables by arithmetic and joins. A staging file that was
killed goes on at its last checkpoint. It holds nothing that the archive would not hold: identity numbers are sealed
before they come here.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import zstandard

from creditgraph.archive.schema import FACTS
from creditgraph.archive.staged_facts import FACT_TABLES, FactStager, Met, layout_names
from creditgraph.model.digest import JOINT, digest_bytes, digests
from creditgraph.model.errors import Broken, Busy
from creditgraph.model.statement import Statement
from creditgraph.resolution.policy import Policy

RAW_BLOCK_ROWS = 1000
REPEATED = -1
"""`s_row.same` of a row that a later one of the same key replaces."""
CELL, LINE = JOINT, "\x1e"
CHECKPOINT_ROWS = 5_000
"""How many rows are read between two checkpoints: a multiple of all blocks."""
_PATIENCE = 1.0
_WRITTEN_ROWS = 1000
"""How often rows go to SQLite: while they are still in the processor's cache."""
_INSERTED_AT_ONCE = 50

_TABLES = {
    "s_row": "n INTEGER PRIMARY KEY, key BLOB, hash BLOB, digest BLOB, scope BLOB, same INTEGER",
    "s_raw": "first_row INTEGER PRIMARY KEY, block BLOB",
    "s_problem": "row INTEGER, col TEXT, scope TEXT, value TEXT, code TEXT",
    "s_unread": "scope BLOB",
    "s_state": "name TEXT PRIMARY KEY, value TEXT",
}
_pack = msgspec.msgpack.Encoder().encode


class StagedProblem(NamedTuple):
    """A problem with a row or a cell, as the quarantine file will print it; the value is masked."""

    row: int
    column: str
    scope: str
    value: str
    code: str


class Line(NamedTuple):
    """A row as it was read. Without a key it stays out; `same` names the version whose content it repeats, else
    `statement` is what it says."""

    row: int
    text: str | None
    """The redacted cells, joined; None where they may not be kept."""
    scope: bytes | None = None
    key: bytes | None = None
    digest: bytes | None = None
    same: int | None = None
    statement: Statement | None = None


def row_text(cells: Iterable[str]) -> str:
    """The redacted cells of a row as they are kept."""
    return CELL.join(cells)


def row_digests(mapping_sha256: str, texts: Iterable[str]) -> list[bytes]:
    """The digests of the texts of redacted rows under a mapping: equal digests need no second look."""
    return digests([mapping_sha256 + JOINT + text for text in texts])


def body_of(statement: Statement) -> bytes:
    """What a row says, as bytes: equal for rows that say the same, whatever file or mapping they came by."""
    return _pack((statement.scope, statement.sources, statement.links, statement.records))


class Stage:
    """A staging file being written. Use as a context manager; `finish` marks it whole."""

    def __init__(self, path: Path, policy: Policy) -> None:
        self.path = path
        self._policy = policy
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE)
        try:
            # The page size comes first: it is fixed once the journal mode has been written.
            for pragma in ("page_size=8192", "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-32768"):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.execute("BEGIN IMMEDIATE")  # one process writes it
            for table, columns in (_TABLES | FACT_TABLES).items():
                self._db.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
        except sqlite3.Error as error:
            self._db.close()
            raise _named(error, path) from error
        state = dict(self._db.execute("SELECT name, value FROM s_state"))
        self.resumed = bool(state)
        self.last_row = int(state.get("last_row", 0))
        self.counts = {name: int(state.get(name, 0)) for name in ("read", "same", "rejected", "cells")}
        self.finished = state.get("finished") == "yes"
        self.parts, self.absorbed = (int(state.get(name, 0)) for name in ("parts", "absorbed"))
        self._facts = FactStager(policy, self._met(state))
        self._compress = zstandard.ZstdCompressor(level=3).compress
        self._pending = 0
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
        self._raw: list[str] = []
        self._raw_first = 0

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise _named(error, self.path) from error

    def close(self) -> None:
        """Close the file; what came after the last checkpoint is dropped."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._db.close()

    def _last(self, table: str, column: str) -> int:
        return int(self._db.execute(f"SELECT COALESCE(MAX({column}), 0) FROM {table}").fetchone()[0])

    def _met(self, state: dict[str, str]) -> Met:
        layouts = {layout_names(names): o for o, names in self._db.execute("SELECT o, names FROM s_layout")}
        windows = [int(state.get(name, 0)) for name in ("source_windows", "text_windows")]
        return Met(self._last("s_source", "o"), self._last("s_text", "o"), layouts, *windows)

    def add(self, lines: Sequence[Line]) -> None:
        """Rows as they follow one another in the file. One that states too much is a problem and stays out.

        A row that is no repeat is stored, unless the archive finds that it says nothing new.
        """
        bodies = [None if line.statement is None else body_of(line.statement) for line in lines]
        for at, body in enumerate(bodies):
            statement = lines[at].statement
            # A body has at least a byte a fact.
            if body is not None and statement is not None and len(body) > FACTS and _width(statement) > FACTS:
                lines = [*lines[:at], self._too_wide(lines[at]), *lines[at + 1 :]]
                bodies[at] = None
        kept = [(line, body) for line, body in zip(lines, bodies, strict=True) if line.key is not None]
        told = [(line.row, line.statement) for line, _body in kept if line.statement is not None]
        self._rows["s_row"] += [
            (row, key, None if body is None else digest_bytes(body), digest, scope, same)
            for (row, _text, scope, key, digest, same, _statement), body in kept
        ]
        self._facts.add(told)
        if len(kept) < len(lines):
            self._rows["s_unread"] += [(line.scope,) for line in lines if line.key is None]
        self.counts["same"] += len(kept) - len(told)
        self.counts["rejected"] += len(lines) - len(kept)
        self._read(lines)

    def _too_wide(self, line: Line) -> Line:
        self.add_problems([StagedProblem(line.row, "", "row", "", "row_too_wide")])
        return Line(line.row, line.text, line.scope)

    def add_problems(self, problems: Iterable[StagedProblem]) -> None:
        """What the quarantine file will say."""
        for problem in problems:
            self._rows["s_problem"].append(tuple(problem))
            self.counts["cells"] += problem.scope == "cell"

    def problems(self) -> list[StagedProblem]:
        """All problems so far, in order of rows."""
        self._checkpoint()
        return [StagedProblem(*row) for row in self._db.execute("SELECT * FROM s_problem ORDER BY row, rowid")]

    def finish(self) -> None:
        """Mark the file whole. Of rows that repeat a key the last one stands; one that differs is a problem."""
        self._checkpoint()
        self._db.execute("CREATE INDEX IF NOT EXISTS s_row_key ON s_row (key)")
        repeated = self._db.execute(
            "SELECT r.n, r.digest = l.digest FROM (SELECT key, MAX(n) AS n FROM s_row GROUP BY key"
            " HAVING COUNT(*) > 1) AS g JOIN s_row AS r ON r.key = g.key AND r.n < g.n JOIN s_row AS l ON l.n = g.n"
        ).fetchall()
        for n, equal in repeated:
            self._db.execute("UPDATE s_row SET same = ? WHERE n = ?", (REPEATED, n))
            if equal:
                self.counts["same"] += 1
            else:
                self.counts["rejected"] += 1
                self.add_problems([StagedProblem(n, "", "row", "", "repeated_key")])
        self.finish_part()

    def finish_part(self) -> None:
        """Mark a part of a delivery as staged to its end, ready to be absorbed."""
        self.finished = True
        self._checkpoint()

    def absorb(self, path: Path) -> None:
        """Take over all that another staging file of the delivery holds, whose rows are others."""
        self._checkpoint()
        self._db.execute("COMMIT")
        self._db.execute("ATTACH DATABASE ? AS part", (str(path),))
        self._db.execute("BEGIN IMMEDIATE")
        for table in _TABLES.keys() - {"s_state"}:
            self._db.execute(f"INSERT INTO {table} SELECT * FROM part.{table}")
        self._facts.absorb(self._db)
        for name, value in self._db.execute("SELECT name, value FROM part.s_state").fetchall():
            if name in self.counts:
                self.counts[name] += int(value)
        self.absorbed += 1
        self._checkpoint()
        self._db.execute("COMMIT")
        self._db.execute("DETACH DATABASE part")
        self._db.execute("BEGIN IMMEDIATE")

    # writing ---------------------------------------------------------------------------------------------------------

    def _read(self, lines: Sequence[Line]) -> None:
        """Keep the cells of rows that were read, and write what has gathered."""
        for row, text, *_rest in lines:
            if text is not None:
                if not self._raw:
                    self._raw_first = row
                self._raw.append(f"{row}{CELL}{text}")
                if len(self._raw) >= RAW_BLOCK_ROWS:
                    self._flush_raw()
        if lines:
            self.last_row = lines[-1].row
        self.counts["read"] += len(lines)
        self._pending += len(lines)
        if self._pending >= CHECKPOINT_ROWS:
            self._checkpoint()
        elif len(self._rows["s_row"]) >= _WRITTEN_ROWS:
            self._write()

    def _flush_raw(self) -> None:
        if self._raw:
            block = self._compress(LINE.join(self._raw).encode())
            self._rows["s_raw"].append((self._raw_first, block))
            self._raw = []

    def _write(self) -> None:
        for table, rows in chain(self._rows.items(), self._facts.rows.items()):
            if rows:
                self._insert(table, rows)
                rows.clear()

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        """Insert rows many a statement, what is the same in all of them by its text: to bind a value is what costs."""
        words: list[str] = []
        columns: list[tuple[Any, ...]] = []
        for column in zip(*rows, strict=True):
            first = column[0]
            # The first column, which tells the rows apart, is always bound.
            same = columns and (first is None or type(first) is int) and column.count(first) == len(column)
            words.append("?" if not same else "NULL" if first is None else str(first))
            if not same:
                columns.append(column)
        one = f"({', '.join(words)})"
        values = list(chain.from_iterable(zip(*columns, strict=True)))
        done = 0
        for at_once in (_INSERTED_AT_ONCE, 1):
            width = len(columns) * at_once
            upto = len(values) - (len(values) - done) % width
            self._db.executemany(
                f"INSERT INTO {table} VALUES {', '.join([one] * at_once)}",
                [values[at : at + width] for at in range(done, upto, width)],
            )
            done = upto

    def _checkpoint(self) -> None:
        self._flush_raw()
        self._write()
        state = {
            **self.counts,
            "last_row": self.last_row,
            "parts": self.parts,
            "absorbed": self.absorbed,
            **self._facts.windows,
            "finished": "yes" if self.finished else "no",
        }
        self._db.executemany("INSERT OR REPLACE INTO s_state VALUES (?, ?)", list(state.items()))
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")
        self._pending = 0
        self._facts.forget()


def _named(error: sqlite3.Error, path: Path) -> Broken | Busy:
    """The error in words. A full disk is freed of the file: beside the archive it would keep it from being read."""
    text = str(error)
    if "locked" in text:
        return Busy(
            "staged_elsewhere", f"another process is reading this delivery into {path}", "wait until it is done"
        )
    if "full" in text or "disk I/O" in text:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return Broken("disk_full", f"the disk of {path} is full; nothing was changed", "free space, then repeat")
    return Broken("staging", f"the staging file {path} says: {text}", "remove it, then repeat")


def _width(statement: Statement) -> int:
    """The most facts of one table that a row states."""
    names = properties = 0
    for source in statement.sources:
        names += len(source.names) or 1
        properties += len(source.identifiers) + len(source.details)
    return max(names, properties, len(statement.links), len(statement.records))
