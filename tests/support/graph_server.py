"""The servers that tests talk to: real ones, named by the environment; absent ones are skipped, in CI they fail.

The variable that names the graph would let every command of every test publish its archive there. So it is taken out of
the environment and handed on, also to the processes that pytest starts, under another name.
"""

import os

import pytest

from creditgraph.cli.session import GRAPH_VARIABLE

_HANDED_ON = "CREDITGRAPH_TEST_GRAPH"


def hide_graph() -> None:
    """Take the graph's address out of the environment that the program sees."""
    address = os.environ.pop(GRAPH_VARIABLE, None)
    if address:
        os.environ[_HANDED_ON] = address


def graph_address() -> str:
    """The address of the Neo4j server for tests."""
    address = os.environ.get(_HANDED_ON)
    if address:
        return address
    message = f"no Neo4j server: {GRAPH_VARIABLE} is not set (make servers-up)"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
