"""What PostgreSQL wants done its own way: types, and the staging file that it cannot attach."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

_TYPES = {"INTEGER": "BIGINT", "BLOB": "BYTEA"}
_TYPE = re.compile("|".join(_TYPES))
_OIDS = {"BIGINT": "int8", "BYTEA": "bytea", "TEXT": "text"}

_CONNECTING = {
    "connect_timeout": 10,
    "application_name": "creditgraph",
    "keepalives_idle": 60,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""How a connection is made: a server that has gone is noticed within two minutes."""

WRITING = "SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '256MB'"
"""What the one writer may take: its joins are of whole deliveries, and beyond `work_mem` some of them are quadratic."""

LOST = (
    "connection is lost",
    "connection is closed",
    "closed the connection",
    "terminating connection",
    "consuming input",
)
"""By what a connection that broke is known."""


def postgres_engine(url: str, schema: str | None) -> Engine:
    """Connections to a server, kept open; a server that was started again is gone on with."""
    engine = create_engine(url, max_overflow=-1, pool_pre_ping=True, connect_args=_CONNECTING)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.execute("SET jit = off")  # compiling costs more than these statements do
        # Of the session: once it has used a temporary table, to read or to write, it takes no other value.
        connection.execute("SET temp_buffers = '128MB'")
        if schema is not None:
            connection.execute(f"SET search_path = {schema}")
        connection.commit()

    return engine


def typed(definition: str) -> str:
    """A definition in PostgreSQL's type names."""
    return _TYPE.sub(lambda found: _TYPES[found[0]], definition)


def copy_tables(connection: Any, file: Path) -> None:
    """Copy the tables of an SQLite file into temporary tables of the transaction, and let the planner look at them."""
    with closing(sqlite3.connect(file)) as source, closing(connection.cursor()) as cursor:
        tables = source.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for table, definition in tables:
            columns = typed(definition[definition.index("(") :])
            cursor.execute(f"CREATE TEMP TABLE {table} {columns} ON COMMIT DROP")
            names = [f'"{column}"' for _, column, *_rest in source.execute(f"PRAGMA table_info({table})")]
            kinds = [_OIDS[typed(kind)] for _, _, kind, *_rest in source.execute(f"PRAGMA table_info({table})")]
            with cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(kinds)
                for row in source.execute(f"SELECT * FROM {table}"):
                    copy.write_row(row)
            cursor.execute(f"ANALYZE {table}")
