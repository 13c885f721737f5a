"""How an entity came to be: step by step, which two sides were joined by which fact, since when.

The steps are those of clustering: the strongest reason first. So the order is that of belief, not of arrival; each step
says since which transaction its fact was known.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.archive.joins import Fact, in_order, joins, turned
from creditgraph.archive.stated import stated
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.hops import tell_entities
from creditgraph.usecases.subjects import require_subject, sealer_for
from creditgraph.usecases.told_joins import tell_facts
from creditgraph.usecases.told_sources import tell_source

MOST_STEPS = 200

Told = dict[str, Any]
_Side = tuple[int, int]
"""The earliest source of a side, and how many it has."""


def how(context: Context, request: Request, subject: str) -> Told:
    """The steps by which the sources of the entity that a text means became one, at most 200 of them."""
    with audited(context.audit, request, "how", subject), context.reading(request) as reading:
        eid = require_subject(reading, sealer_for(context, subject), subject)
        sids = [member.sid for member in read.members(reading.sql, [eid], reading.tx)]
        steps = list(_steps(sids, in_order(reading.sql, sids, joins(reading.sql, sids, reading.tx))))
        shown = steps[:MOST_STEPS]
        sources = stated(reading.sql, {side[0] for _fact, *sides in shown for side in sides}, reading.tx)
        facts = tell_facts(reading, [fact for fact, _left, _right in shown], context.archive.policy)
        return {
            "tx": reading.tx,
            **tell_entities(reading, request, [eid])[eid],
            "sources_count": len(sids),
            "steps": [
                {
                    "step": number,
                    "left": {**tell_source(sources[left[0]]), "sources_count": left[1]},
                    "right": {**tell_source(sources[right[0]]), "sources_count": right[1]},
                    "fact": fact,
                }
                for number, ((_fact, left, right), fact) in enumerate(zip(shown, facts, strict=True), 1)
            ],
            "steps_count": len(steps),
        }


def _steps(sids: Sequence[int], facts: Sequence[Fact]) -> Iterator[tuple[Fact, _Side, _Side]]:
    """Each fact that joins two sides, with the sides as they were before."""
    parent = {sid: sid for sid in sids}
    size = dict.fromkeys(sids, 1)

    def find(sid: int) -> int:
        while parent[sid] != sid:
            parent[sid] = sid = parent[parent[sid]]
        return sid

    for fact in facts:
        left, right = sorted((find(fact.a), find(fact.b)))  # a side is called by its earliest source, as an entity is
        if left == right:
            continue
        yield (fact if find(fact.a) == left else turned(fact)), (left, size[left]), (right, size[right])
        parent[right] = left
        size[left] += size[right]
