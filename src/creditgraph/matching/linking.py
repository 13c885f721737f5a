"""Joining a record to an archive of others: the candidates in order, and whether the best one is the right one.

A pair's probability says how alike two names are; a record's says that its best candidate is right, and that hangs on
the runner-up too: 华塑 fits two companies equally well, so neither is joined.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from creditgraph.matching.candidates import Candidates
from creditgraph.matching.explanation import PairVerdict
from creditgraph.matching.logistic import sigmoid
from creditgraph.matching.matcher import Judged, Matcher
from creditgraph.matching.side import Side

_NO_RIVAL = -8.0
_MOST_ODDS = 8.0
_BRIEF = 2
_NEAR = 1.5
"""Candidates within so much log odds of the best are its rivals."""


class Outcome(StrEnum):
    """What becomes of a record on import."""

    JOINED = "joined"
    REVIEW = "review"
    NEW = "new"


class Linked(NamedTuple):
    """A record's candidates, best first, with what becomes of it. `probability` is that the first is right."""

    outcome: Outcome
    probability: float
    candidates: tuple[tuple[int, Judged], ...]


def link(side: Side, index: Candidates, archive: Sequence[Side], matcher: Matcher, most: int) -> Linked:
    """Compare a record with its candidates in an archive and decide."""
    positions = index.of(side, most)
    linked = decide(side, [archive[at] for at in positions], matcher)
    return linked._replace(candidates=tuple([(positions[at], judged) for at, judged in linked.candidates]))


def decide(side: Side, others: Sequence[Side], matcher: Matcher) -> Linked:
    """Compare a record with its candidates and decide; `candidates` names them by position."""
    found = [(at, matcher.judge(side, other)) for at, other in enumerate(others)]
    ranked = sorted(found, key=lambda one: (-one[1].log_odds, others[one[0]].key, others[one[0]].record.id))
    if not ranked:
        return Linked(Outcome.NEW, 0.0, ())
    return Linked(*outcome_of(side, [judged for _, judged in ranked], matcher), tuple(ranked))


def outcome_of(side: Side, ranked: Sequence[Judged], matcher: Matcher) -> tuple[Outcome, float]:
    """What becomes of a record, given its candidates, best first, and the probability that the first is right."""
    probability = sigmoid(matcher.policy.model.record_log_odds(record_features(side, ranked)))
    return _outcome(side, ranked, probability, matcher), probability


def record_features(side: Side, ranked: Sequence[Judged]) -> tuple[float, ...]:
    """The numbers of `RECORD_FEATURES` for a record's candidates, best first."""
    best = _bounded(ranked[0].log_odds)
    second = _bounded(ranked[1].log_odds) if len(ranked) > 1 else _NO_RIVAL
    rivals = sum([1 for judged in ranked[1:6] if best - _bounded(judged.log_odds) < _NEAR])
    brief = side.is_han and len(side.organisation.stem) <= _BRIEF
    return best, min(best - second, _MOST_ODDS), float(brief), float(rivals)


def _outcome(side: Side, ranked: Sequence[Judged], probability: float, matcher: Matcher) -> Outcome:
    best = ranked[0]
    same = [judged for judged in ranked if judged.verdict is PairVerdict.SAME]
    if len(same) == 1 and best.verdict is PairVerdict.SAME:
        return Outcome.JOINED
    if best.verdict is PairVerdict.DIFFERENT and best.probability < matcher.policy.review_at:
        return Outcome.NEW
    short = side.is_han and side.record.kind != "person" and side.organisation.short
    if short and not same and probability >= matcher.policy.joined_at:
        return Outcome.JOINED
    return Outcome.REVIEW if probability >= matcher.policy.review_at else Outcome.NEW


def _bounded(odds: float) -> float:
    return max(_NO_RIVAL, min(_MOST_ODDS, odds))
