"""Counting and paging the neighbours of one entity, also of a hub: nothing here reads all of them.

A page follows the index of links: by the entity's own source, then by the other's. A neighbour that several pairs of
sources link belongs to the first of them, so it stands on one page only; later pairs are recognised from the other end.
"""

from collections.abc import Iterator

from creditgraph.archive.codes import LINK_TYPE
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.graph.edges import BELIEVED, CONDITIONS, SIDES, bounds, neighbours, read
from creditgraph.graph.port import Direction, Edge, Frame, Page, Place, Spread
from creditgraph.model.vocabulary import LinkType

_FEWEST = 50
"""How many neighbours are looked at together, at the least."""


def spread(sql: Sql, eid: int, frame: Frame, cap: int) -> list[Spread]:
    """An entity's stated neighbours by type and direction, each count up to `cap` + 1."""
    found = []
    for direction, (near, far) in SIDES.items():
        for type_ in _types(sql, eid, near, frame):
            count = sql.value(
                f"SELECT COUNT(*) FROM (SELECT DISTINCT o.eid FROM {neighbours(':eid', near, far)} LIMIT :cap) AS d",
                eid=eid,
                cap=cap + 1,
                **bounds(_of_type(frame, type_)),
            )
            if count:
                found.append(Spread(type_, direction, int(count)))
    return found


def page(sql: Sql, eid: int, frame: Frame, type_: LinkType, direction: Direction, after: Place, limit: int) -> Page:
    """A page of an entity's stated edges of one type and direction, in the order of the index."""
    frame = _of_type(frame, type_)
    found: dict[int, tuple[Place, Edge]] = {}
    # Some more than a page, for some pairs of sources link a neighbour that is met already.
    for stretch in _stretches(sql, eid, frame, direction, after, max(limit + limit // 10, _FEWEST)):
        new = {other: place for other, place in stretch.items() if other not in found}
        for edge, met_before in _edges_with(sql, eid, sorted(new), frame, direction, after):
            if not met_before:
                found[edge.other(eid)] = (new[edge.other(eid)], edge)
        if len(found) > limit:
            break
    ordered = sorted(found.values(), key=lambda one: one[0])
    shown = ordered[:limit]
    return Page([edge for _place, edge in shown], shown[-1][0] if len(ordered) > limit else None)


def _of_type(frame: Frame, type_: LinkType) -> Frame:
    return Frame(frame.tx, frame.as_of, frame.min_certainty, frozenset({type_}))


def _types(sql: Sql, eid: int, near: str, frame: Frame) -> list[LinkType]:
    """The types of the links at one side of an entity, whether they hold or not: by the index alone."""
    rows = sql.all(
        f"SELECT DISTINCT f.type FROM member AS m CROSS JOIN link AS f WHERE m.eid = :eid AND {live('m')}"
        f" AND f.{near} = m.sid",
        eid=eid,
        tx=frame.tx,
    )
    present = {LINK_TYPE.word(number) for (number,) in rows}
    return [type_ for type_ in LinkType if type_ in present and (frame.types is None or type_ in frame.types)]


def _stretches(
    sql: Sql, eid: int, frame: Frame, direction: Direction, after: Place, size: int
) -> Iterator[dict[int, Place]]:
    """The neighbours of an entity behind a place, each with the first place where it is met in the stretch."""
    near, far = SIDES[direction]
    step = (
        f"SELECT DISTINCT f.{far}, o.eid FROM link AS f {BELIEVED} JOIN member AS m ON m.sid = f.{near} AND {live('m')}"
        f" JOIN member AS o ON o.sid = f.{far} AND {live('o')} WHERE f.{near} = :sid AND f.{far} > :past"
        f" AND m.eid = :eid AND {CONDITIONS} ORDER BY f.{far} LIMIT :size"
    )
    met: dict[int, Place] = {}
    for sid in _own_sources(sql, eid, near, frame, after[0], size):
        past, wanted = after[1] if sid == after[0] else 0, size
        while rows := sql.all(step, sid=sid, past=past, eid=eid, size=wanted, **bounds(frame)):
            for past, other in rows:
                met.setdefault(other, (sid, past))
            if len(met) >= size:
                yield met
                met = {}
            if len(rows) < wanted:
                break
            wanted = max(size - len(met), _FEWEST)
    if met:
        yield met


def _own_sources(sql: Sql, eid: int, near: str, frame: Frame, first: int, size: int) -> Iterator[int]:
    """The sources of an entity, from the first on, that have a link of the type at this side."""
    while rows := sql.all(
        f"SELECT DISTINCT m.sid FROM member AS m WHERE m.eid = :eid AND {live('m')} AND m.sid >= :first"
        f" AND EXISTS (SELECT 1 FROM link AS f WHERE f.{near} = m.sid AND f.type IN EACH(:types))"
        " ORDER BY m.sid LIMIT :size",
        eid=eid,
        first=first,
        size=size,
        tx=frame.tx,
        types=bounds(frame)["types"],
    ):
        yield from (sid for (sid,) in rows)
        first = rows[-1][0] + 1


def _edges_with(
    sql: Sql, eid: int, others: list[int], frame: Frame, direction: Direction, after: Place
) -> Iterator[tuple[Edge, bool]]:
    """The edges of an entity with some others, read from theirs; and whether an earlier page has met the other."""
    near, far = SIDES[direction]
    start = (
        f"EACH(:eids) AS w CROSS JOIN EACH(:others) AS x CROSS JOIN member AS o CROSS JOIN link AS f {BELIEVED}"
        f" JOIN member AS m ON m.sid = f.{near} AND {live('m')} AND m.eid = w.value"
        f" WHERE o.eid = x.value AND {live('o')} AND f.{far} = o.sid AND {CONDITIONS}"
    )
    before = f"MAX(CASE WHEN f.{near} < :near OR (f.{near} = :near AND f.{far} <= :past) THEN 1 ELSE 0 END)"
    asked = {"eids": [eid], "others": others, "near": after[0], "past": after[1]}
    for _eid, edge, met_before in read(sql, start, direction, frame, before, **asked):
        yield edge, bool(met_before)
