"""Members, and the cases that follow from them: what every transaction derives once its judgements are made."""

from collections.abc import Iterable

from creditgraph.archive.database import Sql
from creditgraph.archive.derive import resolve
from creditgraph.archive.likely_cases import Likely, write_likely
from creditgraph.archive.namesakes import write_namesakes


def touch(sql: Sql, sids: Iterable[int] = ()) -> None:
    """Fill `t_touched` with sources anew."""
    sql.script(("CREATE TEMP TABLE IF NOT EXISTS t_touched (sid INTEGER PRIMARY KEY)", "DELETE FROM t_touched"))
    sql.many("INSERT INTO t_touched VALUES (?)", [(sid,) for sid in sorted(set(sids))])


def settle(sql: Sql, tx: int, likely: Likely) -> None:
    """Derive again what the sources in `t_touched` bear on; `likely` are the pairs that may become cases."""
    resolve(sql, tx)
    write_likely(sql, tx, likely)
    write_namesakes(sql, tx)
