"""A list of subjects in a spreadsheet or a text file, kept as it stands so that answers can be written beside it.

The columns are found by their headings (a code, a name); without known headings the first column holds the subjects. In
a `.txt` file each line is a subject, and those that start with `#` are comments.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from creditgraph.identifiers import is_placeholder
from creditgraph.ingest.column_guess import role_of
from creditgraph.ingest.csv_table import CsvTable
from creditgraph.ingest.readers import open_table
from creditgraph.ingest.tables import TITLE_ROWS
from creditgraph.model.errors import BadInput

_NAMES = ("company", "person", "holder")
_NUMBERS = ("credit_code", "holder_code", "registration_number", "tax_number", "org_code", "person_id")


class Line(NamedTuple):
    """A row of the list: its number, its cells, and the subject: a number or a name, empty where there is none.

    `name` is the name beside a number that is the subject.
    """

    number: int
    cells: list[str]
    subject: str
    name: str


class SubjectList(NamedTuple):
    """The rows of a list; `header` is the number of the row of headings, 0 where there is none."""

    lines: list[Line]
    header: int


def read_subjects(path: Path, most: int, sheet: str | None = None) -> SubjectList:
    """The list in a file. BadInput where it holds no subject, or more than `most` (it says how many)."""
    table = open_table(path, sheet=sheet)
    if isinstance(table, CsvTable) and path.suffix.lower() == ".txt":
        found = SubjectList([_of_text(number, line) for number, line in table.lines()], 0)
    else:
        found = _of_table(table.grid(), most)
    count = sum(bool(line.subject) for line in found.lines)
    if count == 0:
        raise BadInput(
            "no_subjects",
            f"{path} names no subject",
            "put codes or names into the first column, or under headings such as 企业名称, 统一社会信用代码",
            message_zh=f"{path} 中没有主体",
            remedy_zh="将代码或名称填在第一列，或放在“企业名称”“统一社会信用代码”等表头下",
        )
    if count > most:
        raise BadInput(
            "batch_size",
            f"{path} names {count:,} subjects; a check takes {most}",
            f"split the file into parts of {most}",
            message_zh=f"{path} 中有 {count:,} 个主体，一次核查最多 {most} 个",
            remedy_zh=f"按每份 {most} 个拆分文件",
        )
    return found


def _of_text(number: int, line: str) -> Line:
    subject = line.strip()
    return Line(number, [line], "" if subject.startswith("#") else subject, "")


def _of_table(rows: Iterator[tuple[int, list[str]]], most: int) -> SubjectList:
    head = []
    header, numbers, names = 0, [], []
    for number, cells in rows:
        head.append((number, cells))
        roles = {role: at for at, cell in reversed(list(enumerate(cells))) if (role := role_of(cell)) is not None}
        numbers = [roles[role] for role in _NUMBERS if role in roles]
        names = [roles[role] for role in _NAMES if role in roles][:1]
        if numbers or names:
            header = number
            break
        if len(head) >= TITLE_ROWS:
            break
    if not header:
        names = [0]
    lines, count = [], 0
    for number, cells in chain(head, rows):
        subject = name = ""
        if number > header:
            subject = next((cells[at].strip() for at in numbers if _filled(cells, at)), "")
            name = next((cells[at].strip() for at in names if at < len(cells)), "")
        count += bool(subject or name)
        # Rows beyond the bound are only counted.
        lines.append(Line(number, cells if count <= most else [], subject or name, name if subject else ""))
    return SubjectList(lines, header)


def _filled(cells: list[str], at: int) -> bool:
    return at < len(cells) and not is_placeholder(cells[at])
