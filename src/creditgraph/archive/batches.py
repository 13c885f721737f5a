"""What is known of earlier deliveries, for the next one."""

from collections.abc import Sequence
from typing import NamedTuple

from creditgraph.archive.database import Sql
from creditgraph.model.dates import Day

_AHEAD = 1000


class KnownBatch(NamedTuple):
    """A batch that delivered the very same file."""

    bid: int
    read: int
    quarantined: int


def find_batch(sql: Sql, dataset: str, sha256: str, mapping_sha256: str, stated_on: Day) -> KnownBatch | None:
    """The batch of the same file, mapping and date, if it is still the dataset's last word on that date."""
    last = sql.first(
        "SELECT b.bid, b.rows_read, b.rows_quarantined, b.sha256, b.mapping_sha256"
        " FROM batch AS b JOIN dataset AS d ON d.ds = b.ds"
        " WHERE d.name = :dataset AND b.stated_on = :day ORDER BY b.bid DESC LIMIT 1",
        dataset=dataset,
        day=stated_on,
    )
    if last is None or last[3:] != (sha256, mapping_sha256):
        return None
    return KnownBatch(last[0], last[1], last[2])


class KnownRows:
    """What rows repeat, as of `stated_on`, of what the dataset stated before.

    A file delivered again mostly keeps its order, and versions are numbered in the order in which they came: where two
    rows in turn repeat neighbours, the neighbours that follow are read at once.
    """

    def __init__(self, sql: Sql, dataset: str, stated_on: Day) -> None:
        self._sql, self._stated_on = sql, stated_on
        self._ds = sql.value("SELECT ds FROM dataset WHERE name = :name", name=dataset)
        self._newest = sql.asker(
            "SELECT vid, digest, content FROM version WHERE ds = :ds AND key = :key AND stated_on <= :day"
            " ORDER BY stated_on DESC, tx DESC LIMIT 1"
        )
        self._ahead: dict[bytes, tuple[bytes, int]] = {}
        self._ahead_by_digest: dict[bytes, tuple[bytes, int]] = {}
        self._final: bytes | None = None
        self._last = -1

    def neighbours(self, digests: Sequence[bytes]) -> list[tuple[bytes, int] | None]:
        """For each row its key and content, where a version with its digest is among the neighbours that are read:
        equal rows have one key, so it need not be made again (but for keys that count how often a row came before)."""
        found = []
        for digest in digests:
            found.append(self._ahead_by_digest.get(digest))
            if digest == self._final:
                self._read_ahead()
        return found

    def content(self, key: bytes, digest: bytes) -> int | None:
        """The content of the newest version of a key, if that has this digest."""
        if self._ds is None:
            return None
        found = self._ahead.get(key) or self._look_up(key)
        return found[1] if found is not None and found[0] == digest else None

    def _look_up(self, key: bytes) -> tuple[bytes, int] | None:
        rows = self._newest(ds=self._ds, key=key, day=self._stated_on)
        if not rows:
            return None
        newest = rows[0]
        follows, self._last = newest[0] == self._last + 1, newest[0]
        if follows:
            self._read_ahead()
        return bytes(newest[1]), int(newest[2])

    def _read_ahead(self) -> None:
        first, self._last = self._last + 1, self._last + _AHEAD
        rows = self._sql.all(
            "SELECT v.key, v.digest, v.content FROM version AS v WHERE v.vid BETWEEN :first AND :last AND v.ds = :ds"
            " AND v.stated_on <= :day AND NOT EXISTS (SELECT 1 FROM version AS n WHERE n.ds = v.ds AND n.key = v.key"
            " AND n.vid <> v.vid AND n.stated_on <= :day) ORDER BY v.vid",
            first=first,
            last=self._last,
            ds=self._ds,
            day=self._stated_on,
        )
        self._ahead = {bytes(key): (bytes(digest), int(content)) for key, digest, content in rows}
        self._ahead_by_digest = {digest: (key, content) for key, (digest, content) in self._ahead.items()}
        self._final = next(reversed(self._ahead_by_digest), None)


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
