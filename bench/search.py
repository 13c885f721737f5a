"""Search among a million names whose endings are as frequent as in a real register.

    python bench/search.py [--entities 1000000] [--queries 40] [--archive FILE]

Each kind of query is asked with names drawn at random; the whole answer is timed, as a caller gets it. CPU time is what
counts where other work shares the machine; the limit is 20 ms at the 95th percentile, complete or `truncated`.
"""

import random
from collections.abc import Callable, Iterator

from big_archive import asked_for, context_of
from stopwatch import Stopwatch

from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.search import search

LIMIT_MS = 20.0


def kinds(names: list[str], codes: list[str], rng: random.Random) -> Iterator[tuple[str, Callable[[], str]]]:
    """What is asked, by kind."""

    def name() -> str:
        return rng.choice(names)

    yield "one character", lambda: rng.choice(name())
    yield "two characters of the middle", lambda: name()[3:5]
    yield "ending alone", lambda: rng.choice(("公司", "有限", "有限公司", "股份有限公司", "分公司"))
    yield "prefix of three", lambda: name()[:3]
    yield "prefix of five", lambda: name()[:5]
    yield "middle part", lambda: name()[2:7]
    yield "whole name", name
    yield "brand and ending", lambda: f"{name()[3:5]} 公司"
    yield "two places", lambda: "济南 青岛"
    yield "contradicting endings", lambda: "公司 合作社"
    yield "person", lambda: rng.choice("王李张刘陈") + name()[3]
    yield "code", lambda: rng.choice(codes)
    yield "organisation code", lambda: rng.choice(codes)[8:17]
    yield "not there", lambda: "".join(rng.choices("魑魅魍魉", k=4))


def main() -> None:
    """Build, ask, print."""
    with asked_for(__doc__, 40) as (path, queries):
        ask(context_of(path), queries)


def ask(context: Context, queries: int) -> None:
    """Time each kind of query."""
    rng = random.Random(11)
    with context.archive.read() as sql:
        names = [name for (name,) in sql.all("SELECT folded FROM text WHERE tid % 997 = 1 AND length(folded) > 7")]
        codes = [code for (code,) in sql.all("SELECT value FROM identifier WHERE fid % 1024000 = 0 LIMIT 1000")]
    for what, query in kinds(names, codes, rng):
        watch, cut = Stopwatch(), 0
        for _ in range(queries):
            asked = query()
            with watch:
                told = search(context, Request(), asked)
            cut += bool(told["truncated"])
        watch.report(what, LIMIT_MS, f"{cut}/{queries} truncated")


if __name__ == "__main__":
    main()
