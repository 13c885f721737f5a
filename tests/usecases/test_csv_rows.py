"""Small CSV files are read by their headings; what is wrong with one is an error of whoever asked."""

from pathlib import Path

import pytest

from creditgraph.model.errors import BadInput
from creditgraph.usecases.csv_rows import csv_rows


def wrong(problem: str, remedy: str) -> BadInput:
    return BadInput("pairs_file", problem, remedy)


def test_rows_have_the_names_of_the_columns(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_bytes(b"\xef\xbb\xbfa,b\n1,2\n3\n4,5,6\n")
    assert list(csv_rows(file, ("a",), wrong)) == [{"a": "1", "b": "2"}, {"a": "3", "b": ""}, {"a": "4", "b": "5"}]


@pytest.mark.parametrize(
    ("content", "problem", "remedy"),
    [
        (b"a\n1\n", "no column b, c", "name it in the first row"),
        (b"", "no column b, c", "name it in the first row"),
        ("b,c\n名\n".encode("gbk"), "codec can't decode", "save it as CSV in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, content: bytes, problem: str, remedy: str) -> None:
    file = tmp_path / "pairs.csv"
    file.write_bytes(content)
    with pytest.raises(BadInput) as raised:
        list(csv_rows(file, ("c", "b"), wrong))
    assert problem in raised.value.message
    assert raised.value.remedy == remedy
