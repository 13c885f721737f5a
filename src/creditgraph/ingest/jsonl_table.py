"""Reading JSON Lines: one flat object a line, UTF-8, in constant memory.

A row has the number of its line. The headings are all keys of the file in the order in which they first come, so the
file is read twice. Numbers keep the digits as written; true and false read TRUE and FALSE as in a spreadsheet, null is
empty. A line that is no flat object costs itself only.
"""

import codecs
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from creditgraph.identifiers import mask_number, redact_text
from creditgraph.ingest.csv_table import BadByteError, decode_all
from creditgraph.ingest.quarantine import Problem
from creditgraph.ingest.tables import Header, Opener, Row, Table, bad_text
from creditgraph.model.errors import BadInput

_LONGEST_LINE = 1 << 24
_MOST_KEYS = 4096


class _Float(str):
    """A number with a fraction or exponent, as written."""

    __slots__ = ()


class _BadLineError(Exception):
    """Why a line is no row: the code of the problem, and the key where it is one."""

    def __init__(self, code: str, key: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.key = key


class JsonlTable(Table):
    """A JSON Lines file that is UTF-8 throughout."""

    def _candidates(self) -> Iterator[Header]:
        keys: dict[str, None] = {}
        for number, line in self._lines():
            try:
                keys.update(dict.fromkeys(_parse(line)))
            except _BadLineError:
                continue  # `rows` says what is wrong with it
            if len(keys) > _MOST_KEYS:
                raise BadInput(
                    "too_many_columns",
                    f"{self.path}, line {number}: the objects have more than {_MOST_KEYS} different keys",
                    "give all objects the same keys",
                    message_zh=f"{self.path} 第 {number} 行：各行的键合计超过 {_MOST_KEYS} 个",
                    remedy_zh="各行使用相同的键",
                )
        return iter([Header(0, "", tuple(keys))] if keys else [])

    def grid(self) -> Iterator[tuple[int, list[str]]]:
        """The headings, then all rows."""
        for header in self._candidates():
            yield header.row, list(header.cells)
            yield from ((row.number, row.cells) for row in self._rows(header, (), ()) if row.problem is None)

    def _rows(self, header: Header, codes: Collection[int], percentages: Collection[int]) -> Iterator[Row]:
        headings = header.cells
        for number, line in self._lines():
            try:
                row = _parse(line)
            except _BadLineError as error:
                key = redact_text(error.key, mask_number)
                yield Row(number, [], Problem(number, key, "row", "", error.code))
                continue
            cells = [str(row.get(heading, "")) for heading in headings]
            text = "".join(cells)
            problem = bad_text(cells, text, headings, number)
            if problem is not None or text.strip():
                numbers = tuple(at for at in codes if isinstance(row.get(headings[at]), _Float))
                yield Row(number, cells, problem, numbers)

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        """The lines that are not blank, with their numbers."""
        with self._open() as file:
            number = 0
            while line := file.readline(_LONGEST_LINE + 1):
                number += 1
                if len(line) > _LONGEST_LINE:
                    raise BadInput(
                        "line_too_long",
                        f"{self.path}, line {number} is longer than {_LONGEST_LINE:,} bytes",
                        "write one object a line",
                        message_zh=f"{self.path} 第 {number} 行超过 {_LONGEST_LINE:,} 字节",
                        remedy_zh="每行只写一个对象",
                    )
                if number == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                if line.strip():
                    yield number, line


def open_jsonl(path: Path, opener: Opener) -> JsonlTable:
    """The table in a JSON Lines file. BadInput where it is not UTF-8, with the line, and for one big JSON array."""
    try:
        decode_all(opener, "utf-8")
    except BadByteError as error:
        raise BadInput(
            "encoding",
            f"{path}, line {error.line}: byte {error.offset} is not UTF-8, as JSON Lines must be",
            "write the file again as UTF-8",
            message_zh=f"{path} 第 {error.line} 行：第 {error.offset} 字节不是 UTF-8（JSON Lines 必须为 UTF-8）",
            remedy_zh="以 UTF-8 重新导出",
        ) from None
    with opener() as file:
        if file.read(1024).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"["):
            raise BadInput(
                "not_json_lines",
                f"{path} is one JSON array",
                "write each object of it on a line of its own, without brackets around and commas between them",
                message_zh=f"{path} 是一个 JSON 数组",
                remedy_zh="改为每行一个对象，去掉外层方括号和行间逗号",
            )
    return JsonlTable(path, opener)


def _parse(line: bytes) -> dict[str, str]:
    try:
        parsed = _decode(line.decode())
    except (ValueError, RecursionError):
        raise _BadLineError("not_json") from None
    if not isinstance(parsed, dict):
        raise _BadLineError("not_an_object")
    return {key: _text(key, value) for key, value in parsed.items()}


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _BadLineError("repeated_key_in_line", next(key for key in keys if keys.count(key) > 1))
    return found


def _constant(_word: str) -> str:
    raise _BadLineError("not_json")  # NaN and Infinity are no JSON


_decode = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=str, parse_float=_Float, parse_constant=_constant).decode


def _text(key: str, value: Any) -> str:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:  # half of a surrogate pair
            raise _BadLineError("control_character", key) from None
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    raise _BadLineError("nested_value", key)
