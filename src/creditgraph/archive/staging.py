"""A staging file: what a delivery says, in the archive's own shapes, before the writer's lock is taken.

Reading, checking and folding a file is slow and may be killed; applying it must be quick and whole. So rows go to an
SQLite file of their own first, with positions where the archive will have ids: `n` for a row, `o` for a source, a text
or a layout. The writer then copies tables by arithmetic and joins. A staging file that was killed goes on at its last
checkpoint. It holds nothing that the archive would not hold: identity numbers are sealed before they come here.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import zstandard

from creditgraph.archive.codes import (
    DETAIL_KIND,
    ENTITY_KIND,
    IDENTIFIER_KIND,
    LINK_TYPE,
    NAME_KIND,
    RECORD_TYPE,
    stratum_of,
)
from creditgraph.archive.database import placeholders
from creditgraph.archive.schema import FACT_BITS, FACTS
from creditgraph.model.digest import digest, digest_bytes
from creditgraph.model.errors import Broken, Busy
from creditgraph.model.statement import Described, StatedLink, StatedRecord, Statement
from creditgraph.names import grams, loose_key
from creditgraph.resolution.claims import View, basis, claims
from creditgraph.resolution.policy import Policy
from creditgraph.resolution.views import views_of

RAW_BLOCK_ROWS = 1000
REPEATED = -1
"""`s_row.same` of a row that a later one of the same key replaces."""
CELL, LINE = "\x1f", "\x1e"
_CHECKPOINT_ROWS = 20_000
_PATIENCE = 1.0
_WRITTEN_ROWS = 500
"""How often rows go to SQLite: while they are still in the processor's cache."""
_INSERTED_AT_ONCE = 25
_SOURCES, _TEXTS, _SEEN = 3_000_000, 200_000, 200_000
"""How many sources and texts are remembered to be stored once, and of how many sources what was claimed last. Beyond,
the archive finds what repeats."""

_TABLES = {
    "s_row": "n INTEGER PRIMARY KEY, row INTEGER, key BLOB, hash BLOB, digest BLOB, scope BLOB, same INTEGER",
    "s_source": "o INTEGER PRIMARY KEY, key BLOB, stratum INTEGER, context_o INTEGER",
    "s_text": "o INTEGER PRIMARY KEY, folded TEXT, loose INTEGER, grams TEXT",
    "s_layout": "o INTEGER PRIMARY KEY, names TEXT",
    "s_name": "fid INTEGER PRIMARY KEY, so INTEGER, tox INTEGER, shown TEXT, name_kind INTEGER, entity_kind INTEGER,"
    " valid_from INTEGER, valid_to INTEGER, seen_on INTEGER",
    "s_identifier": "fid INTEGER PRIMARY KEY, so INTEGER, kind INTEGER, value TEXT, mask TEXT, sealed BLOB",
    "s_detail": "fid INTEGER PRIMARY KEY, so INTEGER, kind INTEGER, value TEXT",
    "s_link": "lid INTEGER PRIMARY KEY, type INTEGER, from_o INTEGER, to_o INTEGER, attributes TEXT,"
    " valid_from INTEGER, valid_to INTEGER",
    "s_record": "rid INTEGER PRIMARY KEY, so INTEGER, type INTEGER, item TEXT, fact_key BLOB, lo INTEGER,"
    " fields TEXT, valid_from INTEGER, valid_to INTEGER",
    "s_claim": "n INTEGER, so INTEGER, key BLOB, kind INTEGER",
    "s_raw": "first_row INTEGER PRIMARY KEY, block BLOB",
    "s_problem": "row INTEGER, col TEXT, scope TEXT, value TEXT, code TEXT",
    "s_unread": "scope BLOB",
    "s_state": "name TEXT PRIMARY KEY, value TEXT",
}
_pack = msgspec.msgpack.Encoder().encode
_json = msgspec.json.Encoder().encode


class StagedProblem(NamedTuple):
    """A problem with a row or a cell, as the quarantine file will print it; the value is masked."""

    row: int
    column: str
    scope: str
    value: str
    code: str


def body_hash(statement: Statement) -> bytes:
    """The digest of what a row says: equal for rows that say the same, whatever file or mapping they came by."""
    return digest_bytes(_pack((statement.scope, statement.sources, statement.links, statement.records)))


def loose_number(folded: str) -> int:
    """The loose key as the number that is indexed: equal numbers only propose."""
    return int.from_bytes(digest(loose_key(folded))[:8], "big", signed=True)


def cells_digest(mapping_sha256: str, cells: Iterable[str]) -> bytes:
    """The digest of a redacted row under a mapping: equal digests need no second look."""
    return digest(mapping_sha256, *cells)


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
            for table, columns in _TABLES.items():
                self._db.execute(f"CREATE TABLE IF NOT EXISTS {table} ({columns})")
        except sqlite3.Error as error:
            self._db.close()
            raise _named(error, path) from error
        state = dict(self._db.execute("SELECT name, value FROM s_state"))
        self.resumed = bool(state)
        self.last_row = int(state.get("last_row", 0))
        self.counts = {name: int(state.get(name, 0)) for name in ("read", "same", "rejected", "cells")}
        self.finished = state.get("finished") == "yes"
        self._n = self._next("s_row", "n")
        self._layouts: dict[tuple[str, ...], int] = {
            msgspec.json.decode(names, type=tuple[str, ...]): o
            for o, names in self._db.execute("SELECT o, names FROM s_layout")
        }
        self._compress = zstandard.ZstdCompressor(level=3).compress
        self._pending = 0
        self._windows = {name: int(state.get(name, 0)) for name in ("source_windows", "text_windows")}
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _TABLES}
        self._raw: list[str] = []
        self._raw_first = 0
        self._seen: dict[int, int] = {}
        self._forget_sources()
        self._forget_texts()

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

    def _next(self, table: str, column: str) -> int:
        return int(self._db.execute(f"SELECT COALESCE(MAX({column}), 0) + 1 FROM {table}").fetchone()[0])

    def _forget_sources(self) -> None:
        """Open a window of sources: at first, after a resume, or to bound memory."""
        self._windows["source_windows"] += 1
        self._sources: dict[bytes, int] = {}
        self._o = self._next("s_source", "o")

    def _forget_texts(self) -> None:
        """Open a window of texts."""
        self._windows["text_windows"] += 1
        self._texts: dict[str, int] = {}
        self._t = self._next("s_text", "o")

    def add_same(self, row: int, key: bytes, row_digest: bytes, scope: bytes | None, content: int) -> None:
        """A row whose digest equals that of a version: it says what version `content` says."""
        self._rows["s_row"].append((self._n, row, key, None, row_digest, scope, content))
        self._n += 1
        self.counts["same"] += 1
        self._read(row, None)

    def add(self, statement: Statement, row_digest: bytes) -> None:
        """A row to be stored, unless the archive finds that it says nothing new, or it states too much."""
        if _width(statement) > FACTS:
            self.add_problems([StagedProblem(statement.row, "", "row", "", "row_too_wide")])
            self.add_rejected(statement.row, statement.cells, statement.scope)
            return
        n = self._n
        self._rows["s_row"].append(
            (n, statement.row, statement.key, body_hash(statement), row_digest, statement.scope, None)
        )
        ordinals = self._add_sources(n, statement)
        base = n << FACT_BITS
        if statement.links:
            self._add_links(base, statement.links, ordinals)
        if statement.records:
            self._add_records(base, statement.records, ordinals)
        self._n += 1
        self._read(statement.row, statement.cells)

    def add_rejected(self, row: int, cells: Sequence[str] | None, scope: bytes | None) -> None:
        """A row that stays out; its redacted cells are kept all the same. `scope` is None where it is not known."""
        self.counts["rejected"] += 1
        self._rows["s_unread"].append((scope,))
        self._read(row, cells)

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
            "SELECT r.n, r.row, r.digest = l.digest FROM (SELECT key, MAX(n) AS n FROM s_row GROUP BY key"
            " HAVING COUNT(*) > 1) AS g JOIN s_row AS r ON r.key = g.key AND r.n < g.n JOIN s_row AS l ON l.n = g.n"
        ).fetchall()
        for n, row, equal in repeated:
            self._db.execute("UPDATE s_row SET same = ? WHERE n = ?", (REPEATED, n))
            if equal:
                self.counts["same"] += 1
            else:
                self.counts["rejected"] += 1
                self.add_problems([StagedProblem(row, "", "row", "", "repeated_key")])
        self.finished = True
        self._checkpoint()

    # rows ------------------------------------------------------------------------------------------------------------

    def _add_sources(self, n: int, statement: Statement) -> list[int]:
        """Stage the sources of a row with names, identifiers and details; the ordinals of the sources."""
        ordinals: list[int] = []
        fid = pid = n << FACT_BITS
        for source, view in zip(statement.sources, views_of(statement), strict=True):
            o = self._sources.get(source.key)
            if o is None:
                o = self._add_source(source, ordinals)
            ordinals.append(o)
            understood = basis(view)
            if self._seen.get(o) != understood:
                self._seen[o] = understood
                self._rows["s_claim"] += [(n, o, key, reason) for reason, key in claims(view, self._policy)]
            fid = self._add_names(fid, o, source, view)
            if source.identifiers or source.details:
                pid = self._add_properties(pid, o, source)
        return ordinals

    def _add_source(self, source: Described, ordinals: list[int]) -> int:
        o = self._sources[source.key] = self._o
        self._o += 1
        context = None if source.context is None else ordinals[source.context]
        self._rows["s_source"].append((o, source.key, stratum_of(source.kind), context))
        return o

    def _add_names(self, fid: int, o: int, source: Described, view: View) -> int:
        """Stage the names of a source, the first with its kind; the next free number."""
        staged = self._rows["s_name"]
        kind: int | None = ENTITY_KIND.number[source.kind]
        if not source.names:
            staged.append((fid, o, None, None, 0, kind, None, None, None))
            return fid + 1
        for (text, name_kind, valid_from, valid_to, seen_on), use in zip(source.names, view.names, strict=True):
            folded = use.folded
            tox = self._texts.get(folded)
            if tox is None:
                tox = self._add_text(folded)
            shown = None if folded == text else text
            number = NAME_KIND.number[name_kind]
            staged.append((fid, o, tox, shown, number, kind, valid_from, valid_to, seen_on))
            kind = None
            fid += 1
        return fid

    def _add_properties(self, fid: int, o: int, source: Described) -> int:
        """Stage the identifiers and details of a source; the next free number."""
        identifiers, details = self._rows["s_identifier"], self._rows["s_detail"]
        for kind, value, mask, sealed in source.identifiers:
            identifiers.append((fid, o, IDENTIFIER_KIND.number[kind], value, mask, sealed))
            fid += 1
        for detail, value in source.details:
            details.append((fid, o, DETAIL_KIND.number[detail], value))
            fid += 1
        return fid

    def _add_links(self, base: int, links: Sequence[StatedLink], ordinals: list[int]) -> None:
        staged = self._rows["s_link"]
        for lid, (kind, start, end, attributes, valid_from, valid_to) in enumerate(links, base):
            told = _json(dict(attributes)).decode() if attributes else None
            number = LINK_TYPE.number[kind]
            staged.append((lid, number, ordinals[start], ordinals[end], told, valid_from, valid_to))

    def _add_records(self, base: int, records: Sequence[StatedRecord], ordinals: list[int]) -> None:
        staged = self._rows["s_record"]
        for rid, (kind, source, item, fact_key, fields, valid_from, valid_to) in enumerate(records, base):
            layout = self._layout(tuple([name for name, _ in fields]))
            values = _json([value for _, value in fields]).decode()
            number = RECORD_TYPE.number[kind]
            staged.append((rid, ordinals[source], number, item, fact_key, layout, values, valid_from, valid_to))

    def _add_text(self, folded: str) -> int:
        o = self._texts[folded] = self._t
        self._t += 1
        self._rows["s_text"].append((o, folded, loose_number(folded), " ".join(grams(folded))))
        return o

    def _layout(self, names: tuple[str, ...]) -> int:
        o = self._layouts.get(names)
        if o is None:
            o = self._layouts[names] = len(self._layouts) + 1
            self._rows["s_layout"].append((o, _json(names).decode()))
        return o

    def _read(self, row: int, cells: Sequence[str] | None) -> None:
        self.counts["read"] += 1
        self.last_row = row
        if cells is not None:
            if not self._raw:
                self._raw_first = row
            self._raw.append(f"{row}{CELL}{CELL.join(cells)}")
            if len(self._raw) >= RAW_BLOCK_ROWS:
                self._flush_raw()
        self._pending += 1
        if self._pending >= _CHECKPOINT_ROWS:
            self._checkpoint()
        elif self._pending % _WRITTEN_ROWS == 0:
            self._write()

    def _flush_raw(self) -> None:
        if self._raw:
            block = self._compress(LINE.join(self._raw).encode())
            self._rows["s_raw"].append((self._raw_first, block))
            self._raw = []

    def _write(self) -> None:
        for table, rows in self._rows.items():
            if rows:
                self._insert(table, rows)
                rows.clear()

    def _insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        # Rows inserted many a statement cost two thirds of what they cost one by one.
        one = f"({placeholders(rows[0])})"
        whole = len(rows) - len(rows) % _INSERTED_AT_ONCE
        groups = [rows[start : start + _INSERTED_AT_ONCE] for start in range(0, whole, _INSERTED_AT_ONCE)]
        many = ", ".join([one] * _INSERTED_AT_ONCE)
        self._db.executemany(f"INSERT INTO {table} VALUES {many}", [tuple(chain.from_iterable(g)) for g in groups])
        self._db.executemany(f"INSERT INTO {table} VALUES {one}", rows[whole:])

    def _checkpoint(self) -> None:
        self._flush_raw()
        self._write()
        state = {
            **self.counts,
            "last_row": self.last_row,
            **self._windows,
            "finished": "yes" if self.finished else "no",
        }
        self._db.executemany("INSERT OR REPLACE INTO s_state VALUES (?, ?)", list(state.items()))
        self._db.execute("COMMIT")
        self._db.execute("BEGIN IMMEDIATE")
        self._pending = 0
        if len(self._sources) > _SOURCES:
            self._forget_sources()
        if len(self._texts) > _TEXTS:
            self._forget_texts()
        if len(self._seen) > _SEEN:
            self._seen.clear()


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
