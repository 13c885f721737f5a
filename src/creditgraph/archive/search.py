"""Finding entities by number or name, in tiers: equal, then by how a name begins, then by what it contains.

A name is found as it is folded, and its tid leads through the sources that bear it to the entities of the asked
transaction; so former and short names are found too, and a merge changes nothing here.

- A query is never syntax: it reaches SQL as a parameter, and the full-text index only as quoted grams.
- Each tier looks at no more than `CANDIDATES` names, and at no more than `STATEMENTS` statements of each. Where there
  are more, the answer says `truncated`.
- A later page looks at the names that were known when the first was asked for (`newest`), so that pages meet.
- Order is part of the answer: number, equal name, prefix, then the shorter name, then the folded order.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from creditgraph.archive.codes import IDENTIFIER_KIND, NAME_KIND
from creditgraph.archive.database import Row, Sql
from creditgraph.archive.facts import by_key, live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.identifiers import SECRET_KINDS, clean, is_placeholder, parse_org_code, parse_stock_code
from creditgraph.model.dates import Day
from creditgraph.model.digest import digest
from creditgraph.model.errors import BadInput
from creditgraph.model.vocabulary import IdentifierKind, NameKind
from creditgraph.names import holds_grams, name_problem, person_key, query_grams, rare_grams, strict_key

CANDIDATES = 2000
"""How many names each tier looks at."""
STATEMENTS = 4000
"""How many statements of one name are looked at for who bears it."""
MOST_HITS = 200
_MOST_GRAMS = 64
"""How many grams the index is asked for: a long query's first ones narrow enough, all of them are compared after."""
_LAST = chr(0x10FFFF)
_NEWEST = (1 << 31) - 1
"""As large as the number of a text gets."""
_SECRET = [IDENTIFIER_KIND.number[kind] for kind in SECRET_KINDS]

_EQUAL = "SELECT tid, folded FROM text WHERE folded = :folded AND tid <= :newest"
# PostgreSQL: whatever the database's collation is, order and bounds are those of code points.
_PREFIX_SQLITE = (
    "SELECT tid, folded FROM text WHERE folded >= :low AND folded < :high AND tid <= :newest ORDER BY folded LIMIT :cap"
)
_PREFIX_POSTGRESQL = (
    'SELECT tid, folded FROM text WHERE folded COLLATE "C" >= :low AND folded COLLATE "C" < :high'
    ' AND tid <= :newest ORDER BY folded COLLATE "C" LIMIT :cap'
)
_GRAMS_SQLITE = (
    "SELECT t.tid, t.folded FROM (SELECT rowid AS tid FROM gram_index WHERE gram_index MATCH :grams"
    " AND rowid <= :newest ORDER BY rowid LIMIT :cap) AS g JOIN text AS t ON t.tid = g.tid"
)
_GRAMS_POSTGRESQL = (
    "SELECT t.tid, t.folded FROM (SELECT tid FROM gram_index WHERE grams @> CAST(:grams AS text[])"
    " AND tid <= :newest ORDER BY tid LIMIT :cap) AS g JOIN text AS t ON t.tid = g.tid"
)


_Tier = tuple[list[Row], bool]
"""Names as (tid, folded), and whether there were more than may be looked at."""


class Hit(NamedTuple):
    """An entity and what found it: a name and how it bears it, or a number (a secret one masked) and its kind."""

    eid: int
    text: str
    name_kind: NameKind | None = None
    identifier_kind: IdentifierKind | None = None


class SearchResult(NamedTuple):
    """At most `limit` entities, best first; `truncated` where more fit or not all candidates were looked at, `more`
    where there is another page.
    """

    hits: tuple[Hit, ...]
    truncated: bool
    more: bool = False


class _Found(NamedTuple):
    """An entity that bears a name, by the first statement of it."""

    eid: int
    fid: int
    kind: int


def query_problem(query: str) -> str | None:
    """What keeps a text from being searched for: `empty`, `control`, `length` or `no_letter`; None if nothing."""
    text = query.strip()
    if not text:
        return "empty"
    problem = name_problem(text)
    if problem in ("control", "length"):
        return problem
    return None if query_grams(strict_key(text)) or query_grams(person_key(text)) else "no_letter"


def search_names(
    sql: Sql, query: str, tx: int, limit: int, as_of: Day | None = None, skip: int = 0, newest: int | None = None
) -> SearchResult:
    """The entities that bear a number or a name like the query, one hit each, its best one, from the `skip`-th on.

    With `as_of` only names count that were borne on that day. A citizen number is not looked for here: see
    `holders_of_secret`. BadInput where the query holds nothing to search for or the limit is out of range.
    """
    if not 1 <= limit <= MOST_HITS:
        raise BadInput("limit", f"the limit lies between 1 and {MOST_HITS}, not at {limit}")
    problem = query_problem(query)
    if problem is not None:
        said, said_zh = _SAID[problem]
        remedy, remedy_zh = "write a part of a name, or a code", "写名称的一部分，或代码"
        raise BadInput("query", said, remedy, message_zh=said_zh, remedy_zh=remedy_zh)
    query, wanted = query.strip(), skip + limit + 1
    hits = {hit.eid: hit for hit in holders(sql, query, tx, wanted)}
    found: dict[int, _Found] = {}
    bearing, cut = _bearing(sql, tx, as_of), False
    for tids, tier_cut in _tiers(sql, query, newest_text(sql) if newest is None else newest):
        cut = cut or tier_cut
        for tid in tids:
            if len(hits) + len(found) >= wanted:
                break
            borne, many = bearing(tid)
            cut = cut or many
            for one in borne:
                if one.eid not in hits:
                    found.setdefault(one.eid, one)
        if len(hits) + len(found) >= wanted:
            break
    number = max(0, skip - len(hits))
    names = list(found.values())[number : max(0, skip + limit - len(hits))]
    shown = (*list(hits.values())[skip : skip + limit], *_told(sql, names))
    more = len(hits) + len(found) > skip + limit
    return SearchResult(shown, cut or more, more)


def newest_text(sql: Sql) -> int:
    """The number of the name that became known last."""
    return int(sql.value("SELECT COALESCE(MAX(tid), 0) FROM text"))


def bearers(sql: Sql, name: str, tx: int, limit: int) -> tuple[Hit, ...]:
    """The entities that bear or bore exactly this name, whoever bears it as a registered one first.

    Where a single one is told it is the only one, however often the name is stated.
    """
    found: dict[int, _Found] = {}
    for tid, _folded in _equal(sql, name, newest_text(sql))[0]:
        borne, many = _bearing(sql, tx, None)(tid)
        if many and len({one.eid for one in borne}) == 1:
            borne, _ = _bearing(sql, tx, None, statements=1 << 40)(tid)
        for one in borne:
            found.setdefault(one.eid, one)
    return _told(sql, list(found.values())[:limit])


def holders(sql: Sql, number: str, tx: int, limit: int) -> tuple[Hit, ...]:
    """The entities that a public number names, also by the organisation code inside a credit code."""
    cleaned = clean(number)
    if is_placeholder(cleaned):
        return ()
    hits: dict[int, Hit] = {}
    for value in dict.fromkeys((cleaned, parse_stock_code(number).value)):
        for hit in _holders(sql, value, "i.kind NOT IN", tx, limit):
            hits.setdefault(hit.eid, hit)
    org_code = parse_org_code(number).value
    for (eid,) in _holders_of_org_code(sql, org_code, tx, limit) if org_code else ():
        hits.setdefault(eid, Hit(eid, org_code, identifier_kind=IdentifierKind.ORG_CODE))
    return tuple(hits.values())[:limit]


def holders_of_secret(sql: Sql, keyed_hash: str, tx: int, limit: int) -> tuple[Hit, ...]:
    """The entities whose identity number has this keyed hash."""
    return tuple(_holders(sql, keyed_hash, "i.kind IN", tx, limit))


_SAID = {
    "empty": ("there is nothing to search for", "没有写要检索的内容"),
    "control": ("the query holds a control character", "检索内容含有控制字符"),
    "length": (
        "the query is too long for a name: more than 200 characters",
        "检索内容超过名称的长度：200 字",
    ),
    "no_letter": ("the query holds no letter and no digit", "检索内容不含文字、字母或数字"),
}


# numbers -------------------------------------------------------------------------------------------------------------


def _holders(sql: Sql, value: str, kinds: str, tx: int, limit: int) -> list[Hit]:
    rows = sql.all(
        "SELECT m.eid, i.kind, MIN(COALESCE(i.mask, i.value)) FROM identifier AS i"
        f" JOIN belief AS b ON b.vid = i.fid >> {FACT_BITS} AND {live('b')}"
        f" JOIN member AS m ON m.sid = i.sid AND {live('m')}"
        f" WHERE i.value = :value AND {kinds} EACH(:secret) GROUP BY m.eid, i.kind ORDER BY m.eid, i.kind LIMIT :limit",
        value=value,
        secret=_SECRET,
        tx=tx,
        limit=limit,
    )
    return [Hit(eid, shown, identifier_kind=IDENTIFIER_KIND.word(kind)) for eid, kind, shown in rows]


def _holders_of_org_code(sql: Sql, code: str, tx: int, limit: int) -> list[tuple[Any, ...]]:
    """Sources whose numbers contain an organisation code claim its key (`resolution.claims`)."""
    return sql.all(
        f"SELECT DISTINCT m.eid FROM claim AS c JOIN member AS m ON m.sid = c.sid AND {live('m')}"
        f" WHERE c.key = :key AND {by_key('c')} AND {live('c')} ORDER BY m.eid LIMIT :limit",
        key=digest("identifier", IdentifierKind.ORG_CODE, code),
        tx=tx,
        limit=limit,
    )


# names ---------------------------------------------------------------------------------------------------------------


def _tiers(sql: Sql, query: str, newest: int) -> Iterator[tuple[list[int], bool]]:
    """The tids of names like the query, tier by tier and best first, and whether the tier was cut.

    Each name comes once; a tier is read when it is come to.
    """
    met: set[int] = set()
    for read in (_equal, _beginning, _containing):
        rows, cut = read(sql, query, newest)
        tier = {tid: folded for tid, folded in rows if tid not in met}
        met |= tier.keys()
        yield sorted(tier, key=lambda tid: (len(tier[tid]), tier[tid], tid)), cut


def _equal(sql: Sql, query: str, newest: int) -> _Tier:
    rows = [row for key in _keys(query) for row in sql.all(_EQUAL, folded=key, newest=newest)]
    return rows, False


def _beginning(sql: Sql, query: str, newest: int) -> _Tier:
    statement = _PREFIX_SQLITE if sql.sqlite else _PREFIX_POSTGRESQL
    found: list[Row] = []
    cut = False
    for key in _keys(query):
        rows = sql.all(statement, low=key, high=key + _LAST, newest=newest, cap=CANDIDATES + 1)
        found += rows[:CANDIDATES]
        cut = cut or len(rows) > CANDIDATES
    return found, cut


def _containing(sql: Sql, query: str, newest: int) -> _Tier:
    found: list[Row] = []
    cut = False
    for words in dict.fromkeys(tuple(map(fold, query.split())) for fold in (strict_key, person_key)):
        wanted = list(dict.fromkeys(gram for word in words for gram in query_grams(word)))
        # The index has to walk along the names of every piece: the endings of all companies only where it must.
        rare = rare_grams(wanted)
        rows = with_grams(sql, rare[:_MOST_GRAMS], CANDIDATES + 1, newest)
        if len(rows) > CANDIDATES and len(rare) < len(wanted):
            rows = with_grams(sql, wanted[:_MOST_GRAMS], CANDIDATES + 1, newest)
        found += [row for row in rows[:CANDIDATES] if holds_grams(row[1], wanted)]
        cut = cut or len(rows) > CANDIDATES
    return found, cut


def with_grams(sql: Sql, wanted: list[str], cap: int, newest: int = _NEWEST) -> list[Row]:
    """The oldest `cap` texts, up to `newest`, that have all the wanted pieces, as (tid, folded)."""
    if not wanted:
        return []
    if not sql.sqlite:
        return sql.all(_GRAMS_POSTGRESQL, grams=wanted, newest=newest, cap=cap)
    return sql.all(_GRAMS_SQLITE, grams=all_of(wanted), newest=newest, cap=cap)


def all_of(wanted: list[str]) -> str:
    """What SQLite's index is asked for names with all these pieces: no piece is syntax."""
    return " ".join('"' + gram.replace('"', '""') + '"' for gram in wanted)


def _keys(name: str) -> list[str]:
    """The folded forms under which a name may stand: an organisation's and a person's."""
    return [key for key in dict.fromkeys((strict_key(name), person_key(name))) if key]


def _bearing(
    sql: Sql, tx: int, as_of: Day | None, statements: int = STATEMENTS
) -> Callable[[int], tuple[list[_Found], bool]]:
    """A look-up: the entities that bear a name, registered ones first, and whether it is stated more often than is
    looked at. What never began (its end came first) is no name.
    """
    holds = (
        "(n.valid_from IS NULL OR ((n.valid_to IS NULL OR n.valid_from < n.valid_to)"
        " AND (b.until IS NULL OR n.valid_from < b.until)))"
    )
    if as_of is not None:
        holds += (
            " AND (n.valid_from IS NULL OR n.valid_from <= :as_of) AND (n.valid_to IS NULL OR n.valid_to > :as_of)"
            " AND (b.until IS NULL OR b.until > :as_of)"
        )
    look_up = sql.asker(
        "SELECT eid, MIN(fid), name_kind, COUNT(*) FROM (SELECT m.eid, n.fid, n.name_kind FROM name AS n JOIN belief"
        f" AS b ON b.vid = n.fid >> {FACT_BITS} AND {live('b')} JOIN member AS m ON m.sid = n.sid AND {live('m')}"
        f" WHERE n.tid = :tid AND {holds} ORDER BY n.fid LIMIT :statements) AS s"
        " GROUP BY name_kind, eid ORDER BY name_kind, eid"
    )
    asked = {"tx": tx, "statements": statements} | ({} if as_of is None else {"as_of": as_of})

    def bearing(tid: int) -> tuple[list[_Found], bool]:
        rows = look_up(tid=tid, **asked)
        return [_Found(*row[:3]) for row in rows], sum(row[3] for row in rows) >= statements

    return bearing


def _told(sql: Sql, found: list[_Found]) -> tuple[Hit, ...]:
    """The hits with the name as it was written."""
    shown: dict[int, str] = dict(
        sql.all(
            "SELECT n.fid, COALESCE(n.shown, t.folded) FROM EACH(:fids) AS w JOIN name AS n ON n.fid = w.value"
            " JOIN text AS t ON t.tid = n.tid",
            fids=[one.fid for one in found],
        )
    )
    return tuple(Hit(one.eid, shown[one.fid], NAME_KIND.word(one.kind)) for one in found)
