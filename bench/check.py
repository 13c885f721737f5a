"""The questions about one entity on a million entities and two million links, in this process.

    python bench/check.py [--entities 1000000] [--links 2000000] [--queries 200] [--archive FILE]

A check of two hops, the entity, its archive page, counts and a page of its neighbours, a network. Subjects are
companies drawn at random, named by their code; hubs of 10,000 are asked for apart. CPU time is what counts where other
work shares the machine.
"""

import random
from collections.abc import Callable

from big_archive import asked_for, context_of
from stopwatch import Stopwatch

from creditgraph.access.audit import LogHook
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.usecases.adjacent import adjacent, adjacent_page
from creditgraph.usecases.archive_page import archive_page
from creditgraph.usecases.check import check
from creditgraph.usecases.context import Context
from creditgraph.usecases.network import Bounds, network
from creditgraph.usecases.show import show

PURPOSE = Request(purpose="benchmark")


def page_of(context: Context, code: str) -> object:
    """The incoming holders, fifty at a time."""
    return adjacent_page(context, PURPOSE, code, LinkType.HOLDS, "in", 50, None, Certainty.PROBABLE)


QUESTIONS: tuple[tuple[str, float, Callable[[Context, str], object]], ...] = (
    ("check, two hops", 5.0, lambda context, code: check(context, PURPOSE, [code])),
    ("show", 30.0, lambda context, code: show(context, PURPOSE, code)),
    ("archive page", 30.0, lambda context, code: archive_page(context, PURPOSE, code)),
    ("adjacent", 30.0, lambda context, code: adjacent(context, PURPOSE, code)),
    ("adjacent, a page", 30.0, page_of),
    ("network, two hops, 150", 100.0, lambda context, code: network(context, PURPOSE, [code], Bounds(2))),
)


def main() -> None:
    """Build, ask, print."""
    with asked_for(__doc__, 200) as (path, queries):
        ask(Context(context_of(path).archive, path.with_name("key"), LogHook()), queries)


def ask(context: Context, queries: int) -> None:
    """Time each question, about companies at random and about hubs."""
    rng = random.Random(11)
    with context.archive.read() as sql:
        companies = [
            code for (code,) in sql.all("SELECT value FROM identifier WHERE fid % 1020928 = 0 AND fid % 5120 <> 0")
        ]
        hubs = [code for (code,) in sql.all("SELECT value FROM identifier WHERE fid < 10240 AND fid % 5120 <> 0")]
    for subjects, what in ((companies, ""), (hubs, " (hub)")):
        for name, limit, question in QUESTIONS:
            watch = Stopwatch()
            for _ in range(queries if subjects is companies else queries // 5):
                asked = rng.choice(subjects)
                with watch:
                    question(context, asked)
            watch.report(name + what, limit)


if __name__ == "__main__":
    main()
