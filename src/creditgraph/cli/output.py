"""What goes to standard output and what to standard error; every text from the archive is made harmless first.

Answers alone go to standard output: one JSON document with `--json`, else tables and sentences. Control characters,
invisible ones and those that turn the direction of writing are removed (in JSON: escaped), and no text is markup.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from creditgraph.cli.words import word, words
from creditgraph.model.document import document
from creditgraph.model.errors import CreditGraphError
from creditgraph.model.request import Language
from creditgraph.usecases.error_words import remedy, said

Told = Mapping[str, Any]

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_BREAK = re.compile(r"[\t\r\n]+")
_PIPE_WIDTH = 10_000


def safe(text: object) -> str:
    """A text as a terminal may show it, on one line."""
    return _UNSAFE.sub("", _BREAK.sub(" ", str(text)))


class Output:
    """Standard output and standard error in a language."""

    def __init__(self, lang: Language, as_json: bool) -> None:
        self.lang: Language = lang
        self.as_json = as_json
        self._out, self.err = _console(stderr=False), _console(stderr=True)

    def pick(self, zh: str, en: str) -> str:
        """The text in the language asked for."""
        return zh if self.lang == "zh" else en

    def word(self, group: str, key: object) -> str:
        """A word of a closed list in the language asked for."""
        return word(group, str(key), self.lang)

    def words(self, group: str) -> Mapping[str, str]:
        """All words of a closed list in the language asked for."""
        return words(group, self.lang)

    def answer(self, told: Told, view: Callable[["Output", Any], None]) -> None:
        """Print what a use case told: as JSON, or as the view words it."""
        if self.as_json:
            sys.stdout.write(document(told))
        else:
            view(self, told)

    def line(self, text: str = "", indent: int = 0, style: str = "") -> None:
        """One line of the answer."""
        self._out.print(Text(" " * indent + safe(text), style=style), soft_wrap=True)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table; in a pipe without lines around it."""
        table = Table(box=box.SIMPLE_HEAD if self._out.is_terminal else None, pad_edge=False)
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*(Text(safe(cell)) for cell in row))
        self._out.print(table)

    def note(self, text: str) -> None:
        """A line for the person at the terminal that is no part of the answer."""
        self.err.print(Text(safe(text)), soft_wrap=True)

    def error(self, error: CreditGraphError) -> None:
        """What went wrong and what to do: a JSON object with `--json`."""
        if self.as_json:
            sys.stderr.write(document({"error": error_told(error)}))
            return
        self.err.print(
            Text(safe(self.pick("错误：", "Error: ") + said(error, self.lang)), style="bold red"), soft_wrap=True
        )
        if done := remedy(error, self.lang):
            self.note(self.pick("办法：", "Remedy: ") + done)
        for candidate in error.details.get("candidates", ()):
            self.note("  " + candidate_line(self, candidate))


def error_told(error: CreditGraphError) -> dict[str, Any]:
    """An error as plain values."""
    return {"code": error.code, "message": error.message, "remedy": error.remedy, **error.details}


def candidate_line(output: Output, candidate: Told) -> str:
    """An entity in one line: id, name, kind and numbers."""
    numbers = " ".join(number["value"] for number in candidate["identifiers"])
    return f"{candidate['id']}  {candidate['name']}  {output.word('entity', candidate['kind'])}  {numbers}".rstrip()


def _console(stderr: bool) -> Console:
    console = Console(stderr=stderr, markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    return console
