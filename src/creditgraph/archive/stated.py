"""What single sources state: names, numbers, details and the rows that say so, before sources are one entity.

A source that no believed row states any more is told as its last version stated it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from creditgraph.archive.codes import DETAIL_KIND, ENTITY_KIND, IDENTIFIER_KIND, NAME_KIND
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import facts_of, latest_statements
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.dates import Day
from creditgraph.model.vocabulary import DetailKind, EntityKind, IdentifierKind, NameKind


class StatedName(NamedTuple):
    """A name as it is spelt, and when it was borne; `subject` says that the row calls its subject so."""

    text: str
    folded: str
    kind: NameKind
    valid_from: Day | None
    valid_to: Day | None
    subject: bool


class Stated(NamedTuple):
    """One source. `facts` are the ids by which `read.evidence` finds its rows; `context` is the source in which it is
    mentioned."""

    sid: int
    dataset: str
    home_id: int
    stratum: int
    context: int | None
    kind: EntityKind | None
    names: tuple[StatedName, ...]
    identifiers: tuple[tuple[IdentifierKind, str, str], ...]
    """Kind, value, and the value as it may be shown."""
    details: tuple[tuple[DetailKind, str], ...]
    facts: tuple[int, ...]

    @property
    def name(self) -> str:
        """What to call it: a registered name that is borne still, before any other."""
        best = max(self.names, key=_rank, default=None)
        return "" if best is None else best.text


def stated(sql: Sql, sids: Iterable[int], tx: int) -> dict[int, Stated]:
    """What sources state as believed at a transaction, by source."""
    wanted = sorted(set(sids))
    places = {(one.sid, one.vid) for one in latest_statements(sql, wanted, tx)}
    if gone := sorted(set(wanted) - {sid for sid, _vid in places}):
        places |= _last_versions(sql, gone, tx)
    vids = sorted({vid for _sid, vid in places})
    names: dict[int, dict[StatedName, None]] = {}
    kinds: dict[int, EntityKind] = {}
    for fid, sid, kind, shown, folded, name_kind, start, end in sql.all(
        "SELECT f.fid, f.sid, f.entity_kind, COALESCE(f.shown, t.folded, ''), COALESCE(t.folded, ''), f.name_kind,"
        f" f.valid_from, f.valid_to {facts_of('name', 'fid', 'LEFT JOIN text AS t ON t.tid = f.tid')} ORDER BY f.fid",
        vids=vids,
    ):
        if (sid, fid >> FACT_BITS) not in places:
            continue
        if kind is not None:
            kinds[sid] = ENTITY_KIND.word(kind)
        name = StatedName(shown, folded, NAME_KIND.word(name_kind), start, end, kind is not None)
        names.setdefault(sid, {})[name] = None
    numbers = _properties(sql, "identifier", "f.value, COALESCE(f.mask, f.value)", vids, places)
    details = _properties(sql, "detail", "f.value, ''", vids, places)
    return {
        sid: Stated(
            sid,
            dataset,
            home_id,
            stratum,
            context,
            kinds.get(sid),
            tuple(names.get(sid, ())),
            tuple((IDENTIFIER_KIND.word(kind), value, shown) for kind, value, shown in numbers.get(sid, ())),
            tuple((DETAIL_KIND.word(kind), value) for kind, value, _shown in details.get(sid, ())),
            tuple(sorted(vid << FACT_BITS for owner, vid in places if owner == sid)),
        )
        for sid, dataset, home_id, stratum, context in sql.all(
            "SELECT s.sid, d.name, s.home_id, s.stratum, s.context_sid FROM source AS s JOIN dataset AS d"
            " ON d.ds = s.ds WHERE s.sid IN EACH(:sids) ORDER BY s.sid",
            sids=wanted,
        )
    }


def _rank(name: StatedName) -> tuple[bool, ...]:
    return bool(name.text), name.subject, name.kind is NameKind.REGISTERED, name.valid_to is None


def _last_versions(sql: Sql, sids: list[int], tx: int) -> set[tuple[int, int]]:
    return set(
        sql.all(
            f"SELECT n.sid, MAX(v.vid) FROM name AS n JOIN version AS v ON v.vid = n.fid >> {FACT_BITS} AND v.tx <= :tx"
            " WHERE n.sid IN EACH(:sids) GROUP BY n.sid",
            sids=sids,
            tx=tx,
        )
    )


def _properties(
    sql: Sql, table: str, columns: str, vids: list[int], places: set[tuple[int, int]]
) -> dict[int, dict[tuple[int, str, str], None]]:
    """The distinct facts of a table by source."""
    found: dict[int, dict[tuple[int, str, str], None]] = {}
    for fid, sid, kind, value, shown in sql.all(
        f"SELECT f.fid, f.sid, f.kind, {columns} {facts_of(table, 'fid')} ORDER BY f.fid", vids=vids
    ):
        if (sid, fid >> FACT_BITS) in places:
            found.setdefault(sid, {})[kind, value, shown] = None
    return found
