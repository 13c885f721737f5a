"""An office that delivers files and asks: files are lists of rows under the headings of a template."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from creditgraph.example import copy_example
from creditgraph.identifiers import citizen_id_check, create_key, credit_code_check, load_key, org_code_check
from creditgraph.ingest import template
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.export import export_canonical
from creditgraph.usecases.import_file import Report, import_file
from creditgraph.usecases.intake import Options
from support.archives import Archives, Server, archives


def credit_code(number: int, authority: str = "91") -> str:
    """A valid code of division 379900 whose organisation code is valid too."""
    while True:  # an organisation code may end in a letter that a credit code cannot hold
        body = f"MA{number:06d}"
        code = f"{authority}379900{body}{org_code_check(body)}"
        if not set(code) & set("IOSVZ"):
            return code + credit_code_check(code)
        number += 100_000


def citizen_id(number: int, born: str = "19040101") -> str:
    """A valid identity number of division 379900, born before 1905."""
    body = f"379900{born}{number:03d}"
    return body + citizen_id_check(body)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A CSV text; short rows are filled up."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([*row, *[""] * (len(headings) - len(row))] for row in rows)
    return text.getvalue()


@dataclass
class Office:
    """A context with its folder, and the words in which the tests use it."""

    context: Context
    folder: Path
    archives: Archives
    code = staticmethod(credit_code)
    citizen = staticmethod(citizen_id)

    def file(self, name: str, kind: str, *rows: Sequence[object], title: str = "", encoding: str = "utf-8") -> Path:
        """A file under the headings of a template."""
        path = self.folder / name
        path.write_bytes((title + table(template(kind), rows)).encode(encoding))
        return path

    def text(self, name: str, content: str | bytes) -> Path:
        """A file with this content."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, path: Path, **options: Any) -> Report:
        """Import a file, by default as of 2020."""
        how = {"stated_on": 20200101, **options}
        return import_file(self.context, Request(), path, Options(**how))

    def imported(self, kind: str, *rows: Sequence[object], **options: Any) -> Report:
        """Import rows of a template."""
        self.serial = getattr(self, "serial", 0) + 1
        return self.load(self.file(f"{kind}-{self.serial}.csv", kind, *rows), **options)

    def export(self, tx: int | None = None) -> list[str]:
        """The canonical export."""
        return list(export_canonical(self.context, Request(tx=tx)))

    def ask(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.context.archive.read() as sql:
            return sql.all(query, **parameters)

    def another(self, name: str) -> "Office":
        """Another archive under the same key."""
        folder = self.folder / name
        folder.mkdir()
        archive = self.archives(f"{self.folder.name}-{name}", self.context.key().fingerprint)
        return Office(self.archives.context(archive, self.context.key_path), folder, self.archives)


def quarantined(report: Report) -> list[dict[str, str]]:
    """The rows of a quarantine file."""
    assert report.quarantine is not None
    with open(report.quarantine, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def opened(folder: Path, archives: Archives, name: str = "") -> Office:
    """An office with an empty archive and its key; the name keeps it apart from others in the folder."""
    key_path = folder / name / "keys" / "archive.key"
    create_key(key_path)
    archive = archives(name, load_key(key_path).fingerprint)
    return Office(archives.context(archive, key_path), folder / name, archives)


@pytest.fixture
def make_office(tmp_path: Path, new_archive: Archives) -> Callable[[], Office]:
    """Opens an office for each example of a property."""
    number = count()
    return lambda: opened(tmp_path, new_archive, f"office-{next(number)}")


@pytest.fixture
def office(tmp_path: Path, new_archive: Archives) -> Office:
    """An office with an empty archive."""
    return opened(tmp_path, new_archive)


@pytest.fixture
def quarantine() -> Callable[[Report], list[dict[str, str]]]:
    """Reads the quarantine file of a report."""
    return quarantined


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory, database_server: Server | None) -> Iterator[Office]:
    """The example province, loaded once a database; tests only read it."""
    folder = tmp_path_factory.mktemp("province")
    with archives(folder, database_server) as made:
        office = opened(folder, made)
        for file in copy_example(folder / "files"):
            import_file(office.context, Request(), file, Options())
        yield office
