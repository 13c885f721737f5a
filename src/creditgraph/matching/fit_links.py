"""Fitting what links names: the weights of name pairs, and of a record's best candidate, from records with their truth.

Both fits begin at the weights of a model and move as far as the truth outweighs that. Nothing that is in use changes.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from creditgraph.matching.candidates import Candidates
from creditgraph.matching.corpus import Corpus
from creditgraph.matching.linking import decide, record_features
from creditgraph.matching.logistic import fit_logistic
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.model import Model
from creditgraph.matching.policy import policy_of
from creditgraph.matching.side import Side

_RIVALS = 4
"""So many candidates of a record, the likeliest, teach: the others are easy."""
_NAME_PENALTY = 1.0
_RECORD_PENALTY = 1.0
FEWEST = 50
"""So many right and wrong pairs of names at least teach a model of names."""


def fit_links(
    asked: Sequence[tuple[Side, str]], held: Sequence[tuple[Side, str]], before: Model, version: str, trained: str
) -> Model:
    """A model that has learnt from records, each with its cluster, which of the held ones they mean.

    ValueError where the records are too few, or all of one kind, to learn from.
    """
    sides = [side for side, _cluster in held]
    corpus = Corpus(sides)
    index, matcher = Candidates(sides, corpus), Matcher(policy_of(before), corpus)
    candidates = [index.of(side, matcher.policy.most_compared) for side, _cluster in asked]
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    labels: dict[str, list[bool]] = defaultdict(list)
    for (side, cluster), places in zip(asked, candidates, strict=True):
        for at in places[:_RIVALS]:
            weighed = matcher.weighed(side, sides[at])
            if weighed is not None:
                rows[weighed[0]].append(weighed[1])
                labels[weighed[0]].append(held[at][1] == cluster)
    learnt = {
        which: tuple(fit_logistic(rows[which], labels[which], _NAME_PENALTY, before.names[which]))
        for which in sorted(rows)
        if min(sum(labels[which]), len(labels[which]) - sum(labels[which])) >= FEWEST
    }
    if not learnt:
        raise ValueError("too few pairs of names")
    named = replace(before, names={**before.names, **learnt}, version=version, trained=trained)
    return replace(named, record=_fit_record(asked, held, candidates, Matcher(policy_of(named), corpus)))


def _fit_record(
    asked: Sequence[tuple[Side, str]],
    held: Sequence[tuple[Side, str]],
    candidates: Sequence[Sequence[int]],
    matcher: Matcher,
) -> tuple[float, ...]:
    """Weights of what tells whether the best candidate is right; those of before where the truth is of one kind."""
    rows, labels = [], []
    for (side, cluster), places in zip(asked, candidates, strict=True):
        ranked = decide(side, [held[at][0] for at in places], matcher).candidates
        if ranked:
            rows.append(record_features(side, [judged for _, judged in ranked]))
            labels.append(held[places[ranked[0][0]]][1] == cluster)
    before = matcher.policy.model.record
    return tuple(fit_logistic(rows, labels, _RECORD_PENALTY, before)) if len(set(labels)) == 2 else before
