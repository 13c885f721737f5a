"""How far long work is: a moving line on a terminal, a plain one now and then in a pipe; on standard error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from creditgraph.cli.output import Output, safe
from creditgraph.usecases.import_file import Progress

_SECONDS = 5.0
"""How often a pipe gets a line."""


@contextmanager
def import_progress(output: Output, file: str) -> Iterator[Progress]:
    """What `import_file` reports to while it reads a file."""

    def waiting() -> None:
        output.note(output.pick("另一写入任务正在进行，等待中…", "another writer is at work, waiting…"))

    if output.err.is_terminal:
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        with Bar(*columns, console=output.err, transient=True) as bar:
            task = bar.add_task(safe(file), total=None)
            yield Progress(lambda rows: bar.update(task, description=_line(output, file, rows)), waiting)
    else:
        now_and_then = _NowAndThen(output)
        yield Progress(lambda rows: now_and_then(_line(output, file, rows)), waiting)


@contextmanager
def copy_progress(output: Output) -> Iterator[Callable[[str, int], None]]:
    """What `copy_archive` reports to."""
    now_and_then = _NowAndThen(output)
    yield lambda table, rows: now_and_then(
        output.pick(f"{table}：已复制 {rows:,} 行", f"{table}: {rows:,} rows copied")
    )


@contextmanager
def rows_progress(output: Output) -> Iterator[Callable[[int], None]]:
    """What a publication reports its rows to: a line now and then."""
    told = time.monotonic()

    def on_rows(rows: int) -> None:
        nonlocal told
        if time.monotonic() - told > _SECONDS:
            told = time.monotonic()
            output.note(output.pick(f"已发布 {rows:,} 行", f"{rows:,} rows published"))

    yield on_rows


def stage_progress(output: Output) -> Callable[[str, int, int | None], None]:
    """What work in stages reports to: a line now and then, and at each new stage."""
    now_and_then = _NowAndThen(output)
    current = ""

    def told(stage: str, done: int, rows: int | None) -> None:
        nonlocal current
        number = output.pick(f"{done:,} 行", f"{done:,} rows")
        line = f"{output.word('bulk_stage', stage)}: {number}" + (f" / {rows:,}" if rows else "")
        if stage != current:
            current = stage
            output.note(line)
        else:
            now_and_then(line)

    return told


class _NowAndThen:
    def __init__(self, output: Output) -> None:
        self.output = output
        self.told = time.monotonic()

    def __call__(self, line: str) -> None:
        if time.monotonic() - self.told > _SECONDS:
            self.told = time.monotonic()
            self.output.note(line)


def _line(output: Output, file: str, rows: int) -> str:
    return safe(output.pick(f"{file}：已读 {rows:,} 行", f"{file}: {rows:,} rows read"))
