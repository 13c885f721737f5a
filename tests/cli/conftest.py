"""A folder with an imported example, and a way to run commands in it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from creditgraph.cli.main import app
from creditgraph.example import copy_example

PROVINCE = Path(__file__).parents[2] / "examples" / "province" / "data"
Run = Callable[..., Result]


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example's files, an archive of them, and its key. Not to be changed."""
    folder = tmp_path_factory.mktemp("province")
    files = list(map(str, copy_example(folder)))
    result = CliRunner().invoke(app, ["import", *files], env=environment(folder))
    assert result.exit_code == 3, result.output
    return folder


@pytest.fixture
def run(imported: Path) -> Run:
    """Run a command on the imported example."""
    return runner(imported)


@pytest.fixture
def run_alone(tmp_path: Path) -> Run:
    """Run a command in an empty folder of its own."""
    return runner(tmp_path)


@pytest.fixture
def run_copy(imported: Path, tmp_path: Path) -> Run:
    """Run a command on a copy of the imported example, which it may change."""
    for name in ("archive.sqlite", "key"):
        shutil.copy2(imported / name, tmp_path)
    return runner(tmp_path)


def environment(folder: Path) -> dict[str, str]:
    """Archive and key in a folder, and a locale that says nothing."""
    return {
        "CREDITGRAPH_ARCHIVE": str(folder / "archive.sqlite"),
        "CREDITGRAPH_KEY_FILE": str(folder / "key"),
        "LC_ALL": "C.UTF-8",
    }


def runner(folder: Path) -> Run:
    """Run a command on the archive of a folder."""

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env=environment(folder))

    return invoke


def answer(result: Result) -> Any:
    """The JSON document on standard output."""
    return json.loads(result.stdout)


def problem(result: Result) -> Any:
    """The JSON error on standard error."""
    return json.loads(result.stderr)["error"]
