"""Keys with which a program that sends no header may read: made, used and revoked.

A key is 256 random bits, told once, when it is made; what is kept is its digest, so the ledger opens nothing. It stands
in addresses, which others log: whoever made it can take it back, and the day of its last use tells whether anybody
misses it.
"""

import hashlib
import secrets
from typing import NamedTuple

from creditgraph.archive.archive import next_moment
from creditgraph.archive.database import Sql
from creditgraph.model.errors import NotFound, Refused

MOST_LIVE = 100
"""How many keys may be open at a time."""
MOST_LISTED = 1000
_PREFIX = "ck_"
_BYTES = 32


class ReadKey(NamedTuple):
    """A key as it is kept, by its number; moments are RFC 3339, `used_on` is a day."""

    number: str
    label: str
    principal: str
    created_at: str
    revoked_at: str | None
    used_on: str | None


_COLUMNS = "number, label, principal, created_at, revoked_at, used_on"


def create(sql: Sql, number: str, label: str, principal: str) -> tuple[ReadKey, str]:
    """A new key: as it is kept, and itself. Refused where too many are open."""
    if int(sql.value("SELECT COUNT(*) FROM read_key WHERE revoked_at IS NULL")) >= MOST_LIVE:
        raise Refused("keys_open", f"{MOST_LIVE} keys are open", "revoke those that nobody uses")
    key = _PREFIX + secrets.token_urlsafe(_BYTES)
    kept = ReadKey(number, label, principal, next_moment(None), None, None)
    sql.run(
        "INSERT INTO read_key (number, sha256, label, principal, created_at)"
        " VALUES (:number, :sha256, :label, :principal, :created_at)",
        number=number,
        sha256=_digest(key),
        label=label,
        principal=principal,
        created_at=kept.created_at,
    )
    return kept, key


def listed(sql: Sql) -> list[ReadKey]:
    """The keys, those made last first."""
    rows = sql.all(f"SELECT {_COLUMNS} FROM read_key ORDER BY created_at DESC, number LIMIT :most", most=MOST_LISTED)
    return [ReadKey(*row) for row in rows]


def revoke(sql: Sql, number: str) -> ReadKey:
    """Close a key for good; one that is closed stays as it is. NotFound."""
    sql.run(
        "UPDATE read_key SET revoked_at = :now WHERE number = :number AND revoked_at IS NULL",
        now=next_moment(None),
        number=number,
    )
    row = sql.first(f"SELECT {_COLUMNS} FROM read_key WHERE number = :number", number=number)
    if row is None:
        raise NotFound("unknown_read_key", "there is no such key", "see creditgraph keys list")
    return ReadKey(*row)


def found(sql: Sql, key: str) -> ReadKey | None:
    """The open key that a text is, None for any other text."""
    row = sql.first(
        f"SELECT {_COLUMNS} FROM read_key WHERE sha256 = :sha256 AND revoked_at IS NULL", sha256=_digest(key)
    )
    return None if row is None else ReadKey(*row)


def note_use(sql: Sql, number: str, day: str) -> None:
    """Keep on which day a key was last used."""
    sql.run("UPDATE read_key SET used_on = :day WHERE number = :number", day=day, number=number)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
