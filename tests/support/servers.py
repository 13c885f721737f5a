"""The servers that tests talk to: real ones, named by the environment; absent ones are skipped, in CI they fail."""

import os

import pytest

GRAPH_VARIABLE = "CREDITGRAPH_GRAPH"


def graph_address() -> str:
    """The address of the Neo4j server for tests."""
    address = os.environ.get(GRAPH_VARIABLE)
    if not address:
        message = f"no Neo4j server: {GRAPH_VARIABLE} is not set (make servers-up)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return address
