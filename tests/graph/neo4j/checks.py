"""What tests ask of a published graph as a whole."""

from creditgraph.graph.neo4j.cypher import folder
from creditgraph.graph.neo4j.server import Server


def unwell(server: Server) -> dict[str, object]:
    """The invariants that do not hold, each with what breaks it."""
    found = {}
    for path in sorted((folder() / "invariants").glob("*.cypher")):
        rows = server.read(f"invariants/{path.stem}")
        if rows:
            found[path.stem] = [row.data() for row in rows]
    return found
