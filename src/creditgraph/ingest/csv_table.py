"""Reading CSV as it comes from offices and spreadsheets, in constant memory.

The encoding is decided on the whole stream and strictly: UTF-8 (with or without BOM), else GB 18030, of which
GBK and GB 2312 are parts. A byte that fits neither is an error, never a replacement character, for a damaged
name would become another person. Row numbers are those that a spreadsheet shows: one a record, blank rows
counted, line breaks inside quotes not.
"""

import codecs
import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path

from creditgraph.ingest.tables import Header, Opener, Row, Table, bad_text, fit_width, likely_headers
from creditgraph.model.errors import BadInput

_CHUNK = 1 << 20
_DELIMITERS = (",", "\t", ";")
_GB = {"gbk", "gb2312", "cp936", "gb18030"}
_LONGEST_FIELD = 1 << 22
"""Characters after which the csv module gives up on a cell: longer than `LONGEST_CELL`, so that most cells that are
too long cost their own row and no more."""

csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_FIELD))


class CsvTable(Table):
    """A CSV file whose encoding is known."""

    def __init__(self, path: Path, opener: Opener, encoding: str) -> None:
        super().__init__(path, opener)
        self.encoding = encoding

    def _candidates(self) -> Iterator[Header]:
        found: list[Header] = []
        for delimiter in _DELIMITERS:
            try:
                found += likely_headers(enumerate(self._records(delimiter), 1), delimiter)
            except csv.Error:  # a wrong delimiter can run quotes into a field without end
                continue
        return iter(sorted(found, key=lambda header: header.row))

    def _rows(self, header: Header, codes: Collection[int], percentages: Collection[int]) -> Iterator[Row]:
        first, delimiter, headings = header
        width = len(headings)
        number = 0
        try:
            for number, cells in enumerate(self._records(delimiter), 1):
                if number <= first or not any(cells):
                    continue
                if len(cells) != width:
                    problem = fit_width(cells, width, number)
                    if problem:
                        yield Row(number, cells, problem)
                        continue
                text = "".join(cells)
                problem = bad_text(cells, text, headings, number)
                if problem is not None or text.strip():
                    yield Row(number, cells, problem)
        except csv.Error as error:
            raise _unread(self.path, number + 1, error) from error

    def grid(self) -> Iterator[tuple[int, list[str]]]:
        """All rows, parted by the delimiter of the likeliest header."""
        header = next(self._candidates(), None)
        number = 0
        try:
            for number, cells in enumerate(self._records(header.delimiter if header else ","), 1):
                yield number, cells
        except csv.Error as error:
            raise _unread(self.path, number + 1, error) from error

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines of the file as text, with their numbers."""
        with TextIOWrapper(self._open(), encoding=self.encoding, errors="strict") as file:
            for number, line in enumerate(file, 1):
                yield number, line.rstrip("\n")

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


def _unread(path: Path, row: int, error: csv.Error) -> BadInput:
    """Why the csv module gave up: a quote left open to the end of the file, or a cell beyond all bounds."""
    if "field larger" in str(error):
        return BadInput(
            "cell_too_long",
            f"{path}, row {row}: a cell is longer than {_LONGEST_FIELD:,} characters",
            "shorten it, or close the quotation mark that the row opens",
            message_zh=f"{path} 第 {row} 行：单元格超过 {_LONGEST_FIELD:,} 个字符",
            remedy_zh="缩短该单元格，或补上该行缺失的后引号",
        )
    return BadInput(
        "unclosed_quote",
        f"{path}: a quoted cell near row {max(row - 1, 1)} does not end ({error})",
        "close the quotation mark that the row opens",
        message_zh=f"{path} 第 {max(row - 1, 1)} 行附近：引号未闭合，直到文件末尾",
        remedy_zh="补上该行缺失的后引号",
    )


def open_csv(path: Path, opener: Opener, head: bytes, encoding: str | None) -> CsvTable:
    """The table in a text file. `encoding` overrides detection; GBK and GB 2312 are read as GB 18030."""
    if encoding is not None:
        chosen = _codec(encoding)
        _check(path, opener, (chosen,))
        return CsvTable(path, opener, chosen)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadInput(
            "encoding",
            f"{path} is UTF-16",
            "import it with --encoding utf-16",
            message_zh=f"{path} 是 UTF-16 编码",
            remedy_zh="导入时加 --encoding utf-16",
        )
    return CsvTable(path, opener, _check(path, opener, ("utf-8-sig", "gb18030")))


def _codec(encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
        name = codec.name
        if not codec._is_text_encoding or name == "undefined":
            raise LookupError
    except LookupError:
        raise BadInput(
            "encoding",
            f"no encoding is called {encoding!r}",
            "try utf-8 or gb18030",
            message_zh=f"没有名为 {encoding!r} 的编码",
            remedy_zh="可试 utf-8 或 gb18030",
        ) from None
    if name in _GB:
        return "gb18030"
    return "utf-8-sig" if name == "utf-8" else name


def _check(path: Path, opener: Opener, encodings: Sequence[str]) -> str:
    """The first encoding in which every byte of the file makes sense."""
    failures = []
    for encoding in encodings:
        try:
            decode_all(opener, encoding)
        except BadByteError as error:
            failures.append((encoding, error))
        else:
            return encoding
    raise BadInput(
        "encoding",
        f"{path} is in no encoding that was tried ("
        + "; ".join(f"{encoding}: byte {bad.offset}, line {bad.line}" for encoding, bad in failures)
        + ")",
        "name its encoding with --encoding, or mend the damaged bytes",
        message_zh=f"{path} 不属于所试的任何编码（"
        + "；".join(f"{encoding}：第 {bad.offset} 字节，第 {bad.line} 行" for encoding, bad in failures)
        + "）",
        remedy_zh="用 --encoding 指明编码，或修复损坏的字节",
    )


class BadByteError(Exception):
    """Where a file stops making sense in an encoding."""

    def __init__(self, offset: int, line: int) -> None:
        super().__init__(offset, line)
        self.offset = offset
        self.line = line


def decode_all(opener: Opener, encoding: str) -> None:
    """Decode a whole file to see whether it can be; BadByteError where it cannot."""
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
                raise BadByteError(at, line + lines) from None
            if not chunk:
                return
            offset += len(chunk)
            line += chunk.count(b"\n")
