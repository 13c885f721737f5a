"""Work that other processes do for this one.

None outlives it: where it goes on without them they are killed, and where it was killed they see that at their next
step. So such work must be of the kind that may be killed.
"""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection

from creditgraph.model.errors import Broken

Work = Callable[[Callable[[], None]], None]
"""What to do, which can be pickled. It is given what it must call at every step."""
_PATIENCE_SECONDS = 0.2
_processes = multiprocessing.get_context("spawn")  # a server has threads: no fork of it would be safe


def may_start() -> bool:
    """Whether this process may have others work for it."""
    return not multiprocessing.current_process().daemon


class Helpers:
    """Processes that do one piece of work each. Use as a context manager: they end with it."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._helpers = []
        for work in works:
            ours, theirs = _processes.Pipe(duplex=False)
            self._helpers.append((_processes.Process(target=_help, args=(work, theirs), daemon=True), ours, theirs))

    def __enter__(self) -> "Helpers":
        for process, _ours, theirs in self._helpers:
            process.start()
            theirs.close()
        return self

    def __exit__(self, *_error: object) -> None:
        for process, ours, _theirs in self._helpers:
            process.kill()
            process.join()
            ours.close()

    def wait(self, number: int, meanwhile: Callable[[], None]) -> None:
        """Wait until a piece of work is done, `meanwhile` often; what it raised is raised here. Broken where its
        process died."""
        process, ours, _theirs = self._helpers[number]
        while not ours.poll(_PATIENCE_SECONDS):
            meanwhile()
        try:
            error = ours.recv()
        except EOFError:
            process.join()
            message = f"a process that helped ended with status {process.exitcode}; nothing was changed"
            raise Broken("helper_died", message, "repeat: what was done is not done again") from None
        if error is not None:
            raise error


def _help(work: Work, answer: Connection) -> None:
    """What a helper does, from its start to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it hears it too, and ends it
    parent = multiprocessing.parent_process()

    def step() -> None:
        if parent is None or not parent.is_alive():
            raise SystemExit(1)

    try:
        work(step)
        answer.send(None)
    except Exception as error:
        answer.send(error)
