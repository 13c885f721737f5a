"""The parts of an .xlsx workbook, opened so that a hostile one costs no more than an honest one.

A workbook is a zip of XML. No part is decompressed beyond its bound, whatever the zip says of its size; XML with a
document type (where entities are declared) is refused; nesting, single tags and texts are bounded.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from posixpath import join, normpath
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from creditgraph.ingest.tables import Opener
from creditgraph.model.errors import BadInput

LARGEST_SHEET = 1 << 32
LARGEST_STRINGS = 1 << 28
"""Bytes of the table of shared texts, which is held in memory."""
_LARGEST_PART = 1 << 26
_LARGEST_SEALED = 1 << 29
"""Bytes of a workbook that can only be read from its start, and so is held in memory."""
_CHUNK = 1 << 16
_DEEPEST = 64
_LONGEST_TAG = 1 << 22
_MOST_SHEETS = 1024
_MOST_NAMES = 256
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]


class SheetEntry(NamedTuple):
    """A sheet of the workbook: its name, its part in the zip, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@contextmanager
def open_workbook(path: Path, opener: Opener) -> Iterator["Workbook"]:
    """The workbook in a file. BadInput where it is damaged, protected or another kind of zip file."""
    with opener() as file:
        try:
            archive = zipfile.ZipFile(file if file.seekable() else BytesIO(whole(path, file)))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise broken(path, f"the zip cannot be read: {error}") from error
        with archive:
            yield Workbook(path, archive)


class Workbook:
    """An open workbook: its sheets in order, and its parts as events."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = archive
        self._names = set(archive.namelist())
        if "xl/workbook.bin" in self._names or "mimetype" in self._names:
            raise BadInput(
                "workbook_format",
                f"{path} is an .xlsb or .ods workbook",
                "save it as .xlsx and import that",
                message_zh=f"{path} 是 .xlsb 或 .ods 工作簿",
                remedy_zh="另存为 .xlsx 后再导入",
            )
        if "xl/workbook.xml" not in self._names:
            raise BadInput(
                "not_text",
                f"{path} is a zip file, but no .xlsx workbook",
                "unpack it and import what is in it",
                message_zh=f"{path} 是压缩包，不是 .xlsx 工作簿",
                remedy_zh="解压后导入其中的文件",
            )
        self.epoch_1904 = False
        self.sheets = self._sheets()

    def has(self, part: str) -> bool:
        """Whether the zip holds a part."""
        return part in self._names

    def broken(self, why: str) -> BadInput:
        """The error for a workbook that cannot be read."""
        return broken(self.path, why)

    def walk(
        self, part: str, start: Start, end: End, text: Callable[[str], None], largest: int = _LARGEST_PART
    ) -> Iterator[None]:
        """Go through a part's XML, calling the three for its elements (without namespace) and texts; yields after
        each piece, so that the caller can hand on what it has gathered."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        depth = 0
        local = _LocalNames()

        def opened(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _DEEPEST:
                raise self.broken(f"{part} nests more than {_DEEPEST} deep")
            start(local[name], attributes)

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(local[name])

        def refuse(*_declared: object) -> None:
            raise self.broken(f"{part} declares a document type")

        parser.StartElementHandler, parser.EndElementHandler = opened, closed
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
        fed = 0
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    fed += len(chunk)
                    if fed > largest:
                        raise BadInput(
                            "workbook_too_large",
                            f"{self.path}: {part} is larger than {largest >> 20:,} MiB once unpacked",
                            "split the table, or save it as CSV",
                            message_zh=f"{self.path}：{part} 解压后超过 {largest >> 20:,} MiB",
                            remedy_zh="拆分表格，或另存为 CSV",
                        )
                    parser.Parse(chunk, False)
                    if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                        raise self.broken(f"{part} has a tag without end")
                    yield
                parser.Parse(b"", True)
                yield
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError) as error:
            raise self.broken(f"{part}: {error}") from error
        except RuntimeError as error:  # what zipfile says of an encrypted part
            raise encrypted(self.path) from error
        except expat.ExpatError as error:
            raise self.broken(f"{part}: {error}") from error

    def _sheets(self) -> tuple[SheetEntry, ...]:
        found: list[tuple[str, str, bool]] = []
        places: dict[str, str] = {}

        def sheet(name: str, attributes: Mapping[str, str]) -> None:
            if name == "workbookPr":
                self.epoch_1904 = attributes.get("date1904", "") in ("1", "true")
            elif name == "sheet" and len(found) < _MOST_SHEETS:
                relation = next((value for key, value in attributes.items() if key.endswith("}id")), "")
                hidden = attributes.get("state", "visible") != "visible"
                found.append((attributes.get("name", ""), relation, hidden))

        def relation(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
                target = attributes.get("Target", "")
                place = target.removeprefix("/") if target.startswith("/") else normpath(join("xl", target))
                places[attributes.get("Id", "")] = place

        self.read("xl/workbook.xml", sheet)
        if self.has("xl/_rels/workbook.xml.rels"):
            self.read("xl/_rels/workbook.xml.rels", relation)
        # A chart sheet has no worksheet part: it is no table.
        return tuple(
            SheetEntry(name, places[key], hidden) for name, key, hidden in found if self.has(places.get(key, ""))
        )

    def read(self, part: str, start: Start) -> None:
        """Go through a small part for its elements alone."""
        for _ in self.walk(part, start, lambda _name: None, lambda _text: None):
            pass


class _LocalNames(dict[str, str]):
    """Names of elements without their namespaces, each worked out once."""

    def __missing__(self, name: str) -> str:
        found = name.rpartition("}")[2]
        if len(self) < _MOST_NAMES:
            self[name] = found
        return found


def broken(path: Path, why: str) -> BadInput:
    """The error for a workbook that cannot be read."""
    return BadInput(
        "workbook",
        f"{path} is a damaged workbook: {why}",
        "open it in a spreadsheet, save it again, or ask its sender for the file again",
        message_zh=f"{path} 是损坏的工作簿：{why}",
        remedy_zh="用表格软件打开后重新保存，或请提供方重新提供",
    )


def encrypted(path: Path) -> BadInput:
    """The error for a workbook under a password."""
    return BadInput(
        "encrypted",
        f"{path} is protected by a password",
        "save it without a password and import that",
        message_zh=f"{path} 有密码保护",
        remedy_zh="取消密码后另存再导入",
    )


def unescaped(text: str) -> str:
    """A text of a workbook, with `_x000D_` and the like as the characters that they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _character(int(found[1], 16)), text)


def _character(code: int) -> str:
    return "\x00" if 0xD800 <= code <= 0xDFFF else chr(code)  # half a character is none


def whole(path: Path, file: BinaryIO) -> bytes:
    """The content of a workbook that is not too large to be held in memory."""
    content = file.read(_LARGEST_SEALED + 1)
    if len(content) > _LARGEST_SEALED:
        raise BadInput(
            "workbook_too_large",
            f"{path} is larger than {_LARGEST_SEALED >> 20} MiB",
            "split the table, or save it as CSV",
            message_zh=f"{path} 超过 {_LARGEST_SEALED >> 20} MiB",
            remedy_zh="拆分表格，或另存为 CSV",
        )
    return content
