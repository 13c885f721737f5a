"""The servers that tests run against: those the environment names, else those of `make servers-up`.

Without one its half of the tests does not run, and that is said in the header, in each skip and at the end. Where
`CI=true` the absence is a failure.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import pytest

POSTGRES = "CREDITGRAPH_TEST_POSTGRES"
"""The address of any database of a server on which the tests may make databases of their own, `creditgraph_test_…`."""
NOT_TESTED = "NOT TESTED on PostgreSQL"
_STARTED = Path(__file__).parents[2] / "build" / "servers" / "env"
_PATIENCE = 5


def address(variable: str) -> str | None:
    """The address of a server by its variable, None where nobody named or started one."""
    named = os.environ.get(variable)
    if named or not _STARTED.exists():
        return named
    started = dict(line.split("=", 1) for line in _STARTED.read_text("utf-8").splitlines())
    return started.get(variable)


@lru_cache
def postgres() -> tuple[str | None, str]:
    """The server's address if it answers, and what to say of it."""
    found = address(POSTGRES)
    if found is None:
        return None, f"no server: run `make servers-up`, or name one in {POSTGRES}"
    try:
        import psycopg
    except ImportError:
        return None, "its driver is not installed: pip install psycopg[binary]"
    try:
        with psycopg.connect(found, connect_timeout=_PATIENCE) as connection:
            return found, f"{connection.info.server_version // 10000} on port {connection.info.port}"
    except psycopg.OperationalError as error:
        return None, f"the server does not answer: {error}".strip()


def absent(reason: str) -> NoReturn:
    """Skip a test for want of a server; in CI it fails."""
    message = f"{NOT_TESTED}: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
