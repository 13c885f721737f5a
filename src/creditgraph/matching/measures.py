"""How good scored links are: precision, recall and F1, a curve over thresholds, and calibration."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

_MOST_POINTS = 200


class Quality(NamedTuple):
    """Right among found, found among right, and their harmonic mean; 0 where undefined."""

    precision: float
    recall: float
    f1: float


class Point(NamedTuple):
    """What a threshold would give."""

    probability: float
    precision: float
    recall: float
    f1: float


class Bin(NamedTuple):
    """Records or pairs of like probability, and the share of them that was right."""

    probability: float
    right: float
    size: int


def quality(right: int, found: int, wanted: int) -> Quality:
    """The figures of `right` among `found`, where `wanted` were to be found."""
    precision = right / found if found else 0.0
    recall = right / wanted if wanted else 0.0
    return Quality(precision, recall, 2 * right / (found + wanted) if found + wanted else 0.0)


def pairs_within(sizes: Iterable[int]) -> int:
    """How many pairs groups of these sizes hold."""
    return sum(size * (size - 1) // 2 for size in sizes)


def cluster_quality(clusters: Iterable[Sequence[int]], truth: Sequence[Hashable | None]) -> Quality:
    """Pairwise quality of clusters of positions; a position whose truth is None is left out."""
    known = [[truth[at] for at in cluster if truth[at] is not None] for cluster in clusters]
    found = pairs_within(map(len, known))
    right = sum(pairs_within(Counter(cluster).values()) for cluster in known)
    wanted = pairs_within(Counter(one for one in truth if one is not None).values())
    return quality(right, found, wanted)


def curve(scored: Iterable[tuple[float, bool]], wanted: int) -> list[Point]:
    """What each threshold would give, highest first, at most 200 points; equal probabilities stand together."""
    ranked = sorted(scored, key=lambda one: -one[0])
    points, right = [], 0
    for found, (probability, is_right) in enumerate(ranked, 1):
        right += is_right
        if found == len(ranked) or ranked[found][0] != probability:
            points.append(Point(probability, *quality(right, found, wanted)))
    if len(points) <= _MOST_POINTS:
        return points
    best = max(points, key=lambda point: point.f1)
    step = len(points) / (_MOST_POINTS - 2)
    chosen = {points[int(at * step)] for at in range(_MOST_POINTS - 2)} | {points[-1], best}
    return sorted(chosen, key=lambda point: (-point.probability, point.recall))


def calibration(scored: Iterable[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """Bins of equal width with the share that was right; empty ones are left out."""
    sums: dict[int, tuple[float, int, int]] = {}
    for probability, right in scored:
        at = min(int(probability * bins), bins - 1)
        total, good, count = sums.get(at, (0.0, 0, 0))
        sums[at] = (total + probability, good + right, count + 1)
    return [Bin(total / count, good / count, count) for _, (total, good, count) in sorted(sums.items())]
