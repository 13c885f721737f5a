"""Applying a staged delivery: evidence is stored and believed, whole, under one transaction number.

The rows of a staging file are of three sorts. Most have a key that the dataset never stated: they are copied by set.
A row whose key has a history, or whose scope was absent from a later snapshot, is decided by `history`. A row that
says nothing new is only counted. What the delivery leaves out is decided by the absences that a snapshot states.
"""

import json
from dataclasses import dataclass, field

from creditgraph.archive.codes import ABSENCE
from creditgraph.archive.copying import copy_facts
from creditgraph.archive.database import Sql
from creditgraph.archive.history import Decided, decide
from creditgraph.archive.staging import REPEATED
from creditgraph.model.dates import Day
from creditgraph.model.errors import Refused
from creditgraph.model.vocabulary import Absence, Delivery
from creditgraph.resolution.timeline import WHOLE_DATASET

_SHRINK_ROWS, _SHRINK_SHARE = 20, 0.05


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """What is known of a delivery beside its rows."""

    dataset: str
    file: str
    sha256: str
    mapping: str
    mapping_sha256: str
    delivery: Delivery
    stated_on: Day
    supplier: str | None = None
    absence: Absence | None = None
    whole_dataset: bool = False
    """A snapshot of the whole dataset rather than of the subjects that it names."""
    columns: tuple[str, ...] = ()
    record_types: tuple[str, ...] = ()
    accept_shrink: bool = False
    all_or_nothing: bool = False
    """Whether an append that would change one row is refused whole."""


class AppendConflicts(Exception):
    """Rows of an append that would change what was appended before; nothing was stored."""

    def __init__(self, rows: list[int]) -> None:
        super().__init__(f"{len(rows)} rows")
        self.rows = rows


@dataclass(slots=True)
class Applied:
    """What a delivery did, and the last version and source ids before it.

    `refused` are rows of an append that would change what was appended before.
    """

    bid: int
    vbase: int
    sbase: int
    accepted: int = 0
    unchanged: int = 0
    closed: int = 0
    refused: list[int] = field(default_factory=list)


def apply_batch(sql: Sql, info: BatchInfo, tx: int, counts: dict[str, int]) -> Applied:
    """Store and believe the attached staging file; leaves the sources that it touches in `t_touched`."""
    ds = _dataset(sql, info.dataset)
    bid = int(sql.value("SELECT COALESCE(MAX(bid), 0) + 1 FROM batch"))
    vbase = int(sql.value("SELECT COALESCE(MAX(vid), 0) FROM version"))
    sql.script(
        (
            "CREATE TEMP TABLE t_skip (n INTEGER PRIMARY KEY)",
            "CREATE TEMP TABLE t_history (key BLOB PRIMARY KEY)",
            "CREATE TEMP TABLE t_moved (vid INTEGER PRIMARY KEY)",
            "CREATE TEMP TABLE t_touched (sid INTEGER PRIMARY KEY)",
        )
    )
    result = Applied(bid, vbase, int(sql.value("SELECT COALESCE(MAX(sid), 0) FROM source")))
    sql.run("INSERT INTO t_skip SELECT n FROM s_row WHERE same = :repeated", repeated=REPEATED)
    _store_absences(sql, info, ds, bid, tx)
    _skip_repeated_words(sql, ds, info)
    _find_history(sql, ds, bid, info)
    decided = decide(sql, ds, tx, vbase, info)
    if info.all_or_nothing and decided.refused:
        raise AppendConflicts(decided.refused)
    _check_shrink(sql, ds, info, decided)
    sql.many("INSERT INTO t_skip VALUES (?)", [(n,) for n in decided.without_facts])
    _store_versions(sql, ds, bid, tx, vbase, info.stated_on, decided)
    fresh = sql.value("SELECT COUNT(*) FROM s_row") - sql.value("SELECT COUNT(*) FROM t_skip")
    copy_facts(sql, ds, bid, tx, vbase)
    result.accepted = decided.accepted + fresh - decided.with_facts
    result.unchanged = counts["read"] - counts["rejected"] - len(decided.refused) - result.accepted
    result.closed = decided.closed
    result.refused = decided.refused
    _store_batch(sql, info, ds, tx, result, counts)
    return result


def _dataset(sql: Sql, name: str) -> int:
    ds = sql.value("SELECT ds FROM dataset WHERE name = :name", name=name)
    if ds is None:
        ds = sql.value("SELECT COALESCE(MAX(ds), 0) + 1 FROM dataset")
        sql.run("INSERT INTO dataset (ds, name) VALUES (:ds, :name)", ds=ds, name=name)
    return int(ds)


def _store_absences(sql: Sql, info: BatchInfo, ds: int, bid: int, tx: int) -> None:
    """A snapshot says something of every scope that it states, except where a row of it could not be read."""
    if info.delivery is not Delivery.SNAPSHOT or info.absence is None:
        return
    unreadable = sql.value("SELECT COUNT(*) FROM s_unread WHERE scope IS NULL")
    if unreadable or (info.whole_dataset and sql.value("SELECT COUNT(*) FROM s_unread")):
        return
    scopes = (
        [(WHOLE_DATASET,)]
        if info.whole_dataset
        else sql.all(
            "SELECT DISTINCT scope FROM s_row WHERE scope IS NOT NULL AND scope NOT IN (SELECT scope FROM s_unread)"
        )
    )
    mode = ABSENCE.number[info.absence]
    sql.many(
        "INSERT INTO absence (ds, scope, stated_on, mode, bid, tx) VALUES (?, ?, ?, ?, ?, ?)",
        [(ds, scope, info.stated_on, mode, bid, tx) for (scope,) in scopes],
    )


def _skip_repeated_words(sql: Sql, ds: int, info: BatchInfo) -> None:
    """Rows that are the dataset's last word on this very day already need no look at their history.

    Where snapshots speak, they do: a snapshot of the day may have left the row out since.
    """
    if info.delivery is Delivery.SNAPSHOT or sql.value("SELECT 1 FROM absence WHERE ds = :ds LIMIT 1", ds=ds):
        return
    sql.run(
        # CROSS keeps the order of the join: a delivery is read, never all versions.
        "INSERT INTO t_skip SELECT r.n FROM s_row AS r CROSS JOIN version AS v WHERE v.ds = :ds AND v.key = r.key"
        " AND v.stated_on = :day AND v.digest = r.digest AND r.same > 0 AND NOT EXISTS (SELECT 1 FROM version AS w"
        " WHERE w.ds = v.ds AND w.key = v.key AND w.stated_on = :day AND w.tx > v.tx) ON CONFLICT DO NOTHING",
        ds=ds,
        day=info.stated_on,
    )


def _find_history(sql: Sql, ds: int, bid: int, info: BatchInfo) -> None:
    """The keys that need a look at all that was ever said of them."""
    if sql.value("SELECT 1 FROM version WHERE ds = :ds LIMIT 1", ds=ds):
        sql.run(
            "INSERT INTO t_history SELECT DISTINCT key FROM s_row AS r WHERE r.n NOT IN (SELECT n FROM t_skip)"
            " AND EXISTS"
            " (SELECT 1 FROM version AS v WHERE v.ds = :ds AND v.key = r.key)",
            ds=ds,
        )
        if info.delivery is Delivery.SNAPSHOT:
            sql.run(
                "INSERT INTO t_history SELECT DISTINCT v.key FROM absence AS a JOIN version AS v ON v.ds = a.ds"
                " AND (v.scope = a.scope OR a.scope = :whole) WHERE a.bid = :bid ON CONFLICT DO NOTHING",
                whole=WHOLE_DATASET,
                bid=bid,
            )
    if sql.value("SELECT 1 FROM absence WHERE ds = :ds AND stated_on > :day LIMIT 1", ds=ds, day=info.stated_on):
        sql.run(
            "INSERT INTO t_history SELECT DISTINCT key FROM s_row AS r WHERE EXISTS (SELECT 1 FROM absence AS a"
            " WHERE a.ds = :ds AND a.stated_on > :day AND (a.scope = r.scope OR a.scope = :whole))"
            " ON CONFLICT DO NOTHING",
            ds=ds,
            day=info.stated_on,
            whole=WHOLE_DATASET,
        )


def _check_shrink(sql: Sql, ds: int, info: BatchInfo, decided: Decided) -> None:
    if info.accept_shrink or info.delivery is not Delivery.SNAPSHOT or decided.closed <= _SHRINK_ROWS:
        return
    believed = sql.value(
        "SELECT COUNT(*) FROM version AS v JOIN belief AS b ON b.vid = v.vid WHERE v.ds = :ds AND b.tx_to IS NULL",
        ds=ds,
    )
    if decided.closed > _SHRINK_SHARE * believed:
        raise Refused(
            "would_shrink",
            f"{info.file} would close {decided.closed} of {believed} rows of {info.dataset}; nothing was loaded",
            "if the file is complete, repeat with --accept-shrink",
            closed=decided.closed,
        )


def _store_versions(sql: Sql, ds: int, bid: int, tx: int, vbase: int, stated_on: Day, decided: Decided) -> None:
    columns = "vid, ds, key, bid, row, stated_on, hash, digest, scope, content, tx"
    sql.run(
        f"INSERT INTO version ({columns}) SELECT :vbase + n, :ds, key, :bid, n, :day, hash, digest, scope,"
        " :vbase + n, :tx FROM s_row AS r WHERE n NOT IN (SELECT n FROM t_skip)"
        " AND NOT EXISTS (SELECT 1 FROM t_history AS h WHERE h.key = r.key)",
        vbase=vbase,
        ds=ds,
        bid=bid,
        day=stated_on,
        tx=tx,
    )
    sql.run(
        "INSERT INTO belief (vid, tx_from) SELECT vid, tx FROM version WHERE vid > :vbase",
        vbase=vbase,
    )
    sql.many(
        f"INSERT INTO version ({columns}) SELECT ?, {ds}, key, {bid}, n, {stated_on}, COALESCE(hash, ?), digest,"
        f" scope, ?, {tx} FROM s_row WHERE n = ?",
        decided.versions,
    )
    sql.many(f"UPDATE belief SET tx_to = {tx} WHERE vid = ? AND tx_to IS NULL", decided.closings)
    sql.many(f"INSERT INTO belief (vid, tx_from, until) VALUES (?, {tx}, ?)", decided.openings)
    sql.many("INSERT INTO t_moved VALUES (?) ON CONFLICT DO NOTHING", decided.moved)


def _store_batch(sql: Sql, info: BatchInfo, ds: int, tx: int, result: Applied, counts: dict[str, int]) -> None:
    sql.run(
        "INSERT INTO batch VALUES (:bid, :ds, :tx, :file, :sha256, :mapping, :mapping_sha256, :delivery, :supplier,"
        " :stated_on, :columns, :record_types, :read, :accepted, :unchanged, :quarantined)",
        bid=result.bid,
        ds=ds,
        tx=tx,
        file=info.file,
        sha256=info.sha256,
        mapping=info.mapping,
        mapping_sha256=info.mapping_sha256,
        delivery=info.delivery.value,
        supplier=info.supplier,
        stated_on=info.stated_on,
        columns=json.dumps(info.columns, ensure_ascii=False),
        record_types=json.dumps(info.record_types),
        read=counts["read"],
        accepted=result.accepted,
        unchanged=result.unchanged,
        quarantined=counts["rejected"] + len(result.refused),
    )
