"""A case of two organisations that matching finds likely, opened as matching opens it."""

import json

from creditgraph.archive.archive import Archive
from creditgraph.names import strict_key


def first_source(archive: Archive, name: str) -> int:
    """The first source that states a name."""
    with archive.read() as sql:
        found = "SELECT MIN(n.sid) FROM name AS n JOIN text AS t ON t.tid = n.tid WHERE t.folded = :name"
        return int(sql.value(found, name=strict_key(name)))


def open_similar(archive: Archive, a: str, b: str, score: float = 0.8) -> int:
    """Open a case of the first sources of two names; its number."""
    sids = sorted(first_source(archive, name) for name in (a, b))
    with archive.transaction("match", "matching") as (sql, tx):
        cid = int(sql.value("SELECT COALESCE(MAX(cid), 0) + 1 FROM review_case"))
        sql.run(
            "INSERT INTO review_case (cid, kind, about, sids, tx_from, score, why)"
            " VALUES (:cid, 'similar', :about, :sids, :tx, :score, '+BRAND ~DIVISION')",
            cid=cid,
            about=f"name:{cid}",
            sids=json.dumps(sids),
            tx=tx,
            score=score,
        )
        sql.many("INSERT INTO review_subject VALUES (?, ?)", [(cid, sid) for sid in sids])
    return cid
