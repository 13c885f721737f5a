"""Clusters of scored pairs that chains cannot fuse: two clusters join by the mean of all pairs between them.

A chain a-b-c with a and c unlike leaves one link out, where a closure over pairs would take all three together. A pair
that was never compared counts as unlike. The result does not depend on the order of the pairs.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable

Pair = tuple[int, int, float]
"""Two records, the first the lower, and their log odds."""
_NOT_COMPARED = -3.0
_MOST_SAID = 10.0
"""No single pair outweighs more than this."""


def agglomerate(pairs: Iterable[Pair], at_least: float = 0.0) -> list[list[int]]:
    """The clusters of two and more records, each sorted. `at_least` is the mean log odds that joins."""
    between: dict[int, dict[int, tuple[float, int]]] = defaultdict(dict)
    for a, b, odds in pairs:
        between[a][b] = between[b][a] = (max(-_MOST_SAID, min(_MOST_SAID, odds)), 1)
    members = {one: [one] for one in between}
    heap = [
        (-odds, a, b) for a, others in between.items() for b, (odds, _) in others.items() if a < b and odds > at_least
    ]
    heapq.heapify(heap)
    while heap:
        negative, a, b = heapq.heappop(heap)
        if a not in members or b not in members or _mean(between, members, a, b) != -negative:
            continue
        _join(between, members, a, b)
        for other in between[a]:
            mean = _mean(between, members, a, other)
            if mean > at_least:
                heapq.heappush(heap, (-mean, min(a, other), max(a, other)))
    return sorted(sorted(found) for found in members.values() if len(found) > 1)


def _mean(between: dict[int, dict[int, tuple[float, int]]], members: dict[int, list[int]], a: int, b: int) -> float:
    total, compared = between[a].get(b, (0.0, 0))
    size = len(members[a]) * len(members[b])
    return (total + (size - compared) * _NOT_COMPARED) / size


def _join(between: dict[int, dict[int, tuple[float, int]]], members: dict[int, list[int]], a: int, b: int) -> None:
    """Fuse `b` into `a`."""
    for other, (total, compared) in between.pop(b).items():
        between[other].pop(b, None)
        if other != a:
            there, count = between[a].get(other, (0.0, 0))
            between[a][other] = between[other][a] = (there + total, count + compared)
    members[a] += members.pop(b)
