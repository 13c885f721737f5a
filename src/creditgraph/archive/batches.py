"""What is known of earlier deliveries, for the next one."""

from collections.abc import Callable
from typing import NamedTuple

from creditgraph.archive.database import Sql
from creditgraph.model.dates import Day


class KnownBatch(NamedTuple):
    """A batch that delivered the very same file."""

    bid: int
    read: int


def find_batch(sql: Sql, dataset: str, sha256: str, mapping_sha256: str, stated_on: Day) -> KnownBatch | None:
    """The batch of the same file, mapping and date, if it is still the dataset's last word on that date."""
    last = sql.first(
        "SELECT b.bid, b.rows_read, b.sha256, b.mapping_sha256 FROM batch AS b JOIN dataset AS d ON d.ds = b.ds"
        " WHERE d.name = :dataset AND b.stated_on = :day ORDER BY b.bid DESC LIMIT 1",
        dataset=dataset,
        day=stated_on,
    )
    if last is None or last[2:] != (sha256, mapping_sha256):
        return None
    return KnownBatch(last[0], last[1])


def same_content(sql: Sql, dataset: str, stated_on: Day) -> Callable[[bytes, bytes], int | None]:
    """A look-up: which content a row with this key and digest repeats as of `stated_on`, None where it may be new."""
    ds = sql.value("SELECT ds FROM dataset WHERE name = :name", name=dataset)
    if ds is None:
        return lambda _key, _digest: None

    def known(key: bytes, digest: bytes) -> int | None:
        last = sql.first(
            "SELECT digest, content FROM version WHERE ds = :ds AND key = :key AND stated_on <= :day"
            " ORDER BY stated_on DESC, tx DESC LIMIT 1",
            ds=ds,
            key=key,
            day=stated_on,
        )
        return int(last[1]) if last is not None and bytes(last[0]) == digest else None

    return known


def entity_counts(sql: Sql, tx: int, sbase: int) -> dict[str, int]:
    """Of the entities that the sources above `sbase` belong to: joined to older ones, new; and cases opened."""
    row = sql.first(
        "SELECT COUNT(DISTINCT CASE WHEN m.eid <= :sbase THEN m.eid END),"
        " COUNT(DISTINCT CASE WHEN m.eid > :sbase THEN m.eid END) FROM member AS m"
        " WHERE m.sid > :sbase AND m.tx_to IS NULL",
        sbase=sbase,
    )
    joined, new = row if row is not None else (0, 0)
    review = sql.value("SELECT COUNT(*) FROM review_case WHERE tx_from = :tx", tx=tx)
    return {"joined": int(joined), "review": int(review), "new": int(new)}
