"""Copying an archive to another database: every row as it is, so that all it ever believed is believed there too.

- The source takes no writes while it is copied: nothing is lost between the two.
- The target is absent, or an empty archive of the same key. The copy is there whole or not at all: the ledger goes
  first, row by row where it is missing, and then the archive in one transaction. A copy that was killed is repeated.
- The index of grams is made anew from the texts: it holds nothing else.
"""

from collections.abc import Callable, Iterator

from sqlalchemy import Table

from creditgraph.archive.archive import Archive, drop_indexes, make_indexes, newest_tx
from creditgraph.archive.database import Row, Sql
from creditgraph.archive.ledger import Ledger
from creditgraph.archive.ledger_schema import KEYS
from creditgraph.archive.likeness import MODEL
from creditgraph.archive.schema import metadata
from creditgraph.model.errors import Refused
from creditgraph.names import grams

OnRows = Callable[[str, int], None]
_CHUNK = 5000


def copy_archive(source: Archive, target: Archive, on_rows: OnRows = lambda _table, _rows: None) -> dict[str, int]:
    """Copy an archive and its ledger; how many rows each table of the archive has.

    `on_rows` is told a table and how many of its rows have been copied. Refused where the target holds something, or
    where jobs are still to be done: their uploads lie beside the source.
    """
    target.create(source.key_fingerprint())
    with source.maintenance() as origin, target.maintenance() as into:
        if newest_tx(into):
            raise Refused(
                "target_not_empty",
                f"{target.display_address} holds {newest_tx(into)} transactions; nothing was copied",
                "name an empty database or a new file",
            )
        _copy_ledger(source, target)
        return fill_archive(origin, into, on_rows)


def fill_archive(origin: Sql, into: Sql, on_rows: OnRows) -> dict[str, int]:
    """Fill an empty archive with the rows of a snapshot of another; how many each table has."""
    drop_indexes(into)
    copied = {
        table.name: _copy_table(origin, into, table, on_rows)
        for table in metadata.sorted_tables
        if table.name != "meta"
    }
    model = origin.value("SELECT value FROM meta WHERE name = :name", name=MODEL)
    if model is not None:
        into.run("INSERT INTO meta VALUES (:name, :text)", name=MODEL, text=model)
    _index_grams(into)
    make_indexes(into)
    into.analyse()
    return copied


def fill_ledger(origin: Sql, into: Sql) -> None:
    """Fill a ledger with what it lacks of another's."""
    for table, key in KEYS.items():
        _fill(origin, into, table, key)


def _copy_table(origin: Sql, into: Sql, table: Table, on_rows: OnRows) -> int:
    columns = [column.name for column in table.columns]
    listed = ", ".join(f'"{column}"' for column in columns)
    order = ", ".join(f'"{column.name}"' for column in table.primary_key) or "1"
    return _load(origin, into, f'SELECT {listed} FROM "{table.name}" ORDER BY {order}', table.name, columns, on_rows)


def _load(origin: Sql, into: Sql, query: str, table: str, columns: list[str], on_rows: OnRows) -> int:
    done = 0

    def told() -> Iterator[Row]:
        nonlocal done
        for row in origin.rows(query):
            yield row
            done += 1
            if done % _CHUNK == 0:
                on_rows(table, done)

    into.load(table, columns, told())
    on_rows(table, done)
    return done


def _index_grams(into: Sql) -> None:
    after = 0
    while texts := into.all(
        "SELECT tid, folded FROM text WHERE tid > :after ORDER BY tid LIMIT :chunk", after=after, chunk=_CHUNK
    ):
        into.add_grams([(tid, " ".join(grams(folded))) for tid, folded in texts])
        after = int(texts[-1][0])


def _copy_ledger(source: Archive, target: Archive) -> None:
    """Give the target's ledger what it lacks. Both name the same archive: what they share is equal."""
    old, new = Ledger(source), Ledger(target)
    try:
        with old.writing() as origin, new.writing() as into:
            if origin.value("SELECT COUNT(*) FROM job WHERE finished_at IS NULL"):
                raise Refused("jobs_open", "jobs are still to be done", "let the worker finish them, or cancel them")
            _check_trail(origin, into, target)
            fill_ledger(origin, into)
    finally:
        old.close()
        new.close()


def _check_trail(origin: Sql, into: Sql, target: Archive) -> None:
    last = into.first("SELECT seq, at, act FROM audit ORDER BY seq DESC LIMIT 1")
    if last is not None and last != origin.first("SELECT seq, at, act FROM audit WHERE seq = :seq", seq=last[0]):
        raise Refused(
            "target_not_empty",
            f"{target.display_address} has an audit trail of its own; nothing was copied",
            "name an empty database or a new file",
        )


def _fill(origin: Sql, into: Sql, table: str, key: str) -> None:
    have = set(into.rows(f"SELECT {key} FROM {table}"))
    columns = [str(name) for name in origin.columns(table)]
    places = [columns.index(name) for name in key.split(", ")]
    rows = origin.rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {key}")
    into.load(table, columns, (row for row in rows if tuple(row[place] for place in places) not in have))
