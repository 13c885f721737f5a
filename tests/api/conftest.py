"""The example province behind a real server, to be read; and one of its own for each test that changes something."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from creditgraph.api.settings import Settings
from creditgraph.archive.archive import Archive
from creditgraph.example import copy_example
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from support.server import running

V1 = "/api/v1"
CLEAN, LEFT, RIGHT = "91379911YX9900037Q", "91379911YX990007X1", "91379931YX9900096T"
"""A company that is clean itself; two that are linked by a path of four hops."""


@pytest.fixture(scope="session")
def province_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The example, imported."""
    folder = tmp_path_factory.mktemp("province")
    settings = Settings(str(folder / "archive.sqlite"), folder / "key")
    context = settings.context()
    context.ensure()
    for file in copy_example(folder / "files"):
        import_file(context, Request(), file, Options())
    context.archive.close()
    return settings


@pytest.fixture(scope="session")
def client(province_settings: Settings) -> Iterator[httpx.Client]:
    """A client of a server of the example. It is not to be changed."""
    with running(province_settings) as client:
        yield client


Serve = Callable[..., httpx.Client]


@pytest.fixture
def served(province_settings: Settings, tmp_path: Path) -> Iterator[Serve]:
    """Serves a copy of the example, which may be changed, with settings of one's own."""
    with ExitStack() as stack:

        def serve(**bounds: Any) -> httpx.Client:
            source = Path(province_settings.archive)
            copy = tmp_path / "archive.sqlite"
            if not copy.exists():
                shutil.copy2(source, copy)
            settings = replace(province_settings, archive=str(copy), **bounds)
            return stack.enter_context(running(settings))

        yield serve


@pytest.fixture
def empty(tmp_path: Path) -> Settings:
    """An empty archive with a key of its own."""
    settings = Settings(str(tmp_path / "empty.sqlite"), tmp_path / "key")
    context = Context(Archive(settings.archive), settings.key_path)
    context.ensure()
    context.archive.close()
    return settings


def problem(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem, after a look at its form."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    told = response.json()
    fields = {"type", "title", "status", "detail", "instance", "code", "remedy", "errors", "trace_id"}
    assert fields <= told.keys()
    assert told["status"] == response.status_code
    assert told["trace_id"] == response.headers["x-trace-id"]
    assert isinstance(told["detail"], str)
    assert "Traceback" not in response.text
    return response.status_code, told["code"]
