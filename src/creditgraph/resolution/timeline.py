"""What the archive believes of one row key, from all that was ever delivered about it (architecture 1.4).

Each `stated_on` is a point at which the row was stated, or was absent from a snapshot whose scope covers it. At one
point the later transaction wins: that is a correction. Equal content at neighbouring points is one run (a
confirmation). A run's facts end, in valid time, at the next point; a run that a `withdrawn` absence follows is not
believed. The result depends on the set of points alone, not on the order in which they arrived.
"""

from collections.abc import Iterable
from typing import NamedTuple

from creditgraph.model.dates import Day
from creditgraph.model.vocabulary import Absence

WHOLE_DATASET = b""
"""The scope of a snapshot that covers every row of its dataset."""


class Stated(NamedTuple):
    """The row was stated. `content` names the first version that said the same."""

    stated_on: Day
    tx: int
    content: int
    scope: bytes | None


class Absent(NamedTuple):
    """A snapshot of `scope` was delivered; it concerns the rows of that scope that it does not state."""

    stated_on: Day
    tx: int
    scope: bytes
    mode: Absence


class Run(NamedTuple):
    """Believed content, the day at which its facts end (None: not yet), and the last day on which it was stated."""

    content: int
    until: Day | None
    last_stated: Day


def timeline(stated: Iterable[Stated], absent: Iterable[Absent]) -> list[Run]:
    """The believed runs of a row, in order of time; of equal content only the last, which covers the others."""
    latest: dict[Day, Stated] = {}
    for statement in sorted(stated, key=lambda point: point.tx):
        latest[statement.stated_on] = statement
    points: dict[Day, Stated | Absent] = dict(latest)
    for gap in sorted(absent, key=lambda point: point.tx):
        there = latest.get(gap.stated_on)
        if there is not None and there.tx >= gap.tx:
            continue
        before = there or _last_before(latest, gap.stated_on)
        if before is not None and gap.scope in (WHOLE_DATASET, before.scope):
            points[gap.stated_on] = gap
    return _runs([points[day] for day in sorted(points)])


def _last_before(latest: dict[Day, Stated], day: Day) -> Stated | None:
    earlier_days = [other for other in latest if other < day]
    return latest[max(earlier_days)] if earlier_days else None


def _runs(points: list[Stated | Absent]) -> list[Run]:
    believed: dict[int, Run] = {}
    current: Run | None = None
    for point in points:
        if isinstance(point, Stated) and current is not None and current.content == point.content:
            current = current._replace(last_stated=point.stated_on)
            continue
        if current is not None and not (isinstance(point, Absent) and point.mode is Absence.WITHDRAWN):
            _add(believed, current._replace(until=point.stated_on))
        current = Run(point.content, None, point.stated_on) if isinstance(point, Stated) else None
    if current is not None:
        _add(believed, current)
    return sorted(believed.values(), key=lambda run: run.last_stated)


def _add(believed: dict[int, Run], run: Run) -> None:
    believed.pop(run.content, None)
    believed[run.content] = run
