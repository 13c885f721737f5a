"""The quarantine file: which rows and cells did not load, why, and what to do (`interfaces.md` 2.1).

Values arrive here redacted: an identity number is already a mask. Cells that a spreadsheet would run as a
formula are neutralised. The file appears under its name only when it is whole.
"""

import csv
import os
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib import resources
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

import yaml

from creditgraph.identifiers import suggest_credit_code
from creditgraph.model.errors import Broken

Scope = Literal["row", "cell"]

SUFFIX = ".quarantine.csv"
"""What a file's name is followed by in that of its quarantine file."""

HEADINGS = ("row", "column", "scope", "value", "code", "reason_zh", "reason_en", "remedy_zh", "remedy_en")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Problem(NamedTuple):
    """What is wrong with a row (it does not load) or with one cell (the row loads without it).

    `row` is the number that a spreadsheet shows, `column` the heading as in the file or empty, `value` the
    redacted cell, `code` a key of `messages`.
    """

    row: int
    column: str
    scope: Scope
    value: str
    code: str


class Message(NamedTuple):
    """The words for a problem's code."""

    reason_zh: str
    reason_en: str
    remedy_zh: str
    remedy_en: str


@cache
def messages() -> dict[str, Message]:
    """The words for every code that a `Problem` can carry, from the packaged `messages.yaml`."""
    text = resources.files("creditgraph.ingest").joinpath("messages.yaml").read_text("utf-8")
    return {code: Message(**words) for code, words in yaml.safe_load(text).items()}


def neutralised(text: str) -> str:
    """The text as a spreadsheet shows it but does not run it (apostrophe before `= + - @`, tab, return)."""
    return "'" + text if text.startswith(_FORMULA) else text


def words_of(problem: Problem) -> Message:
    """The words for a problem; for a credit code with I, O, S, V or Z also what may have been meant.

    Only a suggestion: such a character is never corrected silently (`domain.md` 2.1).
    """
    words = messages()[problem.code]
    meant = suggest_credit_code(problem.value) if problem.code == "charset" else None
    if meant is None:
        return words
    return words._replace(
        remedy_zh=f"{words.remedy_zh}；可能是 {meant}", remedy_en=f"{words.remedy_en}; perhaps {meant}"
    )


class QuarantineWriter:
    """Writes problems to a CSV file (UTF-8 with BOM) that exists only if there was one.

    A context manager: on an exception the half-written file is removed. Broken if the folder is not writable.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        """How many distinct rows did not load."""
        self.cells = 0
        self._last_row = -1
        self._file: TextIOWrapper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(keep=kind is None)

    def write(self, problems: Iterable[Problem]) -> None:
        """Adds problems, those of one row together, rows in the order of the file."""
        for problem in problems:
            if self._file is None:
                self._open()
            texts = (problem.column, problem.scope, problem.value, problem.code, *words_of(problem))
            self._table.writerow((problem.row, *map(neutralised, texts)))
            if problem.scope == "cell":
                self.cells += 1
            elif problem.row != self._last_row:
                self.rows += 1
                self._last_row = problem.row

    def close(self, keep: bool = True) -> Path | None:
        """Puts the file in place and returns its path; None where there was nothing to write."""
        if self._file is None:
            return None
        name, file, self._file = self._file.name, self._file, None
        file.close()
        if not keep:
            os.unlink(name)
            return None
        os.replace(name, self.path)
        return self.path

    def _open(self) -> None:
        try:
            handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
        except OSError as error:
            raise Broken(
                "quarantine_not_writable",
                f"cannot write the quarantine file {self.path}: {error.strerror}",
                "make the folder writable or name another one",
            ) from error
        os.close(handle)
        self._file = open(name, "w", encoding="utf-8-sig", newline="")  # noqa: SIM115 - closed by close()
        self._table = csv.writer(self._file, lineterminator="\r\n")
        self._table.writerow(HEADINGS)
