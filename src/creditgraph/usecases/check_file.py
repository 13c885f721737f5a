"""Check the subjects of a spreadsheet, and write the answers beside them in a copy of it.

Identity numbers in the list are masked in the copy, and what a spreadsheet might run is neutralised.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from creditgraph.identifiers import mask_number, redact_text
from creditgraph.ingest import messages
from creditgraph.ingest.output_file import exists, not_writable
from creditgraph.ingest.quarantine import neutralised
from creditgraph.ingest.subject_list import Line, SubjectList, read_subjects
from creditgraph.ingest.text_workbook import LONGEST_CELL, TextWorkbook
from creditgraph.model.request import Language, Request
from creditgraph.model.vocabulary import RecordType
from creditgraph.names import strict_key
from creditgraph.usecases.check import MAX_SUBJECTS, check
from creditgraph.usecases.context import Context

SUFFIX = ".checked.xlsx"
"""What a list's name is followed by in that of its checked copy."""

_CANDIDATES = 5
_WIDTH = 24
_HEADINGS: dict[Language, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "zh": (("核查结果", "主体编号", "档案名称"), ("关联方", "有记录的关联方", "核查编号", "问题")),
    "en": (("status", "id", "name on file"), ("related parties", "of them with records", "certificate", "problem")),
}

Words = Mapping[str, Mapping[str, str]]
"""Words for `subject` states and `record` types in the language of the request."""


def check_file(
    context: Context,
    request: Request,
    path: Path,
    words: Words,
    output: Path | None = None,
    max_hops: int = 2,
    sheet: str | None = None,
    before: Sequence[str] = (),
) -> dict[str, Any]:
    """The body of `check` for the subjects of a file, in its order, and where the checked copy lies (`output`).

    Subjects named `before` those of the file are checked with them and stand in the answer alone. BadInput where the
    list holds no subject or too many, or where a file lies at the `output` that was asked for.
    """
    target = output or path.with_name(path.name + SUFFIX)
    if output is not None and output.exists():
        raise exists(output)
    found = read_subjects(path, MAX_SUBJECTS, sheet)
    subjects = [line.subject for line in found.lines if line.subject]
    told: dict[str, Any] = check(context, request, [*before, *subjects], max_hops)
    _write(target, found, {**told, "subjects": told["subjects"][len(before) :]}, request.lang, words)
    return {**told, "output": str(target)}


def _write(target: Path, found: SubjectList, told: Mapping[str, Any], lang: Language, words: Words) -> None:
    width = max(len(line.cells) for line in found.lines)
    first, last = _HEADINGS[lang]
    headings = [*first, *(words["record"][type_.value] for type_ in RecordType), *last]
    shift = 0 if found.header else 1  # a list without headings gets a row for them
    answers = iter(told["subjects"])
    try:
        book = TextWorkbook(target, "checked", [_WIDTH] * (width + len(headings)))
    except OSError as error:
        raise not_writable(target, error) from None
    done = False
    try:
        if shift:
            book.write([""] * width + headings)
        for line in found.lines:
            cells = [_safe(cell) for cell in line.cells] + [""] * (width - len(line.cells))
            if line.number == found.header:
                cells += headings
            elif line.subject:
                cells += [_safe(cell) for cell in _answer(line, next(answers), told["number"], lang, words)]
            book.write(cells, line.number + shift)
        done = True
    finally:
        book.close(keep=done)


def _answer(line: Line, subject: Mapping[str, Any], number: str | None, lang: Language, words: Words) -> list[str]:
    """The result columns of one row."""
    own, related = subject["own"], subject["related"]
    counts = [_count(own.get(type_.value), lang) for type_ in RecordType]
    parties = [str(len(related)), str(sum(bool(one["count"]) for one in related))] if subject["id"] else ["", ""]
    who = [words["subject"][subject["status"]], subject["id"] or "", subject.get("name", "")]
    return [*who, *counts, *parties, number or "", _problem(line, subject, lang)]


def _count(section: Mapping[str, Any] | None, lang: Language) -> str:
    if section is None:
        return ""
    if section["state"] == "not_collected":
        return "未归集" if lang == "zh" else "not collected"
    return str(section["count"])


def _problem(line: Line, subject: Mapping[str, Any], lang: Language) -> str:
    """What the reader of the row should know: what is wrong with it, what it may be, or that the name differs."""
    said: list[str] = []
    if subject["problem"]:
        known = messages().get(subject["problem"])
        said.append(subject["problem"] if known is None else known.reason_zh if lang == "zh" else known.reason_en)
    if subject["suggestion"]:
        said.append(("可能是 " if lang == "zh" else "perhaps ") + subject["suggestion"])
    candidates: Sequence[Mapping[str, Any]] = subject["candidates"]
    if candidates:
        listed = "、".join(f"{one['name']} {one['id']}" for one in candidates[:_CANDIDATES])
        said.append(("候选：" if lang == "zh" else "it may be: ") + listed)
    if line.name and subject["id"] and strict_key(line.name) != strict_key(subject["name"]):
        said.append(
            "所填名称与档案名称不同（按代码核查）"
            if lang == "zh"
            else "the name given is not the one on file (checked by code)"
        )
    return "；".join(said) if lang == "zh" else "; ".join(said)


def _safe(cell: str) -> str:
    return neutralised(redact_text(cell[:LONGEST_CELL], mask_number))
