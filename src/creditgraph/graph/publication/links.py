"""Everything between two nodes: links, records on entities, persons' groups, and who was told apart.

Each is a join of what was stated with the members at its ends; its interval is where theirs overlap. A link inside one
entity, or one that ended before it began, is nothing that a question could find, and is not told.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from creditgraph.archive.codes import LINK_TYPE, RECORD_TYPE, VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.schema import FACT_BITS
from creditgraph.graph.publication.span import Chunk, Interval, Row, Span, changed, touched_table, within
from creditgraph.model.dates import begun, earlier
from creditgraph.model.vocabulary import Verdict
from creditgraph.resolution.claims import SUSPECTING

_DIFFERENT = VERDICT.number[Verdict.DIFFERENT]
_SUSPECTING = tuple(int(reason) for reason in SUSPECTING)
_EVIDENCE = "JOIN version AS v ON v.vid = b.vid JOIN batch AS h ON h.bid = v.bid JOIN dataset AS d ON d.ds = v.ds"


class _Between:
    """A phase whose numbers are those of one table, or of the part of it that the span touched."""

    name: str
    table: str
    number: str

    def prepare(self, sql: Sql, span: Span) -> None:
        """Find the numbers that the span touched; a span from the beginning touched all."""
        if span.after:
            touched_table(sql, f"p_{self.name}", *self._touched(), **span._asdict())

    def chunk(self, sql: Sql, span: Span, after: int, size: int) -> Chunk | None:
        """The rows that began or ended in the span."""
        table, number = (f"p_{self.name}", "id") if span.after else (self.table, self.number)
        wanted = [
            one
            for (one,) in sql.all(
                f"SELECT DISTINCT {number} FROM {table} WHERE {number} > :after ORDER BY 1 LIMIT :size",
                after=after,
                size=size,
            )
        ]
        if not wanted:
            return None
        opened: list[Row] = []
        closed: list[Row] = []
        for interval, row in self._rows(sql, span, wanted):
            (opened if interval.opens else closed).append(row)
        return Chunk(wanted[-1], opened, closed)

    def _touched(self) -> tuple[str, ...]:
        raise NotImplementedError

    def _rows(self, sql: Sql, span: Span, numbers: list[int]) -> Iterator[tuple[Interval, Row]]:
        raise NotImplementedError


class Links(_Between):
    """Stated links, by link id."""

    name, table, number = "links", "link", "lid"

    def _touched(self) -> tuple[str, ...]:
        vids, sids = changed("belief", "vid"), changed("member", "sid")
        return (
            f"SELECT f.lid AS id FROM ({vids}) AS b CROSS JOIN link AS f WHERE f.lid >= b.id << {FACT_BITS}"
            f" AND f.lid < (b.id + 1) << {FACT_BITS}",
            f"SELECT f.lid AS id FROM ({sids}) AS m CROSS JOIN link AS f WHERE f.from_sid = m.id",
            f"SELECT f.lid AS id FROM ({sids}) AS m CROSS JOIN link AS f WHERE f.to_sid = m.id",
        )

    def _rows(self, sql: Sql, span: Span, numbers: list[int]) -> Iterator[tuple[Interval, Row]]:
        for lid, type_, start_day, end_day, attributes, until, certainty, ends, starts, where, evidence in _link_rows(
            sql, numbers
        ):
            interval = span.interval(starts, ends)
            if interval is None or not begun(start_day, until):
                continue
            row = {"start": where[0], "end": where[1], "lid": lid, "type": LINK_TYPE.word(type_).value}
            if interval.opens:
                row["properties"] = {
                    "lid": lid,
                    "tx_from": interval.tx_from,
                    "tx_to": interval.tx_to,
                    "valid_from": start_day,
                    "valid_to": earlier(end_day, until),
                    "certainty": certainty,
                    "attributes": attributes,
                    **evidence,
                }
            else:
                row |= {"tx_from": interval.tx_from, "tx_to": interval.tx_to}
            yield interval, row


def _link_rows(sql: Sql, lids: list[int]) -> Iterator[tuple[Any, ...]]:
    for row in sql.all(
        "SELECT f.lid, f.type, f.valid_from, f.valid_to, f.attributes, b.until, b.tx_from, b.tx_to, m.eid, m.tx_from,"
        " m.tx_to, m.certainty, o.eid, o.tx_from, o.tx_to, o.certainty, d.name, h.supplier, v.bid, v.row, v.stated_on"
        f" FROM EACH(:lids) AS w CROSS JOIN link AS f JOIN belief AS b ON b.vid = f.lid >> {FACT_BITS} {_EVIDENCE}"
        " JOIN member AS m ON m.sid = f.from_sid JOIN member AS o ON o.sid = f.to_sid AND o.eid <> m.eid"
        " WHERE f.lid = w.value ORDER BY f.lid, b.tx_from, m.tx_from, o.tx_from",
        lids=lids,
    ):
        lid, type_, start, end, attributes, until = row[:6]
        starts, ends = (row[6], row[9], row[13]), (row[7], row[10], row[14])
        certainty, where = min(row[11], row[15]), (row[8], row[12])
        yield lid, type_, start, end, attributes, until, certainty, ends, starts, where, _evidence(row[16:])


class Records(_Between):
    """Records on entities, by record id."""

    name, table, number = "records", "record", "rid"

    def _touched(self) -> tuple[str, ...]:
        vids, sids = changed("belief", "vid"), changed("member", "sid")
        return (
            f"SELECT f.rid AS id FROM ({vids}) AS b CROSS JOIN record AS f WHERE f.rid >= b.id << {FACT_BITS}"
            f" AND f.rid < (b.id + 1) << {FACT_BITS}",
            f"SELECT f.rid AS id FROM ({sids}) AS m CROSS JOIN record AS f WHERE f.sid = m.id",
        )

    def _rows(self, sql: Sql, span: Span, numbers: list[int]) -> Iterator[tuple[Interval, Row]]:
        for rid, type_, item, fact_key, names, fields, start, end, until, *times, eid, told in _record_rows(
            sql, numbers
        ):
            b_from, b_to, m_from, m_to = times
            interval = span.interval((b_from, m_from), (b_to, m_to))
            if interval is None or not begun(start, earlier(end, until)):
                continue
            row: dict[str, Any] = {"start": eid, "rid": rid}
            if interval.opens:
                word = RECORD_TYPE.word(type_).value
                row["record"] = {
                    "rid": rid,
                    "type": word,
                    "name": item,
                    "fact_key": None if fact_key is None else bytes(fact_key).hex(),
                    "fields": _object(names, fields),
                }
                row["properties"] = {
                    "tx_from": interval.tx_from,
                    "tx_to": interval.tx_to,
                    "valid_from": start,
                    "valid_to": earlier(end, until),
                    **_evidence(told),
                }
            else:
                row |= {"tx_from": interval.tx_from, "tx_to": interval.tx_to}
            yield interval, row


def _record_rows(sql: Sql, rids: list[int]) -> Iterator[tuple[Any, ...]]:
    for row in sql.all(
        "SELECT f.rid, f.type, f.item, f.fact_key, l.names, f.fields, f.valid_from, f.valid_to, b.until, b.tx_from,"
        " b.tx_to, m.tx_from, m.tx_to, m.eid, d.name, h.supplier, v.bid, v.row, v.stated_on FROM EACH(:rids) AS w"
        f" CROSS JOIN record AS f JOIN belief AS b ON b.vid = f.rid >> {FACT_BITS} {_EVIDENCE}"
        " JOIN member AS m ON m.sid = f.sid JOIN layout AS l ON l.layout = f.layout WHERE f.rid = w.value"
        " ORDER BY f.rid, b.tx_from, m.tx_from",
        rids=rids,
    ):
        yield *row[:14], row[14:]


class Groups(_Between):
    """Who may be one with others of a group: persons of one name, sex and birth year, likely pairs; by source id."""

    name, table, number = "groups", "source", "sid"

    def _touched(self) -> tuple[str, ...]:
        return (
            f"SELECT c.sid AS id FROM claim AS c WHERE c.kind IN {_SUSPECTING} AND {within('c.tx_from')} UNION"
            f" SELECT c.sid AS id FROM claim AS c WHERE c.kind IN {_SUSPECTING} AND {within('c.tx_to')}",
            changed("withdrawal", "sid"),
            changed("member", "sid"),
        )

    def _rows(self, sql: Sql, span: Span, numbers: list[int]) -> Iterator[tuple[Interval, Row]]:
        taken: dict[tuple[int, bytes], list[tuple[int, int | None]]] = {}
        for sid, key, start, end in sql.all(
            "SELECT x.sid, x.key, x.tx_from, x.tx_to FROM withdrawal AS x WHERE x.sid IN EACH(:sids)", sids=numbers
        ):
            taken.setdefault((sid, bytes(key)), []).append((start, end))
        for sid, key, start, end, eid, m_from, m_to in sql.all(
            "SELECT c.sid, c.key, c.tx_from, c.tx_to, m.eid, m.tx_from, m.tx_to FROM EACH(:sids) AS w CROSS JOIN claim"
            f" AS c JOIN member AS m ON m.sid = c.sid WHERE c.sid = w.value AND c.kind IN {_SUSPECTING}"
            " ORDER BY c.sid, c.key, c.tx_from, m.tx_from",
            sids=numbers,
        ):
            for part_from, part_to in _without((start, end), taken.get((sid, bytes(key)), [])):
                interval = span.interval((part_from, m_from), (part_to, m_to))
                if interval is not None:
                    times = {"sid": sid, "tx_from": interval.tx_from, "tx_to": interval.tx_to}
                    row = {"start": eid, "key": bytes(key).hex()}
                    yield interval, row | ({"properties": times} if interval.opens else times)


class Apart(_Between):
    """Whom a steward told apart, by judgement id."""

    name, table, number = "apart", "judgement", "jid"

    def _touched(self) -> tuple[str, ...]:
        sids = changed("member", "sid")
        return (
            changed("judgement", "jid"),
            f"SELECT j.jid AS id FROM ({sids}) AS m CROSS JOIN judgement AS j WHERE j.a_sid = m.id",
            f"SELECT j.jid AS id FROM ({sids}) AS m CROSS JOIN judgement AS j WHERE j.b_sid = m.id",
        )

    def _rows(self, sql: Sql, span: Span, numbers: list[int]) -> Iterator[tuple[Interval, Row]]:
        for jid, j_from, j_to, first, m_from, m_to, second, o_from, o_to in sql.all(
            "SELECT j.jid, j.tx_from, j.tx_to, m.eid, m.tx_from, m.tx_to, o.eid, o.tx_from, o.tx_to"
            " FROM EACH(:jids) AS w CROSS JOIN judgement AS j JOIN member AS m ON m.sid = j.a_sid"
            " JOIN member AS o ON o.sid = j.b_sid AND o.eid <> m.eid WHERE j.jid = w.value"
            f" AND j.verdict = {_DIFFERENT} ORDER BY j.jid, m.tx_from, o.tx_from",
            jids=numbers,
        ):
            interval = span.interval((j_from, m_from, o_from), (j_to, m_to, o_to))
            if interval is not None:
                times = {"jid": jid, "tx_from": interval.tx_from, "tx_to": interval.tx_to}
                row = {"start": first, "end": second}
                yield interval, row | ({"properties": times} if interval.opens else times)


def _evidence(row: tuple[Any, ...]) -> Row:
    """Where a fact was stated."""
    dataset, supplier, batch, number, stated_on = row
    return {"dataset": dataset, "supplier": supplier, "batch": batch, "row": number, "stated_on": stated_on}


def _object(names: str, fields: str) -> str:
    """The fields of a record as a JSON object."""
    return json.dumps(dict(zip(_names(names), json.loads(fields), strict=True)), ensure_ascii=False)


@lru_cache(maxsize=256)
def _names(names: str) -> tuple[str, ...]:
    return tuple(json.loads(names))


def _without(whole: tuple[int, int | None], holes: list[tuple[int, int | None]]) -> Iterator[tuple[int, int | None]]:
    """An interval without others."""
    start, end = whole
    for hole_from, hole_to in sorted(holes, key=lambda hole: hole[0]):
        if hole_from > start and (end is None or start < end):
            yield start, hole_from if end is None else min(hole_from, end)
        if hole_to is None:
            return
        start = max(start, hole_to)
    if end is None or start < end:
        yield start, end
