"""A check of one company in the example province, two hops around it, with its audit entries and the kept answer.

    python bench/ledger.py [--times 300]

The second line is what the ledger costs of it: two audit entries and one stored answer, each a transaction of its own.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from creditgraph.access.audit import audited
from creditgraph.archive.archive import Archive
from creditgraph.archive.ledger import new_number
from creditgraph.example import copy_example
from creditgraph.model.document import document
from creditgraph.model.request import Request
from creditgraph.usecases.check import check
from creditgraph.usecases.context import Context
from creditgraph.usecases.demo import SUBJECT
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options

_REQUEST = Request(purpose="bench")


def measured(what: str, act: Callable[[], object], times: int) -> None:
    """Print what one of many repetitions costs."""
    act()
    processor, clock = time.process_time(), time.perf_counter()
    for _ in range(times):
        act()
    processor, clock = time.process_time() - processor, time.perf_counter() - clock
    print(f"{what:<16} {processor / times * 1e3:6.2f} ms CPU  {clock / times * 1e3:6.2f} ms")


def main() -> None:
    """Load the example and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=300)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        context = Context(Archive(str(Path(folder) / "archive.sqlite")), Path(folder) / "key")
        context.ensure()
        for file in copy_example(Path(folder) / "data"):
            import_file(context, _REQUEST, file, Options())
        body = document(check(context, _REQUEST, [SUBJECT])).encode()

        def ledger_only() -> None:
            with audited(context.audit, _REQUEST, "check", SUBJECT):
                context.ledger.keep_check(new_number("CK"), body, 1, "bench", "local")

        measured("check, 2 hops", lambda: check(context, _REQUEST, [SUBJECT]), times)
        measured("of it the ledger", ledger_only, times)
        print(f"{len(body):,} bytes an answer")
        context.close()


if __name__ == "__main__":
    main()
