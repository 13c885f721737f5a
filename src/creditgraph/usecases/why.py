"""Why two subjects are one entity, or not: the facts that join them, what keeps them apart, what matching says.

Where both mean one entity, a text stands for those of its sources that bear it: an id for the source that it was minted
for, a name or number for the sources that state it. So the answer is the shortest chain of facts between the two.
"""

from collections import deque
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.archive.decisions import single_values
from creditgraph.archive.joins import Fact, Joins, joins, shared, turned
from creditgraph.archive.likeness import matcher_of
from creditgraph.archive.partings import Parting, cases_between, judged_apart, withdrawn_apart
from creditgraph.archive.stated import Stated, stated
from creditgraph.identifiers import clean
from creditgraph.model.ids import parse_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Verdict
from creditgraph.names import strict_key
from creditgraph.resolution.policy import Policy
from creditgraph.usecases.compared_sources import compare_sources
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.subjects import require_subject, sealer_for, tell_candidates
from creditgraph.usecases.told_joins import about, said, tell_facts
from creditgraph.usecases.told_sources import organisations_of, tell_source

MOST_SOURCES = 200
"""So many sources of a side are compared."""
MOST_TOLD = 20
"""How many sources of a side are named."""

Told = dict[str, Any]


def why(context: Context, request: Request, a: str, b: str) -> Told:
    """Whether two subjects (ids, codes, names) are one entity, and why. NotFound, Ambiguous or BadInput where a text
    means none.
    """
    with audited(context.audit, request, "why", a, b), context.reading(request) as reading:
        sealer = sealer_for(context, a, b)
        eids = [require_subject(reading, sealer, text) for text in (a, b)]
        ours, theirs = (_sources(reading, eid) for eid in eids)
        one = eids[0] == eids[1]
        if one:
            ours, theirs = _meant(reading, ours, a), _meant(reading, theirs, b)
        entities = tell_candidates(reading, eids)
        joined = _joined(reading, eids[0], ours, theirs, context.archive.policy) if one else []
        apart = [] if one else _apart(reading, ours, theirs)
        known = {source.sid: source for source in (*ours, *theirs)}
        comparison = compare_sources(matcher_of(reading.sql), ours, theirs, organisations_of(reading, known))
        return {
            "tx": reading.tx,
            "a": {**entities[0], "sources": [tell_source(source) for source in ours[:MOST_TOLD]]},
            "b": {**entities[1], "sources": [tell_source(source) for source in theirs[:MOST_TOLD]]},
            "one": one,
            "key": comparison["key"],
            "explanation": _explained(one, joined, apart, ours, theirs),
            "joined_by": joined,
            "kept_apart_by": apart,
            "comparison": comparison,
        }


def _sources(reading: Reading, eid: int) -> list[Stated]:
    sids = [member.sid for member in read.members(reading.sql, [eid], reading.tx)][:MOST_SOURCES]
    return list(stated(reading.sql, sids, reading.tx).values())


def _meant(reading: Reading, sources: list[Stated], text: str) -> list[Stated]:
    """The sources of an entity that a text stands for; all where it tells none apart."""
    home = parse_id(text)
    if home is not None:
        place = read.whereabouts(reading.sql, home, reading.tx)
        found = [source for source in sources if place is not None and source.sid == place.sid]
    else:
        name, number = strict_key(text), clean(text)
        found = [
            source
            for source in sources
            if any(name == one.folded for one in source.names)
            or any(number == value for _kind, value, _shown in source.identifiers)
        ]
    return found or sources


# what joins them -----------------------------------------------------------------------------------------------------


def _joined(reading: Reading, eid: int, ours: list[Stated], theirs: list[Stated], policy: Policy) -> list[Told]:
    """The chain of facts from one side to the other; none where a source is on both."""
    sids = [member.sid for member in read.members(reading.sql, [eid], reading.tx)]
    ends = {source.sid for source in theirs}
    if ends & {source.sid for source in ours}:
        return []
    chain = _chain(joins(reading.sql, sids, reading.tx), [source.sid for source in ours], ends)
    return tell_facts(reading, chain, policy)


def _chain(found: Joins, starts: list[int], ends: set[int]) -> list[Fact]:
    """The fewest facts from a start to an end, of these the strongest first."""
    groups_of: dict[int, list[int]] = {}
    for number, group in enumerate(found.groups):
        for sid in group.since:
            groups_of.setdefault(sid, []).append(number)
    judged_of: dict[int, list[Fact]] = {}
    for fact in found.judged:
        judged_of.setdefault(fact.a, []).append(fact)
        judged_of.setdefault(fact.b, []).append(fact)
    came: dict[int, tuple[int, Fact] | None] = dict.fromkeys(starts)
    used: set[int] = set()
    queue = deque(starts)
    while queue:
        sid = queue.popleft()
        if sid in ends:
            return _walked(came, sid)
        reached = []
        for number in groups_of.get(sid, ()):
            if number not in used:
                used.add(number)
                reached += [(to, shared(found.groups[number], sid, to)) for to in found.groups[number].since]
        judged = [fact if fact.a == sid else turned(fact) for fact in judged_of.get(sid, ())]
        reached += [(fact.b, fact) for fact in judged]
        for to, fact in sorted(reached, key=lambda one: one[1].reason):
            if to not in came:
                came[to] = (sid, fact)
                queue.append(to)
    return []


def _walked(came: dict[int, tuple[int, Fact] | None], end: int) -> list[Fact]:
    chain = []
    while (step := came[end]) is not None:
        end, fact = step
        chain.append(fact)
    return chain[::-1]


# what keeps them apart -----------------------------------------------------------------------------------------------


def _apart(reading: Reading, ours: list[Stated], theirs: list[Stated]) -> list[Told]:
    sql, tx = reading.sql, reading.tx
    first, second = ([source.sid for source in side] for side in (ours, theirs))
    found: list[Told] = []
    if ours[0].stratum != theirs[0].stratum:
        found.append({"kind": "different_strata"})
    judged = judged_apart(sql, first, second, tx)
    found += [_decided("judged_different", one) for one in judged if one.verdict is Verdict.DIFFERENT]
    if all(numbers := [single_values(sql, sids, tx) for sids in (first, second)]) and numbers[0] != numbers[1]:
        found.append({"kind": "two_identifiers", "identifiers": [*numbers[0], *numbers[1]]})
    found += [_decided("withdrawn", one) for one in withdrawn_apart(sql, first, second, tx)]
    found += [_decided("judged_unsure", one) for one in judged if one.verdict is Verdict.UNSURE]
    found += [
        {"kind": "review", "review": cid, "review_kind": kind} for cid, kind in cases_between(sql, first, second, tx)
    ]
    return found or [{"kind": "nothing_in_common"}]


def _decided(kind: str, one: Parting) -> Told:
    return {"kind": kind, "decision": one.decision, "by": one.by, "said": one.why, "since": one.since}


# in words ------------------------------------------------------------------------------------------------------------


def _explained(
    one: bool, joined: list[Told], apart: list[Told], ours: list[Stated], theirs: list[Stated]
) -> dict[str, str]:
    if joined:
        causes = [said(fact["reason"], about(fact)) for fact in joined]
    elif one:
        both = {source.sid for source in theirs}
        causes = [said("one_source", source.name) for source in ours if source.sid in both][:1]
    else:
        causes = [said(cause["kind"], _particulars(cause)) for cause in apart]
    zh, en = ("两者是同一主体", "One entity") if one else ("两者不是同一主体", "Not one entity")
    return {
        "zh": "：".join(filter(None, (zh, "；".join(zh for zh, _en in causes)))) + "。",
        "en": ": ".join(filter(None, (en, "; ".join(en for _zh, en in causes)))) + ".",
    }


def _particulars(cause: Told) -> str:
    if "identifiers" in cause:
        return ", ".join(cause["identifiers"])
    return str(cause.get("by", cause.get("review", "")))
