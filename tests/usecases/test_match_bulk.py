"""Matching in bulk as a use case: with helpers, and without DuckDB."""

import sys
from pathlib import Path

import pytest

import creditgraph.bulk.sharing as sharing
from creditgraph.model.errors import BadInput
from creditgraph.usecases import match_bulk as used


def matched(file: Path, out: Path) -> list[bytes]:
    used.match_bulk(file, out, lambda *_told: None, 500)
    return [(out / name).read_bytes() for name in ("4-decided.parquet", "5-clusters.parquet")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [f"{number},山东{chr(0x4E00 + number % 40)}霖科技有限公司,{number % 3}" for number in range(120)]
    file = tmp_path / "records.csv"
    file.write_text("record_id,name,phone\n" + "\n".join(rows) + "\n", "utf-8")
    return file


def test_helpers_change_nothing(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = matched(file, tmp_path / "alone")
    monkeypatch.setattr(sharing, "_WORTH_ROWS", 40)
    monkeypatch.setattr(used, "cpu_count", lambda: 2)
    assert matched(file, tmp_path / "together") == alone


def test_without_duckdb_it_is_told_what_to_install(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("creditgraph.bulk")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(BadInput) as refused:
        matched(file, tmp_path / "out")
    assert refused.value.code == "no_duckdb"
