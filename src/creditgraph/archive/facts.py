"""Reading back what versions say, as the rules see it."""

from collections.abc import Iterable
from typing import NamedTuple

from creditgraph.archive.codes import DETAIL_KIND, ENTITY_KIND, IDENTIFIER_KIND, LINK_TYPE, NAME_KIND
from creditgraph.archive.database import Sql
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.vocabulary import DetailKind, EntityKind
from creditgraph.resolution.claims import FoldedName, Reason, View
from creditgraph.resolution.views import REPRESENTING

_TRAITS = [DETAIL_KIND.number[DetailKind.SEX], DETAIL_KIND.number[DetailKind.BIRTH_YEAR]]
_NAME_JOINS = "LEFT JOIN text AS t ON t.tid = f.tid JOIN source AS s ON s.sid = f.sid"


def by_key(alias: str) -> str:
    """That a claim's key counts in every context: what the index on keys holds, word for word as it is declared."""
    return f"{alias}.kind <> {int(Reason.SAME_ORGANISATION)}"


def live(alias: str) -> str:
    """The condition that a row of a table with an interval is believed at `:tx`."""
    return f"{alias}.tx_from <= :tx AND ({alias}.tx_to IS NULL OR {alias}.tx_to > :tx)"


def not_withdrawn(alias: str) -> str:
    """The condition that no steward has taken a claim out at `:tx`."""
    of_claim = f"w.sid = {alias}.sid AND w.key = {alias}.key"
    return f"NOT EXISTS (SELECT 1 FROM withdrawal AS w WHERE {of_claim} AND {live('w')})"


class Statement(NamedTuple):
    """That a version states a source; `key` is the version's row key in its dataset."""

    sid: int
    vid: int
    key: tuple[int, bytes]


def latest_statements(sql: Sql, sids: list[int], tx: int) -> list[Statement]:
    """For each source and row key, the latest believed version that states the source."""
    found = sql.all(
        f"SELECT DISTINCT n.sid, v.vid, v.ds, v.key FROM name AS n JOIN belief AS b ON b.vid = n.fid >> {FACT_BITS}"
        f" AND {live('b')} JOIN version AS v ON v.vid = b.vid WHERE n.sid IN EACH(:sids)",
        sids=sids,
        tx=tx,
    )
    by_key: dict[tuple[int, int, bytes], list[int]] = {}
    for sid, vid, ds, key in found:
        by_key.setdefault((sid, ds, key), []).append(vid)
    several = [vid for vids in by_key.values() if len(vids) > 1 for vid in vids]
    stated = _last_stated(sql, several, tx) if several else {}
    return [
        Statement(sid, max(vids, key=lambda vid: stated.get(vid, 0)), (ds, key))
        for (sid, ds, key), vids in by_key.items()
    ]


def _last_stated(sql: Sql, contents: list[int], tx: int) -> dict[int, int]:
    """For each content, the last day on which it was stated and not corrected."""
    return dict(
        sql.all(
            "SELECT v.content, MAX(v.stated_on) FROM version AS c JOIN version AS v ON v.ds = c.ds AND v.key = c.key"
            " AND v.content = c.vid AND v.tx <= :tx WHERE c.vid IN EACH(:contents) AND NOT EXISTS (SELECT 1 FROM"
            " version AS w WHERE w.ds = v.ds AND w.key = v.key AND w.stated_on = v.stated_on AND w.tx > v.tx"
            " AND w.tx <= :tx) GROUP BY v.content",
            contents=contents,
            tx=tx,
        )
    )


def views(sql: Sql, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], View]:
    """What versions say of sources, by (vid, sid)."""
    wanted = set(pairs)
    vids = sorted({vid for vid, _sid in wanted})
    names: dict[tuple[int, int], list[FoldedName]] = {}
    kinds: dict[tuple[int, int], EntityKind] = {}
    mentioned: dict[int, bool] = {}
    for fid, sid, kind, folded, name_kind, valid_from, valid_to, seen_on, context in sql.all(
        "SELECT f.fid, f.sid, f.entity_kind, t.folded, f.name_kind, f.valid_from, f.valid_to, f.seen_on,"
        f" s.context_sid {facts_of('name', 'fid', _NAME_JOINS)} ORDER BY f.fid",
        vids=vids,
    ):
        place = (fid >> FACT_BITS, sid)
        if kind is not None:
            kinds[place] = ENTITY_KIND.word(kind)
        mentioned[sid] = context is not None
        if folded is not None:
            use = FoldedName(folded, NAME_KIND.word(name_kind), valid_from, valid_to, seen_on)
            names.setdefault(place, []).append(use)
    identifiers = _properties(sql, "identifier", vids)
    details = _properties(sql, "detail", vids)
    representatives = _representatives(sql, vids, names)
    return {
        place: View(
            kinds[place],
            tuple(names.get(place, ())),
            tuple((IDENTIFIER_KIND.word(kind), value) for kind, value in identifiers.get(place, ())),
            tuple((DETAIL_KIND.word(kind), value) for kind, value in details.get(place, ())),
            tuple(dict.fromkeys(representatives.get(place, ()))),
            mentioned[place[1]],
        )
        for place in wanted
        if place in kinds
    }


def views_of_sources(sql: Sql, sids: list[int], tx: int) -> dict[int, View]:
    """What is believed of sources, one view for all rows that state one."""
    statements = latest_statements(sql, sids, tx)
    seen: dict[int, View] = {}
    for (_vid, sid), view in sorted(views(sql, {(one.vid, one.sid) for one in statements}).items()):
        first = seen.get(sid)
        seen[sid] = view if first is None else _together(first, view)
    return seen


def orders_of(sql: Sql, sids: list[int]) -> dict[int, tuple[str, bytes]]:
    """The dataset and key of sources: the order in which clustering tries them, whenever they came."""
    return {
        sid: (dataset, bytes(key))
        for sid, dataset, key in sql.all(
            "SELECT s.sid, d.name, s.key FROM source AS s JOIN dataset AS d ON d.ds = s.ds WHERE s.sid IN EACH(:sids)",
            sids=sids,
        )
    }


def traits_of(sql: Sql, sids: list[int], tx: int) -> list[tuple[int, int, str]]:
    """The sex and birth year that believed rows state of persons, as (sid, kind, value)."""
    return [
        (sid, kind, value)
        for sid, kind, value in sql.all(
            f"SELECT n.sid, d.kind, d.value FROM name AS n JOIN belief AS b ON b.vid = n.fid >> {FACT_BITS}"
            f" AND {live('b')} JOIN detail AS d ON d.fid >= b.vid << {FACT_BITS}"
            f" AND d.fid < (b.vid + 1) << {FACT_BITS} AND d.sid = n.sid AND d.kind IN EACH(:kinds)"
            " WHERE n.sid IN EACH(:sids)",
            sids=sids,
            kinds=_TRAITS,
            tx=tx,
        )
    ]


def _together(first: View, other: View) -> View:
    return View(
        first.kind,
        first.names + other.names,
        first.identifiers + other.identifiers,
        first.details + other.details,
        first.representatives + other.representatives,
        first.mentioned,
    )


def facts_of(table: str, id_: str, joins: str = "") -> str:
    """`FROM` and `WHERE` that read a table's facts of the versions `:vids`, by ranges of its primary key, as `f`."""
    low, high = f"w.value << {FACT_BITS}", f"(w.value + 1) << {FACT_BITS}"
    return f"FROM EACH(:vids) AS w CROSS JOIN {table} AS f {joins} WHERE f.{id_} >= {low} AND f.{id_} < {high}"


def _properties(sql: Sql, table: str, vids: list[int]) -> dict[tuple[int, int], list[tuple[int, str]]]:
    found: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for fid, sid, kind, value in sql.all(
        f"SELECT f.fid, f.sid, f.kind, f.value {facts_of(table, 'fid')} ORDER BY f.fid", vids=vids
    ):
        found.setdefault((fid >> FACT_BITS, sid), []).append((kind, value))
    return found


def _representatives(
    sql: Sql, vids: list[int], names: dict[tuple[int, int], list[FoldedName]]
) -> dict[tuple[int, int], list[str]]:
    types = [LINK_TYPE.number[type_] for type_ in REPRESENTING]
    found: dict[tuple[int, int], list[str]] = {}
    for lid, person, organisation in sql.all(
        f"SELECT f.lid, f.from_sid, f.to_sid {facts_of('link', 'lid')} AND f.type IN EACH(:types) ORDER BY f.lid",
        vids=vids,
        types=types,
    ):
        vid = lid >> FACT_BITS
        found.setdefault((vid, organisation), []).extend(name.folded for name in names.get((vid, person), ()))
    return found
