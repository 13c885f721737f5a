"""Whom a record may be: the entities that share a number, a key, a sound or rare pieces of a name with it.

What `matching.candidates` does in memory, over the indexes that both databases have. It only proposes.

- Numbers come first, then names, the likest first; whoever bears a name comes in the order of how it is borne.
- Pieces are the grams of `gram_index`. Of each, no more than `LISTED` names are read; a piece that more names have
  tells only together with another one. What was not read for that is said: `truncated`.
- Names beside the asked one in their order are looked at too, so that a name of common pieces alone finds some.
- A list that was cut is used only where there is nothing else, from the names that became known first.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from creditgraph.archive.codes import ORGANISATION, PERSON
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.archive.search import all_of, holders, holders_of_secret, newest_text
from creditgraph.archive.staged_facts import loose_numbers
from creditgraph.identifiers import SECRET_KINDS
from creditgraph.matching.candidates import VALUE_WEIGHT, query_pieces
from creditgraph.matching.rarity import general_rarity, weight_of
from creditgraph.matching.record import Kind
from creditgraph.matching.side import Side

MOST = 20
"""How many entities are compared with a record: the likeness of pieces ranks well, and each costs a comparison."""
LISTED = 250
"""How many names with a piece are read."""
_PIECES = 14
"""So many pieces of a name, the rarest by the language, are looked for: the rest would add little."""
_TOGETHER = 4
"""So many common pieces are asked for together."""
_BRIEF = 4
"""A name of so few characters may be a short form: its characters are looked for apart from each other."""
_RANKED = 150
"""So many names, the likeliest by the pieces that were read, are compared piece by piece."""
_NEIGHBOURS = 20
_STATEMENTS = 400
"""How many statements of one name are looked at for who bears it."""
_LENGTH_COUNTS = 0.25


class Candidate(NamedTuple):
    """An entity, and the folded name that it was found by; empty where a number found it."""

    eid: int
    folded: str


class CandidateList(NamedTuple):
    """Entities, best first; `truncated` where not all that share something were looked at, `unread` where not even the
    names of them were: then nothing says that the best one has no rival.
    """

    found: tuple[Candidate, ...]
    truncated: bool
    unread: bool = False


def candidates(sql: Sql, sides: list[Side], tx: int, most: int = MOST) -> CandidateList:
    """The entities that a record may be, as of a transaction. `sides` are its readings, one for each kind that it may
    be of: only entities of these kinds are found. An identity number among its identifiers is its keyed hash.
    """
    found: dict[int, str] = {}
    truncated = unread = False
    strata = {_stratum(side.record.kind) for side in sides}
    for eid in _of_strata(sql, _by_number(sql, sides[0], tx, most), strata, tx):
        found.setdefault(eid, "")
    borne = {"tx": tx, "low": min(strata), "high": max(strata), "statements": _STATEMENTS}
    for side in sides:
        names, cut = _like(sql, side)
        unread = unread or cut
        while names and len(found) < most:
            some, names = names[:most], names[most:]
            bearers = _bearers(sql, [tid for tid, _folded in some], borne)
            for tid, folded in some:
                for eid, count in bearers.get(tid, ()):
                    truncated = truncated or count >= _STATEMENTS
                    found.setdefault(eid, folded)
        truncated = truncated or bool(names)
    truncated = truncated or unread or len(found) > most
    return CandidateList(tuple([Candidate(eid, folded) for eid, folded in found.items()][:most]), truncated, unread)


_BEARING = (
    "SELECT m.eid, n.name_kind FROM name AS n JOIN belief AS b"
    f" ON b.vid = n.fid >> {FACT_BITS} AND {live('b')} JOIN member AS m ON m.sid = n.sid AND {live('m')}"
    " JOIN source AS s ON s.sid = n.sid WHERE n.tid = {tid} AND s.stratum BETWEEN :low AND :high"
    " ORDER BY n.fid LIMIT :statements"
)
_BEARING_SQLITE = (
    f"SELECT eid, SUM(COUNT(*)) OVER () FROM ({_BEARING.format(tid=':tid')}) AS x GROUP BY eid"
    " ORDER BY MIN(name_kind), eid"
)
_BEARING_POSTGRESQL = (
    "SELECT w.value, x.eid, SUM(COUNT(*)) OVER (PARTITION BY w.value) FROM EACH(:tids) AS w CROSS JOIN LATERAL"
    f" ({_BEARING.format(tid='w.value')}) AS x GROUP BY w.value, x.eid ORDER BY w.value, MIN(x.name_kind), x.eid"
)


def _bearers(sql: Sql, tids: list[int], borne: dict[str, int]) -> dict[int, list[tuple[int, int]]]:
    """Who bears names, registered ones first; beside each, how many statements of the name were looked at."""
    if sql.sqlite:
        ask = sql.asker(_BEARING_SQLITE)
        return {tid: [(eid, count) for eid, count in ask(tid=tid, **borne)] for tid in tids}
    found: dict[int, list[tuple[int, int]]] = {}
    for tid, eid, count in sql.all(_BEARING_POSTGRESQL, tids=tids, **borne):
        found.setdefault(tid, []).append((eid, int(count)))
    return found


def _stratum(kind: Kind) -> int:
    return PERSON if kind == "person" else ORGANISATION


# numbers -------------------------------------------------------------------------------------------------------------


def _by_number(sql: Sql, side: Side, tx: int, most: int) -> list[int]:
    hits = [
        hit
        for kind, number in side.record.identifiers
        for hit in (holders_of_secret if kind in SECRET_KINDS else holders)(sql, number, tx, most)
    ]
    return list(dict.fromkeys(hit.eid for hit in hits))


def _of_strata(sql: Sql, eids: list[int], strata: set[int], tx: int) -> list[int]:
    if not eids:
        return []
    known: dict[int, int] = dict(
        sql.all(
            "SELECT m.eid, MIN(s.stratum) FROM EACH(:eids) AS w JOIN member AS m ON m.eid = w.value"
            f" AND {live('m')} JOIN source AS s ON s.sid = m.sid GROUP BY m.eid",
            eids=eids,
            tx=tx,
        )
    )
    return [eid for eid in eids if known.get(eid, -1) in strata]


# names ---------------------------------------------------------------------------------------------------------------


def _like(sql: Sql, side: Side) -> tuple[list[tuple[int, str]], bool]:
    """Names like those of a record as (tid, folded), the likest first, and whether not all were looked at."""
    if not side.has_name:
        return [], False
    scores: dict[int, float] = {}

    def add(tids: list[int], weight: float) -> None:
        for tid in tids:
            scores[tid] = scores.get(tid, 0.0) + weight

    keys = [key for key in dict.fromkeys((side.key, *[key for key, _held in side.other_keys])) if key]
    for key in keys:
        add(_tids(sql, "SELECT tid FROM text WHERE folded = :key", key=key), VALUE_WEIGHT)
    for loose in dict.fromkeys(loose_numbers(keys)):
        tids = _tids(sql, "SELECT tid FROM text WHERE loose = :loose LIMIT :cap", loose=loose, cap=LISTED + 1)
        if len(tids) <= LISTED:
            add(tids, VALUE_WEIGHT / max(1, len(tids)) ** 0.25)
    values = dict(scores)
    weights, truncated = _read_pieces(sql, side, add, bool(values))
    add(_neighbours(sql, side.key), 0.0)
    first = sorted(scores, key=lambda tid: (-scores[tid], tid))[:_RANKED]
    texts = sql.all("SELECT t.tid, t.folded FROM EACH(:tids) AS w JOIN text AS t ON t.tid = w.value", tids=first)

    def rank(row: tuple[int, str]) -> tuple[float, str]:
        text = "".join(filter(str.isalnum, row[1].lower()))
        shared = math.fsum([weight for piece, weight in weights.items() if piece in text])
        return -(shared + values.get(row[0], 0.0)) / max(1, len(text)) ** _LENGTH_COUNTS, row[1]

    return sorted([(int(tid), str(folded)) for tid, folded in texts], key=rank), truncated


def _read_pieces(
    sql: Sql, side: Side, add: Callable[[list[int], float], None], known: bool
) -> tuple[dict[str, float], bool]:
    """Add the names that share pieces; the squared weight of each piece, the rarer in the archive the more, and
    whether there are names that were not read. Where the very name is known, less is looked for.
    """
    total = newest_text(sql)
    general = dict(query_pieces(side, general_rarity()))
    weights = {piece: min(weight, weight_of(LISTED, total)) ** 2 for piece, weight in general.items()}
    several = sorted([piece for piece in general if len(piece) > 1], key=lambda piece: (-general[piece], piece))
    asked = several[:_PIECES] or sorted(general)
    common: list[str] = []
    read = 0
    for piece in asked:
        if known and read >= MOST:
            break
        tids = _with(sql, [piece])
        if len(tids) > LISTED:
            common.append(piece)
            continue
        weights[piece] = weight_of(len(tids), total) ** 2
        add(tids, weights[piece])
        read += len(tids)
    apart = sorted(piece for piece in general if len(piece) == 1)
    together = [apart] if 1 < len(apart) <= _BRIEF else []
    if not known:  # what a slip of the pen left of a name are its common pieces
        first, *others = _apart(common)[:_TOGETHER] or [""]
        together += [[first, *others], *([first, other] for other in others if len(others) > 1)] if others else []
    cut = len(common) == 1 and not together
    found = known or len(common) < len(asked)
    for pieces in together:
        tids = _with(sql, pieces)
        if len(tids) > LISTED:
            cut = True
            continue
        found = found or bool(tids)
        add(tids, math.fsum([weights[piece] for piece in pieces]))
    if common and not found:  # better some names with a common piece than none
        add(_with(sql, common[:1], first=True)[:LISTED], weights[common[0]])
    return weights, cut


def _apart(pieces: list[str]) -> list[str]:
    """Pieces, in order, without those that share a character with one before: 济南 and 南市 say the same twice."""
    chosen: list[str] = []
    for piece in pieces:
        if not any(set(piece) & set(one) for one in chosen):
            chosen.append(piece)
    return chosen


def _with(sql: Sql, pieces: list[str], first: bool = False) -> list[int]:
    """Names that have all these pieces, one more than may be read where there are more: then any of them, or with
    `first` those that became known first. PostgreSQL would sort all for that, so it is not asked where it is no matter.
    """
    if not sql.sqlite:
        order = " ORDER BY tid" if first else ""
        statement = f"SELECT tid FROM gram_index WHERE grams @> CAST(:pieces AS text[]){order} LIMIT :cap"
        return _tids(sql, statement, pieces=pieces, cap=LISTED + 1)
    statement = "SELECT rowid FROM gram_index WHERE gram_index MATCH :pieces ORDER BY rowid LIMIT :cap"
    return _tids(sql, statement, pieces=all_of(pieces), cap=LISTED + 1)


def _neighbours(sql: Sql, key: str) -> list[int]:
    folded = "folded" if sql.sqlite else 'folded COLLATE "C"'  # the order is that of code points on both
    found = []
    for side, order in ((">=", ""), ("<", " DESC")):
        statement = f"SELECT tid FROM text WHERE {folded} {side} :key ORDER BY {folded}{order} LIMIT :cap"
        found += _tids(sql, statement, key=key, cap=_NEIGHBOURS)
    return found


def _tids(sql: Sql, statement: str, **parameters: object) -> list[int]:
    return [int(tid) for (tid,) in sql.all(statement, **parameters)]
