import hashlib
from pathlib import Path
from typing import BinaryIO

import pytest

from creditgraph.ingest import Row, Table, open_table, sha256_of
from creditgraph.ingest.csv_table import CsvTable
from creditgraph.model.errors import BadInput


def written(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "file.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path: Path, encoding: str | None = None) -> tuple[Table, list[Row]]:
    table = open_table(path, encoding)
    table.find_header(lambda cells: cells[0].strip() == "名称")
    return table, list(table.rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    _, rows = read(written(tmp_path, "名称,号\n𬭎㐀𠀀䶮,1\n", encoding))
    assert rows == [Row(2, ["𬭎㐀𠀀䶮", "1"], None)]


@pytest.mark.parametrize("label", ["gbk", "GB2312", "cp936"])
def test_gb_labels_are_read_as_gb18030(tmp_path: Path, label: str) -> None:
    table, rows = read(written(tmp_path, "名称,号\n㐀,1\n", "gb18030"), label)
    assert isinstance(table, CsvTable)
    assert table.encoding == "gb18030"
    assert rows[0].cells[0] == "㐀"


def test_bytes_of_no_encoding_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, "名称,号\n甲,1\n".encode() + b"\xff\xff,2\n")
    with pytest.raises(BadInput, match=r"utf-8-sig: byte 17, line 3; gb18030: byte 9") as caught:
        open_table(path)
    assert "--encoding" in caught.value.remedy


def test_a_character_across_the_chunk_is_whole(tmp_path: Path) -> None:
    filler = "x,1\n" * ((1 << 18) - 3)
    text = "名称,号\n" + filler + "甲,1\n"
    assert len(text[: text.index("甲")].encode()) == (1 << 20) - 1
    _, rows = read(written(tmp_path, text))
    assert rows[-1].cells == ["甲", "1"]
    broken = text.encode().replace("甲".encode(), "甲".encode()[:2] + b",")
    with pytest.raises(BadInput, match=rf"byte {(1 << 20) - 1}, line {(1 << 18) - 1}\)"):
        open_table(written(tmp_path, broken), "utf-8")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04rest", "not_text"),
        (b"\xd0\xcf\x11\xe0", "not_text"),
        ("名称,号\n".encode("utf-16"), "encoding"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        open_table(written(tmp_path, content))
    assert caught.value.code == code
    assert caught.value.remedy


def test_missing_files_folders_and_unknown_encodings_are_refused(tmp_path: Path) -> None:
    for path, encoding, code in [
        (tmp_path / "none.csv", None, "no_such_file"),
        (tmp_path, None, "not_a_file"),
        (written(tmp_path, "名称,号\n"), "klingon", "encoding"),
    ]:
        with pytest.raises(BadInput) as caught:
            open_table(path, encoding)
        assert caught.value.code == code


def test_a_header_alone_is_a_file_without_rows(tmp_path: Path) -> None:
    assert read(written(tmp_path, "名称,号"))[1] == []


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_the_delimiter_is_that_of_the_header(tmp_path: Path, mark: str) -> None:
    table, rows = read(written(tmp_path, f"名称{mark}号\n甲{mark}1\n"))
    assert table.header is not None
    assert table.header.delimiter == mark
    assert rows[0].cells == ["甲", "1"]


def test_title_rows_blank_rows_and_line_breaks_keep_the_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    path = written(tmp_path, '某市公示表,,\n\n名称,"号\n码"\n甲,"1\n2"\n\n,\n乙,3\n')
    table, rows = read(path)
    assert table.header is not None
    assert (table.header.row, table.header.cells) == (3, ("名称", "号\n码"))
    assert [(row.number, row.cells) for row in rows] == [(4, ["甲", "1\n2"]), (7, ["乙", "3"])]


def test_no_row_that_fits_is_an_error(tmp_path: Path) -> None:
    table = open_table(written(tmp_path, "一,二\n1,2\n"))
    with pytest.raises(BadInput, match="none of the first 20 rows"):
        table.find_header(lambda cells: False)
    assert [header.row for header in table.header_candidates()] == [1, 2]


def test_short_rows_are_padded_and_long_ones_reported(tmp_path: Path) -> None:
    _, rows = read(written(tmp_path, "名称,号\n甲\n乙,1,,\n丙,1,2\n丁,2\n"))
    assert [row.cells for row in rows if row.problem is None] == [["甲", ""], ["乙", "1"], ["丁", "2"]]
    assert [(row.number, row.problem.code) for row in rows if row.problem] == [(4, "too_many_cells")]


@pytest.mark.parametrize("character", ["\x00", "\x1f", "\x07", "\x7f", "\x85"])
def test_control_characters_are_reported_without_the_cell(tmp_path: Path, character: str) -> None:
    _, rows = read(written(tmp_path, f"名称,号\n甲,a{character}b\n乙,2\n"))
    problem = rows[0].problem
    assert problem is not None
    assert (problem.column, problem.code, problem.value) == ("号", "control_character", "")
    assert rows[1].problem is None


def test_ideographic_blanks_and_tabs_are_no_control_characters(tmp_path: Path) -> None:
    assert read(written(tmp_path, '名称,号\n"甲　乙\t丙",2\n'))[1][0].problem is None


def test_a_quotation_mark_left_open_is_an_error_not_one_big_cell(tmp_path: Path) -> None:
    path = written(tmp_path, '名称,号\n甲,1\n乙,"2\n丙,3\n')
    with pytest.raises(BadInput, match="does not end"):
        read(path)


def test_a_lone_inch_mark_is_text(tmp_path: Path) -> None:
    assert read(written(tmp_path, '名称,号\n5"管,1\n乙,2\n'))[1][0].cells[0] == '5"管'


def test_rows_want_a_header(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        next(open_table(written(tmp_path, "名称,号\n")).rows())


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    assert sha256_of(written(tmp_path, b"abc")) == hashlib.sha256(b"abc").hexdigest()


def test_a_cell_that_is_too_long_costs_its_row_only(tmp_path: Path) -> None:
    _, rows = read(written(tmp_path, f"名称,号\n甲,{'字' * 131_073}\n乙,{'字' * 131_072}\n"))
    problem = rows[0].problem
    assert problem is not None
    assert (problem.row, problem.column, problem.code) == (2, "号", "cell_too_long")
    assert rows[1].problem is None


def test_a_cell_without_end_is_named_by_its_row(tmp_path: Path) -> None:
    path = written(tmp_path, '名称,号\n甲,1\n乙,"' + "字" * (1 << 22) + "x\n")
    with pytest.raises(BadInput, match="row 3: a cell is longer than 4,194,304 characters") as caught:
        read(path)
    assert caught.value.code == "cell_too_long"
    assert "后引号" in caught.value.details["remedy_zh"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", "名称,号\n".encode(), "not_a_workbook"),
        ("a.parquet", "名称,号\n".encode(), "not_a_workbook"),
        ("a.xls", b"\n<html><table><tr><td>x</td></tr></table>", "html"),
        ("a.xls", b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "html"),
        ("a.csv", b"PK\x03\x04rest", "not_text"),
        ("a.csv", b"PAR1rest", "not_text"),
        ("a.parquet", b"PK\x03\x04rest", "not_text"),
        ("a.csv.gz", b"\x1f\x8b\x08", "not_text"),
        ("a.jsonl", b"[{}]", "not_json_lines"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "workbook"),
        ("a.xlsx", b"PK\x03\x04rest", "workbook"),
        ("upload", b"PAR1rest", "parquet"),
    ],
)
def test_a_name_and_a_content_that_disagree_are_named(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        open_table(path)
    assert caught.value.code == code
    assert caught.value.details.keys() >= {"message_zh", "remedy_zh"}


@pytest.mark.parametrize(("content", "kind"), [("名称,号\n甲,1\n", "CsvTable"), ('{"名称": "甲"}\n', "JsonlTable")])
def test_a_name_that_says_nothing_is_believed(tmp_path: Path, content: str, kind: str) -> None:
    path = tmp_path / "upload"
    path.write_text(content, "utf-8")
    assert type(open_table(path)).__name__ == kind


def test_only_workbooks_have_sheets(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no workbook"):
        open_table(written(tmp_path, "名称,号\n"), sheet="一")


def test_a_sealed_file_is_read_through_its_opener(tmp_path: Path) -> None:
    path = written(tmp_path, "名称,号\n甲,1\n")

    def opener() -> BinaryIO:
        return path.open("rb")

    elsewhere = tmp_path / "elsewhere.csv"
    table = open_table(elsewhere, opener=opener)
    table.find_header(lambda cells: True)
    assert next(table.rows()).cells == ["甲", "1"]
    assert sha256_of(elsewhere, opener) == sha256_of(path)
