"""What importing licence rows costs on PostgreSQL, beside the very same import on SQLite in the same run.

    CREDITGRAPH_TEST_POSTGRES=postgresql://… python bench/import_postgres.py [--rows 50000]

The server is the one of `make servers-up`, or any on which databases may be made; it writes as safely as it is set up
to (`synchronous_commit` is printed). Each database gets a first file and a second one of news, in a process of its own.
Trust ratios where other work shares the machine.
"""

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from licences import write

from creditgraph.archive.archive import Archive
from creditgraph.archive.staging import Stage
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options

_DAY = 20260901
_LEAST_RATIO = 0.5
_STARTED = Path(__file__).parents[1] / "build" / "servers" / "env"
_LINE = "{:34} {:>10} {:>10} {:>8}   {}"


def load(address: str, folder: Path, file: str) -> tuple[float, float]:
    """Import a file; rows a second, and the seconds that applying the staged file took."""
    context = Context(Archive(address), folder / "key")
    context.ensure()
    staged: list[float] = []
    finish = Stage.finish

    def finished(stage: Stage) -> None:
        finish(stage)
        staged.append(time.perf_counter())

    Stage.finish = finished  # type: ignore[method-assign]
    started = time.perf_counter()
    report = import_file(context, Request(), folder / file, Options(stated_on=_DAY))
    ended = time.perf_counter()
    context.close()
    return report.rows["read"] / (ended - started), ended - staged[0]


def server() -> str:
    """The address of the server."""
    named = os.environ.get("CREDITGRAPH_TEST_POSTGRES")
    if not named and _STARTED.exists():
        lines = dict(line.split("=", 1) for line in _STARTED.read_text().splitlines())
        named = lines.get("CREDITGRAPH_TEST_POSTGRES")
    if not named:
        sys.exit("no PostgreSQL: run `make servers-up`, or name one in CREDITGRAPH_TEST_POSTGRES")
    return named


def main(rows: int) -> None:
    """Run and print."""
    address = server()
    name = f"creditgraph_bench_{os.getpid()}"
    made = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    with psycopg.connect(address, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        write(folder / "first.csv", rows)
        write(folder / "more.csv", rows, first=rows)
        connection.execute(f"CREATE DATABASE {name}")
        durable = connection.execute("SHOW synchronous_commit").fetchone()
        print(f"{rows:,} rows a file; PostgreSQL {connection.info.server_version}, synchronous_commit {durable}")
        print(_LINE.format("", "SQLite", "PostgreSQL", "ratio", "limit"))
        try:
            with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
                for what, file in (("first import, rows/s", "first.csv"), ("news into it, rows/s", "more.csv")):
                    (lite, lite_apply), (post, post_apply) = (
                        pool.submit(load, one, folder, file).result() for one in (str(folder / "a.sqlite"), made)
                    )
                    verdict = "met" if post / lite >= _LEAST_RATIO else "missed"
                    print(_LINE.format(what, f"{lite:,.0f}", f"{post:,.0f}", f"{post / lite:.2f}", f"0.50 {verdict}"))
                    apart = f"{lite_apply / post_apply:.2f}"
                    print(_LINE.format("  of it applying, s", f"{lite_apply:.2f}", f"{post_apply:.2f}", apart, ""))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=50_000)
    main(parser.parse_args().rows)
