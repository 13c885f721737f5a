"""What a use case works with: the archive, its key, its ledger, the graph, and the audit hook."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from creditgraph.access.audit import AuditHook
from creditgraph.access.ledger_hook import LedgerHook
from creditgraph.archive.archive import Archive, newest_tx
from creditgraph.archive.database import Sql
from creditgraph.archive.ledger import Ledger
from creditgraph.graph.port import Frame, Graph
from creditgraph.graph.sql import SqlGraph
from creditgraph.identifiers import ArchiveKey, Sealer, create_key, load_key
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType

GRACE = 2.0
"""Seconds that a search has after its deadline to tell what it found; a query that runs longer is broken off."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One snapshot to answer from: every answer names its `tx`."""

    sql: Sql
    graph: Graph
    tx: int

    def frame(
        self,
        request: Request,
        min_certainty: Certainty = Certainty.PROBABLE,
        types: frozenset[LinkType] | None = None,
    ) -> Frame:
        """The frame of graph questions for a request."""
        return Frame(self.tx, request.as_of, min_certainty, types)


class Context:
    """An archive to work with. `key_path` lies outside the archive. What is asked is kept in the ledger, unless another
    hook is given.
    """

    def __init__(self, archive: Archive, key_path: Path, audit: AuditHook | None = None) -> None:
        self.archive = archive
        self.key_path = key_path
        self.ledger = Ledger(archive)
        self.audit: AuditHook = LedgerHook(self.ledger) if audit is None else audit

    def key(self) -> ArchiveKey:
        """The archive's key; Broken where it is missing or another archive's."""
        key = load_key(self.key_path)
        self.archive.open(key.fingerprint)
        return key

    def sealer(self) -> Sealer:
        """What seals identity numbers under the archive's key."""
        return Sealer(self.key())

    def ensure(self) -> list[str]:
        """Make the key and the archive where they are missing; what was made. A key is never made for an archive."""
        made: list[str] = []
        if self.archive.exists():
            self.key()
            return made
        if not self.key_path.exists():
            create_key(self.key_path)
            made.append(f"archive key {self.key_path}")
        self.archive.create(load_key(self.key_path).fingerprint)
        made.append(f"archive {self.archive.display_address}")
        return made

    def close(self) -> None:
        """Give the connections to archive and ledger back; the journals go with the last of them."""
        self.archive.close()
        self.ledger.close()

    @contextmanager
    def reading(self, request: Request) -> Iterator[Reading]:
        """A snapshot as of the request's transaction; BadInput for one that is not there yet."""
        self.archive.open()
        until = None if request.deadline is None else request.deadline + GRACE
        with self.archive.read(until) as sql:
            newest = newest_tx(sql)
            if request.tx is not None and not 0 <= request.tx <= newest:
                raise BadInput("unknown_tx", f"the newest transaction is {newest}, not {request.tx}")
            tx = newest if request.tx is None else request.tx
            yield Reading(sql, SqlGraph(sql), tx)
