"""The derived edges: persons who share name, sex and birth year, organisations whose likeness a person has yet to look
at, none of them known to be two.

They are walked only on request. Within a group everybody may be everybody else, so a group is read whole or not at all:
whoever stands in one of more than `MOST` sources has more neighbours than any search walks, and is a hub. Only a page
of one person's neighbours reads such a group.
"""

from collections.abc import Iterable

from creditgraph.archive.codes import VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import by_key, live, not_withdrawn
from creditgraph.graph.port import Edge, Frame
from creditgraph.model.vocabulary import Certainty, LinkType, Verdict
from creditgraph.resolution.claims import SUSPECTING, Reason

MOST = 2000
_DERIVED = LinkType.POSSIBLE_SAME_PERSON
_SUSPECTING = [int(reason) for reason in SUSPECTING]
_GROUP = (
    f"JOIN claim AS c ON c.sid = m.sid AND c.kind IN EACH(:kinds) AND {live('c')} AND {not_withdrawn('c')}"
    f" JOIN claim AS k ON k.key = c.key AND k.kind = c.kind AND {by_key('k')}"
)


def asks_suspected(frame: Frame) -> bool:
    """Whether a frame asks for these edges."""
    return frame.min_certainty is Certainty.SUSPECTED and (frame.types is None or _DERIVED in frame.types)


def crowded(sql: Sql, eids: Iterable[int], frame: Frame) -> list[int]:
    """Those who stand in a group of more than `MOST` sources, counted without reading the group."""
    if not asks_suspected(frame):
        return []
    return [
        eid
        for (eid,) in sql.all(
            "SELECT w.value FROM EACH(:eids) AS w WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM member AS m"
            f" {_GROUP} AND {live('k')} WHERE m.eid = w.value AND {live('m')} LIMIT :most) AS d) >= :most",
            eids=sorted(set(eids)),
            kinds=_SUSPECTING,
            tx=frame.tx,
            most=MOST + 1,
        )
    ]


def suspected(sql: Sql, eids: Iterable[int], frame: Frame, most: bool = True) -> dict[int, list[Edge]]:
    """The derived edges of entities, by entity, if the frame asks for them; of the `crowded` only without `most`."""
    if not asks_suspected(frame):
        return {}
    wanted = sorted(set(eids) - set(crowded(sql, eids, frame) if most else ()))
    found: dict[int, dict[int, Edge]] = {}
    for eid, other, sid, other_sid in sql.all(
        f"SELECT m.eid, o.eid, MIN(m.sid), MIN(o.sid) FROM EACH(:eids) AS w CROSS JOIN member AS m {_GROUP}"
        f" AND k.sid <> c.sid AND {live('k')} AND {not_withdrawn('k')} JOIN member AS o ON o.sid = k.sid"
        f" AND o.eid <> m.eid AND {live('o')} WHERE m.eid = w.value AND {live('m')} GROUP BY m.eid, o.eid"
        " ORDER BY m.eid, o.eid",
        eids=wanted,
        kinds=_SUSPECTING,
        tx=frame.tx,
    ):
        (first, a), (second, b) = sorted(((eid, sid), (other, other_sid)))
        edge = Edge(_DERIVED, first, second, 0, None, None, Certainty.SUSPECTED, None, (a, b))
        found.setdefault(eid, {})[other] = edge
    known = _told_apart(sql, {frozenset((eid, other)) for eid, edges in found.items() for other in edges}, frame)
    return {
        eid: [edge for other, edge in edges.items() if frozenset((eid, other)) not in known]
        for eid, edges in found.items()
    }


def _told_apart(sql: Sql, pairs: set[frozenset[int]], frame: Frame) -> set[frozenset[int]]:
    """The pairs known to be two: each has a credit code or identity number, or a steward judged them different."""
    if not pairs:
        return set()
    eids = sorted({eid for pair in pairs for eid in pair})
    numbered = {
        eid
        for (eid,) in sql.all(
            "SELECT DISTINCT m.eid FROM EACH(:eids) AS w CROSS JOIN member AS m JOIN claim AS c ON c.sid = m.sid"
            f" AND c.kind = :kind AND {live('c')} AND {not_withdrawn('c')} WHERE m.eid = w.value AND {live('m')}",
            eids=eids,
            kind=int(Reason.IDENTIFIER),
            tx=frame.tx,
        )
    }
    parted = {
        frozenset(pair)
        for pair in sql.all(
            "SELECT DISTINCT m.eid, o.eid FROM EACH(:eids) AS w CROSS JOIN member AS m JOIN judgement AS j"
            f" ON j.a_sid = m.sid AND j.verdict = :different AND {live('j')} JOIN member AS o ON o.sid = j.b_sid"
            f" AND {live('o')} WHERE m.eid = w.value AND {live('m')}",
            eids=eids,
            different=VERDICT.number[Verdict.DIFFERENT],
            tx=frame.tx,
        )
    }
    return {pair for pair in pairs if pair <= numbered or pair in parted}
