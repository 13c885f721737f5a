"""Judging organisations without a credit code by their names: reads groups, writes judgements and review cases.

What bears on an open name is found by index: texts that are equal, texts of one loose key, and for a short name the
texts that hold all its characters. The other way round, a full name that comes or goes is looked up among the open
names, so that the order of deliveries does not matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from creditgraph.archive.codes import NAME_KIND, ORGANISATION, VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live, orders_of, views_of_sources
from creditgraph.archive.likely_cases import Likely
from creditgraph.archive.search import with_grams
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.model import parse_model, shipped_model
from creditgraph.matching.policy import policy_of
from creditgraph.matching.rarity import general_rarity
from creditgraph.model.vocabulary import Certainty, Verdict
from creditgraph.resolution.claims import CLAIMED_NAMES, Reason
from creditgraph.resolution.likeness import Bearer, Likeness, likenesses, short_stem

ORIGIN = "matching"
MODEL = "matching model"
"""Where `meta` holds the model that the archive matches by, once it is not the shipped one."""
_MOST_TEXTS = 500
"""A short name that fits more names than this says nothing, whoever bears them."""
_CHUNK = 100
_CLAIMED = [NAME_KIND.number[kind] for kind in CLAIMED_NAMES]
_SAME = VERDICT.number[Verdict.SAME]

Groups = dict[int, tuple[str, list[Bearer]]]
"""Open name (tid) → its text and who may be meant."""
Found = dict[int, list[Likeness]]
"""Open name (tid) → the pairs of it, joined or to be seen."""


def judge_likenesses(sql: Sql, tx: int) -> Likely:
    """Judge again the open names that the sources in `t_touched` bear on; adds to them those that are joined or parted.

    The pairs for a person to see become cases when members are known: see `write_likely`.
    """
    _note_open(sql, tx)
    if sql.value("SELECT 1 FROM open_name LIMIT 1") is None:
        return {}
    return judge_open(sql, tx, _affected(sql), matcher_of(sql))


def judge_open(sql: Sql, tx: int, tids: Iterable[int], matcher: Matcher) -> Likely:
    """Judge open names."""
    likely: Likely = {}
    ordered = sorted(tids)
    for start in range(0, len(ordered), _CHUNK):
        found = found_in(groups_of(sql, tx, ordered[start : start + _CHUNK]), matcher)
        _write_joins(sql, tx, found, matcher.policy.name)
        likely |= {tid: [one for one in pairs if one.reason is None] for tid, pairs in found.items()}
    return likely


def found_in(groups: Groups, matcher: Matcher) -> Found:
    """All that open names are like, what is joined and what is to be seen."""
    return {tid: likenesses(name, group, matcher) for tid, (name, group) in groups.items()}


def groups_of(sql: Sql, tx: int, tids: list[int]) -> Groups:
    """Open names with the organisations that bear them or that they may mean; none for a name of a single bearer."""
    names: dict[int, str] = dict(sql.all("SELECT tid, folded FROM text WHERE tid IN EACH(:tids)", tids=tids))
    meant = _meant(sql, tids)
    everyone = sorted({tid for others in meant.values() for tid in others})
    bearers: dict[int, set[int]] = defaultdict(set)
    for tid, sid in sql.all(
        "SELECT DISTINCT n.tid, n.sid FROM name AS n JOIN source AS s ON s.sid = n.sid AND s.stratum = :organisation"
        " WHERE n.tid IN EACH(:tids)",
        organisation=ORGANISATION,
        tids=everyone,
    ):
        bearers[tid].add(sid)
    sids_of = {tid: {sid for other in meant[tid] for sid in bearers[other]} for tid in tids}
    several = {tid: sids for tid, sids in sids_of.items() if len(sids) > 1}
    known = _bearers(sql, {sid for sids in several.values() for sid in sids}, tx)
    return {tid: (names[tid], [known[sid] for sid in several.get(tid, ()) if sid in known]) for tid in tids}


def matcher_of(sql: Sql) -> Matcher:
    """The matcher of an archive: by the shipped model, or by the one that a rescore brought in."""
    text = sql.value("SELECT value FROM meta WHERE name = :name", name=MODEL)
    return Matcher(policy_of(shipped_model())) if text is None else _matcher(str(text))


@lru_cache(maxsize=4)
def _matcher(model: str) -> Matcher:
    return Matcher(policy_of(parse_model(model, MODEL)))


# which names ---------------------------------------------------------------------------------------------------------


def _note_open(sql: Sql, tx: int) -> None:
    """Keep the names of touched organisations that state no credit code."""
    rows = sql.all(
        "SELECT DISTINCT n.tid, x.folded FROM (SELECT t.sid FROM t_touched AS t JOIN source AS s ON s.sid = t.sid"
        " AND s.stratum = :organisation WHERE NOT EXISTS (SELECT 1 FROM claim AS c WHERE c.sid = t.sid"
        f" AND c.kind = :identifier AND {live('c')})) AS o JOIN name AS n ON n.sid = o.sid"
        " AND n.name_kind IN EACH(:claimed) JOIN text AS x ON x.tid = n.tid"
        " WHERE NOT EXISTS (SELECT 1 FROM open_name AS k WHERE k.tid = n.tid)",
        organisation=ORGANISATION,
        identifier=int(Reason.IDENTIFIER),
        claimed=_CLAIMED,
        tx=tx,
    )
    sql.many("INSERT INTO open_name VALUES (?, ?)", [(tid, _written(short_stem(folded))) for tid, folded in rows])


def _written(stem: frozenset[str] | None) -> str | None:
    return None if stem is None else "".join(sorted(stem))


def _affected(sql: Sql) -> set[int]:
    """The open names that a touched organisation bears, or one that reads alike or holds them."""
    sql.script(("CREATE TEMP TABLE IF NOT EXISTS t_texts (tid INTEGER PRIMARY KEY)", "DELETE FROM t_texts"))
    sql.run(
        "INSERT INTO t_texts SELECT DISTINCT n.tid FROM t_touched AS t JOIN source AS s ON s.sid = t.sid"
        " AND s.stratum = :organisation JOIN name AS n ON n.sid = t.sid WHERE n.tid IS NOT NULL",
        organisation=ORGANISATION,
    )
    sql.refilled("t_texts")
    found = {tid for (tid,) in sql.all("SELECT o.tid FROM t_texts AS t JOIN open_name AS o ON o.tid = t.tid")}
    found |= {tid for (tid,) in sql.all(_alike(sql))}
    return found | _held(sql)


def _alike(sql: Sql) -> str:
    """The open names of the loose key of a touched one, read from the smaller side."""
    few = sql.value("SELECT COUNT(*) FROM t_texts") < sql.value("SELECT COUNT(*) FROM open_name")
    ours = "t_texts AS t CROSS JOIN text AS x" if few else "open_name AS o CROSS JOIN text AS x"
    theirs = "text AS y CROSS JOIN open_name AS o" if few else "text AS y CROSS JOIN t_texts AS t"
    first, second = ("t", "o") if few else ("o", "t")
    return (
        f"SELECT DISTINCT o.tid FROM {ours} CROSS JOIN {theirs} WHERE x.tid = {first}.tid AND y.loose = x.loose"
        f" AND {second}.tid = y.tid"
    )


def _held(sql: Sql) -> set[int]:
    """The open short names whose characters a touched name holds."""
    by_character: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for tid, stem in sql.all("SELECT tid, stem FROM open_name WHERE stem IS NOT NULL"):
        by_character[max(stem, key=lambda character: (general_rarity().weight(character), character))].append(
            (tid, frozenset(stem))
        )
    found: set[int] = set()
    if by_character:
        for (folded,) in sql.rows("SELECT x.folded FROM t_texts AS t JOIN text AS x ON x.tid = t.tid"):
            for character in by_character.keys() & set(folded):
                found |= {tid for tid, stem in by_character[character] if stem.issubset(folded)}
    return found


def _meant(sql: Sql, tids: list[int]) -> Mapping[int, set[int]]:
    """For each open name the texts that it may mean, itself among them."""
    meant: dict[int, set[int]] = {tid: {tid} for tid in tids}
    for tid, other in sql.all(
        "SELECT x.tid, y.tid FROM text AS x JOIN text AS y ON y.loose = x.loose WHERE x.tid IN EACH(:tids)", tids=tids
    ):
        meant[tid].add(other)
    for tid, stem in sql.all(
        "SELECT tid, stem FROM open_name WHERE tid IN EACH(:tids) AND stem IS NOT NULL", tids=tids
    ):
        rows = with_grams(sql, sorted(stem.lower()), _MOST_TEXTS + 1)
        if len(rows) <= _MOST_TEXTS:
            meant[tid] |= {other for other, folded in rows if set(stem) <= set(folded)}
    return meant


def _bearers(sql: Sql, sids: set[int], tx: int) -> dict[int, Bearer]:
    ordered = sorted(sids)
    orders = orders_of(sql, ordered)
    return {sid: Bearer(sid, orders[sid], view) for sid, view in views_of_sources(sql, ordered, tx).items()}


# writing -------------------------------------------------------------------------------------------------------------


def _write_joins(sql: Sql, tx: int, found: Found, policy: str) -> None:
    wanted = {
        (tid, one.a, one.b, int(one.reason), one.score, one.why, policy)
        for tid, pairs in found.items()
        for one in pairs
        if one.reason is not None
    }
    there = {
        tuple(row): jid
        for jid, *row in sql.all(
            "SELECT jid, tid, a_sid, b_sid, kind, score, why, policy FROM judgement WHERE tid IN EACH(:tids)"
            f" AND origin = '{ORIGIN}' AND tx_to IS NULL",
            tids=sorted(found),
        )
    }
    gone = [(jid,) for place, jid in sorted(there.items()) if place not in wanted]
    sql.many(f"UPDATE judgement SET tx_to = {tx} WHERE jid = ?", gone)
    jid = int(sql.value("SELECT COALESCE(MAX(jid), 0) FROM judgement"))
    sql.many(
        "INSERT INTO judgement (jid, tid, a_sid, b_sid, kind, score, why, policy, verdict, origin, certainty, actor,"
        f" tx_from) VALUES (?, ?, ?, ?, ?, ?, ?, ?, {_SAME}, '{ORIGIN}', {int(Certainty.PROBABLE)}, '{ORIGIN}', {tx})",
        [(number, *row) for number, row in enumerate(sorted(wanted - there.keys()), jid + 1)],
    )
    moved = {sid for _tid, a, b, *_rest in wanted ^ there.keys() for sid in (a, b)}
    sql.many("INSERT INTO t_touched VALUES (?) ON CONFLICT DO NOTHING", [(sid,) for sid in sorted(moved)])
