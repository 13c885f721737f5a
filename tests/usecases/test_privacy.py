"""A plain identity number is nowhere on disk and in no log: every byte is looked at."""

import logging
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from creditgraph.identifiers import parse_registration_number
from creditgraph.ingest import template
from creditgraph.model.errors import CreditGraphError
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.check import check
from creditgraph.usecases.decide import merge
from creditgraph.usecases.find_paths import find_paths
from creditgraph.usecases.intake import Options
from creditgraph.usecases.jobs import job_status, receive_upload, submit_import, work
from creditgraph.usecases.search import search
from support.archives import ON_SQLITE


def bad(number: str) -> str:
    """A number with a wrong check character."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


@pytest.fixture
def numbers(office: Any) -> list[str]:
    """Eleven plain numbers, good and bad, of eighteen and of fifteen characters."""
    good = [office.citizen(n) for n in range(1, 8)]
    return [*good, bad(office.citizen(8)), bad(office.citizen(9)), *short_numbers(False)[:2]]


def short_numbers(registration: bool) -> list[str]:
    """Identity numbers of fifteen digits that are, or are not, valid registration numbers by chance."""
    numbers = [f"379900040101{n:03d}" for n in range(40)]
    return [number for number in numbers if (parse_registration_number(number).problem is None) == registration]


@pytest.fixture
def file(office: Any, numbers: list[str]) -> Path:
    """Officers with numbers where they belong, where they do not, and where nobody looks."""
    n = numbers
    headings = [*template("officers"), "备注", "内部编号"]
    rows = [
        [f"海东市甲乙有限公司（{n[4]}）", office.code(1), "张三", n[0], "董事", "2019-01-01", "", "", ""],
        ["海东市甲乙有限公司", office.code(1), "李四", n[7], "监事", "", "", f"身份证{n[1]}，住虚构路", n[2]],
        ["海东市甲乙有限公司", office.code(1), "王五", n[9], f"经理{n[5]}", "", "", f"原号{n[8]}", n[10]],
        ["海东市甲乙有限公司", n[3], "赵六", "", "董事", "", "", "", ""],
        ["", office.code(2), "孙七", n[6], "董事", f"{n[0]}", "", f"{n[1]}/{n[2]}", ""],
    ]
    lines = [",".join(headings), *[",".join(row) for row in rows]]
    return office.text("officers.csv", "\r\n".join(lines) + "\r\n")


def contents(folder: Path, source: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder but the delivered one; workbooks opened."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != source:
            yield path.name, path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from ((f"{path.name}/{name}", archive.read(name)) for name in archive.namelist())


def opened_blocks(office: Any) -> Iterator[tuple[str, bytes]]:
    for (block,) in office.ask("SELECT block FROM raw"):
        yield "raw", zstandard.ZstdDecompressor().decompress(bytes(block))


def stored_checks(office: Any) -> Iterator[tuple[str, bytes]]:
    """The answers that the ledger keeps, opened."""
    database = sqlite3.connect(office.context.ledger.display_address)
    for (body,) in database.execute("SELECT body FROM stored_check"):
        yield "stored check", zstandard.decompress(body)
    database.close()


def assert_hidden(numbers: list[str], found: Iterator[tuple[str, bytes]]) -> None:
    """None of the numbers stands in any of the contents."""
    looked = 0
    for name, content in found:
        looked += 1
        for number in numbers:
            for encoding in ("utf-8", "utf-16-le"):
                assert number.encode(encoding) not in content, f"{number} in {name}"
    assert looked


@ON_SQLITE
def test_archive_journal_and_quarantine_hold_no_plain_number(
    office: Any, numbers: list[str], file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with office.context.archive.read():  # keeps the journal from being cleared away
        report = office.load(file)
        assert report.rows["read"] == 5
        assert report.quarantine is not None
        assert (office.folder / "archive.sqlite-wal").stat().st_size > 0
        assert_hidden(numbers, contents(office.folder, file))
    assert_hidden(numbers, opened_blocks(office))
    assert_hidden(numbers, iter([("log", caplog.text.encode())]))
    assert_hidden(numbers, iter([("report", repr(report).encode()), ("export", "\n".join(office.export()).encode())]))


@ON_SQLITE
def test_a_dry_run_and_a_refused_file_leave_no_plain_number(office: Any, numbers: list[str], file: Path) -> None:
    office.load(file, dry_run=True)
    office.load(file, all_or_nothing=True)
    assert_hidden(numbers, contents(office.folder, file))


@ON_SQLITE
def test_a_staging_file_holds_no_plain_number(
    office: Any, numbers: list[str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(office.context.archive, "apply", die)
    with pytest.raises(ZeroDivisionError):
        office.load(file)
    stages = list((office.folder / "archive.sqlite.staging").iterdir())
    assert stages
    for path in stages:
        if path.suffix == ".sqlite":
            database = sqlite3.connect(path)
            blocks = [
                ("block", zstandard.ZstdDecompressor().decompress(block))
                for (block,) in database.execute("SELECT block FROM s_raw")
            ]
            database.close()
            assert_hidden(numbers, iter(blocks))
    assert_hidden(numbers, contents(office.folder, file))


@ON_SQLITE
def test_numbers_that_are_asked_for_are_in_no_log_and_no_answer(
    office: Any, numbers: list[str], file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office.load(file)
    caplog.set_level(logging.DEBUG)
    answers: list[object] = []
    request = Request(purpose=f"tests of {numbers[0]}", reason=f"about {numbers[1]}")
    questions: list[Callable[[str], object]] = [
        lambda number: check(office.context, request, [number]),
        lambda number: search(office.context, request, number),
        lambda number: find_paths(office.context, request, [number], [number], Bounds(), Certainty.SUSPECTED),
        lambda number: merge(office.context, request, number, office.code(1)),
    ]
    for number in numbers:
        for question in questions:
            try:
                answers.append(question(number))
            except CreditGraphError as error:
                answers.append((error.message, error.remedy, error.details))
    assert len(office.context.ledger.audit()) > 2 * len(numbers) * len(questions)
    assert_hidden(numbers, iter([("log", caplog.text.encode()), ("answers", repr(answers).encode())]))
    assert (office.folder / "archive.sqlite.ledger-wal").stat().st_size > 0
    assert_hidden(numbers, contents(office.folder, file))
    assert_hidden(numbers, stored_checks(office))


@ON_SQLITE
def test_an_upload_is_on_disk_and_in_no_place_in_plain(
    office: Any, numbers: list[str], file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    request = Request(purpose=f"delivery {numbers[0]}", reason=numbers[1])
    with receive_upload(office.context) as upload:
        upload.write(file.read_bytes())
        upload.write(b"," * 200_000)  # more than is held back in memory
        assert (office.folder / "archive.sqlite.spool" / f"{upload.job}.part").stat().st_size > 100_000
        assert_hidden(numbers, contents(office.folder, file))
    with receive_upload(office.context) as upload:
        upload.write(file.read_bytes())
        job = submit_import(office.context, request, upload, f"张三{numbers[2]}.csv", Options())
    assert len(list((office.folder / "archive.sqlite.spool").iterdir())) == 1
    assert_hidden(numbers, contents(office.folder, file))
    while_it_runs = []
    real = office.context.archive.apply

    def apply(*arguments: Any) -> Any:
        while_it_runs.extend(contents(office.folder, file))
        return real(*arguments)

    monkeypatch.setattr(office.context.archive, "apply", apply)
    work(office.context, "worker", once=True)
    told = job_status(office.context, request, str(job["job"]))
    assert told["status"] == "done"
    assert {"archive.sqlite.ledger", f"{job['job']}.sealed"} <= {name for name, _content in while_it_runs}
    assert_hidden(numbers, iter(while_it_runs))
    assert_hidden(numbers, contents(office.folder, file))
    assert_hidden(numbers, iter([("log", caplog.text.encode()), ("told", repr(told).encode())]))


def test_the_number_finds_the_person_all_the_same(office: Any, numbers: list[str], file: Path) -> None:
    office.load(file)
    answer = check(office.context, Request(purpose="tests"), [numbers[0]])
    subject = answer["subjects"][0]  # type: ignore[index]
    assert (subject["status"], subject["name"]) == ("confirmed", "张三")


def test_a_short_number_that_passes_as_a_registration_number_is_masked_in_text(office: Any) -> None:
    numbers = short_numbers(True)
    assert numbers
    path = office.text(
        "a.csv", ",".join([*template("officers"), "备注"]) + f"\n海东市甲乙有限公司,,张三,,董事,,,身份证{numbers[0]}\n"
    )
    office.load(path)
    assert_hidden(numbers, opened_blocks(office))


@ON_SQLITE
def test_a_number_in_a_reason_is_masked(office: Any, numbers: list[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office.imported("registration", ["海东市甲乙有限公司"], ["海东市丙丁有限公司"])
    request = Request(reason=f"同一负责人 {numbers[0]}", purpose=f"核对 {numbers[1]}")
    merge(office.context, request, "海东市甲乙有限公司", "海东市丙丁有限公司")
    assert_hidden(numbers, contents(office.folder, office.folder / "archive.sqlite-shm"))
    assert_hidden(numbers, iter([("log", caplog.text.encode())]))


def test_a_number_in_the_name_of_a_file_is_masked(office: Any, numbers: list[str]) -> None:
    path = office.file(f"张三{numbers[0]}.csv", "registration", ["海东市甲乙有限公司"])
    office.load(path)
    assert_hidden(numbers, contents(office.folder, path))


@ON_SQLITE
def test_a_number_in_a_heading_is_masked(office: Any, numbers: list[str]) -> None:
    path = office.text(
        "a.csv", ",".join([*template("registration"), f"备注{numbers[0]}"]) + "\n海东市甲乙有限公司" + "," * 9 + "\n"
    )
    office.load(path)
    assert_hidden(numbers, contents(office.folder, path))
