"""An archive in a box: rows in a line each, files of rows, and what the archive then believes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from creditgraph.archive import read
from creditgraph.archive.archive import Archive, newest_tx
from creditgraph.archive.canonical import canonical_lines
from creditgraph.archive.evidence import Applied, BatchInfo
from creditgraph.archive.staging import Line, Stage, row_digests, row_text
from creditgraph.identifiers import credit_code_check, org_code_check
from creditgraph.model.digest import digest
from creditgraph.model.statement import Described, Identifier, Name, StatedLink, StatedRecord, Statement
from creditgraph.model.vocabulary import (
    Absence,
    Delivery,
    DetailKind,
    EntityKind,
    IdentifierKind,
    LinkType,
    RecordType,
)
from support.archives import Archives

NAME = "山东甲乙科技有限公司"
DAY = 20200101


def digest_of(row: Statement) -> bytes:
    """The digest of a row, as if these were its cells."""
    return row_digests("mapping", [row_text((row.key.hex(), repr(row[1:])))])[0]


def line_of(row: Statement, digest: bytes) -> Line:
    """A row to be staged."""
    return Line(row.row, row_text(row.cells), row.scope, row.key, digest, None, row)


@dataclass
class Box:
    """An archive, and the words in which the tests speak of it. Sources and rows go by labels."""

    archive: Archive
    serial: int = 0
    labels: dict[bytes, str] = field(default_factory=dict)

    # what a row says ---------------------------------------------------------------------------------------------

    @staticmethod
    def code(number: int) -> str:
        """A valid credit code of division 379900."""
        body = f"MA{number:06d}"
        return (code := f"91379900{body}{org_code_check(body)}") + credit_code_check(code)

    def key(self, label: str) -> bytes:
        """The key that stands for a label."""
        made = digest("label", label)
        self.labels[made] = label
        return made

    def org(
        self, label: str, name: str = NAME, code: str | None = None, *numbers: Identifier, **more: Any
    ) -> Described:
        """An organisation with one name, or `names`."""
        if code is not None:
            numbers = (Identifier(IdentifierKind.CREDIT_CODE, code), *numbers)
        names = more.get("names", (Name(name),) if name else ())
        details = tuple(more.get("details", ()))
        return Described(self.key(label), more.get("kind", EntityKind.ENTERPRISE), tuple(names), numbers, details)

    def man(self, label: str, name: str, number: str | None = None, traits: tuple[str, str] | None = None) -> Described:
        """A person mentioned in the first source of the row; `number` is a keyed hash."""
        numbers = (Identifier(IdentifierKind.CITIZEN_ID, number, "379900****", b"x"),) if number else ()
        details = ((DetailKind.SEX, traits[0]), (DetailKind.BIRTH_YEAR, traits[1])) if traits else ()
        return Described(self.key(label), EntityKind.NATURAL_PERSON, (Name(name),), numbers, details, context=0)

    def row(self, label: str, *sources: Described, scope: str | None = None, **said: Any) -> Statement:
        """A row; persons in it are officers of the first source."""
        links = said.get(
            "links",
            tuple(
                StatedLink(LinkType.OFFICER_OF, position, 0, (("post", "董事"),))
                for position, source in enumerate(sources)
                if source.context is not None
            ),
        )
        scoped = None if scope is None else digest("scope", scope)
        cells = said.get("cells", (label,))
        return Statement(0, self.key(label), scoped, sources, tuple(links), tuple(said.get("records", ())), cells)

    def penalty(self, number: str, day: int | None = None, source: int = 0) -> StatedRecord:
        """A penalty with a document number."""
        return StatedRecord(RecordType.PENALTY, source, "penalty", digest("fact", number), (("no", number),), day)

    # files -------------------------------------------------------------------------------------------------------

    def load(self, dataset: str, *rows: Statement, on: int = DAY, **how: Any) -> Applied:
        """Stage and apply a file of rows."""
        return self.apply(self.staged(dataset, *rows, **how), dataset, on=on, **how)

    def staged(self, dataset: str, *rows: Statement, **how: Any) -> tuple[str, dict[str, int]]:
        """Stage a file of rows, and of unreadable ones by the scope in `unread`; its name and counts."""
        self.serial += 1
        name = f"{self.serial}"
        with self.archive.stage(name) as stage:
            self.fill(stage, rows)
            for number, scope in enumerate(how.get("unread", ()), 900):
                stage.add([Line(number, "?", None if scope is None else digest("scope", scope))])
            stage.finish()
            return name, dict(stage.counts)

    @staticmethod
    def digest_of(row: Statement) -> bytes:
        """The digest with which `fill` stages a row."""
        return digest_of(row)

    @staticmethod
    def fill(stage: Stage, rows: Sequence[Statement], first: int = 2) -> None:
        """Add rows as an import does."""
        for number, row in enumerate(rows, first):
            stage.add([line_of(row._replace(row=number), digest_of(row))])

    def apply(self, staged: tuple[str, dict[str, int]], dataset: str, on: int = DAY, **how: Any) -> Applied:
        """Apply a staged file."""
        name, counts = staged
        info = BatchInfo(
            dataset,
            f"{name}.csv",
            f"sha{name}",
            "mapping",
            "mapping",
            how.get("delivery", Delivery.SNAPSHOT if "absence" in how else Delivery.UPSERT),
            on,
            absence=how.get("absence"),
            whole_dataset=how.get("whole", False),
            columns=("名称",),
            record_types=("penalty",),
            accept_shrink=how.get("accept_shrink", False),
        )
        _tx, applied = self.archive.apply(name, info, counts, "tester", lambda: None)
        self.archive.discard_stage(name)
        return applied

    # what the archive believes -------------------------------------------------------------------------------------

    @property
    def tx(self) -> int:
        """The newest transaction."""
        with self.archive.read() as sql:
            return newest_tx(sql)

    def ask(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.archive.read() as sql:
            return sql.all(query, **parameters)

    def with_gram(self, gram: str) -> list[tuple[Any, ...]]:
        """The texts that the index of names knows by a gram."""
        with self.archive.read() as sql:
            if sql.sqlite:
                return sql.all("SELECT rowid FROM gram_index WHERE gram_index MATCH :gram", gram=f'"{gram}"')
            return sql.all("SELECT tid FROM gram_index WHERE :gram = ANY (grams)", gram=gram)

    def export(self, tx: int | None = None) -> list[str]:
        """The canonical export."""
        with self.archive.read() as sql:
            return list(canonical_lines(sql, newest_tx(sql) if tx is None else tx))

    def sid(self, label: str) -> int:
        """The source of a label."""
        return int(self.ask("SELECT sid FROM source WHERE key = :key", key=self.key(label))[0][0])

    def clusters(self, tx: int | None = None) -> list[list[str]]:
        """The entities as labels of their sources, those alone left out."""
        at = self.tx if tx is None else tx
        found: dict[int, list[str]] = {}
        for key, eid in self.ask(
            "SELECT s.key, m.eid FROM member AS m JOIN source AS s ON s.sid = m.sid"
            " WHERE m.tx_from <= :tx AND (m.tx_to IS NULL OR m.tx_to > :tx)",
            tx=at,
        ):
            found.setdefault(eid, []).append(self.labels[bytes(key)])
        return sorted(sorted(labels) for labels in found.values() if len(labels) > 1)

    def alive(self) -> set[str]:
        """The labels of the sources that a believed row states."""
        return {
            self.labels[bytes(key)]
            for (key,) in self.ask(
                "SELECT s.key FROM member AS m JOIN source AS s ON s.sid = m.sid WHERE m.tx_to IS NULL"
            )
        }

    def names(self, label: str, tx: int | None = None) -> set[tuple[str, int | None, int | None]]:
        """The names of the entity that holds a source, with the days from and to which they hold."""
        at = self.tx if tx is None else tx
        with self.archive.read() as sql:
            eid = sql.value(
                "SELECT eid FROM member WHERE sid = :sid AND tx_from <= :tx AND (tx_to IS NULL OR tx_to > :tx)",
                sid=self.sid(label),
                tx=at,
            )
            rows = read.names(sql, [] if eid is None else [eid], at)
        return {(row.text, row.valid_from, row.valid_to) for row in rows}


@pytest.fixture
def new_box(new_archive: Archives) -> Callable[[str], Box]:
    """Makes archives of one key."""

    def make(name: str) -> Box:
        return Box(new_archive(name))

    return make


@pytest.fixture
def box(new_box: Callable[[str], Box]) -> Box:
    """An empty archive."""
    return new_box("box")


@pytest.fixture
def ended() -> dict[str, Any]:
    """How a snapshot by subject is loaded."""
    return {"delivery": Delivery.SNAPSHOT, "absence": Absence.ENDED}
