"""Idempotency keys: a request that is sent again under its key is carried out once.

A key belongs to a principal and to one body. While the first request is carried out, others under the key are told to
wait; then they get its answer. An entry whose request died is given up after five minutes, an answer is kept for a day.
"""

import datetime as dt
import re
from typing import NamedTuple

import zstandard

from creditgraph.archive.database import Sql
from creditgraph.identifiers import mask_number, redact_text
from creditgraph.model.errors import BadInput, Busy

KEPT_HOURS = 24
IN_FLIGHT_SECONDS = 300
MOST_BYTES = 4 << 20
"""A longer answer is not kept: a request sent again is then carried out again."""
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class Fresh(NamedTuple):
    """A request to be carried out; `created_at` tells it from a later one under the same key."""

    key: str
    principal: str
    created_at: str


class Replay(NamedTuple):
    """The answer that was given."""

    status: int
    body: bytes


def check_key(key: str) -> None:
    """BadInput for a key that cannot be kept."""
    if not _KEY.fullmatch(key):
        raise BadInput("idempotency_key", "an idempotency key is 1 to 200 characters of ASCII", "use a random UUID")
    if redact_text(key, mask_number) != key:
        message = "an identity number, or what looks like one, cannot be an idempotency key"
        raise BadInput("idempotency_key", message, "use another random UUID")


def begin(sql: Sql, key: str, principal: str, body_sha256: str) -> Fresh | Replay:
    """Enter a request under its key, or find what became of it."""
    now = dt.datetime.now(dt.UTC)
    sql.run("DELETE FROM idempotency WHERE created_at < :before", before=_text(now - dt.timedelta(hours=KEPT_HOURS)))
    where = "principal = :principal AND idempotency_key = :key"
    found = sql.first(
        f"SELECT body_sha256, status, response, created_at FROM idempotency WHERE {where}",
        principal=principal,
        key=key,
    )
    if found is not None:
        sha256, status, response, created_at = found
        if sha256 != body_sha256:
            raise BadInput(
                "idempotency_key_reused",
                "this idempotency key served another request",
                "use a new key for each new request",
            )
        if status is not None:
            return Replay(int(status), zstandard.decompress(response))
        if created_at > _text(now - dt.timedelta(seconds=IN_FLIGHT_SECONDS)):
            raise Busy(
                "idempotency_in_flight",
                "the first request under this idempotency key is still being carried out",
                "send it again in a few seconds",
            )
        sql.run(f"DELETE FROM idempotency WHERE {where}", principal=principal, key=key)
    fresh = Fresh(key, principal, _text(now))
    sql.run(
        "INSERT INTO idempotency (principal, idempotency_key, body_sha256, created_at)"
        " VALUES (:principal, :key, :sha256, :at)",
        principal=principal,
        key=key,
        sha256=body_sha256,
        at=fresh.created_at,
    )
    return fresh


def settle(sql: Sql, fresh: Fresh, status: int, body: bytes) -> None:
    """Keep the answer, unless it is too long or the request was given up meanwhile."""
    if len(body) > MOST_BYTES:
        forget(sql, fresh)
        return
    sql.run(
        f"UPDATE idempotency SET status = :status, response = :response WHERE {_SAME} AND status IS NULL",
        status=status,
        response=zstandard.compress(body),
        **fresh._asdict(),
    )


def forget(sql: Sql, fresh: Fresh) -> None:
    """Take a request back that has no answer."""
    sql.run(f"DELETE FROM idempotency WHERE {_SAME} AND status IS NULL", **fresh._asdict())


_SAME = "principal = :principal AND idempotency_key = :key AND created_at = :created_at"


def _text(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="microseconds")
