"""Archives for tests, on either database: files in a folder, or databases of their own on the server.

A test that asks for `new_archive`, or for what is built on it, runs on both. One that is about SQLite's own ways is
marked `ON_SQLITE`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.archive.ledger import Ledger
from creditgraph.usecases.context import Context

BOTH = ("sqlite", "postgres")
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize("database", ["postgres"], indirect=True)
KEY = "fingerprint"
"""The fingerprint of the key of archives that never meet a real one."""
_QUICK = "options=-c%20synchronous_commit%3Doff"
"""A test's commits need not reach the platter: only the tests that kill the server want that, and say so."""


FIRST_VERSION = (
    "DROP TABLE rekeyed",
    "DROP TABLE open_name",
    "DROP INDEX review_case_about",
    "ALTER TABLE review_case DROP COLUMN score",
    "ALTER TABLE review_case DROP COLUMN why",
    "UPDATE meta SET value = '1' WHERE name = 'schema'",
)
"""What makes an archive one of the first schema, before any migration."""


class Server:
    """Databases on a PostgreSQL server, each a copy of one empty archive."""

    def __init__(self, address: str, worker: str) -> None:
        self._address = address
        self._prefix = f"creditgraph_test_{worker}_{os.getpid()}"
        self._serial = 0
        self._template: str | None = None
        self._connect = import_module("psycopg").connect  # an extra: without it the other half runs
        self._connection = self._connect(address, autocommit=True)

    def new(self, key: str, quick: bool = True) -> str:
        """The address of an empty archive of a key."""
        if self._template is None:
            self._template = self._make("")
            archive = Archive(self._of(self._template))
            archive.create(KEY)
            archive.close()
        made = self._of(self._make(f"TEMPLATE {self._template}"), quick)
        if key != KEY:
            with self._connect(made) as connection:
                connection.execute("UPDATE meta SET value = %s WHERE name = 'key'", (key,))
        return made

    def bare(self) -> str:
        """The address of a database without an archive."""
        return self._of(self._make(""))

    def drop(self, address: str) -> None:
        """Drop a database, whoever is still connected."""
        self._connection.execute(f"DROP DATABASE IF EXISTS {urlsplit(address).path[1:]} WITH (FORCE)")

    def close(self) -> None:
        """Drop the template and leave."""
        if self._template is not None:
            self.drop(self._of(self._template))
        self._connection.close()

    def _make(self, how: str) -> str:
        self._serial += 1
        name = f"{self._prefix}_{self._serial}"
        self._connection.execute(f"CREATE DATABASE {name} {how}")
        return name

    def _of(self, name: str, quick: bool = True) -> str:
        return urlunsplit(urlsplit(self._address)._replace(path=f"/{name}", query=_QUICK if quick else ""))


class Archives:
    """Makes archives and closes them: in a folder, or on a server."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder, self._server = folder, server
        self._opened: list[Archive | Ledger | Context] = []
        self._addresses: list[str] = []

    def __call__(self, name: str = "", key: str = KEY, quick: bool = True) -> Archive:
        """A new and empty archive; names are folders for files, so one archive may stand beside another."""
        if self._server is None:
            archive = self.open(str(self._folder / name / "archive.sqlite"))
            archive.create(key)
            return archive
        self._addresses.append(self._server.new(key, quick))
        return self.open(self._addresses[-1])

    def nowhere(self, name: str = "nowhere") -> Archive:
        """A place without an archive."""
        if self._server is None:
            return self.open(str(self._folder / name / "archive.sqlite"))
        self._addresses.append(self._server.bare())
        return self.open(self._addresses[-1])

    def open(self, address: str) -> Archive:
        """An archive by its address, once more."""
        archive = Archive(address)
        self._opened.append(archive)
        return archive

    def ledger(self, archive: Archive) -> Ledger:
        """The ledger of an archive."""
        ledger = Ledger(archive)
        self._opened.append(ledger)
        return ledger

    def context(self, archive: Archive, key_path: Path) -> Context:
        """What a use case works with."""
        context = Context(archive, key_path)
        self._opened.append(context)
        return context

    def close(self) -> None:
        """Close what was opened and drop what was made on the server."""
        for one in self._opened:
            one.close()
        for address in self._addresses:
            assert self._server is not None
            self._server.drop(address)


@contextmanager
def archives(folder: Path, server: Server | None) -> Iterator[Archives]:
    """Archives for as long as the context lasts."""
    made = Archives(folder, server)
    try:
        yield made
    finally:
        made.close()
