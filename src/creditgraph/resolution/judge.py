"""Pairs that a claim cannot express: a name in its dated history (`domain.md` 6.2 rule 6).

The group is all organisations of one strict name of which at least one dates it. A name is free for others a year
after it was given up (企业名称登记管理规定 art. 17), so a name counts only at a date inside its interval, and where two
credit codes could be meant it decides nothing unless division or legal representative point to one.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from creditgraph.model.dates import earlier, holds_at
from creditgraph.model.vocabulary import Certainty, IdentifierKind
from creditgraph.resolution.claims import CLAIMED_NAMES, FoldedName, Reason, View, divisions
from creditgraph.resolution.policy import Policy


class Candidate(NamedTuple):
    """A source in the group: its id and what it states, the name in question first."""

    sid: int
    view: View


class Pair(NamedTuple):
    """Two sources found to be the same, `a < b`, with the reason in a line."""

    a: int
    b: int
    reason: Reason
    certainty: Certainty
    why: str


def judge(name: str, group: Iterable[Candidate], policy: Policy) -> list[Pair]:
    """The pairs of a group that are the same by the history of a strict name, in order of their ids."""
    members = [member for member in group if any(_names(member, name))]
    holders = [member for member in members if any(_uses(member, name, dated=True))]
    pairs = {pair for member in members for pair in _joined(member, holders, members, name)}
    return sorted(pairs)


def _joined(bearer: Candidate, holders: list[Candidate], members: list[Candidate], name: str) -> Iterator[Pair]:
    fitting = [holder for holder in holders if holder.sid != bearer.sid and _compatible(bearer, holder, name)]
    agreeing = [holder for holder in fitting if _agree(bearer.view, holder.view)]
    chosen = agreeing or fitting
    rivals = (
        ()
        if agreeing
        else [other for other in members if other.sid != bearer.sid and not any(_uses(other, name, dated=True))]
    )
    if len(_codes([bearer, *chosen, *rivals])) > 1:
        return
    for holder in chosen:
        a, b = sorted((bearer.sid, holder.sid))
        certainty = Certainty.CERTAIN if agreeing else Certainty.PROBABLE
        yield Pair(a, b, Reason.NAME_HISTORY, certainty, "+NAME_HISTORY" + ("+CONTEXT" if agreeing else ""))


def _uses(member: Candidate, name: str, dated: bool) -> Iterator[FoldedName]:
    return (use for use in _names(member, name) if use.dated == dated)


def _names(member: Candidate, name: str) -> Iterator[FoldedName]:
    return (use for use in member.view.names if use.folded == name and use.kind in CLAIMED_NAMES)


def _compatible(bearer: Candidate, holder: Candidate, name: str) -> bool:
    """Whether both could have borne the name at one time and nothing speaks against it."""
    ours, theirs = divisions(bearer.view), divisions(holder.view)
    if ours and theirs and not ours & theirs:
        return False
    return any(
        _meet(ours_use, theirs_use)
        for theirs_use in _uses(holder, name, dated=True)
        for ours_use in _names(bearer, name)
    )


def _meet(use: FoldedName, held: FoldedName) -> bool:
    if use.dated:
        starts = [day for day in (use.valid_from, held.valid_from) if day is not None]
        end = earlier(use.valid_to, held.valid_to)
        return end is None or not starts or max(starts) < end
    if use.seen_on is None:
        return held.valid_to is None  # an undated use means the name as it is now
    return holds_at(held.valid_from, held.valid_to, use.seen_on)


def _agree(first: View, second: View) -> bool:
    return bool(divisions(first) & divisions(second) or set(first.representatives) & set(second.representatives))


def _codes(members: Iterable[Candidate]) -> set[str]:
    return {
        value for member in members for kind, value in member.view.identifiers if kind is IdentifierKind.CREDIT_CODE
    }
