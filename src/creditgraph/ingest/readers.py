"""Reading tables: CSV as it comes from offices and spreadsheets, in constant memory.

The encoding is decided on the whole stream and strictly: UTF-8 (with or without BOM), else GB 18030, of which
GBK and GB 2312 are parts. A byte that fits neither is an error, never a replacement character, for a damaged
name would become another person. Row numbers are those that a spreadsheet shows: one a record, blank rows
counted, line breaks inside quotes not.
"""

import codecs
import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from creditgraph.ingest.quarantine import Problem
from creditgraph.model.errors import BadInput

_CHUNK = 1 << 20
_DELIMITERS = (",", "\t", ";")
_TITLE_ROWS = 20
"""How far down a header may stand below title rows."""
_GB = {"gbk", "gb2312", "cp936", "gb18030"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters but tab and line breaks; U+001F would make two keys run into each other."""
_BINARY = {
    b"PK\x03\x04": "an .xlsx workbook or a zip file",
    b"\xd0\xcf\x11\xe0": "an .xls workbook",
    b"\x1f\x8b": "a gzip file",
    b"%PDF": "a PDF file",
}

Opener = Callable[[], BufferedReader]
"""Opens a file at its start, as often as it is asked to; it can seek. Of a sealed file the path is but a name."""


class Row(NamedTuple):
    """One record of the table: as many cells as the header has. With a `problem` they must not be used."""

    number: int
    cells: list[str]
    problem: Problem | None


class Header(NamedTuple):
    """The row of headings: its number in the file, the delimiter it speaks for, and its cells."""

    row: int
    delimiter: str
    cells: tuple[str, ...]


class Table:
    """A CSV file whose encoding is known. `header` is set by `find_header`, which must come before `rows`."""

    def __init__(self, path: Path, encoding: str, opener: Opener) -> None:
        self.path = path
        self.encoding = encoding
        self._open = opener
        self.header: Header | None = None

    def header_candidates(self) -> list[Header]:
        """Rows among the first twenty that may be headings: at least two distinct cells, by any delimiter."""
        found = []
        for delimiter in _DELIMITERS:
            try:
                for number, cells in enumerate(islice(self._records(delimiter), _TITLE_ROWS), 1):
                    if len({c.strip() for c in cells} - {""}) >= 2:
                        found.append(Header(number, delimiter, tuple(cells)))
            except csv.Error:  # a wrong delimiter can run quotes into a field without end
                continue
        return sorted(found, key=lambda header: header.row)

    def find_header(self, accept: Callable[[Sequence[str]], bool]) -> Header:
        """The first row that `accept` takes for the headings; BadInput if none of the first twenty is."""
        for candidate in self.header_candidates():
            if accept(candidate.cells):
                self.header = candidate
                return candidate
        raise BadInput(
            "no_header",
            f"{self.path}: none of the first {_TITLE_ROWS} rows has the headings that the mapping wants",
            "put the headings into one row near the top, or name another mapping",
        )

    def rows(self) -> Iterator[Row]:
        """The records below the header, blank ones left out. BadInput where a quote is never closed."""
        if self.header is None:
            raise RuntimeError("find_header comes before rows")
        first, delimiter, headings = self.header
        width = len(headings)
        number = 0
        try:
            for number, cells in enumerate(self._records(delimiter), 1):
                if number <= first or not any(cells):
                    continue
                if len(cells) != width:
                    problem = _fit_width(cells, width, number)
                    if problem:
                        yield Row(number, cells, problem)
                        continue
                text = "".join(cells)
                if not text.isprintable() and _CONTROL.search(text):
                    yield Row(number, cells, _control_character(cells, headings, number))
                elif text.strip():
                    yield Row(number, cells, None)
        except csv.Error as error:
            raise BadInput(
                "unclosed_quote",
                f"{self.path}: a quoted cell near row {max(number, 1)} does not end ({error})",
                "close the quotation mark that the row opens",
            ) from error

    def _records(self, delimiter: str) -> Iterator[list[str]]:
        with TextIOWrapper(self._open(), encoding=self.encoding, errors="strict", newline="") as file:
            quotes = _Quotes(file)
            open_cell = False
            for record in csv.reader(quotes, delimiter=delimiter):
                open_cell = bool(record) and "\n" in record[-1]  # looked at first: a short record is filled up
                yield record
            # The csv module ends an open field silently with the file: the rest of it would be one cell.
            if quotes.count % 2 and open_cell:
                raise csv.Error("a quotation mark is still open at the end of the file")


class _Quotes:
    """Lines, with a count of the quotation marks in them."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.count += line.count('"')
            yield line


def open_table(path: Path, encoding: str | None = None, opener: Opener | None = None) -> Table:
    """The table in a file. `encoding` overrides detection; GBK and GB 2312 are read as GB 18030. `opener` opens a file
    that does not lie in plain at its path.

    BadInput where the file is missing, a folder, empty or no text, and where its bytes fit no encoding.
    """
    opener = opener or _opener_of(path)
    head = _head(path, opener)
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise BadInput("not_text", f"{path} is {what}", "save the sheet as CSV UTF-8 and import that")
    if encoding is not None:
        chosen = _codec(encoding)
        _check(path, opener, (chosen,))
        return Table(path, chosen, opener)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInput("encoding", f"{path} is UTF-16", "import it with --encoding utf-16")
    return Table(path, _check(path, opener, ("utf-8-sig", "gb18030")), opener)


def sha256_of(path: Path, opener: Opener | None = None) -> str:
    """The SHA-256 of a file in hex, by which a file already imported is recognised."""
    with (opener or _opener_of(path))() as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opener_of(path: Path) -> Opener:
    return lambda: path.open("rb")


def _head(path: Path, opener: Opener) -> bytes:
    try:
        with opener() as file:
            head = file.read(8)
    except IsADirectoryError:
        raise BadInput("not_a_file", f"{path} is a folder", "name the files in it") from None
    except FileNotFoundError:
        raise BadInput("no_such_file", f"there is no file {path}", "check the path") from None
    except OSError as error:
        raise BadInput("not_readable", f"cannot read {path}: {error.strerror}", "check its rights") from None
    if not head:
        raise BadInput("empty_file", f"{path} is empty", "ask its sender for the file again")
    return head


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
        name = codec.name
        if not codec._is_text_encoding or name == "undefined":
            raise LookupError
    except LookupError:
        raise BadInput("encoding", f"no encoding is called {encoding!r}", "try utf-8 or gb18030") from None
    if name in _GB:
        return "gb18030"
    return "utf-8-sig" if name == "utf-8" else name


def _check(path: Path, opener: Opener, encodings: Sequence[str]) -> str:
    """The first encoding in which every byte of the file makes sense."""
    failures = []
    for encoding in encodings:
        try:
            _decode(opener, encoding)
        except _BadByteError as error:
            failures.append(f"{encoding}: byte {error.offset}, line {error.line}")
        else:
            return encoding
    raise BadInput(
        "encoding",
        f"{path} is in no encoding that was tried ({'; '.join(failures)})",
        "name its encoding with --encoding, or mend the damaged bytes",
    )


class _BadByteError(Exception):
    def __init__(self, offset: int, line: int) -> None:
        super().__init__(offset, line)
        self.offset = offset
        self.line = line


def _decode(opener: Opener, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset, line = 0, 1
    with opener() as file:
        while True:
            pending = decoder.getstate()[0]
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                # The decoder counts from the bytes it had kept back, which lie before this chunk.
                at = offset - len(pending) + error.start
                lines = chunk[: max(0, error.start - len(pending))].count(b"\n")
                raise _BadByteError(at, line + lines) from None
            if not chunk:
                return
            offset += len(chunk)
            line += chunk.count(b"\n")


def _fit_width(cells: list[str], width: int, number: int) -> Problem | None:
    """Pads a short row and cuts empty cells beyond the header; the problem of a row with more to say."""
    if any(cell.strip() for cell in cells[width:]):
        return Problem(number, "", "row", "", "too_many_cells")
    del cells[width:]
    cells.extend([""] * (width - len(cells)))
    return None


def _control_character(cells: Sequence[str], headings: Sequence[str], number: int) -> Problem:
    # The cell is not repeated: it has not been redacted yet.
    column = next(h for h, cell in zip(headings, cells, strict=True) if _CONTROL.search(cell))
    return Problem(number, column, "row", "", "control_character")
