"""Recomputing the derived keys of names when their rules change (`rebuild --keys`)."""

from creditgraph.archive.codes import PERSON
from creditgraph.archive.database import Sql
from creditgraph.archive.schema import FACT_BITS, FACTS, GRAMS_INDEX_POSTGRESQL, GRAMS_POSTGRESQL, GRAMS_SQLITE
from creditgraph.archive.staged_facts import loose_numbers
from creditgraph.model.vocabulary import EntityKind
from creditgraph.names import KEY_VERSION, grams
from creditgraph.resolution.views import fold

_CHUNK = 10_000


def recompute_keys(sql: Sql) -> int:
    """Fold every name again, point it to the text it folds to now, and index all texts anew; how many names moved.

    Claims keep the keys that they were made with: a new version of the keys is a new policy, and joins by it when a
    rescore brings it in. So `rekeyed` lists the sources whose claims a check cannot state again: all those that stand
    in one row with a name that moved, for a claim may name its neighbour.
    """
    moved = _refold(sql)
    sql.script(("DROP TABLE gram_index",))
    sql.script((GRAMS_SQLITE,) if sql.sqlite else (GRAMS_POSTGRESQL, GRAMS_INDEX_POSTGRESQL))
    last, after = int(sql.value("SELECT COALESCE(MAX(tid), 0) FROM text")), 0
    while after < last:
        texts = sql.all(
            "SELECT tid, folded FROM text WHERE tid > :after AND tid <= :upto ORDER BY tid",
            after=after,
            upto=after + _CHUNK,
        )
        sql.many(
            f"UPDATE text SET loose = ?, key_version = {KEY_VERSION} WHERE tid = ?",
            [(loose, tid) for loose, (tid, _) in zip(loose_numbers([text for _, text in texts]), texts, strict=True)],
        )
        sql.add_grams([(tid, " ".join(grams(folded))) for tid, folded in texts])
        after += _CHUNK
    return moved


def _refold(sql: Sql) -> int:
    tids: dict[str, int] = {}
    moved: list[tuple[int, str | None, int]] = []
    last = int(sql.value("SELECT COALESCE(MAX(tid), 0) FROM text"))
    for fid, folded, shown, stratum in sql.rows(
        "SELECT n.fid, t.folded, n.shown, s.stratum FROM name AS n JOIN text AS t ON t.tid = n.tid"
        " JOIN source AS s ON s.sid = n.sid"
    ):
        text = shown if shown is not None else folded
        kind = EntityKind.NATURAL_PERSON if stratum == PERSON else EntityKind.ENTERPRISE
        now = fold(text, kind)
        if now == folded:
            continue
        if now not in tids:
            known = sql.value("SELECT tid FROM text WHERE folded = :folded", folded=now)
            if known is None:
                last += 1
                known = last
                sql.many("INSERT INTO text VALUES (?, ?, ?, ?)", [(last, now, *loose_numbers([now]), KEY_VERSION)])
            tids[now] = int(known)
        moved.append((tids[now], None if text == now else text, fid))
    sql.many("UPDATE name SET tid = ?, shown = ? WHERE fid = ?", moved)
    sql.many(
        "INSERT INTO rekeyed SELECT DISTINCT sid FROM name WHERE fid >= ? AND fid < ? ON CONFLICT DO NOTHING",
        [(row * FACTS, (row + 1) * FACTS) for row in sorted({fid >> FACT_BITS for _tid, _shown, fid in moved})],
    )
    return len(moved)
