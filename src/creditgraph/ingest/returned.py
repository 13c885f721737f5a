"""`FILE.returned.xlsx`: the rows that need mending, as their sender wrote them, with reasons and remedies beside them.

It can be imported as it comes back (`tables.py` takes the two columns off). All cells are texts, blank ones too, so
that codes typed into them stay whole. Identity numbers are masked as in the quarantine file; a mask cannot be imported,
and the remedy says that the number must be entered again. What a spreadsheet might run has an apostrophe before it.
"""

import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from xml.etree import ElementTree

from creditgraph.identifiers import mask_number, parse_cell, redact_text
from creditgraph.ingest.columns import BAD, REDACTION_CODES
from creditgraph.ingest.quarantine import Problem, words_of
from creditgraph.ingest.tables import RETURNED_HEADINGS, neutral
from creditgraph.ingest.text_workbook import LONGEST_CELL, MOST_COLUMNS, TextWorkbook
from creditgraph.model.errors import Broken

SUFFIX = ".returned.xlsx"
"""What a file's name is followed by in that of the file of its returned rows."""

MOST_ROWS = 100_000
"""Rows in a returned file; a spreadsheet holds 1,048,576, but nobody mends as many by hand."""
_WORDS_WIDTH = 48
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of making that every returned file states; spreadsheets state another when they save it."""


class ReturnedWriter:
    """Writes rows to a workbook that exists only if there was one, and appears under its name only when it is whole.

    A context manager. `left_out` counts the rows for which there was no room.
    """

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self.path = path
        self.left_out = 0
        self._headings = [redact_text(heading, mask_number) for heading in headings]
        self._rows = 0
        self._book: TextWorkbook | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._book is not None:
            try:
                self._book.close(keep=kind is None)
            except OSError as problem:
                raise _not_writable(self.path, problem) from problem

    @property
    def written(self) -> Path | None:
        """The file that appears at the end; None where there was nothing to write."""
        return self.path if self._rows else None

    def write(self, redacted: Sequence[str], problems: Sequence[Problem], loaded: bool) -> None:
        """Adds a row as it was redacted; `loaded` says that it went in without its bad cells."""
        if self._rows >= MOST_ROWS or len(self._headings) + len(RETURNED_HEADINGS) > MOST_COLUMNS:
            self.left_out += 1
            return
        self._book = self._book or self._opened()
        self._rows += 1
        cells = [_shown(cell) for cell in redacted]
        cells += [""] * (len(self._headings) - len(cells))
        too_long = any(len(cell) >= LONGEST_CELL for cell in cells)
        masked = any(cell != shown for cell, shown in zip(redacted, cells, strict=False))
        reason, remedy = _said(problems, loaded, masked, too_long)
        # A cell that had to be cut would come back cut.
        sent = [neutral(cell) if len(cell) < LONGEST_CELL else "" for cell in cells]
        self._book.write([*sent, reason, remedy])

    def _opened(self) -> TextWorkbook:
        headings = [neutral(heading) for heading in (*self._headings, *RETURNED_HEADINGS)]
        widths = [0] * len(self._headings) + [_WORDS_WIDTH] * len(RETURNED_HEADINGS)
        try:
            book = TextWorkbook(self.path, "returned", widths, _MADE.replace(tzinfo=None))
        except OSError as error:
            raise _not_writable(self.path, error) from error
        book.freeze(1)
        book.write(headings)
        return book


def free_path(path: Path) -> Path:
    """The path, or where work lies at it the next free one: `x.returned.xlsx`, `x.returned-2.xlsx`."""
    stem = path.name.removesuffix(".xlsx")
    number, free = 1, path
    while free.exists() and not untouched(free):
        number += 1
        free = path.with_name(f"{stem}-{number}.xlsx")
    return free


def untouched(path: Path) -> bool:
    """Whether a returned file is as it was written: every spreadsheet states the time at which it saves."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
            properties = ElementTree.fromstring(part.read(1 << 16))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError):
        return False
    modified = [element.text for element in properties if element.tag.endswith("}modified")]
    return modified == [_MADE.strftime("%Y-%m-%dT%H:%M:%SZ")]


def _shown(cell: str) -> str:
    """A redacted cell as it may be sent back: masks where numbers were."""
    if cell.startswith(BAD):
        code, _, mask = cell.removeprefix(BAD).partition(":")
        return mask if code in REDACTION_CODES else cell
    sealed = parse_cell(cell)
    return sealed.mask or "" if sealed is not None else cell


def _said(problems: Sequence[Problem], loaded: bool, masked: bool, too_long: bool) -> tuple[str, str]:
    """The reasons and the remedies for a row, a line each, in both languages."""
    row = problems[0].row
    reasons = [f"原文件第 {row} 行 / row {row}"]
    if loaded:
        reasons[0] += "；本行已导入，未采用所列单元格 / loaded without these cells"
    remedies = []
    for problem in problems:
        words = words_of(problem)
        where = f"{redact_text(problem.column, mask_number)}：" if problem.column else ""
        reasons.append(f"{where}{words.reason_zh} / {words.reason_en}")
        remedies.append(f"{where}{words.remedy_zh} / {words.remedy_en}")
    if masked:
        remedies.append("带 * 的号码须重新填写完整 / enter masked (*) numbers again in full")
    if too_long:
        remedies.append("过长的单元格未能带回，须重新填写 / a cell was too long to send back: enter it again")
    return "\n".join(reasons), "\n".join(dict.fromkeys(remedies))


def _not_writable(path: Path, error: OSError) -> Broken:
    return Broken(
        "returned_not_writable",
        f"cannot write the file of returned rows {path}: {error.strerror}",
        "make the folder writable or name another one",
        message_zh=f"无法写入退回文件 {path}：{error.strerror}",
        remedy_zh="使该文件夹可写，或换一个文件夹",
    )
