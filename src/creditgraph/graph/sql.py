"""The graph port on the archive's own tables: an edge is a join of link and member (architecture 1.2).

Nothing is materialised: a merge changes two member rows and every edge follows. The start of a query is always a list
of entity ids, so each step is an index look-up.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from creditgraph.archive import read
from creditgraph.archive.archive import newest_tx
from creditgraph.archive.called import called
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.graph import adjacent
from creditgraph.graph.edges import BELIEVED, CONDITIONS, SIDES, bounds, chunks, neighbours
from creditgraph.graph.edges import read as read_edges
from creditgraph.graph.port import (
    NOTHING_AHEAD,
    Ahead,
    Direction,
    Edge,
    Entity,
    Expansion,
    Frame,
    Page,
    Place,
    Spread,
)
from creditgraph.graph.suspected import asks_suspected, crowded, suspected
from creditgraph.model.dates import holds_at
from creditgraph.model.vocabulary import LinkType
from creditgraph.resolution.claims import Reason

_DERIVED = LinkType.POSSIBLE_SAME_PERSON


class SqlGraph:
    """The graph as the archive holds it, read in one snapshot."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def watermark(self) -> int:
        """The newest committed transaction."""
        return newest_tx(self._sql)

    def entities(self, eids: Iterable[int], frame: Frame) -> dict[int, Entity]:
        """Entities by id, each with the name to call it by."""
        return {eid: Entity(eid, *one) for eid, one in called(self._sql, eids, frame.tx).items()}

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
        for chunk in chunks(eids):
            counted = self._sql.all(
                # DISTINCT over UNION ALL stops at the limit; UNION alone would read all of a hub first.
                "SELECT w.value, (SELECT COUNT(*) FROM (SELECT DISTINCT n.eid FROM (SELECT o.eid FROM"
                f" {neighbours('w.value', 'from_sid', 'to_sid')} UNION ALL SELECT o.eid FROM"
                f" {neighbours('w.value', 'to_sid', 'from_sid')}) AS n LIMIT :cap) AS d) FROM EACH(:eids) AS w",
                eids=chunk,
                cap=cap + 1,
                **bounds(frame),
            )
            found |= dict(counted)
        for eid, edges in suspected(self._sql, eids, frame).items():
            others = {edge.other(eid) for edge in edges}
            linked = {edge.other(eid) for edge in self._stated_between([eid], sorted(others), frame)}
            found[eid] = min(cap + 1, found[eid] + len(others - linked))
        return found | dict.fromkeys(crowded(self._sql, eids, frame), cap + 1)

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
        for chunk in chunks(open_):
            for eid, edge in self._edges(chunk, frame):
                edges[eid].append(edge)
        for eid, derived in suspected(self._sql, open_, frame).items():
            edges[eid] += derived
        return Expansion({eid: sorted(found, key=_order(eid)) for eid, found in edges.items()}, hubs)

    def _many_links(self, eids: list[int], frame: Frame, cap: int) -> list[int]:
        """Those with more stored links than `cap`, whatever their dates: the others cannot be hubs, by index alone."""
        if asks_suspected(frame):
            return eids
        found: list[int] = []
        for chunk in chunks(eids):
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
        ours, theirs = sorted(set(first)), set(second)
        found = self._stated_between(ours, sorted(theirs), frame)
        for eid, edges in suspected(self._sql, ours, frame).items():
            found |= {edge for edge in edges if edge.other(eid) in theirs}
        return sorted(found, key=lambda edge: (edge.type, edge.from_eid, edge.to_eid, edge.lid))

    def _stated_between(self, ours: list[int], theirs: list[int], frame: Frame) -> set[Edge]:
        found = set()
        for chunk in chunks(theirs):
            for direction, (near, far) in SIDES.items():
                start = (
                    "EACH(:ours) AS w CROSS JOIN EACH(:theirs) AS x CROSS JOIN member AS m CROSS JOIN member AS o"
                    f" CROSS JOIN link AS f {BELIEVED} WHERE m.eid = w.value AND {live('m')} AND o.eid = x.value"
                    f" AND {live('o')} AND f.{near} = m.sid AND f.{far} = o.sid AND {CONDITIONS}"
                )
                found |= {
                    edge for _, edge, _ in read_edges(self._sql, start, direction, frame, ours=ours, theirs=chunk)
                }
        return found

    def records(self, eids: Iterable[int], frame: Frame) -> dict[int, list[read.RecordRow]]:
        """The records that stand on each of the entities, in order of statement."""
        found: dict[int, list[read.RecordRow]] = {eid: [] for eid in sorted(set(eids))}
        for row in read.records(self._sql, found, frame.tx):
            if holds_at(row.valid_from, row.valid_to, frame.as_of):
                found[row.eid].append(row)
        return found

    def ahead(
        self, eids: Iterable[int], frame: Frame, hub_degree: int, hops: int, most: int, held: bool = False
    ) -> Ahead:
        """Nothing: a question costs no journey here."""
        return NOTHING_AHEAD

    def spread(self, eid: int, frame: Frame, cap: int) -> list[Spread]:
        """An entity's neighbours by type and direction, each count up to `cap` + 1."""
        found = adjacent.spread(self._sql, eid, frame, cap)
        many = bool(crowded(self._sql, [eid], frame))
        for direction in Direction:
            count = cap + 1 if many else min(cap + 1, len(self._derived(eid, frame, direction)))
            if count:
                found.append(Spread(_DERIVED, direction, count))
        return sorted(found, key=lambda one: (list(LinkType).index(one.type), one.direction is Direction.IN))

    def adjacent(self, eid: int, frame: Frame, type_: LinkType, direction: Direction, after: Place, limit: int) -> Page:
        """A page of an entity's edges of one type and direction."""
        if type_ is not _DERIVED:
            return adjacent.page(self._sql, eid, frame, type_, direction, after, limit)
        edges = [edge for edge in self._derived(eid, frame, direction) if edge.other(eid) > after[1]]
        return Page(edges[:limit], (0, edges[limit - 1].other(eid)) if len(edges) > limit else None)

    def _derived(self, eid: int, frame: Frame, direction: Direction) -> list[Edge]:
        asked = Frame(frame.tx, frame.as_of, frame.min_certainty, frozenset({_DERIVED}))
        edges = suspected(self._sql, [eid], asked, most=False).get(eid, []) if asks_suspected(frame) else []
        out = direction is Direction.OUT
        return sorted((edge for edge in edges if (edge.from_eid == eid) is out), key=lambda edge: edge.other(eid))

    def stated_in(self, edges: Iterable[Edge], datasets: Iterable[str]) -> set[Edge]:
        """Those of the edges that a row of one of the datasets states."""
        wanted = list(edges)
        names = sorted(set(datasets))
        numbers = [ds for ds, name in self._sql.all("SELECT ds, name FROM dataset") if name in names]
        vids = sorted({lid >> FACT_BITS for edge in wanted for lid in edge.lids})
        stating = {
            vid
            for (vid,) in self._sql.all(
                "SELECT v.vid FROM EACH(:vids) AS w CROSS JOIN version AS v WHERE v.vid = w.value"
                " AND v.ds IN EACH(:datasets)",
                vids=vids,
                datasets=numbers,
            )
        }
        return {edge for edge in wanted if any(lid >> FACT_BITS in stating for lid in edge.lids)}

    def _edges(self, eids: list[int], frame: Frame) -> Iterator[tuple[int, Edge]]:
        """The edges of entities in both directions, each with the entity that it was read from."""
        for direction, (near, far) in SIDES.items():
            start = f"EACH(:eids) AS w CROSS JOIN {neighbours('w.value', near, far)}"
            yield from ((eid, edge) for eid, edge, _ in read_edges(self._sql, start, direction, frame, eids=eids))


def _order(eid: int) -> Any:
    return lambda edge: (edge.type, edge.from_eid != eid, edge.other(eid))
