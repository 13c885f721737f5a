"""Reading a folder of labelled records: `records.csv` with `truth.csv` (clusters) or `pairs.csv` (judged pairs)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from creditgraph.matching.record import record_of_row
from creditgraph.matching.side import Side
from creditgraph.model.errors import BadInput
from creditgraph.usecases.csv_rows import csv_rows

MOST_RECORDS = 200_000
"""A set is measured in memory: larger ones are for sampling."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Records with their truth: a cluster for each record (None: unlabelled), or judged pairs of positions."""

    name: str
    sides: list[Side]
    clusters: list[str | None]
    pairs: dict[tuple[int, int], bool]

    def labels(self, file: Path) -> dict[tuple[int, int], bool]:
        """Judged pairs of the records, of a file of their own."""
        return _judged(file, _places(self.sides))


def read_labelled_set(folder: Path) -> LabelledSet:
    """Read a set; BadInput `labelled_set` names the file and the line that is wrong."""
    sides = [Side(record_of_row(row)) for _, row in _rows(folder / "records.csv", ("record_id", "name"))]
    places = _places(sides)
    if len(places) != len(sides):
        raise _wrong(folder / "records.csv", "two records have one record_id")
    clusters: list[str | None] = [None] * len(sides)
    if (folder / "truth.csv").exists():
        for line, row in _rows(folder / "truth.csv", ("record_id", "cluster_id")):
            clusters[_place(places, row["record_id"], folder / "truth.csv", line)] = row["cluster_id"]
        return LabelledSet(folder.name, sides, clusters, {})
    return LabelledSet(folder.name, sides, clusters, _judged(folder / "pairs.csv", places))


def _places(sides: list[Side]) -> dict[str, int]:
    return {side.record.id: at for at, side in enumerate(sides)}


def _judged(file: Path, places: dict[str, int]) -> dict[tuple[int, int], bool]:
    """Judged pairs of a file `left_id,right_id,label`, the lower position first."""
    found: dict[tuple[int, int], bool] = {}
    for line, row in _rows(file, ("left_id", "right_id", "label")):
        left, right = (_place(places, row[side], file, line) for side in ("left_id", "right_id"))
        if row["label"] not in ("0", "1"):
            raise _wrong(file, f"line {line}: a label is 1 (same) or 0 (different), not {row['label']!r}")
        found[min(left, right), max(left, right)] = row["label"] == "1"
    return found


def _rows(file: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    if not file.exists():
        raise _wrong(file, "there is no such file")
    for number, row in enumerate(csv_rows(file, needed, lambda problem, _remedy: _wrong(file, problem)), 2):
        if number > MOST_RECORDS + 1:
            raise _wrong(file, f"more than {MOST_RECORDS} rows")
        yield number, row


def _place(places: dict[str, int], record: str, file: Path, line: int) -> int:
    if record not in places:
        raise _wrong(file, f"line {line}: no record {record!r}")
    return places[record]


def _wrong(file: Path, problem: str) -> BadInput:
    return BadInput("labelled_set", f"{file}: {problem}", "see docs/matching.md for the layout of a labelled set")
