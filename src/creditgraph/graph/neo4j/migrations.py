"""Migrations of the graph: files under `cypher/migrations`, applied once each, in order, by one runner at a time.

What was applied is noted in nodes as neo4j-migrations notes it. A file that changed after it was applied stops the
runner. Every statement is one that may be repeated, so a killed runner's successor begins the file again.
"""

import re
import time
import uuid
import zlib
from dataclasses import dataclass

from creditgraph.graph.neo4j.cypher import folder, split_header, split_statements, statement
from creditgraph.graph.neo4j.server import Server, Transaction
from creditgraph.model.errors import Broken, Busy

_NAME = re.compile(r"V(\d{3})__([a-z0-9_]+)\.cypher")
_LOCKED_MILLISECONDS = 120_000
_PATIENCE = 60.0
_BASELINE = "BASELINE"


@dataclass(frozen=True)
class Migration:
    """A file of statements. The checksum is over its statements, not over comments and blank lines between them."""

    version: str
    description: str
    source: str
    statements: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """CRC-32 of the statements, as neo4j-migrations counts it."""
        value = 0
        for one in self.statements:
            value = zlib.crc32(one.encode(), value)
        return str(value)


def migrations() -> list[Migration]:
    """All migrations of this program, in order."""
    found = []
    for path in sorted((folder() / "migrations").glob("*.cypher")):
        name = _NAME.fullmatch(path.name)
        if name is None:
            raise ValueError(f"{path.name} is no name of a migration")
        _header, body = split_header(path.read_text("utf-8"))
        statements = tuple(split_statements(body))
        found.append(Migration(name[1], name[2].replace("_", " "), path.name, statements))
    return found


def pending(server: Server) -> list[Migration]:
    """The migrations still to apply; Broken where an applied one has changed since, or is unknown here."""
    known = {one.version: one for one in migrations()}
    # With a writer's patience: a server that has just started takes longer for its first answer than a reader waits.
    rows = server.write(lambda transaction: transaction.rows("schema/applied"))
    applied = {row["version"]: row["checksum"] for row in rows}
    for version, checksum in applied.items():
        if version not in known:
            raise Broken("graph_schema", f"the graph has migration {version}, which this program does not know", _NEWER)
        if known[version].checksum != checksum:
            raise Broken("graph_schema", f"{known[version].source} changed after it was applied", _NEWER)
    return [one for one in known.values() if one.version not in applied]


_NEWER = "use the program version that published the graph, or give it an empty database"


def migrate(server: Server) -> list[str]:
    """Apply what is pending; the names of the files."""
    if not pending(server):
        return []
    for name in ("schema/bootstrap", "schema/versions"):
        server.run_text(statement(name).text)
    owner = uuid.uuid4().hex
    _lock(server, owner)
    try:
        todo = pending(server)
        before = max((one.version for one in migrations() if one not in todo), default=_BASELINE)
        for one in todo:
            _apply(server, one, before)
            before = one.version
        return [one.source for one in todo]
    finally:
        server.write(lambda transaction: transaction.rows("schema/unlock", owner=owner))


def _apply(server: Server, one: Migration, before: str) -> None:
    started = time.monotonic()
    for text in one.statements:
        server.run_text(text)
    server.write(
        lambda transaction: transaction.rows(
            "schema/record",
            version=one.version,
            description=one.description,
            type="CYPHER",
            source=one.source,
            checksum=one.checksum,
            by="creditgraph",
            took=int((time.monotonic() - started) * 1000),
            before=before,
        )
    )


def _lock(server: Server, owner: str) -> None:
    give_up = time.monotonic() + _PATIENCE

    def take(transaction: Transaction) -> bool:
        now = int(time.time() * 1000)
        transaction.rows("schema/lock")
        return bool(transaction.rows("schema/take", owner=owner, now=now, until=now + _LOCKED_MILLISECONDS))

    while not server.write(take):
        if time.monotonic() > give_up:
            raise Busy("graph_busy", "another program changes the schema of the graph", "wait until it has finished")
        time.sleep(0.2)
