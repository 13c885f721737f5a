"""The queue as a spreadsheet: cases out, decisions in.

The columns that a steward fills in are the last: verdict and reason. A row keeps the version of its case, so that what
came in since it was written is not decided unseen. Cells that a spreadsheet would run are neutralised.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from creditgraph.archive import reviews as queue
from creditgraph.archive.standings import standings
from creditgraph.identifiers import mask_number, redact_text
from creditgraph.ingest.output_file import exists, not_writable, write_new
from creditgraph.ingest.quarantine import neutralised
from creditgraph.ingest.readers import open_table
from creditgraph.ingest.text_workbook import LONGEST_CELL, TextWorkbook
from creditgraph.model.errors import BadInput, CreditGraphError
from creditgraph.model.request import Language, Request
from creditgraph.model.vocabulary import Verdict
from creditgraph.usecases.context import Context
from creditgraph.usecases.error_words import remedy, said
from creditgraph.usecases.review_decision import decide
from creditgraph.usecases.reviews import MOST_CASES, list_reviews

MOST_ROWS = 10_000
"""Cases in a file."""
_HEADINGS: dict[str, tuple[str, str]] = {
    "review": ("待办编号", "review"),
    "version": ("版本", "version"),
    "kind": ("种类", "kind"),
    "score": ("可能性", "score"),
    "key": ("依据", "key"),
    "a_name": ("甲名称", "a name"),
    "a_numbers": ("甲代码", "a codes"),
    "a_dataset": ("甲来源", "a dataset"),
    "a": ("甲编号", "a id"),
    "b_name": ("乙名称", "b name"),
    "b_numbers": ("乙代码", "b codes"),
    "b_dataset": ("乙来源", "b dataset"),
    "b": ("乙编号", "b id"),
    "verdict": ("判断", "verdict"),
    "reason": ("理由", "reason"),
}
_NEEDED = ("review", "verdict", "reason")
_VERDICTS = {
    **{verdict.value: verdict for verdict in Verdict},
    **dict.fromkeys(("同一主体", "同一", "相同", "是"), Verdict.SAME),
    **dict.fromkeys(("不同主体", "不同", "否"), Verdict.DIFFERENT),
    **dict.fromkeys(("存疑", "不确定"), Verdict.UNSURE),
}
_WIDTH = 24
_HEAD_ROWS = 20
"""The headings stand in one of so many first rows."""

Told = dict[str, Any]
Words = Mapping[str, Mapping[str, str]]
"""The words for kinds of `review` and for the `reason` of a rule in the language of the request."""


class Wanted(NamedTuple):
    """Which cases to write, and how many at most."""

    kind: str | None
    dataset: str | None
    entity: str | None
    limit: int


def write_sheet(
    context: Context, request: Request, path: Path, wanted: Wanted, words: Words, workbook: bool = True
) -> Told:
    """Write the first cases of the queue to a workbook or a CSV file; BadInput where a file lies there."""
    if path.exists():
        raise exists(path)
    rows = [[heading[request.lang == "en"] for heading in _HEADINGS.values()]]
    rows += [
        [neutralised(cell[:LONGEST_CELL]) for cell in _cells(case, words)] for case in _cases(context, request, wanted)
    ]
    if workbook:
        _write_workbook(path, rows)
    else:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        write_new(path, text.getvalue().encode("utf-8-sig"))
    return {"output": str(path), "reviews": len(rows) - 1}


def decide_file(context: Context, request: Request, path: Path) -> Told:
    """Decide the cases of a file; each row is told: done, unchanged (nothing filled in, or decided so before) or
    refused. BadInput where the file is not one that `write_sheet` wrote.
    """
    rows = list(_read(path))
    versions = _versions(context, request, [cells["review"] for _number, cells in rows])
    told = [_decide_row(context, request, number, cells, versions) for number, cells in rows]
    counts = {state: sum(one["state"] == state for one in told) for state in ("done", "unchanged", "refused")}
    return {"file": str(path), **counts, "rows": told}


def _cases(context: Context, request: Request, wanted: Wanted) -> Iterator[Told]:
    left, cursor = wanted.limit, None
    while left:
        page = list_reviews(context, request, wanted.kind, wanted.dataset, wanted.entity, min(left, MOST_CASES), cursor)
        yield from page["results"]
        left -= len(page["results"])
        cursor = page["next"]
        if cursor is None:
            return


def _cells(case: Told, words: Words) -> list[str]:
    subjects: list[Told] = case["subjects"]
    a, b = [*subjects, {}, {}][:2]
    if case["subjects_count"] > 2:  # which two are judged is for the steward to fill in
        a, b = {**a, "source": ""}, {"name": "、".join(one["name"] for one in subjects[1:])}
    return [
        str(case["id"]),
        str(case["version"]),
        words["review"][case["kind"]],
        "" if case["score"] is None else f"{case['score']:.2f}",
        case["key"] or words["reason"].get(case["reason"], ""),
        *(cell for side in (a, b) for cell in _side(side)),
        "",
        "",
    ]


def _side(side: Told) -> list[str]:
    numbers = " ".join(number["value"] for number in side.get("identifiers", ()))
    called = " ".join(filter(None, (side.get("name"), side.get("organisation"))))
    return [called, numbers, side.get("dataset", ""), side.get("source", "")]


def _write_workbook(path: Path, rows: Sequence[Sequence[str]]) -> None:
    try:
        book = TextWorkbook(path, "reviews", [_WIDTH] * len(_HEADINGS))
    except OSError as error:
        raise not_writable(path, error) from None
    done = False
    try:
        book.freeze(1)
        for row in rows:
            book.write(row)
        done = True
    finally:
        book.close(keep=done)


def _read(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file by the names of the columns, with their numbers."""
    columns: dict[str, int] = {}
    count = 0
    for number, cells in open_table(path).grid():
        if not columns:
            columns = _columns(cells)
            if not columns and number > _HEAD_ROWS:
                break
            continue
        count += 1
        if count > MOST_ROWS:
            raise BadInput("batch_size", f"{path} has more than {MOST_ROWS} rows", "split the file")
        yield number, {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    if not columns:
        needed = ", ".join("/".join(_HEADINGS[name]) for name in _NEEDED)
        raise BadInput(
            "reviews_file", f"{path} has no row with the headings {needed}", "fill in a file of reviews list"
        )


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where the columns stand in a row of headings; nothing where it is none."""
    named = {heading: name for name, both in _HEADINGS.items() for heading in both}
    found = {named[text]: at for at, cell in enumerate(cells) if (text := cell.strip().lower()) in named}
    return found if all(name in found for name in _NEEDED) else {}


def _versions(context: Context, request: Request, numbers: Sequence[str]) -> dict[int, int]:
    """The versions of cases before the file's first decision: what its own decisions move is no surprise."""
    with context.reading(request) as reading:
        wanted = {int(number) for number in numbers if _is_number(number)}
        cases = [case for cid in sorted(wanted) if (case := queue.find_case(reading.sql, cid)) is not None]
        return {cid: one.version for cid, one in standings(reading.sql, cases, reading.tx).items()}


def _decide_row(
    context: Context, request: Request, number: int, cells: Mapping[str, str], versions: Mapping[int, int]
) -> Told:
    row: Told = {"row": number, "review": redact_text(cells["review"], mask_number)[:40]}
    if not cells["verdict"]:
        return {**row, "state": "unchanged", "decision": None}
    try:
        done = _decide(context, request, cells, versions)
    except CreditGraphError as error:
        verdict = _VERDICTS.get(cells["verdict"].lower())
        if error.code == "superseded" and verdict is not None and error.details.get("verdict") == verdict.value:
            return {**row, "state": "unchanged", "decision": error.details["decision"]}
        return {**row, "state": "refused", "decision": None, "code": error.code, **_words(error, request.lang)}
    return {**row, "state": "done", "decision": done["decision"], "verdict": done["verdict"]}


def _decide(context: Context, request: Request, cells: Mapping[str, str], versions: Mapping[int, int]) -> Told:
    verdict = _VERDICTS.get(cells["verdict"].lower())
    if verdict is None:
        shown = redact_text(cells["verdict"], mask_number)[:40]
        raise BadInput("verdict", f"{shown!r} is no verdict", "write same, different or unsure (同一, 不同, 存疑)")
    if not _is_number(cells["review"]):
        raise BadInput("review_number", "the row names no review", "leave the first column as it was written")
    cid = int(cells["review"])
    version = cells.get("version", "")
    stale = int(version) if _is_number(version) and versions.get(cid, 0) > int(version) else None
    a, b = cells.get("a") or None, cells.get("b") or None
    asked = Request(request.principal, request.purpose, cells["reason"] or request.reason, lang=request.lang)
    return decide(context, asked, cid, verdict, a, b, stale)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _words(error: CreditGraphError, lang: Language) -> Told:
    return {"problem": said(error, lang), "remedy": remedy(error, lang)}
