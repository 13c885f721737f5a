"""Who is this? One record against a million entities, whose endings are as frequent as in a real register.

    python bench/match.py [--entities 1000000] [--queries 100] [--archive FILE]

Each kind of record is asked for with names drawn at random; the whole answer is timed, as a caller gets it: candidates,
comparison, explanation of five. Beside it stands how often the entity meant was among the candidates. CPU time is what
counts where other work shares the machine; the limit is 20 ms at the 95th percentile.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

from big_archive import asked_for, context_of
from stopwatch import Stopwatch

from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.match import Wishes, match

LIMIT_MS = 20.0
_WARM = 10
"""Records asked for before the clock runs: tables are read, pages are in memory."""
Asked = tuple[dict[str, Any], str]
"""The properties of a record, and the name of the entity that is meant."""


def kinds(named: list[tuple[str, str]], rng: random.Random) -> Iterator[tuple[str, str, Callable[[], Asked]]]:
    """What is asked, by kind: what it is called, its schema, and how one is drawn."""

    def drawn(change: Callable[[str], str]) -> Callable[[], Asked]:
        def draw() -> Asked:
            name = rng.choice(named)[0]
            return {"name": change(name)}, name

        return draw

    def coded() -> Asked:
        name, code = rng.choice(named)
        return {"name": "另一个名称", "uscCode": code}, name

    def addressed() -> Asked:
        name = rng.choice(named)[0]
        return {"name": name, "address": "海东市文化路1号", "phone": "0539-0000001"}, name

    yield "equal name", "Company", drawn(lambda name: name)
    yield "name without its place", "Company", drawn(lambda name: name[3:])
    yield "one character wrong", "Company", drawn(lambda name: name[:4] + "乙" + name[5:])
    yield "brand and trade", "Company", drawn(lambda name: name[3:7])
    yield "brand alone", "Company", drawn(lambda name: name[3:5])
    yield "any kind of subject", "LegalEntity", drawn(lambda name: name)
    yield "code and another name", "Company", coded
    yield "name, address, telephone", "Company", addressed
    yield "person", "Person", drawn(lambda name: rng.choice("王李张刘陈") + name[3:5])
    yield "not there", "Company", drawn(lambda _name: "".join(rng.choices("魑魅魍魉", k=4)) + "科技有限公司")


def main() -> None:
    """Build, ask, print."""
    with asked_for(__doc__, 100) as (path, queries):
        ask(context_of(path), queries)


def ask(context: Context, queries: int) -> None:
    """Time each kind of record, and count how often the one meant was found."""
    rng = random.Random(11)
    with context.archive.read() as sql:
        named = sql.all(
            "SELECT t.folded, MIN(i.value) FROM text AS t JOIN name AS n ON n.tid = t.tid JOIN identifier AS i"
            " ON i.fid = n.fid WHERE t.tid % 997 = 1 AND length(t.folded) > 7 GROUP BY t.tid, t.folded"
        )
    for what, schema, draw in kinds([(str(name), str(code)) for name, code in named], rng):
        watch, listed, first = Stopwatch(), 0, 0
        for number in range(queries + _WARM):
            properties, meant = draw()
            query = {"schema": schema, "properties": properties, "cutoff": 0}
            if number < _WARM:
                match(context, Request(), {"q": query}, Wishes())
                continue
            with watch:
                told = match(context, Request(), {"q": query}, Wishes())
            captions = [result["caption"] for result in told["responses"]["q"]["results"]]
            listed += meant in captions
            first += captions[:1] == [meant]
        watch.report(what, LIMIT_MS, f"first {first}, among five {listed} of {queries}")


if __name__ == "__main__":
    main()
