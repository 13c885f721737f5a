"""The published graph as use cases see it: connect, publish what was committed, say how it stands.

The driver is an extra; it is loaded when a graph is named, and not before.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from creditgraph.archive.archive import Archive, moment_of, newest_tx
from creditgraph.model.errors import BadInput, CreditGraphError

if TYPE_CHECKING:
    from creditgraph.graph.neo4j.publisher import Published
    from creditgraph.graph.neo4j.server import Server

_LOG = logging.getLogger("creditgraph.publish")


def connected(address: str) -> "Server":
    """The server at an address; BadInput where the driver is not installed."""
    try:
        from creditgraph.graph.neo4j.server import server_at
    except ModuleNotFoundError as error:
        raise BadInput("no_driver", "the Neo4j driver is not installed", "pip install 'creditgraph[neo4j]'") from error
    return server_at(address)


def publish_to(
    address: str, archive: Archive, rebuild: bool = False, on_rows: Callable[[int], None] = lambda _rows: None
) -> "Published":
    """Bring the graph at an address up to the archive."""
    server = connected(address)
    from creditgraph.graph.neo4j.publisher import publish

    return publish(server, archive, rebuild, on_rows)


def publish_quietly(address: str, archive: Archive) -> None:
    """Publish after a commit: a failure is logged and caught up later, for what is committed stands."""
    try:
        publish_to(address, archive)
    except CreditGraphError as error:
        _LOG.warning("committed, but not yet published: %s; catch up with creditgraph publish", error.message)


def catch_up(address: str, archive: Archive) -> None:
    """Publish what is committed and not yet published, to a graph that is up and was published before."""
    if graph_state(address, archive)["state"] in ("behind", "publishing"):
        publish_quietly(address, archive)


def graph_state(address: str, archive: Archive) -> dict[str, Any]:
    """How the published graph stands: `published`, `behind`, `publishing`, `not_published`, or why it cannot say.

    `lag` counts the transactions that it does not know yet and says since when; None where it cannot say.
    """
    told: dict[str, Any] = {"state": "not_published", "tx": 0, "lag": None}
    try:
        server = connected(address)
        told["address"] = server.display
        from creditgraph.graph.neo4j.watermark import check_origin, read_watermark

        mark = read_watermark(server)
        with archive.read() as sql:
            newest = newest_tx(sql)
            if mark is not None:
                check_origin(sql, mark)
            known = 0 if mark is None else mark.tx
            told["lag"] = {"transactions": newest - known, "since": moment_of(sql, known + 1)}
    except CreditGraphError as error:
        return told | {"state": error.code, "tx": None}
    if mark is None:
        return told
    state = "publishing" if mark.target is not None else "published" if mark.tx >= newest else "behind"
    return told | {"state": state if mark.tx or mark.target else "not_published", "tx": mark.tx}
