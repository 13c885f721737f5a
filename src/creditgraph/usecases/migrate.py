"""Bring the archive, and the published graph where one is named, to the schema of this program."""

from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import migrations
from creditgraph.archive.schema import SCHEMA_VERSION
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.published import connected


def migrate(context: Context, request: Request, dry_run: bool = False) -> dict[str, object]:
    """What was applied to each, or with `dry_run` would be: then nothing has changed."""
    with audited(context.audit, request, "migrate --dry-run" if dry_run else "migrate"):
        done = migrations.migrate(context.archive, dry_run)
        told: dict[str, Any] = {
            "dry_run": dry_run,
            "archive": {
                "address": context.archive.display_address,
                "from": done.found,
                "to": SCHEMA_VERSION,
                "applied": done.applied,
                "history": done.history,
            },
        }
        if context.graph_address is not None:
            told["graph"] = _graph(context.graph_address, dry_run)
        return told


def _graph(address: str, dry_run: bool) -> dict[str, Any]:
    server = connected(address)
    from creditgraph.graph.neo4j import migrations as graph

    before = [one.source for one in graph.pending(server)]
    waiting = before if dry_run else graph.migrate(server)
    history = [one.source for one in graph.migrations() if one.source not in before]
    return {"address": server.display, "applied": waiting, "history": history}
