"""JSON Lines: a bad line costs itself, a bad byte the file."""

from pathlib import Path

import pytest

from creditgraph.ingest import Row, Table, open_table
from creditgraph.model.errors import BadInput


def written(folder: Path, *lines: str | bytes) -> Path:
    path = folder / "a.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


def read(path: Path, codes: tuple[int, ...] = ()) -> tuple[Table, list[Row]]:
    table = open_table(path)
    table.find_header(lambda cells: True)
    return table, list(table.rows(codes))


def test_the_headings_are_all_keys_and_rows_are_lines(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufeff{"名称": "甲", "号": "1"}', "", '{"址": "路", "名称": "乙"}', '{"名称": ""}')
    table, rows = read(path)
    assert table.header is not None
    assert table.header.cells == ("名称", "号", "址")
    assert [(row.number, row.cells) for row in rows] == [(1, ["甲", "1", ""]), (3, ["乙", "", "路"])]


def test_values_are_spelt_as_written(tmp_path: Path) -> None:
    path = written(tmp_path, '{"a": 0.10, "b": 12345678901234567890, "c": true, "d": null, "e": 1e3, "f": "𠀀"}')
    assert read(path)[1][0].cells == ["0.10", "12345678901234567890", "TRUE", "", "1e3", "𠀀"]


def test_a_fraction_is_no_code_but_a_whole_number_keeps_its_digits(tmp_path: Path) -> None:
    path = written(tmp_path, '{"a": 9.1E17, "b": 1}', '{"a": 123456789012345678, "b": 1.5}')
    assert [row.numbers for row in read(path, (0,))[1]] == [(0,), ()]


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ('{"名称": "甲"', "not_json", ""),
        ('{"名称": NaN}', "not_json", ""),
        ("{} {}", "not_json", ""),
        ("[" * 100_000, "not_json", ""),
        ('"甲"', "not_an_object", ""),
        ('{"名称": ["甲"]}', "nested_value", "名称"),
        ('{"名称": {"a": 1}}', "nested_value", "名称"),
        ('{"名称": "甲", "名称": "乙"}', "repeated_key_in_line", "名称"),
        ('{"名称": "\\ud800"}', "control_character", "名称"),
        ('{"名称": "a\\u0000b"}', "control_character", "名称"),
        ('{"379900190401010011": []}', "nested_value", "379900********0011"),
    ],
)
def test_a_line_that_is_no_row_costs_itself_only(tmp_path: Path, line: str, code: str, column: str) -> None:
    rows = read(written(tmp_path, '{"名称": "甲"}', line, '{"名称": "乙"}'))[1]
    assert [row.cells for row in rows if row.problem is None] == [["甲"], ["乙"]]
    assert [(row.problem.row, row.problem.code, row.problem.column) for row in rows if row.problem] == [
        (2, code, column)
    ]


def test_a_byte_that_is_not_utf8_is_named_by_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, '{"名称": "甲"}', '{"名称": "乙"}'.encode("gb18030"))
    with pytest.raises(BadInput, match="line 2: byte 20 is not UTF-8"):
        open_table(path)


def test_bounds_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditgraph.ingest.jsonl_table._LONGEST_LINE", 100)
    with pytest.raises(BadInput, match="line 2 is longer"):
        read(written(tmp_path, "{}", '{"名称": "' + "x" * 100 + '"}'))
    monkeypatch.setattr("creditgraph.ingest.jsonl_table._MOST_KEYS", 2)
    with pytest.raises(BadInput, match="more than 2 different keys"):
        read(written(tmp_path, '{"a": 1, "b": 1}', '{"c": 1}'))


def test_a_file_without_an_object_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="none of the first"):
        read(written(tmp_path, "{}"))
