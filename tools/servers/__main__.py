"""PostgreSQL and Neo4j for tests and developers, without Docker.

    python tools/servers up [postgres] [neo4j]      start what does not run yet; both by default
    python tools/servers down [postgres] [neo4j]    stop what `up` started
    python tools/servers env                        the addresses of what runs

`up` and `env` print assignments for a shell, `eval "$(make -s servers-up)"`; the tests find running servers by
themselves, in `build/servers/env`. Everything lies in `build/servers`, or where `CREDITGRAPH_SERVERS` says; to begin
with empty databases, stop the servers and remove that folder. Ports are any free ones, or those of
`CREDITGRAPH_POSTGRES_PORT` and `CREDITGRAPH_NEO4J_PORT`; `CREDITGRAPH_NEO4J_HEAP` (1g) and
`CREDITGRAPH_NEO4J_PAGECACHE` (512m) bound Neo4j's memory. Nothing asks for a password: both listen on 127.0.0.1 alone.
"""

import os
import sys
from pathlib import Path
from types import ModuleType

import neo4j_server
import postgres_server
from running import Failed, say

_SERVERS = {"postgres": postgres_server, "neo4j": neo4j_server}
_FOLDER = Path(os.environ.get("CREDITGRAPH_SERVERS") or Path(__file__).parents[2] / "build" / "servers").absolute()


def main(verb: str, names: list[str]) -> None:
    """Do what the command says, server by server."""
    for name in names:
        module = _SERVERS[name]
        server = module.process(_FOLDER)
        if verb == "up":
            ran = server.port is not None
            module.up(_FOLDER)
            say(f"{server.name} {'runs already' if ran else 'runs'} on 127.0.0.1:{server.port}, log {server.log}")
        elif verb == "down":
            say(f"{server.name} {'stopped' if module.down(_FOLDER) else 'did not run'}")
    told = [line for module in _SERVERS.values() for line in _lines(module)]
    _FOLDER.mkdir(parents=True, exist_ok=True)
    (_FOLDER / "env").write_text("".join(f"{line}\n" for line in told))
    if verb != "down":
        for line in told:
            print(f"export {line}")


def _lines(module: ModuleType) -> list[str]:
    server = module.process(_FOLDER)
    return [] if server.port is None else list(module.lines(server))


if __name__ == "__main__":
    verb, *names = sys.argv[1:] or [""]
    if verb not in {"up", "down", "env"} or not set(names) <= _SERVERS.keys():
        sys.exit(__doc__)
    try:
        main(verb, names or list(_SERVERS))
    except Failed as failed:
        sys.exit(f"servers: {failed}")
