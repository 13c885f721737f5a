"""Answers of changes, and of the server about itself."""

from typing import Annotated, Any, Literal

from pydantic import Field

from creditgraph.api.shapes.common import Date, Id, Moment, Shape, Tx


class JobProgress(Shape):
    """The row that a running import has come to, and how many lines its file has (null for a workbook)."""

    rows: int
    of_lines: int | None


class Job(Shape):
    """A job and how far it is. `result` is the body of the command."""

    job: str
    kind: str
    file: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    progress: JobProgress | dict[str, Any]
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    attempts: int
    created_at: Moment
    finished_at: Moment | None


class Conflict(Shape):
    """A review case that a decision opened."""

    kind: str
    about: str


class MergeAnswer(Shape):
    """What a merge decided; `decision` is null for a dry run."""

    decision: str | None
    tx: Tx
    id: Id
    away: list[Id]
    conflicts: list[Conflict]


class ReverseAnswer(Shape):
    """What became of a decision; `still_joined_by` names automatic facts that hold the two together all the same."""

    decision: str
    tx: Tx
    status: Literal["reversed", "already_reversed", "superseded"]
    ids: list[Id]
    still_joined_by: list[str]


class Cell(Shape):
    """A cell under its heading."""

    heading: str
    value: str | None


class SourceRow(Shape):
    """A row of a delivered file, as stored."""

    tx: Tx
    batch: int
    file: str
    row: int
    supplier: str | None
    dataset: str
    mapping: str
    stated_on: Date
    imported_at: Moment
    columns: list[Cell]


class Health(Shape):
    """The process answers."""

    status: Literal["ok"]


class Ready(Shape):
    """The archive can be read and its key is there. `graph`: how the published graph stands, where there is one."""

    status: Literal["ready"]
    graph: str = ""


class Version(Shape):
    """The program and the schema of its archives."""

    name: str
    version: str
    schema_: Annotated[int, Field(alias="schema")]
