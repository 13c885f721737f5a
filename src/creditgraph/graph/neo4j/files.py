"""The graph as files for `neo4j-admin database import full`: the quick way to a first large graph.

The rows are those that publishing sends, of one span from the beginning. The watermark is among the nodes, so the
imported graph answers at once, and `creditgraph publish` goes on from there.
"""

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, TextIO

from creditgraph.archive.archive import moment_of
from creditgraph.archive.database import Sql
from creditgraph.graph.publication import PHASES, Chunk, Span
from creditgraph.model.errors import BadInput

_STATE = ("name", "kind", "state_body:boolean", "identified:boolean", "tx_from:long", "tx_to:long")
_TIMES = ("tx_from:long", "tx_to:long")
_STATED = (
    "valid_from:long",
    "valid_to:long",
    "dataset",
    "supplier",
    "batch:long",
    "row:long",
    "stated_on:long",
)
_NODES = {
    "entity": ("Entity", ("eid:ID(Entity){id-type:long}", "id", *_STATE, ":LABEL")),
    "state": ("EntityState", (":ID(State){id-type:long}", *_STATE)),
    "record": ("Record", ("rid:ID(Record){id-type:long}", "type", "name", "fact_key", "fields")),
    "group": ("PersonGroup", ("key:ID(Group)",)),
    "watermark": ("Watermark", ("name:ID(Watermark)", "tx:long", "at", "sequence:long")),
}
_BETWEEN = {
    "was": ("WAS", (":START_ID(Entity)", ":END_ID(State)")),
    "link": (
        None,
        (
            ":START_ID(Entity)",
            ":END_ID(Entity)",
            ":TYPE",
            "lid:long",
            *_TIMES,
            "certainty:long",
            "attributes",
            *_STATED,
        ),
    ),
    "has_record": ("HAS_RECORD", (":START_ID(Entity)", ":END_ID(Record)", *_TIMES, *_STATED)),
    "may_be": ("MAY_BE", (":START_ID(Entity)", ":END_ID(Group)", "sid:long", *_TIMES)),
    "told_apart": ("TOLD_APART", (":START_ID(Entity)", ":END_ID(Entity)", "jid:long", *_TIMES)),
}
_COLUMNS = {name: columns for name, (_label, columns) in (_NODES | _BETWEEN).items()}
_CHUNK = 5000
_REMOVED = str.maketrans("", "", "\x00\r")


def write_files(sql: Sql, tx: int, target: Path) -> dict[str, Any]:
    """Write the graph as of a transaction into an empty folder; what was written."""
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput("not_writable", f"cannot make {target}: {error.strerror}", "name another folder") from None
    if any(target.iterdir()):
        raise BadInput("not_empty", f"{target} is not empty", "name an empty folder")
    with ExitStack() as stack:
        tables = {name: _Table(stack, target, name) for name in _COLUMNS}
        _fill(sql, tx, tables)
    rows = {name: table.rows for name, table in tables.items()}
    (target / "bulk-import.sh").write_text(_script(), "utf-8")
    (target / "bulk-import.sh").chmod(0o755)
    told = {
        "tx": tx,
        "at": moment_of(sql, tx),
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "version": version("creditgraph"),
        "rows": rows,
        "sha256": {path.name: _sha256(path) for path in sorted(target.glob("*.csv"))},
    }
    (target / "metadata.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    return {"folder": str(target), "tx": tx, "rows": rows}


class _Table:
    """A file of rows beside its header."""

    def __init__(self, stack: ExitStack, target: Path, name: str) -> None:
        with (target / f"{name}-header.csv").open("w", encoding="utf-8", newline="") as header:
            csv.writer(header, lineterminator="\n").writerow(_COLUMNS[name])
        file: TextIO = stack.enter_context((target / f"{name}.csv").open("w", encoding="utf-8", newline=""))
        self._writer = csv.writer(file, lineterminator="\n")
        self._properties = [column.partition(":")[0] for column in _COLUMNS[name] if not column.startswith(":")]
        self.rows = 0

    def add(self, before: tuple[Any, ...], values: Mapping[str, Any], after: tuple[Any, ...] = ()) -> None:
        """A row: columns without a name stand before or after those with one."""
        row = (*before, *(values[name] for name in self._properties), *after)
        self._writer.writerow([_field(one) for one in row])
        self.rows += 1


def _field(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_REMOVED)
    return str(value).lower() if isinstance(value, bool) else value


def _fill(sql: Sql, tx: int, tables: Mapping[str, _Table]) -> None:
    fill: dict[str, Callable[[Mapping[str, Any]], None]] = {
        "entities": _Entities(tables).add,
        "links": lambda row: tables["link"].add((row["start"], row["end"], row["type"]), row["properties"]),
        "records": _Nodes(tables, "record", "rid", "has_record").add,
        "groups": _Nodes(tables, "group", "key", "may_be").add,
        "apart": lambda row: tables["told_apart"].add((row["start"], row["end"]), row["properties"]),
    }
    for phase in PHASES:
        add = fill[phase.name]
        for chunk in _chunks(sql, phase, Span(0, tx)):
            for row in chunk.opened:
                add(row)
    mark = {"name": "archive", "tx": tx, "at": moment_of(sql, tx), "sequence": 0}
    tables["watermark"].add((), mark)


class _Entities:
    """Entities with their latest state, and the states before it."""

    def __init__(self, tables: Mapping[str, _Table]) -> None:
        self._tables = tables
        self._states = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """An entity and what it was."""
        self._tables["entity"].add(
            (), {"eid": row["eid"], "id": row["id"], **row["latest"]}, (";".join(row["labels"]),)
        )
        for state in row["past"]:
            self._states += 1
            self._tables["state"].add((self._states,), state)
            self._tables["was"].add((row["eid"], self._states), {})


class _Nodes:
    """Nodes that come with the relationships to them, each node once."""

    def __init__(self, tables: Mapping[str, _Table], node: str, key: str, between: str) -> None:
        self._nodes, self._between, self._key = tables[node], tables[between], key
        self._seen: set[Any] = set()

    def add(self, row: Mapping[str, Any]) -> None:
        """A relationship, and its node where it is new."""
        number = row[self._key]
        if number not in self._seen:
            self._seen.add(number)
            self._nodes.add((), row.get("record", row))
        self._between.add((row["start"], number), row["properties"])


def _chunks(sql: Sql, phase: Any, span: Span) -> Iterator[Chunk]:
    phase.prepare(sql, span)
    last = 0
    while (chunk := phase.chunk(sql, span, last, _CHUNK)) is not None:
        last = chunk.last
        yield chunk


def _script() -> str:
    """The script that imports the files, from its template in the package."""
    nodes = [f'  "--nodes={label}=$here/{name}-header.csv,$here/{name}.csv"' for name, (label, _) in _NODES.items()]
    between = [
        f'  "--relationships={type_ + "=" if type_ else ""}$here/{name}-header.csv,$here/{name}.csv"'
        for name, (type_, _) in _BETWEEN.items()
    ]
    template = (files("creditgraph.graph.neo4j") / "bulk-import.sh.txt").read_text("utf-8")
    return template.replace("@FILES@", " \\\n".join([*nodes, *between]))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
