"""Work cut into parts, of which other processes do all but one; how they are started is the caller's affair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

Step = Callable[[int], None]
"""Hears how many rows more are done."""
Part = Callable[[Step], None]
"""A part of a work, which can be pickled."""
Aside = Callable[[Sequence[Callable[[Callable[[], None]], None]], Callable[[], None]], None]
"""Have other processes do works, each of which calls what it is given at every step, while this one does its own."""
_WORTH_ROWS = 40_000
"""What a process must have to do before it pays for its start."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """How many processes there are, how they are set to work, and who hears how far a stage is."""

    processes: int
    aside: Aside
    told: Callable[[int, int], None]

    def parts(self, rows: int) -> int:
        """Into how many parts a work on so many rows is cut."""
        return max(1, min(self.processes, rows // _WORTH_ROWS))

    def share(self, works: Sequence[Part], rows: int) -> None:
        """Do all parts. What the own part has done stands for the others in what is told."""
        done = 0

        def step(count: int) -> None:
            nonlocal done
            done += count
            self.told(min(done * len(works), rows), rows)

        own, *others = works
        self.aside([partial(_helped, work) for work in others], lambda: own(step))


def _helped(work: Part, step: Callable[[], None]) -> None:
    work(lambda _rows: step())
