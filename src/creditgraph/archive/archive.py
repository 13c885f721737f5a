"""The archive as an object: open or create, transactions, deliveries and decisions as whole transactions."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from creditgraph.archive import schema
from creditgraph.archive.cases import write_decision_cases
from creditgraph.archive.database import Database, Sql
from creditgraph.archive.derive import state_claims
from creditgraph.archive.evidence import Applied, BatchInfo, apply_batch
from creditgraph.archive.histories import judge_names
from creditgraph.archive.likeness import judge_likenesses
from creditgraph.archive.settle import settle
from creditgraph.archive.staging import Stage
from creditgraph.model.digest import digest
from creditgraph.model.errors import BadInput, Broken
from creditgraph.resolution.policy import EXACT, Policy


class Archive:
    """An open archive of record."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._database = Database(address)
        self.policy: Policy = EXACT

    def exists(self) -> bool:
        """Whether there is an archive at the address."""
        if self._database.path is not None and not self._database.path.exists():
            return False
        with self._database.read() as sql:
            return bool(sql.value(_HAS_META[sql.sqlite]))

    def create(self, key_fingerprint: str) -> None:
        """Make an empty archive that belongs to an archive key."""
        if self._database.path is not None:
            try:
                self._database.path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                message = f"cannot make the folder of {self.display_address}: {error.strerror}"
                raise Broken("folder", message, "name another place with --archive") from error
        with self._database.write() as sql:
            if sql.value(_HAS_META[sql.sqlite]):  # another process was quicker
                if sql.value("SELECT value FROM meta WHERE name = 'key'") != key_fingerprint:
                    raise Broken("wrong_key", f"{self.display_address} belongs to another key", "name its key file")
                return
            if sql.value(_HAS_TABLES[sql.sqlite]):
                message = f"{self.display_address} is another program's database"
                raise BadInput("not_an_archive", message, "name another place with --archive")
            shutil.rmtree(self.staging_file("").parent, ignore_errors=True)  # of an archive that was deleted
            dialect = sqlite.dialect() if sql.sqlite else postgresql.dialect()  # type: ignore[no-untyped-call]
            for table in schema.metadata.sorted_tables:
                sql.script((str(CreateTable(table).compile(dialect=dialect)),))
            sql.script((schema.GRAMS_SQLITE if sql.sqlite else schema.GRAMS_POSTGRESQL,))
            make_indexes(sql)
            sql.many(
                "INSERT INTO meta VALUES (?, ?)",
                [("schema", str(schema.SCHEMA_VERSION)), ("key", key_fingerprint)],
            )

    def open(self, key_fingerprint: str | None = None) -> None:
        """Check that this is an archive of this version, and that the key, where one is given, is its own."""
        with self.opened(key_fingerprint=key_fingerprint):
            pass

    @contextmanager
    def opened(self, until: float | None = None, key_fingerprint: str | None = None) -> Iterator[Sql]:
        """A snapshot to read from, in which `open` has found nothing amiss."""
        if self._database.path is not None and not self._database.path.exists():
            raise no_archive(self.display_address)
        with self._database.read(until) as sql:
            if not sql.value(_HAS_META[sql.sqlite]):
                raise no_archive(self.display_address)
            self._check(dict(sql.all("SELECT name, value FROM meta")), key_fingerprint)
            yield sql

    def _check(self, meta: dict[str, str], key_fingerprint: str | None) -> None:
        if meta.get("schema") != str(schema.SCHEMA_VERSION):
            raise Broken(
                "schema_version",
                f"{self.display_address} has schema {meta.get('schema')}, this program needs {schema.SCHEMA_VERSION}",
                "bring an older one up to date with creditgraph migrate, a later one needs its own program version",
            )
        if key_fingerprint is not None and meta.get("key") != key_fingerprint:
            raise Broken(
                "wrong_key",
                f"the archive key does not belong to {self.display_address}",
                "name the right key file with CREDITGRAPH_KEY_FILE",
            )

    def key_fingerprint(self) -> str:
        """The fingerprint of the key that the archive belongs to, of whatever schema it is."""
        if not self.exists():
            raise no_archive(self.display_address)
        with self._database.read() as sql:
            return str(sql.value("SELECT value FROM meta WHERE name = 'key'"))

    @contextmanager
    def read(self, until: float | None = None) -> Iterator[Sql]:
        """A snapshot to read from; a query that runs longer than `until` is broken off."""
        with self._database.read(until) as sql:
            yield sql

    @contextmanager
    def transaction(
        self,
        kind: str,
        actor: str,
        on_wait: Callable[[], None] = lambda: None,
        attach: Path | None = None,
        patience: float = 600.0,
    ) -> Iterator[tuple[Sql, int]]:
        """One archive transaction with its number; visible to others when it commits, or not at all."""
        with self._database.write(on_wait, patience, attach) as sql:
            tx = newest_tx(sql) + 1
            yield sql, tx
            last = sql.value("SELECT MAX(at) FROM tx")
            sql.run(
                "INSERT INTO tx VALUES (:tx, :at, :kind, :actor)", tx=tx, at=next_moment(last), kind=kind, actor=actor
            )

    @contextmanager
    def maintenance(self) -> Iterator[Sql]:
        """The writer's lock for work on derived tables, which is no archive transaction: belief does not change."""
        with self._database.write() as sql:
            yield sql

    def apply(
        self, stage: str, info: BatchInfo, counts: dict[str, int], actor: str, on_wait: Callable[[], None]
    ) -> tuple[int, Applied]:
        """Apply a finished staging file as one transaction; its number and what it did."""
        with self.transaction("import", actor, on_wait, attach=self.staging_file(stage)) as (sql, tx):
            first = sql.value("SELECT 1 FROM version LIMIT 1") is None
            if first:
                drop_indexes(sql)
            applied = apply_batch(sql, info, tx, counts)
            state_claims(sql, tx, self.policy, applied.vbase)
            if first:
                make_indexes(sql)
            write_decision_cases(sql, tx)
            judge_names(sql, tx, self.policy)
            settle(sql, tx, judge_likenesses(sql, tx))
            if first:
                sql.analyse()
            return tx, applied

    @property
    def display_address(self) -> str:
        """The address without a password."""
        return self._database.display

    @property
    def file(self) -> Path | None:
        """The file of an SQLite archive, None on a server."""
        return self._database.path

    def size(self) -> int:
        """The size on disk in bytes."""
        return self._database.size()

    def stage(self, name: str) -> Stage:
        """Open the staging file of a delivery, a killed one where it stopped."""
        return Stage(self.staging_file(name), self.policy)

    def discard_stage(self, name: str) -> None:
        """Remove a staging file that is applied or not wanted, with those of its parts, whose names begin alike."""
        folder = self.staging_file(name).parent
        for path in folder.glob(f"{name}*"):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # another delivery may be staged there
            folder.rmdir()

    def folder_beside(self, suffix: str) -> Path:
        """A folder for files that serve the archive: beside an SQLite one, in the user's cache folder for a server."""
        if self._database.path is None:
            return platformdirs.user_cache_path("creditgraph") / (digest(self._database.display).hex() + suffix)
        return self._database.path.with_name(self._database.path.name + suffix)

    def staging_file(self, name: str) -> Path:
        """Where the staging file of a delivery lies."""
        return self.folder_beside(".staging") / f"{name}.sqlite"

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()


_HAS_META = {
    True: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'",
    False: "SELECT 1 FROM information_schema.tables WHERE table_name = 'meta' AND table_schema = current_schema()",
}
_HAS_TABLES = {
    True: "SELECT 1 FROM sqlite_master LIMIT 1",
    False: "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() LIMIT 1",
}


def no_archive(where: str) -> BadInput:
    """The error for a place without an archive."""
    return BadInput("no_archive", f"there is no archive at {where}", "make one with creditgraph init")


def newest_tx(sql: Sql) -> int:
    """The number of the last committed transaction, 0 for none."""
    return int(sql.value("SELECT COALESCE(MAX(tx), 0) FROM tx"))


def moment_of(sql: Sql, tx: int) -> str | None:
    """When a transaction was committed, RFC 3339."""
    moment = sql.value("SELECT at FROM tx WHERE tx = :tx", tx=tx)
    return None if moment is None else str(moment)


def next_moment(last: str | None) -> str:
    """Now (RFC 3339, UTC), or a microsecond after the last moment where the clock has not moved on."""
    now = dt.datetime.now(dt.UTC)
    if last is not None:
        now = max(now, dt.datetime.fromisoformat(last) + dt.timedelta(microseconds=1))
    return now.isoformat(timespec="microseconds")


def make_indexes(sql: Sql) -> None:
    """Make the secondary indexes."""
    dialect = sqlite.dialect() if sql.sqlite else postgresql.dialect()  # type: ignore[no-untyped-call]
    sql.script(str(CreateIndex(index, if_not_exists=True).compile(dialect=dialect)) for index in schema.INDEXES)
    sql.script(() if sql.sqlite else (schema.GRAMS_INDEX_POSTGRESQL,))


def drop_indexes(sql: Sql) -> None:
    """Drop the secondary indexes, for a first load."""
    sql.script(f"DROP INDEX {index.name}" for index in schema.INDEXES)
    sql.script(() if sql.sqlite else ("DROP INDEX gram_index_grams",))
