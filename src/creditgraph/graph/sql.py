"""The graph port on the archive's own tables: an edge is a join of link and member (architecture 1.2).

Nothing is materialised: a merge changes two member rows and every edge follows. The start of a query is always a list
of entity ids, so each step is an index look-up.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from creditgraph.archive import read
from creditgraph.archive.archive import newest_tx
from creditgraph.archive.codes import LINK_TYPE, VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import by_key, live, not_withdrawn
from creditgraph.archive.schema import FACT_BITS
from creditgraph.graph.port import Edge, Entity, Expansion, Frame
from creditgraph.model.dates import earlier
from creditgraph.model.vocabulary import Certainty, LinkType, Verdict
from creditgraph.resolution.claims import Reason

_CHUNK = 500
_DERIVED = LinkType.POSSIBLE_SAME_PERSON
_HOLDS = (
    "(f.valid_from IS NULL OR b.until IS NULL OR f.valid_from < b.until) AND (CAST(:as_of AS bigint) IS NULL OR ("
    "(f.valid_from IS NULL OR f.valid_from <= :as_of) AND (f.valid_to IS NULL OR f.valid_to > :as_of)"
    " AND (b.until IS NULL OR b.until > :as_of)))"
)
_HULL = (
    "CASE WHEN COUNT(f.valid_from) = COUNT(*) THEN MIN(f.valid_from) END,"
    " CASE WHEN COUNT(COALESCE(f.valid_to, b.until)) = COUNT(*)"
    " THEN MAX(CASE WHEN f.valid_to < b.until OR b.until IS NULL THEN f.valid_to ELSE b.until END) END"
)


class SqlGraph:
    """The graph as the archive holds it, read in one snapshot."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def watermark(self) -> int:
        """The newest committed transaction."""
        return newest_tx(self._sql)

    def entities(self, eids: Iterable[int], frame: Frame) -> dict[int, Entity]:
        """Entities by id, each with the name to call it by."""
        wanted = sorted(set(eids))
        rows = read.names(self._sql, wanted, frame.tx)
        best = read.best_names(rows)
        state = set(self.state_bodies(wanted, frame))
        found: dict[int, Entity] = {}
        for row in rows:
            if row.entity_kind is not None:
                name = best.get(row.eid, row)
                found[row.eid] = Entity(row.eid, name.entity_kind or row.entity_kind, name.text, row.eid in state)
        return found

    def state_bodies(self, eids: Iterable[int], frame: Frame) -> list[int]:
        """Those of the entities that are state bodies: a source of theirs claims to be one."""
        return [
            eid
            for (eid,) in self._sql.all(
                "SELECT DISTINCT m.eid FROM EACH(:eids) AS w CROSS JOIN member AS m JOIN claim AS c ON c.sid = m.sid"
                f" AND c.kind = :kind AND {live('c')} WHERE m.eid = w.value AND {live('m')} ORDER BY m.eid",
                eids=sorted(set(eids)),
                kind=int(Reason.STATE_BODY),
                tx=frame.tx,
            )
        ]

    def degrees(self, eids: Iterable[int], frame: Frame, cap: int) -> dict[int, int]:
        """The number of neighbours of each entity, counted up to `cap` + 1."""
        found: dict[int, int] = {}
        for chunk in _chunks(eids):
            counted = self._sql.all(
                # DISTINCT over UNION ALL stops at the limit; UNION alone would read all of a hub first.
                "SELECT w.value, (SELECT COUNT(*) FROM (SELECT DISTINCT n.eid FROM (SELECT o.eid FROM"
                f" {_neighbours('w.value', 'from_sid', 'to_sid')} UNION ALL SELECT o.eid FROM"
                f" {_neighbours('w.value', 'to_sid', 'from_sid')}) AS n LIMIT :cap) AS d) FROM EACH(:eids) AS w",
                eids=chunk,
                cap=cap + 1,
                **self._bounds(frame),
            )
            found |= dict(counted)
        for eid, edges in self._suspected(eids, frame).items():
            others = {edge.from_eid + edge.to_eid - eid for edge in edges}
            linked = {edge.from_eid + edge.to_eid - eid for edge in self._stated_between([eid], sorted(others), frame)}
            found[eid] = min(cap + 1, found[eid] + len(others - linked))
        return found

    def hubs(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> dict[int, int]:
        """Those of the entities with more neighbours than `hub_degree`, with their degree counted up to that + 1."""
        many = self._many_links(sorted(set(eids)), frame, hub_degree)
        return {eid: degree for eid, degree in self.degrees(many, frame, hub_degree).items() if degree > hub_degree}

    def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
        """All edges of each entity within `hub_degree`; the others as hubs with their capped degree."""
        wanted = sorted(set(eids))
        hubs = self.hubs(wanted, frame, hub_degree)
        open_ = [eid for eid in wanted if eid not in hubs]
        edges: dict[int, list[Edge]] = {eid: [] for eid in open_}
        for chunk in _chunks(open_):
            for eid, edge in self._edges(chunk, frame):
                edges[eid].append(edge)
        for eid, suspected in self._suspected(open_, frame).items():
            edges[eid] += suspected
        return Expansion({eid: sorted(found, key=_order(eid)) for eid, found in edges.items()}, hubs)

    def _many_links(self, eids: list[int], frame: Frame, cap: int) -> list[int]:
        """Those with more stored links than `cap`, whatever their dates: the others cannot be hubs, by index alone."""
        if self._asks_suspected(frame):
            return eids
        found: list[int] = []
        for chunk in _chunks(eids):
            found += [
                eid
                for (eid,) in self._sql.all(
                    "SELECT w.value FROM EACH(:eids) AS w WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM member AS m"
                    f" CROSS JOIN link AS f WHERE m.eid = w.value AND {live('m')} AND f.from_sid = m.sid UNION ALL"
                    f" SELECT 1 FROM member AS m CROSS JOIN link AS f WHERE m.eid = w.value AND {live('m')}"
                    " AND f.to_sid = m.sid LIMIT :cap) AS d) > :cap - 1",
                    eids=chunk,
                    cap=cap + 1,
                    tx=frame.tx,
                )
            ]
        return found

    def between(self, first: Iterable[int], second: Iterable[int], frame: Frame) -> list[Edge]:
        """All edges with one end in each set: a look-up a pair, so that two hubs cost no more than two others."""
        ours, theirs = sorted(set(first)), sorted(set(second))
        found = self._stated_between(ours, theirs, frame)
        for eid, edges in self._suspected(ours, frame).items():
            found |= {edge for edge in edges if edge.from_eid + edge.to_eid - eid in theirs}
        return sorted(found, key=lambda edge: (edge.type, edge.from_eid, edge.to_eid, edge.lid))

    def _stated_between(self, ours: list[int], theirs: list[int], frame: Frame) -> set[Edge]:
        found = set()
        for chunk in _chunks(theirs):
            for near, far in (("from_sid", "to_sid"), ("to_sid", "from_sid")):
                start = (
                    "EACH(:ours) AS w CROSS JOIN EACH(:theirs) AS x CROSS JOIN member AS m CROSS JOIN member AS o"
                    f" CROSS JOIN link AS f JOIN belief AS b ON b.vid = f.lid >> {FACT_BITS} AND {live('b')}"
                    f" WHERE m.eid = w.value AND {live('m')} AND o.eid = x.value AND {live('o')}"
                    f" AND f.{near} = m.sid AND f.{far} = o.sid AND {_CONDITIONS}"
                )
                found |= {edge for _eid, edge in self._read(start, near, frame, ours=ours, theirs=chunk)}
        return found

    def adjacent(self, eid: int, frame: Frame, after: int, limit: int) -> list[Edge]:
        """A page of one entity's stated links, each by itself, by link id: for hubs too."""
        page: dict[int, Edge] = {}
        for near, far in (("from_sid", "to_sid"), ("to_sid", "from_sid")):
            for lid, other, type_, start, end, until, certainty, attributes in self._sql.all(
                f"SELECT f.lid, o.eid, f.type, f.valid_from, f.valid_to, b.until, {_CERTAINTY}, f.attributes FROM"
                f" {_neighbours(':eid', near, far)} AND f.lid > :after ORDER BY f.lid LIMIT :limit",
                eid=eid,
                after=after,
                limit=limit,
                **self._bounds(frame),
            ):
                here, there = (eid, other) if near == "from_sid" else (other, eid)
                dates = (start, earlier(end, until))
                page[lid] = Edge(LINK_TYPE.word(type_), here, there, lid, *dates, Certainty(certainty), attributes)
        return [page[lid] for lid in sorted(page)][:limit]

    def _bounds(self, frame: Frame) -> dict[str, Any]:
        types = frame.types if frame.types is not None else frozenset(LinkType)
        return {
            "tx": frame.tx,
            "as_of": frame.as_of,
            "least": int(frame.min_certainty),
            "types": sorted(LINK_TYPE.number[type_] for type_ in types),
        }

    def _edges(self, eids: list[int], frame: Frame) -> Iterator[tuple[int, Edge]]:
        """The edges of entities in both directions, each with the entity that it was read from."""
        for near, far in (("from_sid", "to_sid"), ("to_sid", "from_sid")):
            start = f"EACH(:eids) AS w CROSS JOIN {_neighbours('w.value', near, far)}"
            yield from self._read(start, near, frame, eids=eids)

    def _read(self, start: str, near: str, frame: Frame, **ids: list[int]) -> Iterator[tuple[int, Edge]]:
        """Edges from a `FROM … WHERE` that names the near end `w` and `m`, the far one `o`, the link `f`."""
        for eid, other, type_, lid, valid_from, valid_to, certainty, attributes in self._sql.all(
            f"SELECT w.value, o.eid, f.type, MIN(f.lid), {_HULL}, MAX({_CERTAINTY}), MIN(f.attributes)"
            f" FROM {start} GROUP BY w.value, o.eid, f.type",
            **ids,
            **self._bounds(frame),
        ):
            ends = (eid, other) if near == "from_sid" else (other, eid)
            word = LINK_TYPE.word(type_)
            yield eid, Edge(word, *ends, lid, valid_from, valid_to, Certainty(certainty), attributes)

    def _asks_suspected(self, frame: Frame) -> bool:
        return frame.min_certainty is Certainty.SUSPECTED and (frame.types is None or _DERIVED in frame.types)

    def _suspected(self, eids: Iterable[int], frame: Frame) -> dict[int, list[Edge]]:
        """The derived edges of persons who share name, sex and birth year with another, if asked for."""
        if not self._asks_suspected(frame):
            return {}
        found: dict[int, dict[int, Edge]] = {}
        for eid, other, sid, other_sid in self._sql.all(
            "SELECT m.eid, o.eid, MIN(m.sid), MIN(o.sid) FROM EACH(:eids) AS w CROSS JOIN member AS m"
            f" JOIN claim AS c ON c.sid = m.sid AND c.kind = :kind AND {live('c')} AND {not_withdrawn('c')}"
            f" JOIN claim AS k ON k.key = c.key AND k.kind = c.kind AND {by_key('k')} AND k.sid <> c.sid"
            f" AND {live('k')} AND {not_withdrawn('k')} JOIN member AS o ON o.sid = k.sid AND o.eid <> m.eid"
            f" AND {live('o')} WHERE m.eid = w.value AND {live('m')} GROUP BY m.eid, o.eid ORDER BY m.eid, o.eid",
            eids=sorted(set(eids)),
            kind=int(Reason.POSSIBLE_PERSON),
            tx=frame.tx,
        ):
            (first, a), (second, b) = sorted(((eid, sid), (other, other_sid)))
            edge = Edge(_DERIVED, first, second, 0, None, None, Certainty.SUSPECTED, None, (a, b))
            found.setdefault(eid, {})[other] = edge
        known = self._told_apart({frozenset((eid, other)) for eid, edges in found.items() for other in edges}, frame)
        return {
            eid: [edge for other, edge in edges.items() if frozenset((eid, other)) not in known]
            for eid, edges in found.items()
        }

    def _told_apart(self, pairs: set[frozenset[int]], frame: Frame) -> set[frozenset[int]]:
        """The pairs of persons known to be two: each has an identity number, or a steward judged them different."""
        if not pairs:
            return set()
        eids = sorted({eid for pair in pairs for eid in pair})
        numbered = {
            eid
            for (eid,) in self._sql.all(
                "SELECT DISTINCT m.eid FROM EACH(:eids) AS w CROSS JOIN member AS m JOIN claim AS c ON c.sid = m.sid"
                f" AND c.kind = :kind AND {live('c')} AND {not_withdrawn('c')} WHERE m.eid = w.value AND {live('m')}",
                eids=eids,
                kind=int(Reason.IDENTIFIER),
                tx=frame.tx,
            )
        }
        parted = {
            frozenset(pair)
            for pair in self._sql.all(
                "SELECT DISTINCT m.eid, o.eid FROM EACH(:eids) AS w CROSS JOIN member AS m JOIN judgement AS j"
                f" ON j.a_sid = m.sid AND j.verdict = :different AND {live('j')} JOIN member AS o ON o.sid = j.b_sid"
                f" AND {live('o')} WHERE m.eid = w.value AND {live('m')}",
                eids=eids,
                different=VERDICT.number[Verdict.DIFFERENT],
                tx=frame.tx,
            )
        }
        return {pair for pair in pairs if pair <= numbered or pair in parted}


_CERTAINTY = "CASE WHEN m.certainty < o.certainty THEN m.certainty ELSE o.certainty END"
_CONDITIONS = f"o.eid <> m.eid AND f.type IN EACH(:types) AND {_CERTAINTY} >= :least AND {_HOLDS}"


def _neighbours(eid: str, near: str, far: str) -> str:
    """The links at one side of an entity with their other ends; ends with its conditions."""
    return (
        f"member AS m CROSS JOIN link AS f JOIN belief AS b ON b.vid = f.lid >> {FACT_BITS} AND {live('b')}"
        f" JOIN member AS o ON o.sid = f.{far} AND {live('o')} WHERE m.eid = {eid} AND {live('m')}"
        f" AND f.{near} = m.sid AND {_CONDITIONS}"
    )


def _order(eid: int) -> Any:
    return lambda edge: (edge.type, edge.from_eid != eid, edge.to_eid if edge.from_eid == eid else edge.from_eid)


def _chunks(eids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(set(eids))
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
