"""Reading Parquet, a few thousand records at a time.

The headings are row 1, as if the table stood in a spreadsheet. Decimals and whole numbers keep their digits; floats
lose what lies beyond their fifteenth digit; days are ISO dates, moments keep their time where they have one.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from creditgraph.ingest.cell_formats import plain_number
from creditgraph.ingest.tables import Header, Opener, Row, Table, bad_text, lost_digits
from creditgraph.model.errors import BadInput

_BATCH = 4096
_MOST_COLUMNS = 16_384
_LARGEST_GROUP = 1 << 31
"""Bytes of a row group once decompressed: a column of it is held in memory."""


class ParquetTable(Table):
    """A Parquet file whose footer could be read; `columns` are its headings."""

    def __init__(self, path: Path, opener: Opener, columns: tuple[str, ...]) -> None:
        super().__init__(path, opener)
        self._columns = columns

    def _candidates(self) -> Iterator[Header]:
        yield Header(1, "", self._columns)

    def grid(self) -> Iterator[tuple[int, list[str]]]:
        """The headings, then all rows."""
        for header in self._candidates():
            yield header.row, list(header.cells)
            yield from ((row.number, row.cells) for row in self._rows(header, (), ()) if row.problem is None)

    def _rows(self, header: Header, codes: Collection[int], percentages: Collection[int]) -> Iterator[Row]:
        number = header.row
        for columns in self._batches():
            spelt = [[_text(value) for value in column] for column in columns]
            for place in range(len(columns[0])):
                number += 1
                cells = [column[place] for column in spelt]
                text = "".join(cells)
                problem = bad_text(cells, text, header.cells, number)
                if problem is not None or text.strip():
                    floats = [at for at, column in enumerate(columns) if isinstance(column[place], float) and cells[at]]
                    problem = problem or lost_digits(cells, floats, header.cells, codes, number)
                    yield Row(number, cells, problem, tuple(at for at in floats if at in codes))

    def _batches(self) -> Iterator[list[list[Any]]]:
        with self._open() as file, _named(self.path):
            for batch in _parquet(file).iter_batches(batch_size=_BATCH):
                yield [_values(column) for column in batch.columns]


def open_parquet(path: Path, opener: Opener) -> ParquetTable:
    """The table in a Parquet file. BadInput for a broken footer, nested columns, and names that occur twice."""
    import pyarrow.types as types  # type: ignore[import-untyped]

    with opener() as file, _named(path):
        parquet = _parquet(file)
        schema, metadata = parquet.schema_arrow, parquet.metadata
        groups = [metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups)]
    nested = next((field.name for field in schema if types.is_nested(field.type)), None)
    if nested is not None:
        raise BadInput(
            "nested_column",
            f"{path}: the column {nested} holds lists or structures",
            "write one value a cell",
            message_zh=f"{path}：列 {nested} 含列表或结构",
            remedy_zh="每个单元格只写一个值",
        )
    if (
        len(schema.names) > _MOST_COLUMNS
        or len(set(schema.names)) < len(schema.names)
        or max(groups, default=0) > (_LARGEST_GROUP)
    ):
        raise BadInput(
            "parquet_shape",
            f"{path} has a column name twice, more than {_MOST_COLUMNS:,} columns, or a row group above 2 GiB",
            "write it again with distinct names and smaller row groups",
            message_zh=f"{path} 有重复列名、列数超过 {_MOST_COLUMNS:,}，或行组超过 2 GiB",
            remedy_zh="以不重复的列名和较小的行组重新导出",
        )
    return ParquetTable(path, opener, tuple(schema.names))


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Errors of the library as ours: nothing of a file that is damaged is believed."""
    import pyarrow

    try:
        yield
    except (pyarrow.ArrowException, OSError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadInput(
            "parquet",
            f"{path} is a damaged or encrypted Parquet file: {said}",
            "ask its sender for the file again",
            message_zh=f"{path} 是损坏或加密的 Parquet 文件：{said}",
            remedy_zh="请提供方重新提供该文件",
        ) from error


def _parquet(file: Any) -> Any:
    import pyarrow.parquet as parquet  # type: ignore[import-untyped]

    return parquet.ParquetFile(file)


def _values(column: Any) -> list[Any]:
    """The values of a column; moments as texts, for Python's know no nanoseconds."""
    import pyarrow as arrow
    import pyarrow.compute as compute  # type: ignore[import-untyped]

    if arrow.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if arrow.types.is_timestamp(column.type):
        spelt = compute.cast(column, arrow.string()).to_pylist()
        return [None if text is None else _moment(text) for text in spelt]
    if arrow.types.is_float32(column.type):
        return [None if text is None else float(text) for text in compute.cast(column, arrow.string()).to_pylist()]
    return list(column.to_pylist())


def _moment(text: str) -> str:
    """A moment without the noughts that say nothing: midnight is a day."""
    day, _, time = text.partition(" ")
    time = time.rstrip("0").rstrip(".") if "." in time else time
    return day if time in ("", "00:00:00") else f"{day} {time}"


def _text(value: Any) -> str:
    return _SPELLINGS.get(type(value), str)(value)


def _float(value: float) -> str:
    return plain_number(value) if value - value == 0 else ""  # NaN is an empty cell


def _bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "\x00"  # no text: `bad_text` names the cell


_SPELLINGS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "",
    str: lambda value: value,
    bool: lambda value: "TRUE" if value else "FALSE",
    float: _float,
    Decimal: lambda value: f"{value:f}",
    bytes: _bytes,
    dt.date: dt.date.isoformat,
}
