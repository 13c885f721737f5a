"""Reading old .xls workbooks, through fastexcel: a sheet of that format has at most 65,536 rows of 256 cells.

The library tells texts and numbers apart (each cell is asked for as a text and as a truth value, which no text is), but
not that 0.33 is shown as 33 %: between 0 and 1 a number in a column of percentages is a problem.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from creditgraph.ingest.quarantine import Problem
from creditgraph.ingest.tables import (
    Header,
    Opener,
    Row,
    Table,
    bad_text,
    fit_width,
    likely_headers,
    lost_digits,
    without_tail,
)
from creditgraph.ingest.workbook import encrypted, whole
from creditgraph.model.errors import BadInput

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MIDNIGHT = " 00:00:00"
_TRUTHS = ("TRUE", "FALSE")


class XlsTable(Table):
    """One sheet of an old workbook, held in memory while it is read."""

    streamed = False

    def __init__(self, path: Path, opener: Opener, sheet: str, others: tuple[str, ...], chosen: bool) -> None:
        super().__init__(path, opener)
        self._name = sheet
        self.sheet, self.other_sheets, self.chosen = sheet, others, chosen

    def _candidates(self) -> Iterator[Header]:
        return map(without_tail, likely_headers((number, cells) for number, cells, _flags, _bad in self._records()))

    def grid(self) -> Iterator[tuple[int, list[str]]]:
        """All rows of the sheet."""
        return ((number, cells) for number, cells, _flags, _bad in self._records())

    def _rows(self, header: Header, codes: Collection[int], percentages: Collection[int]) -> Iterator[Row]:
        headings = header.cells
        width = len(headings)
        for number, cells, flags, bad in self._records():
            if number <= header.row or not (any(cells) or bad):
                continue
            numbers = [at for at, flag in enumerate(flags[:width]) if flag is not None and cells[at] not in _TRUTHS]
            problem = fit_width(cells, width, number)
            if problem is None and bad and bad[0] < width:
                problem = Problem(number, headings[bad[0]], "row", "", "error_cell")
            if problem is None:
                problem = lost_digits(cells, numbers, headings, codes, number)
            for at in numbers:
                if problem is None and at in percentages and 0 < float(cells[at]) <= 1:
                    problem = Problem(number, headings[at], "row", cells[at], "percent_cell")
            problem = problem or bad_text(cells, "".join(cells), headings, number)
            yield Row(number, cells, problem, tuple(at for at in numbers if at in codes))

    def _records(self) -> Iterator[tuple[int, list[str], list[Any], list[int]]]:
        """The rows of the sheet: number, texts, truth values (None for what is no number), places of error cells."""
        book = _book(self.path, self._open)
        how: dict[str, Any] = {"header_row": None, "skip_rows": 0}
        # Rows count from the top of the sheet, columns from the first that is used: all three agree.
        texts, errors = book.load_sheet(self._name, dtypes="string", **how).to_arrow_with_errors()
        flags = book.load_sheet(self._name, dtypes="boolean", **how).to_arrow()
        bad: dict[int, list[int]] = {}
        for error in errors.errors if errors is not None else ():
            bad.setdefault(error.position[0], []).append(error.position[1])
        columns = [(text.to_pylist(), flag.to_pylist()) for text, flag in zip(texts, flags, strict=True)]
        for at in range(texts.num_rows):
            cells = [_spelt(text[at], flag[at]) for text, flag in columns]
            yield at + 1, cells, [flag[at] for _text, flag in columns], bad.get(at, [])


def open_xls(path: Path, opener: Opener, sheet: str | None) -> XlsTable:
    """The sheet of that name, else the first that holds something."""
    book = _book(path, opener)
    filled = [name for name in book.sheet_names if book.load_sheet(name, header_row=None, dtypes="string").width]
    usual = filled[0] if filled else book.sheet_names[0]
    if sheet is not None and sheet not in book.sheet_names:
        names = ", ".join(book.sheet_names)
        raise BadInput(
            "no_such_sheet",
            f"{path} has no sheet {sheet!r}",
            f"name one of {names}",
            message_zh=f"{path} 中没有工作表 {sheet!r}",
            remedy_zh=f"可选：{names}",
        )
    wanted = usual if sheet is None else sheet
    return XlsTable(path, opener, wanted, tuple(name for name in filled if name != wanted), wanted != usual)


def _book(path: Path, opener: Opener) -> Any:
    import fastexcel

    with opener() as file:
        content = whole(path, file)
    if _ENCRYPTED in content:
        raise encrypted(path)
    try:
        return fastexcel.read_excel(content)
    except fastexcel.FastExcelError as error:
        if "assword" in str(error):
            raise encrypted(path) from error
        raise BadInput(
            "workbook",
            f"{path} is a damaged workbook, or none: {str(error).splitlines()[0]}",
            "open it in a spreadsheet and save it as .xlsx",
            message_zh=f"{path} 不是可读的工作簿",
            remedy_zh="用表格软件打开后另存为 .xlsx",
        ) from error


def _spelt(text: str | None, flag: bool | None) -> str:
    if text is None:
        return ""
    if flag is not None and text in ("true", "false"):
        return text.upper()
    return text.removesuffix(_MIDNIGHT)
