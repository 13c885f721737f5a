"""What another model would join or part among organisations without a code, and bringing it in.

Nothing else re-judges what is stored: an import judges by the model that the archive has.
"""

from collections.abc import Iterator
from typing import NamedTuple

from creditgraph.archive.database import Sql
from creditgraph.archive.likely_cases import Likely
from creditgraph.archive.likeness import MODEL, ORIGIN, found_in, groups_of, judge_open, matcher_of
from creditgraph.archive.settle import settle, touch
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.model import Model
from creditgraph.matching.policy import policy_of
from creditgraph.resolution.likeness import Likeness

_CHUNK = 100


class Change(NamedTuple):
    """A pair of sources that is joined by one model alone, with what that model says of it."""

    a: int
    b: int
    score: float
    why: str


class Rescored(NamedTuple):
    """The policy that judged until now and the one that was tried; the joins each would have alone; how many open names
    were looked at, and how many pairs each shows to a person.
    """

    before: str
    after: str
    joined: tuple[Change, ...]
    parted: tuple[Change, ...]
    names: int
    shown_before: int
    shown_after: int


def rescored(sql: Sql, tx: int, model: Model) -> Rescored:
    """Compare a model with the archive's own as believed at `tx`; changes nothing."""
    ours, theirs = matcher_of(sql), Matcher(policy_of(model))
    old = {(a, b): (score, why) for a, b, score, why in _stored(sql)}
    new: dict[tuple[int, int], tuple[float, str]] = {}
    names = shown_before = shown_after = 0
    for tids in _chunks(sql):
        names += len(tids)
        groups = groups_of(sql, tx, tids)
        before, after = (found_in(groups, matcher) for matcher in (ours, theirs))
        shown_before += sum(map(_shown, before.values()))
        shown_after += sum(map(_shown, after.values()))
        new |= {(one.a, one.b): (one.score, one.why) for pairs in after.values() for one in pairs if one.reason}
    return Rescored(
        ours.policy.name,
        theirs.policy.name,
        tuple([Change(*pair, *new[pair]) for pair in sorted(new.keys() - old.keys())]),
        tuple([Change(*pair, *old[pair]) for pair in sorted(old.keys() - new.keys())]),
        names,
        shown_before,
        shown_after,
    )


def bring_in(sql: Sql, tx: int, model: Model) -> None:
    """Judge all open names by a model, and keep it as the archive's own."""
    sql.run("DELETE FROM meta WHERE name = :name", name=MODEL)
    sql.run("INSERT INTO meta VALUES (:name, :text)", name=MODEL, text=model.text())
    touch(sql)
    matcher = matcher_of(sql)
    likely: Likely = {}
    for tids in _chunks(sql):
        likely |= judge_open(sql, tx, tids, matcher)
    settle(sql, tx, likely)


def _chunks(sql: Sql) -> Iterator[list[int]]:
    after = -1
    while tids := [
        tid
        for (tid,) in sql.all(
            "SELECT tid FROM open_name WHERE tid > :after ORDER BY tid LIMIT :chunk", after=after, chunk=_CHUNK
        )
    ]:
        yield tids
        after = tids[-1]


def _stored(sql: Sql) -> list[tuple[int, int, float, str]]:
    return [
        (a, b, score, why)
        for a, b, score, why in sql.all(
            f"SELECT a_sid, b_sid, score, why FROM judgement WHERE origin = '{ORIGIN}' AND tx_to IS NULL"
        )
    ]


def _shown(pairs: list[Likeness]) -> int:
    return sum([one.reason is None for one in pairs])
