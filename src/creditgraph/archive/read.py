"""Reading entities, their facts and the evidence of a fact, as believed at a transaction."""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import zstandard

from creditgraph.archive.codes import DETAIL_KIND, ENTITY_KIND, IDENTIFIER_KIND, NAME_KIND, RECORD_TYPE
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS, FACTS
from creditgraph.archive.staging import CELL, LINE
from creditgraph.model.dates import Day, begun, earlier
from creditgraph.model.vocabulary import (
    Certainty,
    DetailKind,
    EntityKind,
    IdentifierKind,
    NameKind,
    RecordType,
)


class NameRow(NamedTuple):
    """A name of an entity. `entity_kind` is set where it is the name by which a row calls its subject."""

    eid: int
    fid: int
    text: str
    folded: str
    kind: NameKind
    entity_kind: EntityKind | None
    valid_from: Day | None
    valid_to: Day | None
    stated_on: Day


class IdentifierRow(NamedTuple):
    """An identifier of an entity; secret ones show their mask."""

    eid: int
    fid: int
    kind: IdentifierKind
    value: str
    shown: str


class DetailRow(NamedTuple):
    """Another fact about an entity."""

    eid: int
    fid: int
    kind: DetailKind
    value: str
    stated_on: Day


class RecordRow(NamedTuple):
    """A record on an entity."""

    eid: int
    rid: int
    type: RecordType
    item: str
    fact_key: str | None
    fields: dict[str, str]
    valid_from: Day | None
    valid_to: Day | None
    stated_on: Day


class Evidence(NamedTuple):
    """Where a fact was stated."""

    batch: int
    dataset: str
    file: str
    row: int
    supplier: str | None
    stated_on: Day


def _facts(table: str, id_: str) -> str:
    return (
        f"FROM EACH(:eids) AS w CROSS JOIN member AS m CROSS JOIN {table} AS f JOIN belief AS b"
        f" ON b.vid = f.{id_} >> {FACT_BITS} AND {live('b')} JOIN version AS v ON v.vid = b.vid"
        f" WHERE m.eid = w.value AND {live('m')} AND f.sid = m.sid"
    )


def names(sql: Sql, eids: Iterable[int], tx: int) -> list[NameRow]:
    """The distinct names of entities that were ever borne, each with the first fact and the last day that state it."""
    found = [
        NameRow(
            eid,
            fid,
            shown,
            folded,
            NAME_KIND.word(kind),
            None if entity_kind is None else ENTITY_KIND.word(entity_kind),
            start,
            earlier(end, until),
            stated_on,
        )
        for eid, fid, shown, folded, kind, entity_kind, start, end, until, stated_on in sql.all(
            "SELECT x.eid, MIN(x.fid), COALESCE(x.shown, t.folded, ''), COALESCE(t.folded, ''), x.name_kind,"
            " x.entity_kind, x.valid_from, x.valid_to, x.until, MAX(x.stated_on) FROM (SELECT m.eid, f.*, b.until,"
            f" v.stated_on {_facts('name', 'fid')}) AS x LEFT JOIN text AS t ON t.tid = x.tid GROUP BY x.eid, x.shown,"
            " t.folded, x.name_kind, x.entity_kind, x.valid_from, x.valid_to, x.until ORDER BY 1, 2",
            eids=list(eids),
            tx=tx,
        )
    ]
    return [row for row in found if begun(row.valid_from, row.valid_to)]


def identifiers(sql: Sql, eids: Iterable[int], tx: int) -> list[IdentifierRow]:
    """The distinct identifiers of entities, in order of first statement."""
    return [
        IdentifierRow(eid, fid, IDENTIFIER_KIND.word(kind), value, mask or value)
        for eid, fid, kind, value, mask in sql.all(
            f"SELECT m.eid, MIN(f.fid), f.kind, f.value, MIN(f.mask) {_by_name(sql, 'identifier')}"
            " GROUP BY m.eid, f.kind, f.value ORDER BY 1, 2",
            eids=list(eids),
            tx=tx,
        )
    ]


def details(sql: Sql, eids: Iterable[int], tx: int) -> list[DetailRow]:
    """What else is stated of entities, in order of statement."""
    return [
        DetailRow(eid, fid, DETAIL_KIND.word(kind), value, stated_on)
        for eid, fid, kind, value, stated_on in sql.all(
            f"SELECT m.eid, f.fid, f.kind, f.value, v.stated_on {_by_name(sql, 'detail')} ORDER BY m.eid, f.fid",
            eids=list(eids),
            tx=tx,
        )
    ]


def _by_name(sql: Sql, table: str) -> str:
    """Facts that are found through the version of a primary name, for they have no index of their own by source."""
    of_row = f"f.fid >= b.vid << {FACT_BITS} AND f.fid < (b.vid + 1) << {FACT_BITS} AND f.sid = n.sid"
    facts = f"JOIN {table} AS f ON {of_row}"
    if not sql.sqlite:  # PostgreSQL has no idea how few facts a row states, and would read all: it is told
        facts = f"CROSS JOIN LATERAL (SELECT * FROM {table} AS f WHERE {of_row} LIMIT {FACTS}) AS f"
    return (
        "FROM EACH(:eids) AS w CROSS JOIN member AS m CROSS JOIN name AS n JOIN belief AS b"
        f" ON b.vid = n.fid >> {FACT_BITS} AND {live('b')} JOIN version AS v ON v.vid = b.vid {facts}"
        f" WHERE m.eid = w.value AND {live('m')} AND n.sid = m.sid AND n.entity_kind IS NOT NULL"
    )


def records(sql: Sql, eids: Iterable[int], tx: int) -> list[RecordRow]:
    """The records on entities that ever held, in order of statement."""
    found = [
        RecordRow(
            eid,
            rid,
            RECORD_TYPE.word(type_),
            item,
            None if fact_key is None else bytes(fact_key).hex(),
            dict(zip(_layout(layout), json.loads(fields), strict=True)),
            start,
            earlier(end, until),
            stated_on,
        )
        for eid, rid, type_, item, fact_key, layout, fields, start, end, until, stated_on in sql.all(
            "SELECT x.eid, x.rid, x.type, x.item, x.fact_key, l.names, x.fields, x.valid_from, x.valid_to, x.until,"
            f" x.stated_on FROM (SELECT m.eid, f.*, b.until, v.stated_on {_facts('record', 'rid')}) AS x"
            " JOIN layout AS l ON l.layout = x.layout ORDER BY x.eid, x.rid",
            eids=list(eids),
            tx=tx,
        )
    ]
    return [row for row in found if begun(row.valid_from, row.valid_to)]


@lru_cache(maxsize=256)
def _layout(names: str) -> tuple[str, ...]:
    """The field names of a layout: an archive has few."""
    return tuple(json.loads(names))


def evidence(sql: Sql, facts: Iterable[int]) -> dict[int, Evidence]:
    """Where facts were stated, by fact id."""
    wanted = list(facts)
    found = {
        vid: Evidence(bid, dataset, file, row, supplier, stated_on)
        for vid, bid, dataset, file, row, supplier, stated_on in sql.all(
            "SELECT v.vid, v.bid, d.name, b.file, v.row, b.supplier, v.stated_on FROM EACH(:vids) AS e"
            # CROSS keeps the order of the join: of a small archive the planner would read all versions.
            " CROSS JOIN version AS v JOIN batch AS b ON b.bid = v.bid JOIN dataset AS d ON d.ds = v.ds"
            " WHERE v.vid = e.value",
            vids=sorted({fact >> FACT_BITS for fact in wanted}),
        )
    }
    return {fact: found[fact >> FACT_BITS] for fact in wanted if fact >> FACT_BITS in found}


def attached(sql: Sql, rids: Iterable[int], tx: int) -> dict[int, Certainty]:
    """How surely records belong to the entities they stand on: as surely as the sources that bear them, by record."""
    return {
        rid: Certainty(certainty)
        for rid, certainty in sql.all(
            "SELECT f.rid, m.certainty FROM EACH(:rids) AS w CROSS JOIN record AS f JOIN member AS m ON m.sid = f.sid"
            f" AND {live('m')} WHERE f.rid = w.value",
            rids=sorted(set(rids)),
            tx=tx,
        )
    }


def raw_row(sql: Sql, batch: int, row: int) -> dict[str, str] | None:
    """The redacted cells of a source row by heading, None where the row is not kept."""
    block = sql.first(
        "SELECT r.block, b.columns FROM raw AS r JOIN batch AS b ON b.bid = r.bid WHERE r.bid = :bid"
        " AND r.first_row <= :row ORDER BY r.first_row DESC LIMIT 1",
        bid=batch,
        row=row,
    )
    if block is None:
        return None
    for one in zstandard.ZstdDecompressor().decompress(bytes(block[0])).decode().split(LINE):
        number, *cells = one.split(CELL)
        if int(number) == row:
            return dict(zip(json.loads(block[1]), cells, strict=False))
    return None


class BatchRow(NamedTuple):
    """A delivery: which file of which dataset, by whom, read how, for which day, and when it was imported."""

    dataset: str
    file: str
    supplier: str | None
    mapping: str
    stated_on: Day
    imported_at: str


def batch(sql: Sql, number: int, tx: int) -> BatchRow | None:
    """A delivery by its number, None where there was none at the transaction."""
    row = sql.first(
        "SELECT d.name, b.file, b.supplier, b.mapping, b.stated_on, t.at FROM batch AS b JOIN dataset AS d"
        " ON d.ds = b.ds JOIN tx AS t ON t.tx = b.tx WHERE b.bid = :bid AND b.tx <= :tx",
        bid=number,
        tx=tx,
    )
    return None if row is None else BatchRow(*row)


def home_ids(sql: Sql, sids: Iterable[int]) -> dict[int, int]:
    """The home ids of sources; an entity's id is its smallest source's."""
    return dict(
        sql.all(
            "SELECT s.sid, s.home_id FROM EACH(:sids) AS w CROSS JOIN source AS s WHERE s.sid = w.value",
            sids=list(sids),
        )
    )


class Whereabouts(NamedTuple):
    """Where a home id leads: its source, and the cluster that holds it (None where no row states it any more)."""

    sid: int
    eid: int | None


def whereabouts(sql: Sql, home_id: int, tx: int) -> Whereabouts | None:
    """Where a home id leads at a transaction, None if no source has it."""
    row = sql.first(
        f"SELECT s.sid, m.eid FROM source AS s LEFT JOIN member AS m ON m.sid = s.sid AND {live('m')}"
        " WHERE s.home_id = :home",
        home=home_id,
        tx=tx,
    )
    return None if row is None else Whereabouts(*row)


class MemberRow(NamedTuple):
    """A source of an entity and how surely it belongs there."""

    eid: int
    sid: int
    certainty: Certainty
    dataset: str


def members(sql: Sql, eids: Iterable[int], tx: int) -> list[MemberRow]:
    """The sources of entities."""
    return [
        MemberRow(eid, sid, Certainty(certainty), dataset)
        for eid, sid, certainty, dataset in sql.all(
            "SELECT m.eid, m.sid, m.certainty, d.name FROM member AS m JOIN source AS s ON s.sid = m.sid"
            f" JOIN dataset AS d ON d.ds = s.ds WHERE m.eid IN EACH(:eids) AND {live('m')} ORDER BY m.eid, m.sid",
            eids=list(eids),
            tx=tx,
        )
    ]


def best_names(rows: Iterable[NameRow]) -> dict[int, NameRow]:
    """For each entity the name to call it by: current before past, registered before others, the latest stated."""
    best: dict[int, NameRow] = {}
    for row in rows:
        if row.text and (row.eid not in best or _rank(row) > _rank(best[row.eid])):
            best[row.eid] = row
    return best


def _rank(row: NameRow) -> tuple[Any, ...]:
    return (
        row.entity_kind is not None,
        row.kind is NameKind.REGISTERED,
        row.valid_to is None,
        row.stated_on,
        -row.fid,
    )
