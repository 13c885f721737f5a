"""Both databases for whoever asks for an archive, and a loud word where one of them was not there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support import servers
from support.archives import BOTH, Archives, Server, archives
from support.graph_server import hide_graph

hide_graph()


@pytest.fixture(scope="session", params=BOTH)
def database(request: pytest.FixtureRequest) -> str:
    """On which database the test runs."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The PostgreSQL server, as the tests use it."""
    address, told = servers.postgres()
    if address is None:
        servers.absent(told)
    server = Server(address, os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield server
    server.close()


@pytest.fixture(scope="session")
def database_server(request: pytest.FixtureRequest, database: str) -> Server | None:
    """The server of the database, None where it needs none."""
    return request.getfixturevalue("postgres_server") if database == "postgres" else None


@pytest.fixture
def new_archive(tmp_path: Path, database_server: Server | None) -> Iterator[Archives]:
    """Makes empty archives, on either database."""
    with pytest.MonkeyPatch.context() as patch, archives(tmp_path, database_server) as made:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # where deliveries for a server are staged
        yield made


def pytest_report_header() -> list[str]:
    address, told = servers.postgres()
    return [f"PostgreSQL: {told}" if address else f"{servers.NOT_TESTED}: {told}"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if servers.NOT_TESTED in str(report)]
    if skipped or servers.postgres()[0] is None:
        terminalreporter.write_line(
            f"{servers.NOT_TESTED}: {len(skipped)} tests did not run; {servers.postgres()[1]}", red=True, bold=True
        )
