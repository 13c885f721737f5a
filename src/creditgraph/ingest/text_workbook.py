"""Writing a sheet of texts, row by row in constant memory; it appears under its name only when it is whole.

Every cell is a text, blank ones too, so that a code typed into one stays whole. Nothing written is ever a formula; the
caller decides what a leading apostrophe means.
"""

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet holds; longer ones are cut here."""
_WIDEST = 60
_NARROWEST = 18


class TextWorkbook:
    """A workbook with one sheet. OSError where it cannot be written; `close` puts it in place or throws it away."""

    def __init__(self, path: Path, sheet: str, widths: Sequence[int], created: datetime | None = None) -> None:
        import xlsxwriter  # type: ignore[import-untyped]

        handle, self._name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        self._path = path
        self._row = 0
        self._book: Any = xlsxwriter.Workbook(self._name, {"constant_memory": True})
        if created is not None:
            self._book.set_properties({"created": created})
        self._text = self._book.add_format({"num_format": "@"})
        self._sheet = self._book.add_worksheet(sheet)
        for at, width in enumerate(widths):
            self._sheet.set_column(at, at, min(max(width, _NARROWEST), _WIDEST), self._text)

    def freeze(self, rows: int) -> None:
        """Keep the first rows in sight."""
        self._sheet.freeze_panes(rows, 0)

    def write(self, cells: Sequence[str], row: int | None = None) -> None:
        """The next row, or the one of that number; numbers only grow."""
        at = self._row if row is None else row - 1
        for column, text in enumerate(cells):
            if text:
                self._sheet.write_string(at, column, text[:LONGEST_CELL], self._text)
            else:
                self._sheet.write_blank(at, column, None, self._text)
        self._row = at + 1

    def close(self, keep: bool) -> None:
        """End the workbook: put it in place, or leave no trace."""
        try:
            self._book.close()
            if keep:
                os.replace(self._name, self._path)
        finally:
            Path(self._name).unlink(missing_ok=True)
