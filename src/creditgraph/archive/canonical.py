"""The canonical export: what the archive believes at one transaction, in bytes that do not depend on how it got there.

One line a fact, tab-separated and byte-sorted: what it is, the label of its entity, dataset, source key, row key and
content hash. An entity's label is the digest of its sorted (dataset, key) members. No batch, row number, transaction,
id, decision or case occurs, so two archives under one archive key can be compared.
"""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from creditgraph.archive.codes import (
    DETAIL_KIND,
    ENTITY_KIND,
    IDENTIFIER_KIND,
    LINK_TYPE,
    NAME_KIND,
    RECORD_TYPE,
)
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.dates import begun, earlier
from creditgraph.model.digest import digest

Place = tuple[str, bytes]
"""A source or a row: dataset and key."""


def label(members: Iterable[Place]) -> str:
    """The name of an entity in the canonical export."""
    return digest(*(f"{dataset}/{key.hex()}" for dataset, key in sorted(members))).hex()


def line(what: str, entity: str, source: Place, row_key: bytes | None, *content: object) -> str:
    """One line of the export; `content` is what the fact says."""
    row = row_key.hex() if row_key is not None else "-"
    said = digest(*("" if part is None else str(part) for part in content)).hex() if content else "-"
    return f"{what}\t{entity}\t{source[0]}\t{source[1].hex()}\t{row}\t{said}"


def canonical_lines(sql: Sql, tx: int) -> Iterator[str]:
    """The lines of the export at a transaction, sorted by their UTF-8 bytes."""
    with tempfile.TemporaryDirectory(prefix="creditgraph-") as folder:
        scratch = sqlite3.connect(Path(folder) / "lines.sqlite", isolation_level=None)
        try:
            scratch.execute("PRAGMA journal_mode=OFF")
            scratch.execute("CREATE TABLE line (line TEXT NOT NULL)")
            scratch.execute("BEGIN")
            scratch.executemany("INSERT INTO line VALUES (?)", ((one,) for one in _lines(sql, tx)))
            yield from (one for (one,) in scratch.execute("SELECT DISTINCT line FROM line ORDER BY line"))
        finally:
            scratch.close()


def _lines(sql: Sql, tx: int) -> Iterator[str]:
    labels = dict(_labels(sql, tx))
    for eid, dataset, key in _members(sql, tx):
        yield line("member", labels[eid], (dataset, key), None)
    yield from _names(sql, tx, labels)
    yield from _properties(sql, tx, labels)
    yield from _links(sql, tx, labels)
    yield from _records(sql, tx, labels)


def _members(sql: Sql, tx: int) -> Iterator[tuple[int, str, bytes]]:
    for eid, dataset, key in sql.rows(
        "SELECT m.eid, d.name, s.key FROM member AS m JOIN source AS s ON s.sid = m.sid"
        f" JOIN dataset AS d ON d.ds = s.ds WHERE {live('m')} ORDER BY m.eid",
        tx=tx,
    ):
        yield eid, dataset, bytes(key)


def _labels(sql: Sql, tx: int) -> Iterator[tuple[int, str]]:
    current: int | None = None
    members: list[Place] = []
    for eid, dataset, key in _members(sql, tx):
        if current is not None and eid != current:
            yield current, label(members)
            members = []
        current = eid
        members.append((dataset, key))
    if current is not None:
        yield current, label(members)


def _stated(table: str, id_: str, sid: str = "sid") -> str:
    """`FROM` that joins a fact `f` with its believed version `v`, its source `s` and its cluster `m`."""
    return (
        f"FROM {table} AS f JOIN belief AS b ON b.vid = f.{id_} >> {FACT_BITS} AND {live('b')}"
        " JOIN version AS v ON v.vid = b.vid JOIN dataset AS d ON d.ds = v.ds"
        f" JOIN source AS s ON s.sid = f.{sid} JOIN member AS m ON m.sid = s.sid AND {live('m')}"
    )


def _names(sql: Sql, tx: int, labels: dict[int, str]) -> Iterator[str]:
    for eid, dataset, key, row_key, shown, name_kind, entity_kind, start, end, until, seen_on in sql.rows(
        "SELECT m.eid, d.name, s.key, v.key, COALESCE(f.shown, t.folded), f.name_kind, f.entity_kind, f.valid_from,"
        f" f.valid_to, b.until, f.seen_on {_stated('name', 'fid')} LEFT JOIN text AS t ON t.tid = f.tid",
        tx=tx,
    ):
        if entity_kind is not None:
            kind = ENTITY_KIND.word(entity_kind).value
            yield line("kind", labels[eid], (dataset, bytes(key)), bytes(row_key), kind, until)
        end = earlier(end, until)
        if shown is not None and begun(start, end):
            kind = NAME_KIND.word(name_kind).value
            yield line("name", labels[eid], (dataset, bytes(key)), bytes(row_key), shown, kind, start, end, seen_on)


def _properties(sql: Sql, tx: int, labels: dict[int, str]) -> Iterator[str]:
    for table, code in (("identifier", IDENTIFIER_KIND), ("detail", DETAIL_KIND)):
        for eid, dataset, key, row_key, kind, value, until in sql.rows(
            f"SELECT m.eid, d.name, s.key, v.key, f.kind, f.value, b.until {_stated(table, 'fid')}", tx=tx
        ):
            word = code.word(kind).value
            yield line(table, labels[eid], (dataset, bytes(key)), bytes(row_key), word, value, until)


def _links(sql: Sql, tx: int, labels: dict[int, str]) -> Iterator[str]:
    for eid, dataset, key, row_key, type_, other, attributes, start, end, until in sql.rows(
        "SELECT m.eid, d.name, s.key, v.key, f.type, o.key, f.attributes, f.valid_from, f.valid_to, b.until"
        f" {_stated('link', 'lid', 'from_sid')} JOIN source AS o ON o.sid = f.to_sid",
        tx=tx,
    ):
        end = earlier(end, until)
        if begun(start, end):
            word = LINK_TYPE.word(type_).value
            said = (word, bytes(other).hex(), attributes, start, end)
            yield line("link", labels[eid], (dataset, bytes(key)), bytes(row_key), *said)


def _records(sql: Sql, tx: int, labels: dict[int, str]) -> Iterator[str]:
    for eid, dataset, key, row_key, type_, item, fact_key, names, fields, start, end, until in sql.rows(
        "SELECT m.eid, d.name, s.key, v.key, f.type, f.item, f.fact_key, l.names, f.fields, f.valid_from, f.valid_to,"
        f" b.until {_stated('record', 'rid')} JOIN layout AS l ON l.layout = f.layout",
        tx=tx,
    ):
        end = earlier(end, until)
        if begun(start, end):
            fact = None if fact_key is None else bytes(fact_key).hex()
            said = (RECORD_TYPE.word(type_).value, item, fact, names, fields, start, end)
            yield line("record", labels[eid], (dataset, bytes(key)), bytes(row_key), *said)
