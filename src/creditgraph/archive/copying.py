"""Copying facts from a staging file: positions become ids, by arithmetic where nothing is known yet, else by joins."""

from collections.abc import Iterator
from typing import NamedTuple

from creditgraph.archive.database import Sql
from creditgraph.archive.schema import FACT_BITS
from creditgraph.names import KEY_VERSION

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
    sources, texts = _map_sources(sql, ds, tx, skipping), _map_texts(sql, skipping)
    _map_layouts(sql)
    base = vbase << FACT_BITS
    for id_, statement in _statements(sources, texts):
        sql.run(f"{statement} {_kept(id_, skipping)} ORDER BY f.{id_}", base=base)
    sql.run("INSERT INTO raw SELECT :bid, first_row, block FROM s_raw ORDER BY first_row", bid=bid)


class _Ids(NamedTuple):
    """How the ordinals of a staging file become ids: by counting on from `base`, or where that is None by a table."""

    table: str
    id_: str
    base: int | None

    def of(self, ordinal: str) -> str:
        """The id of an ordinal, as SQL."""
        return f"{ordinal} + {self.base}" if self.base is not None else f"{_alias(ordinal)}.{self.id_}"

    def join(self, ordinal: str, how: str = "JOIN") -> str:
        """What the SQL of `of` must be joined with."""
        alias = _alias(ordinal)
        return "" if self.base is not None else f" {how} {self.table} AS {alias} ON {alias}.o = {ordinal}"


def _alias(ordinal: str) -> str:
    return f"of_{ordinal.removeprefix('f.')}"


def _statements(sources: _Ids, texts: _Ids) -> Iterator[tuple[str, str]]:
    """What copies the facts, each with the column of its facts' ids."""
    so = sources.of("f.so")
    yield (
        "fid",
        f"INSERT INTO name SELECT f.fid + :base, {so}, {texts.of('f.tox')}, f.shown, f.name_kind, f.entity_kind,"
        " f.valid_from, f.valid_to, f.seen_on FROM s_name AS f"
        f"{sources.join('f.so')}{texts.join('f.tox', 'LEFT JOIN')}",
    )
    for table, columns in (("identifier", "f.kind, f.value, f.mask, f.sealed"), ("detail", "f.kind, f.value")):
        yield (
            "fid",
            f"INSERT INTO {table} SELECT f.fid + :base, {so}, {columns} FROM s_{table} AS f{sources.join('f.so')}",
        )
    yield (
        "lid",
        f"INSERT INTO link SELECT f.lid + :base, f.type, {sources.of('f.from_o')}, {sources.of('f.to_o')},"
        " f.attributes, f.valid_from, f.valid_to FROM s_link AS f"
        f"{sources.join('f.from_o')}{sources.join('f.to_o')}",
    )
    yield (
        "rid",
        f"INSERT INTO record SELECT f.rid + :base, {so}, f.type, f.item, f.fact_key, l.layout, f.fields, f.valid_from,"
        f" f.valid_to FROM s_record AS f{sources.join('f.so')} JOIN t_layout AS l ON l.o = f.lo",
    )


def _kept(id_: str, skipping: bool) -> str:
    return f"WHERE f.{id_} >> {FACT_BITS} NOT IN (SELECT n FROM t_skip)" if skipping else ""


def _one_window(sql: Sql, what: str) -> bool:
    """Whether nothing was staged twice."""
    return str(sql.value("SELECT value FROM s_state WHERE name = :name", name=f"{what}_windows")) == "1"


def _map_sources(sql: Sql, ds: int, tx: int, skipping: bool) -> _Ids:
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
        return _Ids("t_source", "sid", base)
    used = f"WHERE {_USED.format('so')}" if skipping else ""
    # A first load has no indexes yet, and the planner would look for each key in all sources.
    sql.script(("CREATE UNIQUE INDEX IF NOT EXISTS source_key ON source (ds, key)",))
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
    return _Ids("t_source", "sid", None)


def _map_texts(sql: Sql, skipping: bool) -> _Ids:
    """Give every staged name text its id, and its grams to the index."""
    base = int(sql.value("SELECT COALESCE(MAX(tid), 0) FROM text"))
    if base == 0 and not skipping and _one_window(sql, "text"):
        sql.run("INSERT INTO text SELECT o, folded, loose, :keys FROM s_text ORDER BY o", keys=KEY_VERSION)
        sql.index_grams("SELECT o AS tid, grams FROM s_text ORDER BY o")
        return _Ids("t_text", "tid", base)
    sql.run(
        "INSERT INTO text SELECT MIN(s.o) + :base, s.folded, MIN(s.loose), :keys FROM s_text AS s"
        " LEFT JOIN text AS t ON t.folded = s.folded WHERE t.tid IS NULL"
        + (f" AND {_USED.format('tox')}" if skipping else "")
        + " GROUP BY s.folded ORDER BY 1",
        base=base,
        keys=KEY_VERSION,
    )
    sql.run("INSERT INTO t_text SELECT s.o, t.tid FROM s_text AS s JOIN text AS t ON t.folded = s.folded")
    # A new text has the id of its first ordinal: it may have been staged again in a later window.
    sql.index_grams(
        "SELECT t.tid, s.grams FROM s_text AS s JOIN t_text AS t ON t.o = s.o WHERE t.tid = s.o + :base ORDER BY t.tid",
        base=base,
    )
    return _Ids("t_text", "tid", None)


def _map_layouts(sql: Sql) -> None:
    base = int(sql.value("SELECT COALESCE(MAX(layout), 0) FROM layout"))
    sql.run(
        "INSERT INTO layout SELECT MIN(o) + :base, names FROM s_layout AS s"
        " WHERE NOT EXISTS (SELECT 1 FROM layout AS l WHERE l.names = s.names) GROUP BY names",
        base=base,
    )
    sql.run("INSERT INTO t_layout SELECT s.o, l.layout FROM s_layout AS s JOIN layout AS l ON l.names = s.names")
