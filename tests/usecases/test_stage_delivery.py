"""A large file is read by several processes, and nobody can tell from the archive."""

import multiprocessing
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from tests.usecases.test_import_file import companies

from creditgraph.archive import staging
from creditgraph.model.errors import Broken
from creditgraph.model.request import Request
from creditgraph.usecases import stage_delivery
from creditgraph.usecases.import_file import Report, import_file
from creditgraph.usecases.intake import Options

DAY = 20210101
PROCESSES = 2
ROWS = staging.CHECKPOINT_ROWS + 500
"""So that each process has some."""


def imported(office: Any, path: Path, processes: int | None) -> Report:
    return import_file(office.context, Request(), path, Options(stated_on=DAY, processes=processes))


@pytest.fixture
def large(office: Any) -> Path:
    """A file with stretches for all processes: bad rows, and a key that stands in two stretches."""
    rows = companies(office, ROWS)
    rows[7][0] = rows[ROWS - 3][0] = ""
    rows[staging.CHECKPOINT_ROWS + 9] = [*rows[5]]
    path: Path = office.file("企业.csv", "registration", *rows)
    return path


@pytest.mark.slow
def test_several_processes_load_what_one_does(office: Any, large: Path) -> None:
    alone = office.another("alone")
    told = imported(office, large, PROCESSES)
    same = imported(alone, large, 1)
    assert told.rows == same.rows
    assert told.rows["quarantined"] == 2
    assert told.entities == same.entities
    assert office.export() == alone.export()
    assert imported(office, large, PROCESSES).status == "unchanged"
    assert not list(office.folder.glob("*.staging/*"))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_an_import_whose_helper_was_killed_goes_on(office: Any, large: Path) -> None:
    alone = office.another("alone")

    def kill_one() -> None:
        while not (helpers := multiprocessing.active_children()):
            time.sleep(0.01)
        helpers[0].kill()

    killer = threading.Thread(target=kill_one)
    killer.start()
    with pytest.raises(Broken) as raised:
        imported(office, large, PROCESSES)
    killer.join()
    assert raised.value.code == "helper_died"
    told = imported(office, large, None)
    assert told.status == "resumed"
    imported(alone, large, 1)
    assert office.export() == alone.export()


def test_a_file_is_shared_among_as_many_as_its_size_is_worth(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.file("企业.csv", "registration", *companies(office, 50))
    shared: list[int] = []

    class Nobody:
        def __init__(self, works: list[Any]) -> None:
            shared.append(1 + len(works))

        def __enter__(self) -> "Nobody":
            raise InterruptedError

        def __exit__(self, *_error: object) -> None: ...

    monkeypatch.setattr(stage_delivery, "Helpers", Nobody)
    monkeypatch.setattr(stage_delivery, "cpu_count", lambda: 8)
    for worth in (path.stat().st_size + 1, path.stat().st_size // 2, 1):
        monkeypatch.setattr(stage_delivery, "_WORTH_BYTES", worth)
        with pytest.raises(InterruptedError):
            imported(office, path, None)
    with pytest.raises(InterruptedError):
        imported(office, path, 7)
    assert shared == [1, 2, 4, 7]
