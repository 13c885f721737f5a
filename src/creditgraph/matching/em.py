"""Weights of field levels without labels: expectation and maximisation over the patterns that pairs show.

The mixture of Fellegi and Sunter (1969) with levels independent given match or not, estimated as by Jaro (1989); the
start and a few imagined pairs of the shipped weights keep small or one-sided sets from running away.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from creditgraph.matching.fields import FIELDS, LEVELS, Levels
from creditgraph.matching.logistic import logit, sigmoid

_MOST_STEPS = 200
_CLOSE = 1e-7
_IMAGINED = 2.0
"""So many pairs' worth of the start stay in each estimate."""
_LEAST_SHARE, _MOST_SHARE = 1e-4, 0.98
_START_SHARE = 0.1


class Estimate(NamedTuple):
    """What was estimated: log odds for each level of each field that the pairs have, and of a pair to begin with."""

    fields: Mapping[str, tuple[float, ...]]
    prior: float
    pairs: int
    share: float
    """The estimated share of matches among the pairs."""


def estimate(patterns: Iterable[Levels]) -> Estimate | None:
    """Estimate from the levels of many pairs; None where fewer than two fields are ever compared."""
    # in an order of their own, so that sums do not hang on the order of the pairs
    counts = dict(sorted(Counter(patterns).items(), key=lambda one: [-1 if x is None else x for x in one[0]]))
    total = sum(counts.values())
    used = [at for at in range(len(FIELDS)) if any(pattern[at] is not None for pattern in counts)]
    if len(used) < 2:
        return None
    start = {at: _start(LEVELS[FIELDS[at]]) for at in used}
    match, other = {at: start[at][0] for at in used}, {at: start[at][1] for at in used}
    share = _START_SHARE
    for _ in range(_MOST_STEPS):
        weights = {at: [math.log(m / u) for m, u in zip(match[at], other[at], strict=True)] for at in used}
        prior = logit(share)
        sums = {at: ([_IMAGINED * m for m in start[at][0]], [_IMAGINED * u for u in start[at][1]]) for at in used}
        matched = 0.0
        for pattern, count in counts.items():
            known = [(at, level) for at in used if (level := pattern[at]) is not None]
            probability = sigmoid(prior + sum([weights[at][level] for at, level in known]))
            matched += probability * count
            for at, level in known:
                sums[at][0][level] += probability * count
                sums[at][1][level] += (1 - probability) * count
        match = {at: _shares(sums[at][0]) for at in used}
        other = {at: _shares(sums[at][1]) for at in used}
        before, share = share, min(max(matched / total, _LEAST_SHARE), _MOST_SHARE)
        if abs(before - share) < _CLOSE:
            break
    found = {FIELDS[at]: tuple([math.log(m / u) for m, u in zip(match[at], other[at], strict=True)]) for at in used}
    return Estimate(found, logit(share), total, share)


def _start(levels: int) -> tuple[list[float], list[float]]:
    """Matches mostly agree, others mostly do not."""
    rest = levels - 1
    return [0.9, *[0.1 / rest] * rest], [0.1, *[0.9 / rest] * rest]


def _shares(sums: list[float]) -> list[float]:
    total = sum(sums)
    return [value / total for value in sums]
