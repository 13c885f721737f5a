import csv
import os
from pathlib import Path

import pytest

from creditgraph.ingest import Problem, QuarantineWriter, messages
from creditgraph.ingest.quarantine import HEADINGS
from creditgraph.model.errors import Broken


def content(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_problem_is_a_line_with_its_words(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    with QuarantineWriter(path) as writer:
        writer.write([Problem(3, "名称", "row", "", "missing"), Problem(3, "日期", "row", "昨天", "not_a_date")])
        writer.write([Problem(5, "代码", "cell", "91", "length")])
        assert not path.exists()
        assert (writer.rows, writer.cells) == (1, 1)
    lines = content(path)
    assert tuple(lines[0]) == HEADINGS
    assert [(line["row"], line["code"]) for line in lines] == [
        ("3", "missing"),
        ("3", "not_a_date"),
        ("5", "length"),
    ]
    assert lines[1]["value"] == "昨天"
    assert lines[1]["remedy_en"] == "Write it as 2018-05-03, 2018-05 or 2018"
    assert os.listdir(tmp_path) == ["q.csv"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_are_neutralised(tmp_path: Path, start: str) -> None:
    path = tmp_path / "q.csv"
    with QuarantineWriter(path) as writer:
        writer.write([Problem(2, start + "H", "cell", start + "HYPERLINK()", "length")])
    line = content(path)[0]
    assert line["value"] == "'" + start + "HYPERLINK()"
    assert line["column"] == "'" + start + "H"


def test_a_letter_that_no_code_has_comes_with_a_suggestion(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    with QuarantineWriter(path) as writer:
        writer.write([Problem(2, "代码", "cell", "9137O100MA3C00011J", "charset")])
        writer.write([Problem(3, "代码", "cell", "I37O100MA3C00011J", "charset")])
    meant, unclear = content(path)
    assert meant["remedy_en"].endswith("; perhaps 91370100MA3C00011J")
    assert "perhaps" not in unclear["remedy_en"]


def test_nothing_to_write_makes_no_file(tmp_path: Path) -> None:
    with QuarantineWriter(tmp_path / "q.csv") as writer:
        writer.write([])
    assert writer.close() is None
    assert os.listdir(tmp_path) == []


def test_an_exception_leaves_an_older_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("old")
    writer = QuarantineWriter(path)
    writer.write([Problem(2, "", "row", "", "no_key")])
    writer.__exit__(ZeroDivisionError, None, None)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["q.csv"]


def test_an_unwritable_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="cannot write the quarantine file"):
        QuarantineWriter(tmp_path / "none" / "q.csv").write([Problem(2, "", "row", "", "no_key")])


def test_all_words_are_there() -> None:
    for code, message in messages().items():
        assert code.islower()
        assert all(message)
