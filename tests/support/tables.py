"""One table in every format that can be imported."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

FORMATS = ("csv", "jsonl", "xlsx", "parquet")
Rows = Sequence[Sequence[str]]


def write_table(path: Path, headings: Sequence[str], rows: Rows) -> Path:
    """A table of texts in the format that the name says."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *rows])
    elif path.suffix == ".jsonl":
        lines = (json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False) for row in rows)
        path.write_text("".join(line + "\n" for line in lines), "utf-8")
    elif path.suffix == ".parquet":
        columns = [[row[at] for row in rows] for at in range(len(headings))]
        pq.write_table(pa.table([pa.array(column, pa.string()) for column in columns], names=list(headings)), path)
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate([headings, *rows]):
                for column, text in enumerate(row):
                    sheet.write_string(at, column, text)
    return path
