"""Match all records of a file, stage by stage, into a folder of files."""

from collections.abc import Callable, Sequence
from os import cpu_count
from pathlib import Path
from typing import Any

from creditgraph.ingest.output_file import not_writable
from creditgraph.matching.policy import MatchingPolicy, policy_of, shipped_policy
from creditgraph.model.errors import BadInput
from creditgraph.usecases.evaluate_matching import read_model
from creditgraph.usecases.processes import Helpers, Work, may_start

LEAST_MEMORY_MB = 256
Told = Callable[[str, int, int | None], None]


def match_bulk(
    file: Path,
    out: Path,
    told: Told,
    memory_mb: int = 1500,
    truth: Path | None = None,
    model: Path | None = None,
) -> dict[str, Any]:
    """Find the clusters of a file's records; `told` hears of the stages. Run again it goes on where it was killed.

    `truth` is a file of known clusters to measure by; without it, `truth.csv` beside the file if there is one.
    """
    try:
        from creditgraph.bulk import Settings, match_file
    except ModuleNotFoundError as error:
        raise BadInput("no_duckdb", "DuckDB is not installed", "pip install 'creditgraph[bulk]'") from error
    if not file.is_file():
        raise BadInput("bulk_file", f"{file}: there is no such file", "name a file of records, CSV or Parquet")
    beside = file.with_name("truth.csv")
    known = truth if truth is not None else beside if beside.is_file() else None
    processes = min(4, cpu_count() or 1) if may_start() else 1
    settings = Settings(memory_mb, processes, _aside, told)
    try:
        return match_file(file, out, _policy(model), settings, known)
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise not_writable(out, error) from None


def _policy(model: Path | None) -> MatchingPolicy:
    return shipped_policy() if model is None else policy_of(read_model(model))


def _aside(works: Sequence[Work], own: Callable[[], None]) -> None:
    with Helpers(works) as helpers:
        own()
        for number in range(len(works)):
            helpers.wait(number, lambda: None)
