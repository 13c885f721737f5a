"""The first load of a large archive into Neo4j by files, beside the bare import of the same files.

    python bench/first_load.py --archive FILE [--entities 1000000] [--servers FOLDER]

A server of its own is started in the folder (as `tools/servers up neo4j` does, Maven fetches it) and stopped again. The
bare part is `neo4j-admin database import full` and the uniqueness constraints; ours is that, the writing of the files
before it, and the full-text index and the record of migrations behind it. Starting the server counts for neither.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from big_archive import make

from creditgraph.archive.archive import Archive, newest_tx
from creditgraph.graph.neo4j.checkup import published_counts
from creditgraph.graph.neo4j.files import write_files
from creditgraph.graph.neo4j.migrations import migrate, migrations
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server

_TOOL = Path(__file__).parents[1] / "tools" / "servers"


def servers(folder: Path, verb: str) -> str:
    """Start or stop the server of a folder; what was said."""
    environment = os.environ | {"CREDITGRAPH_SERVERS": str(folder)}
    command = [sys.executable, str(_TOOL), verb, "neo4j"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def take_store(home: Path) -> None:
    """Put what the admin tool imported, on a home of its own, in the place of the server's data."""
    shutil.rmtree(home / "data")
    (home / "admin" / "data").rename(home / "data")


def main() -> None:
    """Write, import, start, constrain, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--archive", type=Path, default=Path("build/bench/first_load.sqlite"), help="made if not there")
    parser.add_argument("--servers", type=Path, default=Path("build/bench-servers"))
    arguments = parser.parse_args()
    make(arguments.archive, arguments.entities, arguments.entities * 2)
    folder = arguments.servers.absolute()
    servers(folder, "up")  # its folders, its admin tool
    servers(folder, "down")
    took: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="creditgraph-bench-", dir=arguments.archive.parent) as name:
        files = Path(name) / "files"
        archive = Archive(str(arguments.archive))
        started = time.perf_counter()
        with archive.read() as sql:
            told = write_files(sql, newest_tx(sql), files)
        took["writing the files"] = time.perf_counter() - started
        archive.close()
        shutil.rmtree(folder / "neo4j" / "admin" / "data", ignore_errors=True)
        started = time.perf_counter()
        environment = os.environ | {"NEO4J_ADMIN": str(folder / "neo4j" / "bin" / "neo4j-admin")}
        subprocess.run([str(files / "bulk-import.sh")], env=environment, check=True, capture_output=True)
        took["database import full"] = time.perf_counter() - started
    take_store(folder / "neo4j")
    address = next(line for line in servers(folder, "up").splitlines() if "CREDITGRAPH_GRAPH=" in line).split("=")[1]
    try:
        server = Server(address)
        server.verify()
        started = time.perf_counter()
        for text in migrations()[0].statements:
            if "CONSTRAINT" in text:
                server.run_text(text)
        server.run_text("CALL db.awaitIndexes(600)")
        took["constraints"] = time.perf_counter() - started
        started = time.perf_counter()
        migrate(server)
        server.run_text("CALL db.awaitIndexes(600)")
        took["full-text index, record of migrations"] = time.perf_counter() - started
        assert Neo4jGraph(server).watermark() == told["tx"]
        print(published_counts(server, told["tx"]))
        server.close()
    finally:
        servers(folder, "down")
    for what, seconds in took.items():
        print(f"{what:40} {seconds:7.1f} s")
    bare, ours = took["database import full"] + took["constraints"], sum(took.values())
    print(f"bare {bare:.1f} s, ours {ours:.1f} s, ratio {ours / bare:.2f}")


if __name__ == "__main__":
    main()
