"""Migrations of the archive's schema: each applied once, in order, all that wait in one transaction of the writer.

What was applied is noted in `meta`, with a checksum of its statements. One that changed after it was applied stops the
runner, and so does an archive of a later program. Both databases take definitions back, so whoever is killed has
changed nothing, and a dry run does all the work and takes it back.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from creditgraph.archive.archive import Archive, no_archive
from creditgraph.archive.database import Sql
from creditgraph.archive.schema import SCHEMA_VERSION
from creditgraph.model.errors import Broken


@dataclass(frozen=True, slots=True)
class Migration:
    """What leads to a version of the schema from the one before it, in text that both databases take."""

    version: int
    name: str
    statements: tuple[str, ...]

    @property
    def checksum(self) -> str:
        """SHA-256 of the statements."""
        return hashlib.sha256("\n".join(self.statements).encode()).hexdigest()

    def told(self) -> dict[str, Any]:
        """As an answer lists it."""
        return {"version": self.version, "name": self.name, "checksum": self.checksum}


MIGRATIONS = (
    Migration(2, "sources whose claims keep older keys", ("CREATE TABLE rekeyed (sid INTEGER PRIMARY KEY)",)),
    Migration(
        3,
        "organisations without a code, found by their name",
        (
            "CREATE TABLE open_name (tid INTEGER PRIMARY KEY, stem TEXT)",
            "ALTER TABLE review_case ADD COLUMN score DOUBLE PRECISION",
            "ALTER TABLE review_case ADD COLUMN why TEXT",
            "CREATE INDEX review_case_about ON review_case (about)",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Migrated:
    """The version found, the migrations that were applied, or would be, and those that had been before."""

    found: int
    applied: list[dict[str, Any]]
    history: list[dict[str, Any]]


class _TakenBack(Exception):
    """Ends a dry run."""


def migrate(archive: Archive, dry_run: bool = False, known: Sequence[Migration] = MIGRATIONS) -> Migrated:
    """Bring an archive to the schema of this program. Broken where it is a later program's, or where a migration
    changed since it was applied.
    """
    if not archive.exists():
        raise no_archive(archive.display_address)
    done = Migrated(0, [], [])
    try:
        with archive.maintenance() as sql:
            found, history = _history(sql, archive.display_address, known)
            todo = [one for one in known if one.version > found]
            done = Migrated(found, [one.told() for one in todo], history)
            for one in todo:
                sql.script(one.statements)
                _note(sql, one)
            if dry_run:
                raise _TakenBack
    except _TakenBack:
        pass
    return done


def _history(sql: Sql, where: str, known: Sequence[Migration]) -> tuple[int, list[dict[str, Any]]]:
    found = int(sql.value("SELECT value FROM meta WHERE name = 'schema'"))
    if found > SCHEMA_VERSION:
        raise Broken(
            "schema_version",
            f"{where} has schema {found}, this program knows {SCHEMA_VERSION}",
            "use the program version that made it",
        )
    history = []
    for one in known:
        noted = sql.value("SELECT value FROM meta WHERE name = :name", name=_name(one))
        if noted is None:
            continue
        history.append({**one.told(), **json.loads(noted)})
        if history[-1]["checksum"] != one.checksum:
            raise Broken(
                "schema_version",
                f"migration {one.version} changed after it was applied to {where}",
                "use the program version that applied it",
            )
    return found, history


def _note(sql: Sql, one: Migration) -> None:
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    noted = json.dumps({"checksum": one.checksum, "at": at})
    sql.run("INSERT INTO meta VALUES (:name, :noted)", name=_name(one), noted=noted)
    sql.run("UPDATE meta SET value = :version WHERE name = 'schema'", version=str(one.version))


def _name(one: Migration) -> str:
    return f"migration {one.version}"
