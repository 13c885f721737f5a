"""Staging a delivery: its rows go to a staging file, a large file's by several processes that take turns."""

import gc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from os import cpu_count
from pathlib import Path
from typing import NamedTuple

from creditgraph.archive.archive import Archive
from creditgraph.archive.batches import KnownRows
from creditgraph.archive.staging import Stage, StagedProblem
from creditgraph.usecases.context import Context
from creditgraph.usecases.fill_stage import Part, fill_stage
from creditgraph.usecases.intake import Intake, Options, Sealed
from creditgraph.usecases.processes import Helpers, Work, may_start

_WORTH_BYTES = 16 << 20
"""What a process must have to read before it pays for its start."""
_MOST = 4
"""More readers would wait for the one that applies what they staged."""


class Staged(NamedTuple):
    """What was counted, what is wrong, and whether staging had been begun before."""

    counts: dict[str, int]
    problems: list[StagedProblem]
    resumed: bool


def stage_delivery(context: Context, intake: Intake, told: Callable[[int], None]) -> Staged:
    """Stage a file, from where a killed import stopped. `told` hears the number of the row that was reached."""
    with _stage(context, intake) as stage, no_cycle_collection():
        resumed = stage.resumed
        if not stage.finished:
            _fill(context, intake, stage, told)
        return Staged(dict(stage.counts), stage.problems(), resumed)


def _stage(context: Context, intake: Intake) -> Stage:
    archive, name = context.archive, intake.stage_name
    stage = archive.stage(name)
    if stage.resumed and not stage.finished and intake.mapper.counts:
        stage.close()  # occurrences must be counted from the first row
        archive.discard_stage(name)
        stage = archive.stage(name)
    return stage


def _fill(context: Context, intake: Intake, stage: Stage, told: Callable[[int], None]) -> None:
    # A killed import goes on in the parts that it was cut into.
    stage.parts = stage.parts or _parts(intake)
    own, *others = [Part(number, stage.parts) for number in range(stage.parts)]
    others = others[stage.absorbed :]
    with Helpers([_for_another(context, intake, part) for part in others]) as helpers:
        _read(context, intake, stage, own, told)
        for number, part in enumerate(others):
            helpers.wait(number, lambda: told(stage.last_row))
            stage.absorb(context.archive.staging_file(_name(intake, part)))
    stage.finish()


def _for_another(context: Context, intake: Intake, part: Part) -> Work:
    # The day is ours: another process may begin after midnight.
    options = replace(intake.options, stated_on=intake.stated_on)
    address, name = context.archive.address, _name(intake, part)
    return partial(_stage_part, address, context.key_path, intake.path, options, intake.sealed, part, name)


def _stage_part(
    address: str,
    key_path: Path,
    path: Path,
    options: Options,
    sealed: Sealed | None,
    part: Part,
    name: str,
    step: Callable[[], None],
) -> None:
    """Stage a part of a file into a staging file of its own, of this name: to find it the file need not be read."""
    with closing(Context(Archive(address), key_path)) as context:
        intake = Intake(context.sealer(), path, options, sealed)
        with context.archive.stage(name) as stage, no_cycle_collection():
            if not stage.finished:
                _read(context, intake, stage, part, lambda _row: step())
                stage.finish_part()


def _name(intake: Intake, part: Part) -> str:
    """The name of the staging file of a part."""
    return f"{intake.stage_name}-{part.number}-{part.of}"


def _read(context: Context, intake: Intake, stage: Stage, part: Part, told: Callable[[int], None]) -> None:
    with context.archive.read() as sql:
        known = KnownRows(sql, intake.dataset, intake.stated_on)
        fill_stage(stage, intake.table, intake.mapper, known, told, part)


def _parts(intake: Intake) -> int:
    if intake.mapper.counts or not (intake.table.streamed and may_start()):
        return 1
    if intake.options.processes is not None:
        return intake.options.processes
    return max(1, min(_MOST, cpu_count() or 1, intake.size() // _WORTH_BYTES))


@contextmanager
def no_cycle_collection() -> Iterator[None]:
    """Rows make millions of tuples and no cycles: looking for cycles among them costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
