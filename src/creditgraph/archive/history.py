"""Rows with a history: what a delivery changes in the belief about keys that were stated before."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from creditgraph.archive.codes import ABSENCE
from creditgraph.archive.database import Sql
from creditgraph.archive.staging import REPEATED
from creditgraph.model.vocabulary import Delivery
from creditgraph.resolution.timeline import WHOLE_DATASET, Absent, Run, Stated, timeline

if TYPE_CHECKING:
    from creditgraph.archive.evidence import BatchInfo

_CHUNK = 2000


@dataclass(slots=True)
class Decided:
    """What to write. `versions` are (vid, hash, content, n), `openings` (vid, until), the others one column."""

    versions: list[tuple[int, bytes | None, int, int]] = field(default_factory=list)
    openings: list[tuple[int, int | None]] = field(default_factory=list)
    closings: list[tuple[int]] = field(default_factory=list)
    moved: list[tuple[int]] = field(default_factory=list)
    without_facts: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    accepted: int = 0
    with_facts: int = 0
    closed: int = 0


@dataclass(slots=True)
class _Key:
    """One key: what was stated before as (vid, hash, content) by point, what is believed, and the row that came."""

    stated: list[Stated] = field(default_factory=list)
    content_of: dict[bytes, int] = field(default_factory=dict)
    hash_of: dict[int, bytes] = field(default_factory=dict)
    believed: dict[int, int | None] = field(default_factory=dict)
    row: tuple[int, bytes | None, bytes | None, int | None] | None = None


def decide(sql: Sql, ds: int, tx: int, vbase: int, info: "BatchInfo") -> Decided:
    """Decide every key in `t_history`."""
    decided = Decided()
    absences = _Absences(sql, ds)
    keys = [key for (key,) in sql.all("SELECT key FROM t_history ORDER BY key")]
    for start in range(0, len(keys), _CHUNK):
        first, last = keys[start], keys[min(start + _CHUNK, len(keys)) - 1]
        for key in _load(sql, ds, first, last).values():
            _decide_key(key, absences.of(key), tx, vbase, info, decided)
    return decided


def _load(sql: Sql, ds: int, first: bytes, last: bytes) -> dict[bytes, _Key]:
    keys: dict[bytes, _Key] = {}
    span = {"ds": ds, "first": first, "last": last}
    for key, vid, stated_on, hash_, scope, content, born in sql.all(
        "SELECT h.key, v.vid, v.stated_on, v.hash, v.scope, v.content, v.tx FROM t_history AS h"
        " JOIN version AS v ON v.ds = :ds AND v.key = h.key WHERE h.key BETWEEN :first AND :last ORDER BY v.vid",
        **span,
    ):
        known = keys.setdefault(key, _Key())
        known.stated.append(Stated(stated_on, born, content, scope))
        known.content_of.setdefault(hash_, content)
        known.hash_of[vid] = hash_
    for key, vid, until in sql.all(
        "SELECT h.key, b.vid, b.until FROM t_history AS h JOIN version AS v ON v.ds = :ds AND v.key = h.key"
        " JOIN belief AS b ON b.vid = v.vid AND b.tx_to IS NULL WHERE h.key BETWEEN :first AND :last",
        **span,
    ):
        keys[key].believed[vid] = until
    for key, *row in sql.all(
        "SELECT h.key, r.n, r.hash, r.scope, r.same FROM t_history AS h JOIN s_row AS r ON r.key = h.key"
        " WHERE h.key BETWEEN :first AND :last AND COALESCE(r.same, 0) <> :repeated",
        first=first,
        last=last,
        repeated=REPEATED,
    ):
        n, hash_, scope, same = row
        keys.setdefault(key, _Key()).row = (n, hash_, scope, same)
    return keys


class _Absences:
    """The snapshots of a dataset, by the scopes of a key."""

    def __init__(self, sql: Sql, ds: int) -> None:
        self._ds = ds
        self._any = sql.value("SELECT 1 FROM absence WHERE ds = :ds LIMIT 1", ds=ds) is not None
        self._ask = sql.asker("SELECT stated_on, tx, mode FROM absence WHERE ds = :ds AND scope = :scope")

    def of(self, key: _Key) -> list[Absent]:
        """All snapshots that may say something of a key."""
        if not self._any:
            return []
        scopes = {point.scope for point in key.stated if point.scope is not None} | {WHOLE_DATASET}
        if key.row is not None and key.row[2] is not None:
            scopes.add(key.row[2])
        return [
            Absent(day, tx, scope, ABSENCE.word(mode))
            for scope in sorted(scopes)
            for day, tx, mode in self._ask(ds=self._ds, scope=scope)
        ]


def _decide_key(key: _Key, absences: list[Absent], tx: int, vbase: int, info: "BatchInfo", decided: Decided) -> None:
    stated = list(key.stated)
    own: int | None = None
    if key.row is not None:
        n, hash_, scope, same = key.row
        if hash_ is None and same is not None:
            hash_ = key.hash_of[same]
        content = key.content_of.get(hash_ or b"")
        if content is None and info.delivery is Delivery.APPEND and stated:
            decided.refused.append(n)
            decided.without_facts.append(n)
            return
        if content is None:
            content = own = vbase + n
            decided.moved.append((own,))
        else:
            decided.without_facts.append(n)
        if not _says_nothing_new(stated, absences, content, info):
            stated.append(Stated(info.stated_on, tx, content, scope))
            decided.versions.append((vbase + n, hash_, content, n))
    changed = _compare(key, timeline(stated, absences), decided)
    if key.row is not None:
        decided.accepted += changed or own is not None
        decided.with_facts += own is not None
    elif changed:
        decided.closed += 1


def _says_nothing_new(stated: list[Stated], absences: list[Absent], content: int, info: "BatchInfo") -> bool:
    """Whether the newest word on this very day is already this content.

    A snapshot of this day that came after it, this very one too, would find the row absent: then it is said again.
    """
    points: list[Stated | Absent] = [*stated, *absences]
    today = [point for point in points if point.stated_on == info.stated_on]
    newest = max(today, key=lambda point: point.tx, default=None)  # of one tx the statement, for it comes first
    return isinstance(newest, Stated) and newest.content == content


def _compare(key: _Key, runs: list[Run], decided: Decided) -> bool:
    wanted = {run.content: run.until for run in runs}
    if wanted == key.believed:
        return False
    for vid, until in key.believed.items():
        if vid not in wanted or wanted[vid] != until:
            decided.closings.append((vid,))
            decided.moved.append((vid,))
    for vid, until in wanted.items():
        if vid not in key.believed or key.believed[vid] != until:
            decided.openings.append((vid, until))
            decided.moved.append((vid,))
    return True
