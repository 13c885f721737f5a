"""What an entity is and what to call it.

Nearly every entity bears one registered name to this day, stated alike by all its rows: a look tells it. Where none
or several fit, all names are compared (`read.best_names`), with the day on which each was stated last.
"""

from collections.abc import Iterable
from typing import NamedTuple

from creditgraph.archive import read
from creditgraph.archive.codes import ENTITY_KIND, NAME_KIND
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.vocabulary import EntityKind, NameKind


class Called(NamedTuple):
    """The kind of an entity, and the name to call it by."""

    kind: EntityKind
    name: str


def called(sql: Sql, eids: Iterable[int], tx: int) -> dict[int, Called]:
    """Kind and name of entities; one that is no entity at this transaction is left out."""
    wanted = sorted(set(eids))
    found = _borne_alone(sql, wanted, tx)
    doubtful = [eid for eid in wanted if eid not in found]
    return found | _compared(sql, doubtful, tx) if doubtful else found


def _borne_alone(sql: Sql, eids: list[int], tx: int) -> dict[int, Called]:
    """Of each entity the registered name of its own that has no end, where that is one: it goes before all others."""
    found: dict[int, set[Called]] = {}
    for eid, kind, text in sql.all(
        # Texts are looked up when equal names are one: an entity of many rows has few names.
        "SELECT x.eid, x.entity_kind, COALESCE(x.shown, t.folded, '') FROM (SELECT DISTINCT m.eid, f.entity_kind,"
        " f.shown, f.tid FROM EACH(:eids) AS w CROSS JOIN member AS m CROSS JOIN name AS f JOIN belief AS b"
        f" ON b.vid = f.fid >> {FACT_BITS} AND {live('b')} WHERE m.eid = w.value AND {live('m')} AND f.sid = m.sid"
        " AND f.entity_kind IS NOT NULL AND f.name_kind = :registered AND f.valid_to IS NULL AND b.until IS NULL) AS x"
        " LEFT JOIN text AS t ON t.tid = x.tid",
        eids=eids,
        registered=NAME_KIND.number[NameKind.REGISTERED],
        tx=tx,
    ):
        if text:
            found.setdefault(eid, set()).add(Called(ENTITY_KIND.word(kind), text))
    return {eid: names.pop() for eid, names in found.items() if len(names) == 1}


def _compared(sql: Sql, eids: list[int], tx: int) -> dict[int, Called]:
    rows = read.names(sql, eids, tx)
    best = read.best_names(rows)
    found: dict[int, Called] = {}
    for row in rows:
        if row.entity_kind is not None:
            name = best.get(row.eid, row)
            found[row.eid] = Called(name.entity_kind or row.entity_kind, name.text)
    return found
