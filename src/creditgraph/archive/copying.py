"""Copying facts from a staging file: positions become ids, by arithmetic where nothing is known yet, else by joins."""

from creditgraph.archive.database import Sql
from creditgraph.archive.schema import FACT_BITS
from creditgraph.names import KEY_VERSION

_NAMED = (
    "INSERT INTO name SELECT f.fid + :base, m.sid, t.tid, f.shown, f.name_kind, f.entity_kind, f.valid_from,"
    " f.valid_to, f.seen_on FROM s_name AS f JOIN t_source AS m ON m.o = f.so LEFT JOIN t_text AS t ON t.o = f.tox"
)
_PROPERTIES = (
    "INSERT INTO identifier SELECT f.fid + :base, m.sid, f.kind, f.value, f.mask, f.sealed FROM s_identifier AS f"
    " JOIN t_source AS m ON m.o = f.so",
    "INSERT INTO detail SELECT f.fid + :base, m.sid, f.kind, f.value FROM s_detail AS f"
    " JOIN t_source AS m ON m.o = f.so",
)
_LINKS = (
    "INSERT INTO link SELECT f.lid + :base, f.type, a.sid, b.sid, f.attributes, f.valid_from, f.valid_to"
    " FROM s_link AS f JOIN t_source AS a ON a.o = f.from_o JOIN t_source AS b ON b.o = f.to_o"
)
_RECORDS = (
    "INSERT INTO record SELECT f.rid + :base, m.sid, f.type, f.item, f.fact_key, l.layout, f.fields, f.valid_from,"
    " f.valid_to FROM s_record AS f JOIN t_source AS m ON m.o = f.so JOIN t_layout AS l ON l.o = f.lo"
)
_USED = "s.o IN (SELECT o FROM t_used_{})"
_RANDOM_ID = {
    True: "random() & 9223372036854775807",
    False: "('x' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 15))::bit(60)::bigint",
}


def copy_facts(sql: Sql, ds: int, bid: int, tx: int, vbase: int) -> None:
    """Copy sources, names and all other facts of the rows that are not in `t_skip`."""
    sql.script(
        (
            "CREATE TEMP TABLE t_source (o INTEGER PRIMARY KEY, sid INTEGER)",
            "CREATE TEMP TABLE t_text (o INTEGER PRIMARY KEY, tid INTEGER)",
            "CREATE TEMP TABLE t_layout (o INTEGER PRIMARY KEY, layout INTEGER)",
        )
    )
    skipping = sql.value("SELECT 1 FROM t_skip LIMIT 1") is not None
    if skipping:
        for place in ("so", "tox"):
            sql.script((f"CREATE TEMP TABLE t_used_{place} (o INTEGER PRIMARY KEY)",))
            sql.run(
                f"INSERT INTO t_used_{place} SELECT DISTINCT {place} FROM s_name WHERE {place} IS NOT NULL"
                f" AND fid >> {FACT_BITS} NOT IN (SELECT n FROM t_skip)"
            )
    _map_sources(sql, ds, tx, skipping)
    _map_texts(sql, skipping)
    _map_layouts(sql)
    base = vbase << FACT_BITS
    for statement, id_ in ((_NAMED, "fid"), *((p, "fid") for p in _PROPERTIES), (_LINKS, "lid"), (_RECORDS, "rid")):
        sql.run(f"{statement} {_kept(id_, skipping)} ORDER BY f.{id_}", base=base)
    sql.run("INSERT INTO raw SELECT :bid, first_row, block FROM s_raw ORDER BY first_row", bid=bid)


def _kept(id_: str, skipping: bool) -> str:
    return f"WHERE f.{id_} >> {FACT_BITS} NOT IN (SELECT n FROM t_skip)" if skipping else ""


def _one_window(sql: Sql, what: str) -> bool:
    """Whether nothing was staged twice."""
    return str(sql.value("SELECT value FROM s_state WHERE name = :name", name=f"{what}_windows")) == "1"


def _map_sources(sql: Sql, ds: int, tx: int, skipping: bool) -> None:
    """Give every staged source its id: the archive's own where it knows the key, else the next ones in order."""
    base = int(sql.value("SELECT COALESCE(MAX(sid), 0) FROM source"))
    known = sql.value("SELECT 1 FROM source WHERE ds = :ds LIMIT 1", ds=ds) is not None
    random_id = _RANDOM_ID[sql.sqlite]
    if not (known or skipping) and _one_window(sql, "source"):
        sql.run("INSERT INTO t_source SELECT o, o + :base FROM s_source", base=base)
        sql.run(
            f"INSERT INTO source SELECT o + :base, :ds, key, {random_id}, stratum, context_o + :base, :tx"
            " FROM s_source ORDER BY o",
            base=base,
            ds=ds,
            tx=tx,
        )
        return
    used = f"WHERE {_USED.format('so')}" if skipping else ""
    for stratum in (0, 1):
        sql.run(
            f"INSERT INTO source SELECT MIN(s.o) + :base, :ds, s.key, {random_id}, :stratum, MIN(c.sid), :tx"
            f" FROM (SELECT * FROM s_source AS s {used}) AS s"
            " LEFT JOIN t_source AS c ON c.o = s.context_o LEFT JOIN source AS k ON k.ds = :ds AND k.key = s.key"
            " WHERE s.stratum = :stratum AND k.sid IS NULL GROUP BY s.key ORDER BY 1",
            base=base,
            ds=ds,
            stratum=stratum,
            tx=tx,
        )
        sql.run(
            "INSERT INTO t_source SELECT s.o, k.sid FROM s_source AS s JOIN source AS k ON k.ds = :ds"
            " AND k.key = s.key WHERE s.stratum = :stratum",
            ds=ds,
            stratum=stratum,
        )


def _map_texts(sql: Sql, skipping: bool) -> None:
    """Give every staged name text its id, and its grams to the index."""
    base = int(sql.value("SELECT COALESCE(MAX(tid), 0) FROM text"))
    if base == 0 and not skipping and _one_window(sql, "text"):
        sql.run("INSERT INTO t_text SELECT o, o FROM s_text")
        sql.run("INSERT INTO text SELECT o, folded, loose, :keys FROM s_text ORDER BY o", keys=KEY_VERSION)
    else:
        sql.run(
            "INSERT INTO text SELECT MIN(s.o) + :base, s.folded, MIN(s.loose), :keys FROM s_text AS s"
            " LEFT JOIN text AS t ON t.folded = s.folded WHERE t.tid IS NULL"
            + (f" AND {_USED.format('tox')}" if skipping else "")
            + " GROUP BY s.folded ORDER BY 1",
            base=base,
            keys=KEY_VERSION,
        )
        sql.run("INSERT INTO t_text SELECT s.o, t.tid FROM s_text AS s JOIN text AS t ON t.folded = s.folded")
    sql.index_grams(
        "SELECT DISTINCT t.tid, s.grams FROM s_text AS s JOIN t_text AS t ON t.o = s.o"
        " WHERE t.tid > :base ORDER BY t.tid",
        base=base,
    )


def _map_layouts(sql: Sql) -> None:
    base = int(sql.value("SELECT COALESCE(MAX(layout), 0) FROM layout"))
    sql.run(
        "INSERT INTO layout SELECT o + :base, names FROM s_layout AS s"
        " WHERE NOT EXISTS (SELECT 1 FROM layout AS l WHERE l.names = s.names)",
        base=base,
    )
    sql.run("INSERT INTO t_layout SELECT s.o, l.layout FROM s_layout AS s JOIN layout AS l ON l.names = s.names")
