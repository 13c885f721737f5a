"""Stage 1: records alike in every field become one comparand; its keys and pieces are worked out.

A row of the file is a comparand: `num` its number in the order of least record ids, `first` that id, `members` all ids,
the fields that any record has, `key` the name's strict key, `text` what is compared cheaply, `keys` the values and
`pieces` the rare pieces by which others find it.

`by_value` and `by_piece` are how alike its text and another's must be, where a value or only a piece is shared, for a
full comparison: per cent of the shorter text that the longer has in order. Two full names of organisations, where
nothing but names is known, are one by no rule of `matching` unless brand and trade agree to the letter: so they need
all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as arrow  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]

from creditgraph.bulk.database import ROW_GROUP, batches, database, one, table, write
from creditgraph.bulk.reading import FIELDS, read_records
from creditgraph.bulk.sharing import Sharing
from creditgraph.bulk.stages import Counts
from creditgraph.matching.candidates import loose_value, rare_pieces, values_of
from creditgraph.matching.corpus import place_of
from creditgraph.matching.rarity import Rarity, rarity_of
from creditgraph.matching.record import kind_of, record_of_row
from creditgraph.matching.side import Side, is_han_name
from creditgraph.names import stems_and_sounds, strict_keys
from creditgraph.names.organisations import has_form

SAMPLE = 20_000
"""So many names tell how rare pieces are."""
NEVER = 101
_ALIKE = (0, 80)
_SHORT = (0, 50)
"""For a name without a legal form, which may be a short name."""
_FULL = (100, NEVER)
_NAMES_ALONE = {"kind", "name"}
_TEXTS = arrow.list_(arrow.string())
_ADDED = {
    "key": arrow.string(),
    "text": arrow.string(),
    "keys": _TEXTS,
    "pieces": _TEXTS,
    "by_value": arrow.int32(),
    "by_piece": arrow.int32(),
    "phone_digits": arrow.string(),
    "given": arrow.string(),
    "family": arrow.string(),
    "place": arrow.string(),
}


def normalise(file: Path, out: Path, memory_mb: int, sharing: Sharing) -> Counts:
    """Write the comparands of a file of records."""
    found = out.with_name("comparands.parquet")
    with database(out.parent, memory_mb // 3) as sql:
        fields = read_records(sql, file)
        listed = ", ".join(fields)
        write(
            sql,
            "SELECT row_number() OVER (ORDER BY first) - 1 AS num, * FROM (SELECT min(record_id) AS first, "
            f"count(*) AS size, array_sort(array_agg(record_id)) AS members, {listed} FROM record GROUP BY {listed}"
            ") AS grouped ORDER BY num",
            found,
        )
        records = one(sql, "SELECT count(*) FROM record")
    rows, rarity = sampled(found, "name")
    parts = sharing.parts(rows)
    files = [out.with_name(f"normalised.{number}") for number in range(parts)]
    works = [Normalising(found, files[number], number, parts, rarity) for number in range(parts)]
    sharing.share(works, rows)
    with database(out.parent, memory_mb // 3) as sql:
        write(sql, f"SELECT * FROM {table(*files)}", out)
    for one_file in (found, *files):
        one_file.unlink()
    return {"records": records, "comparands": rows, "fields": list(fields)}


def sampled(file: Path, column: str) -> tuple[int, Rarity]:
    """The number of rows of a file, and how rare the pieces of its names are, by a sample that hangs on ids alone."""
    rows = parquet.ParquetFile(file).metadata.num_rows
    step = max(1, -(-rows // SAMPLE))
    with database(file.parent, 200, 1) as sql:
        query = f"SELECT {column} FROM {table(file)} WHERE num % {step} = 0"
        names = [row[0] for rows_ in batches(sql, query) for row in rows_] if rows else []
    return rows, rarity_of(strict_keys(names))


@dataclass(frozen=True)
class Normalising:
    """One part of the comparands, in the order of their numbers."""

    source: Path
    target: Path
    number: int
    parts: int
    rarity: Rarity

    def __call__(self, step: Callable[[int], None]) -> None:
        """Add what matching needs to each row."""
        file = parquet.ParquetFile(self.source)
        groups = file.metadata.num_row_groups
        mine = range(groups * self.number // self.parts, groups * (self.number + 1) // self.parts)
        schema = file.schema_arrow
        for name, kind in _ADDED.items():
            schema = schema.append(arrow.field(name, kind))
        with parquet.ParquetWriter(self.target, schema, compression="zstd") as writer:
            for batch in file.iter_batches(batch_size=ROW_GROUP, row_groups=list(mine)) if mine else ():
                added = _added(batch, self.rarity)
                arrays = [arrow.array(added[name], kind) for name, kind in _ADDED.items()]
                writer.write_table(arrow.Table.from_arrays([*batch.columns, *arrays], schema=schema))
                step(batch.num_rows)


def _added(batch: Any, rarity: Rarity) -> dict[str, list[Any]]:
    """The further columns of a batch."""
    fields = [field for field in FIELDS if field in batch.schema.names]
    columns = [batch.column(field).to_pylist() for field in fields]
    if set(fields) <= _NAMES_ALONE:
        rows = list(_of_names(columns[fields.index("name")], _kinds(fields, columns), rarity))
    else:
        rows = [_of_record(dict(zip(fields, cells, strict=True)), rarity) for cells in zip(*columns, strict=True)]
    return {name: [row[at] for row in rows] for at, name in enumerate(_ADDED)}


def _kinds(fields: Sequence[str], columns: Sequence[list[str]]) -> list[str]:
    return columns[fields.index("kind")] if "kind" in fields else [""] * len(columns[0])


_Added = tuple[str, str, list[str], list[str], int, int, str | None, str | None, str | None, str | None]
_NO_FIELDS = (None, None, None, None)


def _of_names(names: Sequence[str], kinds: Sequence[str], rarity: Rarity) -> Iterator[_Added]:
    """Records that have nothing but names: their keys are worked out together."""
    keys, (stems, sounds) = strict_keys(names), stems_and_sounds(names)
    for name, kind, key, stem, sound in zip(names, kinds, keys, stems, sounds, strict=True):
        if kind_of(kind) != "person" and is_han_name(name):
            least = _FULL if has_form(key) else _SHORT
            yield key, stem, [loose_value(sound)], rare_pieces(key, rarity), *least, *_NO_FIELDS
        else:
            yield _of_record({"kind": kind, "name": name}, rarity)


def _of_record(row: dict[str, str], rarity: Rarity) -> _Added:
    side = Side(record_of_row(row))
    pieces = rare_pieces(side.key, rarity)
    place = place_of(side) if side.address is not None else None
    organisation = side.is_han and side.record.kind != "person"
    least = _SHORT if organisation and not has_form(side.key) else _ALIKE
    return side.key, _text(side), values_of(side), pieces, *least, side.phone, side.given, side.family, place


def _text(side: Side) -> str:
    """What of a name is compared cheaply: what is left without division and form, or its words in order."""
    if side.record.kind == "person" and side.is_han:
        return side.key
    if side.is_han:
        return stems_and_sounds([side.record.name])[0][0]
    return " ".join(sorted(side.world.words)) or side.key
