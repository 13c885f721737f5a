"""What files of records may look like, and what is said of those that cannot be read."""

from pathlib import Path

import pyarrow as arrow  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]
import pytest

from creditgraph.model.errors import BadInput

from .conftest import Bulk, named


def test_parquet_is_read_like_csv(bulk: Bulk, tmp_path: Path) -> None:
    rows = named("山东清霖科技有限公司", "山东清霖科技有限责任公司", "青岛明泽建材有限公司")
    bulk.run(rows)
    from_csv = bulk.clusters()
    bulk.file = tmp_path / "records.parquet"
    parquet.write_table(arrow.Table.from_pylist(rows), bulk.file)
    bulk.run()
    assert bulk.clusters() == from_csv


def test_quotes_and_other_columns_are_read(bulk: Bulk) -> None:
    bulk.file.write_text('\ufeffrecord_id,name,note,phone\n1,"清霖,\n科技",x,\n2,明泽建材,"a ""b""",0531\n', "utf-8")
    assert bulk.run()["stages"]["normalise"]["fields"] == ["name", "phone"]
    assert bulk.clusters() == {"1": "1", "2": "2"}


def test_no_rows_are_no_clusters(bulk: Bulk) -> None:
    bulk.file.write_text("record_id,name\n", "utf-8")
    report = bulk.run()
    assert (report["records"], report["stages"]["cluster"]["clusters"]) == (0, 0)
    assert bulk.clusters() == {}


def test_names_may_be_empty(bulk: Bulk) -> None:
    bulk.file.write_text("record_id,name\n1,\n2,\n3,清霖科技\n", "utf-8")
    bulk.run()
    assert bulk.clusters() == {"1": "1", "2": "2", "3": "3"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"name\nx\n", "record_id"),
        (b"record_id,name,name\n1,x,y\n", "twice"),
        (b"record_id,name\n1,x\n1,y\n", "two rows have the record_id 1"),
        (b"record_id,name\n,x\n", "no record_id"),
        (b"record_id,name\n1,x,y,z\n", "Line: 2"),
        (b"record_id,name\n1\n", "Line: 2"),
        ("record_id,name\n1,清霖\n".encode("gb18030"), "records.csv"),
        (b'record_id,name\n1,"x\n2,y\n', "quote"),
    ],
)
def test_a_broken_file_is_refused(bulk: Bulk, content: bytes, told: str) -> None:
    bulk.file.write_bytes(content)
    with pytest.raises(BadInput, match=told) as refused:
        bulk.run()
    assert refused.value.code == "bulk_file"


def test_a_damaged_parquet_file_is_refused(bulk: Bulk, tmp_path: Path) -> None:
    bulk.file = tmp_path / "records.parquet"
    bulk.file.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(BadInput) as refused:
        bulk.run()
    assert refused.value.code == "bulk_file"


def test_a_missing_file_is_told(bulk: Bulk) -> None:
    with pytest.raises(BadInput) as refused:
        bulk.run()
    assert refused.value.code == "bulk_file"
