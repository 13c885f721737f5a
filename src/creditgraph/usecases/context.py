"""What a use case works with: the archive, its key, its ledger, the graph, and the audit hook."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
from creditgraph.usecases.choice import choose
from creditgraph.usecases.published import publish_quietly

GRACE = 2.0
"""Seconds that a search has after its deadline to tell what it found; a query that runs longer is broken off."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One snapshot to answer from: every answer names its `tx`.

    `told` is what an answer says of the graph that gave it, nothing where the archive is the only one.
    """

    sql: Sql
    graph: Graph
    tx: int
    told: Mapping[str, Any] = field(default_factory=dict)

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
    hook is given. `graph_address` is that of the published graph, None where the archive alone answers.
    """

    def __init__(
        self, archive: Archive, key_path: Path, audit: AuditHook | None = None, graph_address: str | None = None
    ) -> None:
        self.archive = archive
        self.key_path = key_path
        self.graph_address = graph_address
        self.written = 0
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
        with self._snapshot(request) as (sql, newest):
            yield Reading(sql, SqlGraph(sql), newest if request.tx is None else request.tx)

    @contextmanager
    def relating(self, request: Request) -> Iterator[Reading]:
        """A snapshot for searches along relations: the published graph answers where there is one and it can."""
        with self._snapshot(request) as (sql, newest):
            if self.graph_address is None:
                yield Reading(sql, SqlGraph(sql), newest if request.tx is None else request.tx)
                return
            chosen = choose(self.graph_address, sql, newest, request.tx, max(request.min_tx or 0, self.written))
            yield Reading(sql, chosen.graph, chosen.tx, {"graph": chosen.told})

    def committed(self, tx: int) -> None:
        """Publish what was just committed. That it cannot be published now is said, and takes nothing back."""
        self.written = max(self.written, tx)
        if self.graph_address is not None:
            publish_quietly(self.graph_address, self.archive)

    @contextmanager
    def _snapshot(self, request: Request) -> Iterator[tuple[Sql, int]]:
        """A snapshot and its newest transaction; BadInput where the request asks for a later one."""
        until = None if request.deadline is None else request.deadline + GRACE
        with self.archive.opened(until) as sql:
            newest = newest_tx(sql)
            for asked in (request.tx, request.min_tx):
                if asked is not None and not 0 <= asked <= newest:
                    raise BadInput("unknown_tx", f"the newest transaction is {newest}, not {asked}")
            yield sql, newest
