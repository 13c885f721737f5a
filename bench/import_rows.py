"""First import of licence rows into an empty archive, beside plain `executemany` of the very same stored rows.

    python bench/import_rows.py [--rows 100000] [--more 0]

The peer writes what the import stored, row for row, into an empty schema under the same settings and index policy
(secondary indexes last), from lists in memory: what remains of the difference is reading, checking, matching.
"""

import argparse
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from licences import write

from creditgraph.archive import schema
from creditgraph.archive.archive import Archive, _drop_indexes, _make_indexes
from creditgraph.archive.database import placeholders
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import Options, Report, import_file


@contextmanager
def timed(what: str, rows: int) -> Iterator[None]:
    """Print wall and CPU time of a block, and rows a second by either."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:42} {wall:8.2f} s wall {cpu:8.2f} s CPU {rows / wall:10,.0f} {rows / cpu:10,.0f} rows/s wall, CPU")


def load(folder: Path, name: str, file: Path, rows: int) -> Report:
    """Import one file into the archive of a name."""
    context = Context(Archive(str(folder / f"{name}.sqlite")), folder / "key")
    context.ensure()
    with timed(f"import {file.stem} into {name}", rows):
        report = import_file(context, Request(), file, Options())
    return report


def plain(folder: Path, source: Path, rows: int) -> None:
    """Write the same stored rows by plain executemany."""
    stored = {}
    with sqlite3.connect(source) as db:
        for table in schema.metadata.sorted_tables:
            stored[table.name] = db.execute(f'SELECT * FROM "{table.name}"').fetchall()
    from creditgraph.names import grams

    texts = [(tid, " ".join(grams(folded))) for tid, folded, *_ in stored["text"]]
    archive = Archive(str(folder / "plain.sqlite"))
    archive.create("bench")
    with timed("plain executemany of the same rows", rows), archive.maintenance() as sql:
        _drop_indexes(sql)
        sql.script(["DELETE FROM meta"])
        for table, lines in stored.items():
            if lines:
                sql.many(f"INSERT INTO {table} VALUES ({placeholders(lines[0])})", lines)
        sql.add_grams(texts)
        _make_indexes(sql)
        sql.analyse()
    count = sum(map(len, stored.values()))
    print(f"{count / rows:.1f} stored rows a source row")


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--more", type=int, default=0, help="rows of a second file into the full archive")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="creditgraph-bench-") as name:
        folder = Path(name)
        file = folder / "licences.csv"
        write(file, arguments.rows)
        load(folder, "archive", file, arguments.rows)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        size = (folder / "archive.sqlite").stat().st_size
        print(
            f"peak {peak} MB, archive {size / file.stat().st_size:.2f} x the file, {size / arguments.rows:.0f} B a row"
        )
        if arguments.more:
            second = folder / "more.csv"
            write(second, arguments.more, first=arguments.rows)
            load(folder, "archive", second, arguments.more)
        with timed("identical file, by digest", arguments.rows):
            pass
        plain(folder, folder / "archive.sqlite", arguments.rows)


if __name__ == "__main__":
    main()
