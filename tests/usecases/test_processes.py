"""Work that other processes do: what it raises is raised here, and none outlives who started it."""

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from creditgraph.model.errors import Ambiguous, Broken, CreditGraphError
from creditgraph.usecases.processes import Helpers
from support.helped import die, go_on, refuse, write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")


def gone(pid: int) -> bool:
    """Whether a process has ended, within some seconds."""
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def written(path: Path) -> int:
    """The number of the process that wrote a file, when it is there."""
    for _ in range(1500):
        if path.exists() and path.read_text(encoding="utf-8"):
            return int(path.read_text(encoding="utf-8"))
        time.sleep(0.02)
    pytest.fail("it never came")


def test_work_is_done_elsewhere(tmp_path: Path) -> None:
    with Helpers([partial(write, tmp_path / name) for name in ("a", "b")]) as helpers:
        helpers.wait(0, lambda: None)
        helpers.wait(1, lambda: None)
    pids = {int((tmp_path / name).read_text(encoding="utf-8")) for name in ("a", "b")}
    assert len(pids) == 2
    assert os.getpid() not in pids


def test_an_error_comes_back_as_it_was_raised() -> None:
    with Helpers([refuse]) as helpers, pytest.raises(Ambiguous) as raised:
        helpers.wait(0, lambda: None)
    error: CreditGraphError = raised.value
    assert (error.code, str(error), error.remedy, error.details) == (
        "two",
        "two of them",
        "choose",
        {"candidates": ["a", "b"]},
    )


def test_a_helper_that_dies_is_told_of() -> None:
    with Helpers([die]) as helpers, pytest.raises(Broken) as raised:
        helpers.wait(0, lambda: None)
    assert raised.value.code == "helper_died"
    assert "-9" in raised.value.message


def test_a_helper_ends_with_who_goes_on_without_it(tmp_path: Path) -> None:
    def interrupted() -> None:
        written(tmp_path / "pid")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Helpers([partial(go_on, tmp_path / "pid")]) as helpers:
        helpers.wait(0, interrupted)
    assert gone(written(tmp_path / "pid"))


STARTER = """
import sys
from functools import partial
from pathlib import Path
from creditgraph.usecases.processes import Helpers
from support.helped import go_on
if __name__ == "__main__":
    with Helpers([partial(go_on, Path(sys.argv[1]))]) as helpers:
        helpers.wait(0, lambda: None)
"""


def test_a_helper_sees_that_its_starter_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "starter.py"
    script.write_text(STARTER, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    starter = subprocess.Popen([sys.executable, str(script), str(tmp_path / "pid")], env=environment)
    pid = written(tmp_path / "pid")
    starter.kill()
    starter.wait(10)
    assert gone(pid)
