"""A file goes in whole, twice without harm, with every bad cell named; a killed import goes on."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive.staging import Line
from creditgraph.ingest import template
from creditgraph.model.errors import BadInput, Broken, Busy, Refused
from creditgraph.model.request import Request
from creditgraph.usecases.import_file import Progress, import_file
from creditgraph.usecases.intake import Options
from support.tables import FORMATS, write_table

Quarantine = Callable[[Any], list[dict[str, str]]]


def companies(office: Any, count: int, first: int = 1) -> list[list[object]]:
    """Good rows of the registration template."""
    return [
        [f"海东市第{n}号商贸有限公司", office.code(n), "有限责任公司", f"赵{n % 89}", "2001-02-03", f"虚构路{n}号"]
        for n in range(first, first + count)
    ]


def adds_up(rows: dict[str, int]) -> bool:
    return rows["read"] == rows["accepted"] + rows["unchanged"] + rows["quarantined"]


def test_a_file_is_imported_and_counted(office: Any) -> None:
    report = office.imported("registration", *companies(office, 5))
    assert (report.status, report.mapping, report.dataset) == ("imported", "registration", "registration")
    assert report.rows == {"read": 5, "accepted": 5, "unchanged": 0, "quarantined": 0}
    assert (report.tx, report.batch, report.stated_on, report.quarantine) == (1, 1, "2020-01-01", None)
    assert report.entities == {"joined": 0, "review": 0, "new": 10}
    assert not report.finding
    assert report.as_json()["rows"] == report.rows


def test_the_same_file_again_is_unchanged_at_once(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.file("a.csv", "registration", *companies(office, 5))
    office.load(path)
    before = office.export()
    monkeypatch.setattr(office.context.archive, "stage", lambda _name: pytest.fail("staged again"))
    report = office.load(path)
    assert (report.status, report.tx) == ("unchanged", None)
    assert report.rows == {"read": 5, "accepted": 0, "unchanged": 5, "quarantined": 0}
    assert office.export() == before
    assert office.ask("SELECT COUNT(*) FROM tx") == [(1,)]


def test_the_same_rows_in_another_file_are_unchanged_row_by_row(office: Any) -> None:
    rows = companies(office, 5)
    office.imported("registration", *rows)
    before = office.export()
    report = office.imported("registration", *reversed(rows))
    assert report.status == "imported"
    assert report.rows == {"read": 5, "accepted": 0, "unchanged": 5, "quarantined": 0}
    assert office.export() == before


def test_the_same_file_for_another_day_is_a_confirmation(office: Any) -> None:
    path = office.file("a.csv", "registration", *companies(office, 5))
    office.load(path)
    before = office.export()
    report = office.load(path, stated_on=20210101)
    assert (report.status, report.rows["unchanged"]) == ("imported", 5)
    assert office.export() == before


MAPPING = """
dataset: mine
title: {zh: 我的, en: mine}
delivery: DELIVERY
key: [number]
columns:
  number: {heading: 编号, required: true}
  name: {heading: 名称, type: name, required: true}
  short: {heading: 简称, type: name}
sources:
  subject: {kind: organisation, names: [{column: name}EXTRA], key: [number]}
"""


def mapping(office: Any, extra: str = "", delivery: str = "upsert") -> str:
    path = office.text("mine.yaml", MAPPING.replace("EXTRA", extra).replace("DELIVERY", delivery))
    return str(path)


def test_a_mended_mapping_applies_again(office: Any) -> None:
    path = office.text("a.csv", "编号,名称,简称\n1,海东市甲乙有限公司,甲乙\n")
    office.load(path, mapping=mapping(office))
    mended = mapping(office, ", {column: short, kind: short}")
    report = office.load(path, mapping=mended)
    assert (report.status, report.rows["accepted"]) == ("imported", 1)
    assert office.ask("SELECT COUNT(*) FROM name AS n JOIN belief AS b ON b.vid = n.fid >> 10 AND b.tx_to IS NULL") == [
        (2,)
    ]


def test_a_changed_comment_makes_no_other_mapping(office: Any) -> None:
    path = office.text("a.csv", "编号,名称,简称\n1,海东市甲乙有限公司,甲乙\n")
    office.load(path, mapping=mapping(office))
    named = office.text("mine.yaml", "# comment\n" + Path(mapping(office)).read_text("utf-8"))
    assert office.load(path, mapping=str(named)).status == "unchanged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_encodings_give_the_same_archive(office: Any, encoding: str) -> None:
    other = office.another("other")
    rows = companies(office, 3)
    office.load(office.file("a.csv", "registration", *rows, encoding=encoding))
    other.load(other.file("a.csv", "registration", *rows))
    assert office.export() == other.export()


def test_rows_below_a_title_keep_the_numbers_of_the_spreadsheet(office: Any, quarantine: Quarantine) -> None:
    rows = [*companies(office, 2), ["", office.code(9)]]
    path = office.file("a.csv", "registration", *rows, title="海东市登记主体一览表\r\n\r\n")
    report = office.load(path)
    assert report.rows == {"read": 3, "accepted": 2, "unchanged": 0, "quarantined": 1}
    assert [(one["row"], one["column"], one["scope"]) for one in quarantine(report)] == [("6", "企业名称", "row")]
    assert office.ask("SELECT row FROM version ORDER BY row") == [(4,), (5,)]


def test_a_dry_run_stores_nothing_and_counts_all(office: Any, quarantine: Quarantine) -> None:
    path = office.file("a.csv", "registration", *companies(office, 3), ["", office.code(9)])
    report = office.load(path, dry_run=True)
    assert (report.status, report.tx, report.batch) == ("dry_run", None, None)
    assert report.rows == {"read": 4, "accepted": 3, "unchanged": 0, "quarantined": 1}
    assert len(quarantine(report)) == 1
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]
    assert not office.context.archive.folder_beside(".staging").exists()
    assert office.load(path).status == "imported"


def test_a_dry_run_counts_repeated_known_rows_once(office: Any) -> None:
    rows = companies(office, 1)
    office.imported("registration", *rows)
    report = office.imported("registration", *rows, *rows, dry_run=True)
    assert report.rows == {"read": 2, "accepted": 0, "unchanged": 2, "quarantined": 0}


def test_all_or_nothing_stores_nothing_where_something_is_bad(office: Any, quarantine: Quarantine) -> None:
    path = office.file("a.csv", "registration", *companies(office, 3), ["海东市某某有限公司", "123"])
    report = office.load(path, all_or_nothing=True)
    assert (report.status, report.finding) == ("refused", True)
    assert report.rows == {"read": 4, "accepted": 0, "unchanged": 0, "quarantined": 4}
    assert len(quarantine(report)) == 1
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]
    assert office.load(path).rows["accepted"] == 4


def test_all_or_nothing_holds_for_an_append_conflict(office: Any) -> None:
    how = {"mapping": mapping(office, delivery="append")}
    office.load(office.text("a.csv", "编号,名称\n1,海东市甲乙有限公司\n"), **how)
    report = office.load(
        office.text("b.csv", "编号,名称\n1,海东市丙丁有限公司\n2,海东市戊己有限公司\n"), all_or_nothing=True, **how
    )
    assert report.status == "refused"
    assert office.ask("SELECT COUNT(*) FROM tx") == [(1,)]


def test_an_append_conflict_is_in_the_quarantine(office: Any, quarantine: Quarantine) -> None:
    how = {"mapping": mapping(office, delivery="append")}
    office.load(office.text("a.csv", "编号,名称\n1,海东市甲乙有限公司\n"), **how)
    report = office.load(office.text("b.csv", "编号,名称\n1,海东市丙丁有限公司\n2,海东市戊己有限公司\n"), **how)
    assert report.rows == {"read": 2, "accepted": 1, "unchanged": 0, "quarantined": 1}
    assert [(one["row"], one["code"]) for one in quarantine(report)] == [("2", "append_conflict")]


def test_ten_thousand_rows_with_37_bad_cells(office: Any, quarantine: Quarantine) -> None:
    rows = companies(office, 10_000)
    columns = template("registration")
    bad: set[tuple[str, str]] = set()
    for number in range(37):
        place = 101 + number * 263
        heading, value = (
            ("统一社会信用代码", rows[place][1][:-1] + ("0" if rows[place][1][-1] != "0" else "1")),  # type: ignore[index]
            ("成立日期", "2001-02-30"),
            ("企业名称", ""),
        )[number % 3]
        rows[place][columns.index(heading)] = value
        bad.add((str(place + 2), heading))
    assert len(bad) == 37
    report = office.imported("registration", *rows)
    found = quarantine(report)
    assert {(one["row"], one["column"]) for one in found} == bad
    assert len(found) == 37
    left_out = sum(one["scope"] == "row" for one in found)
    assert report.rows == {"read": 10_000, "accepted": 10_000 - left_out, "unchanged": 0, "quarantined": left_out}
    assert report.cells_quarantined == 37 - left_out == sum(heading == "统一社会信用代码" for _row, heading in bad)
    assert all(one["reason_zh"] and one["remedy_zh"] and one["reason_en"] for one in found)
    assert office.ask("SELECT COUNT(*) FROM version") == [(10_000 - left_out,)]


def test_columns_that_may_not_be_collected_are_named_and_dropped(office: Any) -> None:
    heading = ",".join([*template("officers"), "血型", "宗教信仰"])
    path = office.text("a.csv", f"{heading}\n海东市甲乙有限公司,{office.code(1)},张三,,董事,,,AB型,某某教\n")
    report = office.load(path)
    assert {one["column"] for one in report.refused_columns} == {"血型", "宗教信仰"}
    assert report.finding
    stored = office.ask("SELECT block FROM raw")
    import zstandard

    cells = zstandard.ZstdDecompressor().decompress(stored[0][0]).decode()
    assert "张三" in cells
    assert "AB型" not in cells
    assert "某某教" not in cells


def test_headings_that_fit_nothing_are_an_error_that_lists_the_nearest(office: Any) -> None:
    path = office.text("a.csv", "企业名称,颜色\n海东市甲乙有限公司,红\n")
    with pytest.raises(BadInput) as raised:
        office.load(path)
    assert raised.value.code == "no_mapping"
    assert "registration" in raised.value.message


def test_headings_that_fit_two_mappings_are_an_error_that_names_both(office: Any) -> None:
    path = office.text("a.csv", ",".join(dict.fromkeys([*template("registration"), *template("officers")])) + "\n")
    with pytest.raises(BadInput) as raised:
        office.load(path)
    assert raised.value.code == "several_mappings"
    assert {"registration", "officers"} <= set(raised.value.message.replace(",", " ").split())
    assert office.load(path, mapping="registration").status == "imported"


def test_options_overrule_the_mapping(office: Any) -> None:
    report = office.imported(
        "registration", *companies(office, 1), dataset="elsewhere", supplier="甲局", stated_on=20190101
    )
    assert (report.dataset, report.stated_on) == ("elsewhere", "2019-01-01")
    assert office.ask("SELECT supplier, stated_on FROM batch") == [("甲局", 20190101)]


def test_a_snapshot_by_subject_ends_what_it_leaves_out(office: Any) -> None:
    def officers(*names: str) -> list[list[object]]:
        return [["海东市甲乙有限公司", office.code(1), name, "", "董事"] for name in names]

    office.imported("officers", *officers("张三", "李四"))
    report = office.imported("officers", *officers("张三"), stated_on=20210101)
    assert (report.closed, report.rows["unchanged"]) == (1, 1)


def test_a_whole_dataset_ends_what_it_leaves_out(office: Any) -> None:
    office.imported("registration", *companies(office, 3))
    report = office.imported("registration", *companies(office, 2), stated_on=20210101, whole_dataset=True)
    assert report.closed == 1


def test_a_shrinking_snapshot_is_refused_until_told(office: Any) -> None:
    def officers(count: int) -> list[list[object]]:
        return [["海东市甲乙有限公司", office.code(1), f"赵{n}", "", "董事"] for n in range(count)]

    office.imported("officers", *officers(40))
    before = office.export()
    path = office.file("less.csv", "officers", *officers(10))
    with pytest.raises(Refused) as raised:
        office.load(path, stated_on=20210101)
    assert raised.value.code == "would_shrink"
    assert "30" in raised.value.message
    assert office.export() == before
    assert office.load(path, stated_on=20210101, accept_shrink=True).closed == 30


def test_repeated_keys_are_reported_but_the_last(office: Any, quarantine: Quarantine) -> None:
    rows = companies(office, 2)
    changed = [*rows[0]]
    changed[5] = "另一条路1号"
    report = office.imported("registration", *rows, changed)
    assert report.rows == {"read": 3, "accepted": 2, "unchanged": 0, "quarantined": 1}
    assert [(one["row"], one["code"]) for one in quarantine(report)] == [("2", "repeated_key")]


def test_progress_is_told_and_a_waiting_importer_too(office: Any) -> None:
    import threading

    path = office.file("a.csv", "registration", *companies(office, 4100))
    seen: list[int] = []
    waiting = threading.Event()
    done: list[Any] = []

    def run() -> None:
        done.append(import_file(office.context, Request(), path, Options(), Progress(seen.append, waiting.set)))

    thread = threading.Thread(target=run)
    with office.context.archive.maintenance():
        thread.start()
        assert waiting.wait(60)
    thread.join(60)
    assert done[0].status == "imported"
    assert seen == [1001, 2001, 3001, 4001, 4101]


# bad files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04rest", "not_text"),
        (b"\xff\xfe\x00\x01", "encoding"),
        (b"\x81\x20\xff\xff\xff" * 10, "encoding"),
        (b"hello", "no_mapping"),
    ],
)
def test_a_file_that_is_no_table_is_refused(office: Any, content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as raised:
        office.load(office.text("a.csv", content))
    assert raised.value.code == code
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_a_missing_file_or_a_folder_is_named(office: Any, name: str) -> None:
    with pytest.raises(BadInput):
        office.load(office.folder / name)


def test_a_nul_byte_costs_its_row_only(office: Any, quarantine: Quarantine) -> None:
    rows = companies(office, 3)
    rows[1][5] = "虚构\x00路"
    report = office.imported("registration", *rows)
    assert report.rows == {"read": 3, "accepted": 2, "unchanged": 0, "quarantined": 1}
    assert [(one["row"], one["column"], one["code"]) for one in quarantine(report)] == [
        ("3", "住所", "control_character")
    ]


def test_a_file_with_headings_only_is_an_empty_delivery(office: Any) -> None:
    report = office.imported("registration")
    assert report.rows == {"read": 0, "accepted": 0, "unchanged": 0, "quarantined": 0}


def test_two_thousand_columns_are_carried(office: Any) -> None:
    headings = [*template("registration"), *[f"附加{n}" for n in range(2000)]]
    path = office.text("a.csv", ",".join(headings) + "\n海东市甲乙有限公司" + "," * (len(headings) - 1) + "\n")
    assert office.load(path).rows["accepted"] == 1


def test_a_huge_cell_costs_its_row_only(office: Any, quarantine: Quarantine) -> None:
    rows = companies(office, 2)
    rows[0][5] = "路" * 200_000
    report = office.imported("registration", *rows)
    assert report.rows == {"read": 2, "accepted": 1, "unchanged": 0, "quarantined": 1}
    assert [(one["row"], one["column"], one["code"]) for one in quarantine(report)] == [("2", "住所", "cell_too_long")]


def test_a_row_that_states_too_much_stays_out_alone(office: Any) -> None:
    many = "/".join(f"职{n}" for n in range(1100))
    report = office.imported(
        "officers", ["海东市甲乙有限公司", "", "张三", "", many], ["海东市甲乙有限公司", "", "李四", "", "董事"]
    )
    assert report.rows == {"read": 2, "accepted": 1, "unchanged": 0, "quarantined": 1}


# what surrounds the archive ------------------------------------------------------------------------------------------


def test_without_its_key_an_archive_takes_no_file(office: Any) -> None:
    office.context.key_path.unlink()
    with pytest.raises(Broken) as raised:
        office.imported("registration", *companies(office, 1))
    assert raised.value.code == "key_missing"


def test_a_quarantine_that_cannot_be_written_stores_nothing(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.file("a.csv", "registration", *companies(office, 1), ["", office.code(2)])

    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr("creditgraph.ingest.quarantine.tempfile.mkstemp", refuse)
        with pytest.raises(Broken):
            office.load(path)
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]


def test_a_mended_file_leaves_no_old_quarantine(office: Any) -> None:
    old = office.load(office.file("a.csv", "registration", *companies(office, 1), ["", office.code(2)]))
    new = office.load(office.file("a.csv", "registration", *companies(office, 2)))
    assert new.quarantine is None
    assert not Path(old.quarantine).exists()


# killed --------------------------------------------------------------------------------------------------------------

VICTIM = """
import os, signal, sys
from pathlib import Path
import creditgraph.archive.archive as archive
import creditgraph.archive.evidence as evidence
import creditgraph.archive.staging as staging
import creditgraph.usecases.fill_stage as fill_stage
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options

place, folder, file = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
staging.CHECKPOINT_ROWS = 50
fill_stage._BLOCK_ROWS = 10

def die(*_arguments, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

def die_after(real, count):
    calls = [0]
    def counted(*arguments, **more):
        calls[0] += 1
        answer = real(*arguments, **more)
        if calls[0] >= count:
            die()
        return answer
    return counted

places = {
    "third checkpoint": lambda: setattr(staging.Stage, "_checkpoint", die_after(staging.Stage._checkpoint, 3)),
    "between checkpoints": lambda: setattr(staging.Stage, "add", die_after(staging.Stage.add, 13)),
    "before the first checkpoint": lambda: setattr(staging.Stage, "add", die_after(staging.Stage.add, 2)),
    "staged whole": lambda: setattr(archive.Archive, "apply", die),
    "facts copied": lambda: setattr(evidence, "copy_facts", die_after(evidence.copy_facts, 1)),
    "claims stated": lambda: setattr(archive, "judge_names", die),
    "members derived": lambda: setattr(archive, "next_moment", die),
    "committed": lambda: setattr(archive.Archive, "discard_stage", die),
}
places[place]()
context = Context(archive.Archive(sys.argv[4]), folder / "keys" / "archive.key")
import_file(context, Request(), file, Options(stated_on=20210101))
"""
PLACES = (
    "third checkpoint",
    "between checkpoints",
    "before the first checkpoint",
    "staged whole",
    "facts copied",
    "claims stated",
    "members derived",
    "committed",
)


def killed(office: Any, place: str, path: Path) -> None:
    """Import in a process of its own that kills itself, with SIGKILL, at a place."""
    victim = office.text("victim.py", VICTIM)
    done = subprocess.run(
        [sys.executable, str(victim), place, str(office.folder), str(path), office.context.archive.address],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("place", PLACES)
def test_a_killed_import_goes_on_and_leaves_no_trace(office: Any, place: str) -> None:
    rows = companies(office, 200)
    rows[77][0] = ""
    changed = [[*row] for row in rows]
    for row in changed[::3]:
        row[5] = "搬到另一条路"
    whole = office.another("whole")
    for one in (office, whole):
        one.load(one.file("first.csv", "registration", *rows[:50]))
    path = office.file("second.csv", "registration", *changed)
    killed(office, place, path)
    assert office.export() == whole.export() or place == "committed"
    report = office.load(path, stated_on=20210101)
    expected = whole.load(whole.file("second.csv", "registration", *changed), stated_on=20210101)
    assert office.export() == whole.export()
    assert adds_up(report.rows)
    if place == "committed":
        assert report.status == "unchanged"
    else:
        assert report.rows == expected.rows
        assert report.status == ("imported" if place == "before the first checkpoint" else "resumed")
    assert office.load(path, stated_on=20210101).status == "unchanged"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_killed_import_goes_on_in_every_format(office: Any, suffix: str) -> None:
    headings = template("registration")
    rows = [[*map(str, row), *[""] * (len(headings) - len(row))] for row in companies(office, 200)]
    rows[77][0] = ""
    path = write_table(office.folder / f"second.{suffix}", headings, rows)
    killed(office, "third checkpoint", path)
    report = office.load(path, stated_on=20210101)
    assert (report.status, report.rows["accepted"], report.rows["quarantined"]) == ("resumed", 199, 1)
    whole = office.another("whole")
    whole.load(path, stated_on=20210101)
    assert office.export() == whole.export()


def test_killed_after_the_commit_cleans_up_on_the_next_run(office: Any) -> None:
    path = office.file("second.csv", "registration", *companies(office, 3))
    killed(office, "committed", path)
    assert office.load(path, stated_on=20210101).status == "unchanged"
    assert not office.context.archive.folder_beside(".staging").exists()


# crowded and full ----------------------------------------------------------------------------------------------------

IMPORTER = """
import sys
from pathlib import Path
from creditgraph.archive.archive import Archive
from creditgraph.archive.staging import Line
from creditgraph.model.errors import CreditGraphError
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options

folder, file = Path(sys.argv[1]), Path(sys.argv[2])
context = Context(Archive(sys.argv[3]), folder / "keys" / "archive.key")
try:
    context.ensure()
    print(import_file(context, Request(), file, Options(stated_on=20200101)).status)
except CreditGraphError as error:
    print(type(error).__name__, error.code)
"""


def at_once(office: Any, folder: Path, *files: Path) -> list[str]:
    """What processes that import files at the same time print."""
    script = office.text("importer.py", IMPORTER)
    running = [
        subprocess.Popen(
            [sys.executable, str(script), str(folder), str(file), office.context.archive.address],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for file in files
    ]
    return [process.communicate(timeout=120)[0].strip() for process in running]


def test_two_processes_import_two_files_one_after_the_other(office: Any) -> None:
    files = [office.file(f"{n}.csv", "registration", *companies(office, 300, n * 200)) for n in (1, 2)]
    assert at_once(office, office.folder, *files) == ["imported", "imported"]
    other = office.another("other")
    for file in files:
        other.load(file)
    assert office.export() == other.export()


def test_a_delivery_that_another_process_stages_is_busy(office: Any) -> None:
    """Two processes must not write one staging file; which of them waits or gives up is left open."""
    path = office.file("a.csv", "registration", *companies(office, 50))
    name = staged_name(office, path)
    with office.context.archive.stage(name) as stage:
        stage.add([Line(2, "x")])
        stage.problems()
        stage.add([Line(3, "x")])
        stage._write()
        with pytest.raises(Busy):
            office.load(path)


def staged_name(office: Any, path: Path) -> str:
    """The name under which a delivery is staged."""
    seen: list[str] = []

    class Seen(Exception):
        pass

    def look(name: str) -> None:
        seen.append(name)
        raise Seen

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office.context.archive, "stage", look)
        with pytest.raises(Seen):
            office.load(path)
    return seen[0]


def test_a_disk_that_is_full_while_staging_is_said(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from creditgraph.archive import staging

    def connect(*arguments: Any, **more: Any) -> sqlite3.Connection:
        database = sqlite3.Connection(*arguments, **more)
        database.execute("PRAGMA max_page_count=30")
        return database

    with monkeypatch.context() as patch:
        patch.setattr(staging.sqlite3, "connect", connect)
        with pytest.raises(Broken) as raised:
            office.imported("registration", *companies(office, 4000))
    assert raised.value.code == "disk_full"
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]
    assert not list(office.context.archive.folder_beside(".staging").glob("*"))


def test_a_quote_that_never_ends_is_an_error_wherever_it_opens(office: Any) -> None:
    good = "".join(f"海东第{n}有限公司,,,,,,,,\n" for n in range(5))
    path = office.text(
        "a.csv", ",".join(template("registration")) + f'\n{good}"海东甲有限公司,,,,,,,,\n海东乙有限公司,,,,,,,,\n'
    )
    with pytest.raises(BadInput) as raised:
        office.load(path)
    assert raised.value.code == "unclosed_quote"
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]


@pytest.mark.parametrize("encoding", ["rot13", "base64", "hex", "undefined"])
def test_what_is_no_encoding_of_text_is_bad_input(office: Any, encoding: str) -> None:
    path = office.file("a.csv", "registration", *companies(office, 1))
    with pytest.raises(BadInput) as raised:
        office.load(path, encoding=encoding)
    assert raised.value.code == "encoding"
