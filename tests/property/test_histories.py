"""The three properties of the archive on random histories, against the readable oracle (architecture 1.3)."""

import random
from pathlib import Path

import pytest
from support.histories import DATASETS, World, delivery, step
from support.oracle import reference_lines

from creditgraph.archive.canonical import canonical_lines
from creditgraph.resolution.policy import EXACT
from creditgraph.resolution.reference import graph

STEPS = 8


def printed(world: World, tx: int) -> list[str]:
    """The canonical export at a transaction."""
    with world.archive.read() as sql:
        return list(canonical_lines(sql, tx))


def newest(world: World) -> int:
    """The last transaction's number."""
    with world.archive.read() as sql:
        return int(sql.value("SELECT COALESCE(MAX(tx), 0) FROM tx"))


def check_history(folder: Path, seed: int) -> None:
    rng = random.Random(seed)
    world = World.make(folder)
    at_the_time: dict[int, list[str]] = {}
    for _ in range(STEPS):
        step(world, rng)
        tx = newest(world)
        at_the_time.setdefault(tx, printed(world, tx))
        assert at_the_time[tx] == reference_lines(graph(world.history, tx, EXACT)), f"seed {seed}, tx {tx}"
    for tx, lines in at_the_time.items():
        assert printed(world, tx) == lines, f"seed {seed}: the export for tx {tx} changed later"


@pytest.mark.parametrize("seed", range(60))
def test_increments_equal_the_reference_at_every_transaction(tmp_path: Path, seed: int) -> None:
    check_history(tmp_path, seed)
