"""Running the stages on small files."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet  # type: ignore[import-untyped]
import pytest

from creditgraph.bulk import Settings, match_file
from creditgraph.matching import MatchingPolicy, shipped_policy

Rows = Iterable[Mapping[str, str]]


def run_alone(works: Sequence[Callable[[Callable[[], None]], None]], own: Callable[[], None]) -> None:
    """Do all works in this process."""
    own()
    for work in works:
        work(lambda: None)


class Bulk:
    """A folder with a file of records, and what matching made of it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "records.csv"
        self.out = folder / "out"
        self.told: list[str] = []

    def write(self, rows: Rows) -> Path:
        """Write the records."""
        listed = list(rows)
        with self.file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(dict.fromkeys(key for row in listed for key in row)))
            writer.writeheader()
            writer.writerows(listed)
        return self.file

    def run(
        self, rows: Rows | None = None, policy: MatchingPolicy | None = None, truth: Path | None = None
    ) -> dict[str, Any]:
        """Match the records; the report."""
        if rows is not None:
            self.write(rows)
        settings = Settings(500, 1, run_alone, lambda stage, _done, _rows: self.told.append(stage))
        return match_file(self.file, self.out, policy or shipped_policy(), settings, truth)

    def clusters(self) -> dict[str, str]:
        """The cluster of each record."""
        found = parquet.read_table(self.out / "5-clusters.parquet").to_pylist()
        return {row["record_id"]: row["cluster_id"] for row in found}

    def pairs(self) -> list[dict[str, Any]]:
        """The pairs that were kept."""
        return list(parquet.read_table(self.out / "4-decided.parquet").to_pylist())


@pytest.fixture
def bulk(tmp_path: Path) -> Bulk:
    return Bulk(tmp_path)


def named(*names: str) -> list[dict[str, str]]:
    """Records with names alone."""
    return [{"record_id": f"r{number:05d}", "name": name} for number, name in enumerate(names)]
