"""Parquet as databases write it."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from creditgraph.ingest import Row, open_table
from creditgraph.model.errors import BadInput


def read(folder: Path, columns: dict[str, Any], codes: tuple[int, ...] = (), **how: Any) -> list[Row]:
    path = folder / "a.parquet"
    pq.write_table(pa.table(columns), path, **how)
    table = open_table(path)
    table.find_header(lambda cells: cells == tuple(columns))
    return list(table.rows(codes))


def test_values_are_texts_without_noise(tmp_path: Path) -> None:
    day, moment = dt.date(2020, 1, 2), dt.datetime(2020, 1, 2, 3, 4, 5)
    columns = {
        "text": ["甲", None, ""],
        "whole": pa.array([2**63 - 1, 0, None]),
        "float": [0.1 + 0.2, 1e20, float("nan")],
        "single": pa.array([33.33, None, 1.0], pa.float32()),
        "exact": pa.array([Decimal("1.50"), None, Decimal("0.00")]),
        "day": pa.array([day, None, day]),
        "moment": pa.array([moment, dt.datetime(2020, 1, 2), None], pa.timestamp("ns")),
        "truth": [True, False, None],
        "word": pa.array(["a", "b", "a"]).dictionary_encode(),
    }
    rows = read(tmp_path, columns)
    assert rows[0].cells == [
        "甲", "9223372036854775807", "0.3", "33.33", "1.50", "2020-01-02", "2020-01-02 03:04:05",
        "TRUE", "a",
    ]  # fmt: skip
    assert rows[1].problem is not None
    assert (rows[1].problem.column, rows[1].problem.code) == ("float", "number_cell")
    assert rows[2].cells == ["", "", "", "1", "0.00", "2020-01-02", "", "", "a"]


def test_rows_are_numbered_below_the_headings_and_blank_ones_counted(tmp_path: Path) -> None:
    rows = read(tmp_path, {"a": ["x", None, "y"], "b": ["1", None, None]}, row_group_size=1)
    assert [(row.number, row.cells) for row in rows] == [(2, ["x", "1"]), (4, ["y", ""])]


def test_floats_where_codes_belong_are_named(tmp_path: Path) -> None:
    assert [row.numbers for row in read(tmp_path, {"a": [9.1e17, None], "b": [1.5, 2.5]}, (0,))] == [(0,), ()]


def test_bytes_that_are_no_text_keep_their_row_out(tmp_path: Path) -> None:
    rows = read(tmp_path, {"a": pa.array(["甲".encode(), b"\xff"])})
    assert rows[0].cells == ["甲"]
    assert rows[1].problem is not None
    assert rows[1].problem.code == "control_character"


@pytest.mark.parametrize(("columns", "code"), [({"a": [[1]]}, "nested_column"), ({"a": [{"b": 1}]}, "nested_column")])
def test_nested_columns_are_refused(tmp_path: Path, columns: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(tmp_path, columns)
    assert caught.value.code == code


def test_names_that_occur_twice_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table([pa.array(["x"]), pa.array(["y"])], names=["a", "a"]), path)
    with pytest.raises(BadInput) as caught:
        open_table(path)
    assert caught.value.code == "parquet_shape"


@pytest.mark.parametrize("cut", [slice(None, -1), slice(None, 40)])
def test_damage_is_named(tmp_path: Path, cut: slice) -> None:
    read(tmp_path, {"a": ["x"] * 100})
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + path.read_bytes()[4:][cut])
    with pytest.raises(BadInput) as caught:
        open_table(path)
    assert caught.value.code == "parquet"


def test_damage_within_a_row_group_is_named(tmp_path: Path) -> None:
    read(tmp_path, {"a": [f"x{n}" for n in range(1000)]})
    path = tmp_path / "a.parquet"
    content = bytearray(path.read_bytes())
    content[4:200] = b"\xff" * 196
    path.write_bytes(content)
    table = open_table(path)
    table.find_header(lambda cells: True)
    with pytest.raises(BadInput) as caught:
        list(table.rows())
    assert caught.value.code == "parquet"
