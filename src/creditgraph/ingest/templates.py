"""Empty files to fill in (`interfaces.md` 2.2). Their headings are those of the shipped mappings."""

import csv
from pathlib import Path

from creditgraph.ingest.library import load_mapping
from creditgraph.model.errors import BadInput

TEMPLATES = ("registration", "officers", "shareholders", "list", "licence", "penalty")
"""The kinds of file that have a template."""


def template(kind: str) -> tuple[str, ...]:
    """The headings of a template, in order. BadInput for an unknown kind."""
    if kind not in TEMPLATES:
        known = ", ".join(TEMPLATES)
        raise BadInput(
            "no_such_template",
            f"there is no template {kind!r}",
            f"use one of {known}",
            message_zh=f"没有模板 {kind!r}",
            remedy_zh=f"可用：{known}",
        )
    return tuple(column.heading for column in load_mapping(kind).file.columns.values())


def write_template(kind: str, path: Path) -> None:
    """Writes an empty file with the headings: CSV, UTF-8 with BOM for spreadsheets.

    BadInput for an unknown kind, and where the file exists: it may hold work.
    """
    headings = template(kind)
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, lineterminator="\r\n").writerow(headings)
    except FileExistsError:
        raise BadInput(
            "file_exists",
            f"{path} exists already",
            "name a new file",
            message_zh=f"{path} 已存在",
            remedy_zh="换一个文件名",
        ) from None
    except OSError as error:
        raise BadInput(
            "not_writable",
            f"cannot write {path}: {error.strerror}",
            "name another",
            message_zh=f"无法写入 {path}：{error.strerror}",
            remedy_zh="换一个位置",
        ) from None
