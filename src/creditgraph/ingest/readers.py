"""Opening the table in a file, whatever spreadsheet or database wrote it.

What a file is, its first bytes say; where its name says something else it is refused, for one of the two is a mistake.
A name that says nothing is believed whatever it is.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO, Literal

from creditgraph.ingest.csv_table import open_csv
from creditgraph.ingest.jsonl_table import open_jsonl
from creditgraph.ingest.parquet_table import open_parquet
from creditgraph.ingest.tables import Header, Opener, Row, Table
from creditgraph.ingest.xls_table import open_xls
from creditgraph.ingest.xlsx_table import open_xlsx
from creditgraph.model.errors import BadInput

__all__ = ["Header", "Opener", "Row", "Table", "open_table", "sha256_of"]

Kind = Literal["csv", "jsonl", "xlsx", "xls", "parquet"]

_BY_NAME: dict[str, Kind] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".parquet": "parquet",
}
_BY_CONTENT: dict[bytes, Kind] = {
    b"PK\x03\x04": "xlsx",
    b"\xd0\xcf\x11\xe0": "xls",
    b"PAR1": "parquet",
}
_WORDS: dict[Kind, tuple[str, str]] = {
    "csv": ("text", "文本"),
    "jsonl": ("JSON Lines", "JSON Lines"),
    "xlsx": ("an .xlsx workbook or a zip file", ".xlsx 工作簿或压缩包"),
    "xls": ("an .xls workbook, or one with a password", ".xls 工作簿或加密的工作簿"),
    "parquet": ("a Parquet file", "Parquet 文件"),
}
_REFUSED = {
    b"\x1f\x8b": ("a gzip file", "gzip 压缩文件"),
    b"%PDF": ("a PDF file", "PDF 文件"),
}
_HTML = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<head", b"<meta")


def open_table(
    path: Path, encoding: str | None = None, opener: Opener | None = None, sheet: str | None = None
) -> Table:
    """The table in a file: CSV, JSON Lines, a sheet of a workbook, or Parquet. `encoding` overrides detection for CSV,
    `sheet` names one of a workbook, `opener` opens a file that does not lie in plain at its path.

    BadInput where the file is missing, a folder, empty, damaged, protected or no table, and where its bytes fit no
    encoding.
    """
    opener = opener or _plain(path)
    head = _head(path, opener)
    kind = _kind(path, head)
    if sheet is not None and kind not in ("xlsx", "xls"):
        raise BadInput(
            "no_such_sheet",
            f"{path} is no workbook and has no sheets",
            "leave --sheet out",
            message_zh=f"{path} 不是工作簿，没有工作表",
            remedy_zh="去掉 --sheet",
        )
    if kind == "xlsx":
        return open_xlsx(path, opener, sheet)
    if kind == "xls":
        return open_xls(path, opener, sheet)
    if kind == "parquet":
        return open_parquet(path, opener)
    if kind == "jsonl":
        return open_jsonl(path, opener)
    return open_csv(path, opener, head, encoding)


def sha256_of(path: Path, opener: Opener | None = None) -> str:
    """The SHA-256 of a file in hex, by which a file already imported is recognised."""
    found = hashlib.sha256()
    with (opener or _plain(path))() as file:
        while chunk := file.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()


def _plain(path: Path) -> Opener:
    def opened() -> BinaryIO:
        return path.open("rb")

    return opened


def _kind(path: Path, head: bytes) -> Kind:
    """What the file is; BadInput where its name and its content disagree, and for what can hold no table."""
    for magic, words in _REFUSED.items():
        if head.startswith(magic):
            raise _not_text(path, words)
    found = next((kind for magic, kind in _BY_CONTENT.items() if head.startswith(magic)), None)
    named = _BY_NAME.get(path.suffix.lower())
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_HTML):
        raise BadInput(
            "html",
            f"{path} is a web page, not a table, whatever its name says",
            "open it in a spreadsheet, save it as .xlsx, and import that",
            message_zh=f"{path} 实际是网页，不是表格文件",
            remedy_zh="用表格软件打开，另存为 .xlsx 后导入",
        )
    if found is None:
        if named in ("xlsx", "xls", "parquet"):
            raise BadInput(
                "not_a_workbook",
                f"{path} is called {path.suffix} but holds text",
                "give it its right name: .csv or .jsonl",
                message_zh=f"{path} 的扩展名是 {path.suffix}，内容却是文本",
                remedy_zh="改用正确的扩展名 .csv 或 .jsonl",
            )
        return named or ("jsonl" if start.startswith(b"{") else "csv")
    # A workbook with a password is kept in the shell of an .xls one, and spreadsheets open either under either name.
    if named is not None and named != found and {named, found} != {"xlsx", "xls"}:
        raise _not_text(path, _WORDS[found])
    return found


def _not_text(path: Path, words: tuple[str, str]) -> BadInput:
    return BadInput(
        "not_text",
        f"{path} is {words[0]}",
        "give it the ending of what it is, unpack it, or save the table as .xlsx or CSV",
        message_zh=f"{path} 实际是{words[1]}",
        remedy_zh="改用与内容相符的扩展名，或解压，或另存为 .xlsx 或 CSV",
    )


def _head(path: Path, opener: Opener) -> bytes:
    try:
        with opener() as file:
            head = file.read(512)
    except IsADirectoryError:
        raise BadInput(
            "not_a_file",
            f"{path} is a folder",
            "name the files in it",
            message_zh=f"{path} 是文件夹",
            remedy_zh="请指明其中的文件",
        ) from None
    except FileNotFoundError:
        raise BadInput(
            "no_such_file",
            f"there is no file {path}",
            "check the path",
            message_zh=f"没有文件 {path}",
            remedy_zh="检查路径",
        ) from None
    except OSError as error:
        raise BadInput(
            "not_readable",
            f"cannot read {path}: {error.strerror}",
            "check its rights",
            message_zh=f"无法读取 {path}：{error.strerror}",
            remedy_zh="检查文件权限",
        ) from None
    if not head:
        raise BadInput(
            "empty_file",
            f"{path} is empty",
            "ask its sender for the file again",
            message_zh=f"{path} 是空文件",
            remedy_zh="请提供方重新提供",
        )
    return head
