"""Measuring matching on labelled records, at one policy: deduplication, linking, and given pairs.

Deduplication estimates the weights of fields from the records themselves, without their labels; linking and given pairs
use the policy's model as it is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from typing import Literal, NamedTuple

from creditgraph.matching.agglomerate import agglomerate
from creditgraph.matching.candidates import Candidates, candidate_pairs
from creditgraph.matching.corpus import Corpus
from creditgraph.matching.em import Estimate, estimate
from creditgraph.matching.explanation import Explanation, PairVerdict
from creditgraph.matching.fields import Levels
from creditgraph.matching.fitting import fit_fields
from creditgraph.matching.linking import Linked, Outcome, link
from creditgraph.matching.logistic import logit
from creditgraph.matching.matcher import Judged, Matcher
from creditgraph.matching.measures import (
    Bin,
    Point,
    Quality,
    calibration,
    cluster_quality,
    curve,
    pairs_within,
    quality,
)
from creditgraph.matching.policy import MatchingPolicy
from creditgraph.matching.side import Side

Task = Literal["dedupe", "link", "pairs"]
SIZES = (1, 2, 5, 10, 20, 50)
"""The numbers of candidates a record at which recall is told."""
ARCHIVE = "B"
"""The `source` of the records that others are linked to."""
_WORST = 20
_FEWEST_TO_ESTIMATE = 200


class Error(NamedTuple):
    """A wrong answer, the surest first: what was compared, and why it came out so."""

    left: str
    right: str
    expected: bool
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run."""

    task: Task
    policy: str
    records: int
    at_setting: Quality
    best: Quality
    automatic_share: float
    automatic_precision: float
    curve: list[Point]
    calibration: list[Bin]
    compared: int = 0
    recall_at: Mapping[int, float] = field(default_factory=dict)
    worst: list[Error] = field(default_factory=list)
    top1: float | None = None
    top5: float | None = None
    answerable: float | None = None
    """The share of linked records whose right answer is in the archive."""
    pairs_at_setting: Quality | None = None
    """Deduplication before clustering."""


def evaluate_dedupe(
    sides: Sequence[Side],
    truth: Sequence[str | None],
    policy: MatchingPolicy,
    labels: Mapping[tuple[int, int], bool] | None = None,
) -> Evaluation:
    """Find the duplicates among records and compare with their clusters. Labelled pairs, if any, refine the weights."""
    corpus = Corpus(sides)
    ranks = candidate_pairs(sides, corpus, policy.most_compared)
    matcher, judged = judge_pairs(sides, ranks, policy, corpus, labels)
    wanted = pairs_within(Counter(one for one in truth if one is not None).values())
    scored = {
        pair: (one, truth[pair[0]] == truth[pair[1]])
        for pair, one in judged.items()
        if truth[pair[0]] is not None and truth[pair[1]] is not None
    }
    clusters = agglomerate((a, b, logit(one.probability)) for (a, b), one in judged.items())
    automatic, linked = _taken(scored.values(), policy, wanted)
    points = curve(((one.probability, right) for one, right in scored.values()), wanted)
    return Evaluation(
        task="dedupe",
        policy=matcher.policy.name,
        records=len(sides),
        at_setting=cluster_quality(clusters, truth),
        best=_best(points),
        automatic_share=automatic.recall,
        automatic_precision=automatic.precision,
        curve=points,
        calibration=calibration((one.probability, right) for one, right in scored.values()),
        compared=len(ranks),
        recall_at=_recall(ranks, truth, wanted),
        worst=_worst(((one, right, *pair) for pair, (one, right) in scored.items()), sides, sides, matcher),
        pairs_at_setting=linked,
    )


def judge_pairs(
    sides: Sequence[Side],
    pairs: Iterable[tuple[int, int]],
    policy: MatchingPolicy,
    corpus: Corpus,
    labels: Mapping[tuple[int, int], bool] | None = None,
) -> tuple[Matcher, dict[tuple[int, int], Judged]]:
    """Judge pairs with weights of fields estimated from them; with the policy's own where they are too few."""
    matcher = Matcher(policy, corpus)
    compared = {(a, b): matcher.levels_of(sides[a], sides[b]) for a, b in pairs}
    found = estimated([levels for _, levels in compared.values()])
    if found is not None:
        fields, prior = found.fields, found.prior
        known = [pair for pair in labels or () if pair in compared]
        if labels and len({labels[pair] for pair in known}) == 2:
            fields, prior = fit_fields([compared[pair][1] for pair in known], [labels[pair] for pair in known], found)
        version = f"{policy.model.version}+{'labels' if labels else 'estimated'}"
        model = policy.model.with_fields(fields, prior, version, f"{found.pairs} pairs")
        matcher = Matcher(replace(policy, model=model, name=policy.name.replace(policy.model.version, version)), corpus)
    return matcher, {
        (a, b): matcher.judged(sides[a], sides[b], name, levels) for (a, b), (name, levels) in compared.items()
    }


def estimated(patterns: Sequence[Levels]) -> Estimate | None:
    """The weights of fields as the pairs show them; None where they are too few or have nothing but names."""
    return estimate(patterns) if len(patterns) >= _FEWEST_TO_ESTIMATE else None


def evaluate_link(sides: Sequence[Side], truth: Sequence[str | None], policy: MatchingPolicy) -> Evaluation:
    """Link the records that are not of source `B` to those that are."""
    archive = [at for at, side in enumerate(sides) if side.record.source == ARCHIVE]
    asked = [at for at, side in enumerate(sides) if side.record.source != ARCHIVE]
    held = [sides[at] for at in archive]
    corpus = Corpus(held)
    index, matcher = Candidates(held, corpus), Matcher(policy, corpus)
    known = Counter(truth[at] for at in archive if truth[at] is not None)
    linked = [(at, link(sides[at], index, held, matcher, policy.most_compared)) for at in asked]
    answers = [(one, [truth[archive[position]] for position, _ in one.candidates], truth[at]) for at, one in linked]
    wanted = sum(1 for _, _, right in answers if right is not None and right in known)
    scored = [(one.probability, _is_first(found, right)) for one, found, right in answers if found]
    joined = [_is_first(found, right) for one, found, right in answers if one.outcome is Outcome.JOINED]
    taken = [right for probability, right in scored if probability >= policy.linked_at]
    points = curve(scored, wanted)
    return Evaluation(
        task="link",
        policy=policy.name,
        records=len(sides),
        at_setting=quality(sum(taken), len(taken), wanted),
        best=_best(points),
        automatic_share=len(joined) / len(asked) if asked else 0.0,
        automatic_precision=sum(joined) / len(joined) if joined else 0.0,
        curve=points,
        calibration=calibration(scored),
        compared=sum(len(one.candidates) for _, one in linked),
        recall_at=_recall_of_candidates(sides, asked, archive, truth, index, wanted),
        worst=_worst(
            (
                _first(one, _is_first(found, right), at)
                for (at, one), (_, found, right) in zip(linked, answers, strict=True)
                if found
            ),
            sides,
            held,
            matcher,
        ),
        top1=_share([_is_first(found, right) for _, found, right in answers]),
        top5=_share([right is not None and right in found[:5] for _, found, right in answers]),
        answerable=wanted / len(asked) if asked else 0.0,
    )


def evaluate_pairs(pairs: Sequence[tuple[Side, Side, bool]], policy: MatchingPolicy) -> Evaluation:
    """Judge given pairs of names."""
    matcher = Matcher(policy)
    judged = [(matcher.judge(a, b), right) for a, b, right in pairs]
    wanted = sum(right for _, right in judged)
    automatic, linked = _taken(judged, policy, wanted)
    points = curve(((one.probability, right) for one, right in judged), wanted)
    left, right_sides = [a for a, _, _ in pairs], [b for _, b, _ in pairs]
    return Evaluation(
        task="pairs",
        policy=policy.name,
        records=2 * len(pairs),
        at_setting=linked,
        best=_best(points),
        automatic_share=automatic.recall,
        automatic_precision=automatic.precision,
        curve=points,
        calibration=calibration((one.probability, right) for one, right in judged),
        compared=len(pairs),
        worst=_worst(((one, right, at, at) for at, (one, right) in enumerate(judged)), left, right_sides, matcher),
    )


def _taken(judged: Collection[tuple[Judged, bool]], policy: MatchingPolicy, wanted: int) -> tuple[Quality, Quality]:
    """The quality of what is joined without a person, and of what counts as linked."""
    automatic = [right for one, right in judged if one.verdict is PairVerdict.SAME]
    linked = [right for one, right in judged if one.probability >= policy.linked_at]
    return quality(sum(automatic), len(automatic), wanted), quality(sum(linked), len(linked), wanted)


def _best(points: Sequence[Point]) -> Quality:
    best = max(points, key=lambda point: point.f1, default=Point(0, 0, 0, 0))
    return Quality(best.precision, best.recall, best.f1)


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers) if answers else 0.0


def _is_first(found: Sequence[str | None], right: str | None) -> bool:
    return right is not None and found[:1] == [right]


def _first(one: Linked, right: bool, at: int) -> tuple[Judged, bool, int, int]:
    """A record's best candidate, with the probability of the record."""
    position, judged = one.candidates[0]
    return judged._replace(probability=one.probability), right, at, position


def _recall(ranks: Mapping[tuple[int, int], int], truth: Sequence[str | None], wanted: int) -> dict[int, float]:
    right = [rank for (a, b), rank in ranks.items() if truth[a] is not None and truth[a] == truth[b]]
    return {size: sum(1 for rank in right if rank < size) / wanted if wanted else 0.0 for size in SIZES}


def _recall_of_candidates(
    sides: Sequence[Side],
    asked: Sequence[int],
    archive: Sequence[int],
    truth: Sequence[str | None],
    index: Candidates,
    wanted: int,
) -> dict[int, float]:
    found: Counter[int] = Counter()
    for at in asked:
        if truth[at] is None:
            continue
        candidates = [truth[archive[position]] for position in index.of(sides[at], max(SIZES))]
        for size in SIZES:
            found[size] += truth[at] in candidates[:size]
    return {size: found[size] / wanted if wanted else 0.0 for size in SIZES}


def _worst(
    judged: Iterable[tuple[Judged, bool, int, int]], left: Sequence[Side], right: Sequence[Side], matcher: Matcher
) -> list[Error]:
    """The errors that were surest, with explanations."""
    surest = nlargest(
        _WORST, judged, key=lambda one: (abs(one[0].probability - one[1]), left[one[2]].key, right[one[3]].key)
    )
    return [
        Error(left[a].record.name, right[b].record.name, expected, matcher.explain(left[a], right[b]))
        for one, expected, a, b in surest
        if (one.probability >= matcher.policy.linked_at) != expected
    ]
