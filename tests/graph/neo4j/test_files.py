"""The files for `neo4j-admin database import` hold the rows that publishing sends; the real tool reads them (slow)."""

import csv
import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from creditgraph.graph.neo4j.files import write_files
from creditgraph.graph.publication import PHASES, Span
from creditgraph.model.errors import BadInput
from support.graph_server import admin_tool
from support.histories import World, step


@pytest.fixture
def world(tmp_path: Path) -> World:
    world, rng = World.make(tmp_path), random.Random(3)
    for _ in range(10):
        step(world, rng)
    return world


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    header = (folder / f"{name}-header.csv").read_text("utf-8").strip().split(",")
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [dict(zip(header, row, strict=True)) for row in csv.reader(file)]


def test_every_published_row_is_in_a_file(world: World, tmp_path: Path) -> None:
    with world.archive.read() as sql:
        tx = int(sql.value("SELECT MAX(tx) FROM tx"))
        told = write_files(sql, tx, tmp_path / "files")
        sent = {}
        for phase in PHASES:
            phase.prepare(sql, Span(0, tx))
            chunk = phase.chunk(sql, Span(0, tx), 0, 100_000)
            sent[phase.name] = [] if chunk is None else chunk.opened
            assert chunk is None or not chunk.closed
    names = {"entities": "entity", "links": "link", "records": "has_record", "groups": "may_be", "apart": "told_apart"}
    for phase_name, name in names.items():
        assert told["rows"][name] == len(rows_of(tmp_path / "files", name)) == len(sent[phase_name]), name
    assert sent["links"]
    assert told["rows"]["was"] == sum(len(row["past"]) for row in sent["entities"])


def test_the_watermark_and_the_sums_are_among_the_files(world: World, tmp_path: Path) -> None:
    with world.archive.read() as sql:
        write_files(sql, 2, tmp_path / "files")
        at = sql.value("SELECT at FROM tx WHERE tx = 2")
    (mark,) = rows_of(tmp_path / "files", "watermark")
    assert (mark["tx:long"], mark["at"]) == ("2", at)
    told = json.loads((tmp_path / "files" / "metadata.json").read_text("utf-8"))
    assert told["sha256"].keys() == {path.name for path in (tmp_path / "files").glob("*.csv")}
    assert os.access(tmp_path / "files" / "bulk-import.sh", os.X_OK)


def test_a_folder_with_something_in_it_is_refused(world: World, tmp_path: Path) -> None:
    with world.archive.read() as sql, pytest.raises(BadInput, match="not empty"):
        write_files(sql, 1, tmp_path)


@pytest.mark.slow
def test_the_real_tool_imports_the_files(world: World, tmp_path: Path) -> None:
    admin = admin_tool()
    with world.archive.read() as sql:
        told = write_files(sql, int(sql.value("SELECT MAX(tx) FROM tx")), tmp_path / "files")
    done = subprocess.run(
        [str(tmp_path / "files" / "bulk-import.sh")],
        env={**os.environ, "NEO4J_ADMIN": admin, "NEO4J_DATABASE": "imported"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    nodes = sum(told["rows"][name] for name in ("entity", "state", "record", "group", "watermark"))
    assert f"{nodes} nodes" in done.stdout
