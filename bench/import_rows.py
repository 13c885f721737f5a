"""What importing licence rows costs, beside plain `executemany` of the very same stored rows.

    python bench/import_rows.py [--rows 100000] [--more 100000]

Every measurement runs in a process of its own, so that the memory of one is not counted to another. The peer writes
what the import stored, row for row, into an empty schema under the same settings and index policy (secondary indexes
last), from lists in memory: what remains of the difference is reading, checking and matching. Where other work shares
the machine, trust CPU time and ratios.
"""

import argparse
import multiprocessing
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from licences import write
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex

from creditgraph.archive import schema
from creditgraph.archive.archive import Archive
from creditgraph.archive.database import placeholders
from creditgraph.model.request import Request
from creditgraph.names import grams
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.rebuild import rebuild

_DAY = 20260901
_PEER_RATIO, _PEER_RATIO_SHARED = 0.6, 0.9
_LINE = "{:34} {:>10} {:>10} {:>9} {:>8}   {}"


class Cost(NamedTuple):
    """What one measurement took: seconds by the clock and of CPU, and the peak memory, those of a helper included."""

    wall: float
    cpu: float
    megabytes: int
    rows: int


def cost_of(work: Callable[[], int]) -> Cost:
    """Run something that returns how many rows it dealt with."""
    wall, cpu = time.perf_counter(), time.process_time()
    rows = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    own, helper = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Cost(wall, cpu + helper.ru_utime + helper.ru_stime, (own.ru_maxrss + helper.ru_maxrss) // 1024, rows)


def load(folder: Path, file: Path, status: str, processes: int = 1) -> Cost:
    """Import one file into the archive of a folder."""
    context = context_of(folder)

    def work() -> int:
        report = import_file(context, Request(), file, Options(stated_on=_DAY, processes=processes))
        if report.status != status:
            raise RuntimeError(f"{file} was {report.status}, not {status}")
        return report.rows["read"]

    return cost_of(work)


def derive_again(folder: Path) -> Cost:
    """Rebuild what is derived."""
    context = context_of(folder)
    return cost_of(lambda: int(str(rebuild(context, Request())["rows"])))


def plain(folder: Path, rows: int) -> Cost:
    """Write the stored rows of the archive by plain executemany."""
    stored = stored_rows(folder)
    texts = [(tid, " ".join(grams(folded))) for tid, folded, *_ in stored["text"]]
    archive = Archive(str(folder / "plain.sqlite"))
    archive.create("bench")

    def work() -> int:
        with archive.maintenance() as sql:
            sql.script([*(f"DROP INDEX {index.name}" for index in schema.INDEXES), "DELETE FROM meta"])
            for table, lines in stored.items():
                if lines:
                    sql.many(f"INSERT INTO {table} VALUES ({placeholders(lines[0])})", lines)
            sql.add_grams(texts)
            dialect = sqlite.dialect()
            sql.script(str(CreateIndex(index).compile(dialect=dialect)) for index in schema.INDEXES)
            sql.analyse()
        return rows

    return cost_of(work)


def stored_rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the archive by table."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as db:
        return {
            table.name: db.execute(f'SELECT * FROM "{table.name}"').fetchall()
            for table in schema.metadata.sorted_tables
        }


def stored_count(folder: Path) -> int:
    """How many rows the archive stores, counted there: a process begins with the peak memory of its parent."""
    with closing(sqlite3.connect(folder / "archive.sqlite")) as db:
        counts = [db.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in schema.metadata.tables]
    return sum(counts)


def context_of(folder: Path) -> Context:
    """The archive of the benchmark, made where there is none."""
    context = Context(Archive(str(folder / "archive.sqlite")), folder / "key")
    context.ensure()
    return context


def change_one(before: Path, after: Path) -> None:
    """Write a file again with one row changed: its digest is another, all other rows are known."""
    with before.open(encoding="utf-8", newline="") as source, after.open("w", encoding="utf-8", newline="") as target:
        for number, line in enumerate(source):
            target.write(line.replace("食品经营许可", "药品经营许可") if number == 1 else line)


def told(what: str, cost: Cost, limit: int | None = None) -> None:
    """Print one line; a limit is in rows a second by the clock."""
    wall, cpu = cost.rows / cost.wall, cost.rows / cost.cpu
    verdict = "" if limit is None else f"≥ {limit:,}: {'ok' if wall >= limit else 'MISSED'}"
    print(_LINE.format(what, f"{wall:,.0f}", f"{cpu:,.0f}", f"{cost.wall:.2f}", cost.megabytes, verdict), flush=True)


def run(folder: Path, rows: int, more: int) -> None:
    """All measurements, in the order in which the archive grows."""
    licences, changed, others = (folder / name for name in ("licences.csv", "changed.csv", "more.csv"))
    write(licences, rows)
    change_one(licences, changed)
    write(others, more, first=rows)
    shared = folder / "shared"
    shared.mkdir()
    # One process for each task, started afresh.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as processes:
        print(_LINE.format("", "rows/s", "rows/CPU s", "seconds", "peak MB", "limit (rows/s)"))
        first = processes.submit(load, folder, licences, "imported").result()
        told("first import, one process", first, 8_000)
        two = processes.submit(load, shared, licences, "imported", 2).result()
        told("first import, two processes", two, 15_000)
        size = (folder / "archive.sqlite").stat().st_size
        stored = stored_count(folder)
        peer = processes.submit(plain, folder, rows).result()
        told("plain executemany of its rows", peer)
        told("the same file", processes.submit(load, folder, licences, "unchanged").result())
        one_changed = processes.submit(load, folder, changed, "imported").result()
        told("the same rows, one changed", one_changed, 40_000)
        told(f"{more:,} rows more", processes.submit(load, folder, others, "imported").result(), 5_000)
        told("rebuild", processes.submit(derive_again, folder).result(), 30_000)
    for what, ratio, limit in (
        ("one process, by CPU", peer.cpu / first.cpu, _PEER_RATIO),
        ("one process, by the clock", peer.wall / first.wall, _PEER_RATIO),
        ("two processes, by the clock", peer.wall / two.wall, _PEER_RATIO_SHARED),
    ):
        verdict = "ok" if ratio >= limit else "MISSED"
        print(f"first import, {what}: {ratio:.2f} of plain executemany, limit ≥ {limit}: {verdict}")
    file_size = licences.stat().st_size
    print(f"{stored / rows:.1f} stored rows a source row; archive {size / file_size:.2f} x the file,", end=" ")
    print(f"{size / rows:.0f} B a row")


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--more", type=int, default=100_000, help="rows of a second file into the full archive")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="creditgraph-bench-") as name:
        run(Path(name), arguments.rows, arguments.more)


if __name__ == "__main__":
    main()
