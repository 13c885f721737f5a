"""Empty files to fill in (`interfaces.md` 2.2). Their headings are those of the shipped mappings."""

import csv
import io
from pathlib import Path

from creditgraph.ingest.library import load_mapping
from creditgraph.ingest.output_file import write_new
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
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(headings)
    write_new(path, text.getvalue().encode("utf-8-sig"))
