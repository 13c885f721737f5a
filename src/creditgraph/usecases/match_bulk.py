"""Match all records of a file, stage by stage, into a folder of files."""

import errno
from collections.abc import Callable, Sequence
from os import cpu_count
from pathlib import Path
from typing import Any

from creditgraph.ingest.output_file import not_writable
from creditgraph.matching.policy import MatchingPolicy, policy_of, shipped_policy
from creditgraph.model.errors import BadInput, Broken
from creditgraph.usecases.evaluate_matching import read_model
from creditgraph.usecases.processes import Helpers, Work, may_start

Told = Callable[[str, int, int | None], None]


def match_bulk(
    file: Path,
    out: Path,
    told: Told,
    memory_mb: int,
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
    beside = file.with_name("truth.csv")
    known = truth if truth is not None else beside if beside.is_file() else None
    processes = min(4, cpu_count() or 1) if may_start() else 1
    settings = Settings(memory_mb, processes, _aside, told)
    try:
        return match_file(file, out, _policy(model), settings, known)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            message = f"the disk of {out} is full; finished stages stay"
            raise Broken("disk_full", message, "free space, then repeat") from error
        raise not_writable(out, error) from None


def _policy(model: Path | None) -> MatchingPolicy:
    return shipped_policy() if model is None else policy_of(read_model(model))


def _aside(works: Sequence[Work], own: Callable[[], None]) -> None:
    with Helpers(works) as helpers:
        own()
        for number in range(len(works)):
            helpers.wait(number, lambda: None)
