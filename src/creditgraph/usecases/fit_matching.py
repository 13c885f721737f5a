"""Fit the weights of fields on one's own records, compare before with after, and write a new model file."""

from pathlib import Path
from random import Random
from typing import Any

from creditgraph.ingest.output_file import write_new
from creditgraph.matching.candidates import candidate_pairs
from creditgraph.matching.corpus import Corpus
from creditgraph.matching.evaluation import estimated
from creditgraph.matching.fitting import fit_fields
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.measures import quality
from creditgraph.matching.model import Model, shipped_model
from creditgraph.matching.policy import policy_of
from creditgraph.model.errors import BadInput
from creditgraph.usecases.evaluate_matching import quality_told
from creditgraph.usecases.labelled_set import read_labelled_set

_SEED = 1
"""Which half of the labelled pairs is kept apart to measure the fit on is drawn by this."""


def fit(
    folder: Path, output: Path, labels: Path | None = None, version: str = "own-1", force: bool = False
) -> dict[str, Any]:
    """Estimate the weights of fields on the records of a folder, refine them by labelled pairs, write the model.

    Where there are labels, both models are measured on the half of them that took no part in the fit; the model that
    is written has learnt from all. BadInput where the records have too few pairs or fields to learn from.
    """
    labelled = read_labelled_set(folder)
    sides = labelled.sides
    before = shipped_model()
    policy = policy_of(before)
    corpus = Corpus(sides)
    known = labelled.labels(labels) if labels is not None else {}
    pairs = sorted(candidate_pairs(sides, corpus, policy.most_compared).keys() | known.keys())
    matcher = Matcher(policy, corpus)
    levels = {pair: matcher.levels_of(sides[pair[0]], sides[pair[1]])[1] for pair in pairs}
    found = estimated(list(levels.values()))
    if found is None:
        raise BadInput(
            "too_few_to_fit", f"{folder}: {len(pairs)} pairs", "give more records, with more fields than a name"
        )
    model = before.with_fields(found.fields, found.prior, version, f"{found.pairs} pairs of {labelled.name}")
    told: dict[str, Any] = {
        "set": labelled.name,
        "version": version,
        "pairs": found.pairs,
        "share_estimated": round(found.share, 4),
        "labels": len(known),
        "output": str(output),
    }
    if known:
        ordered = sorted(known)
        Random(_SEED).shuffle(ordered)
        kept, learnt = ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]
        try:
            half = fit_fields([levels[pair] for pair in learnt], [known[pair] for pair in learnt], found)
            whole = fit_fields([levels[pair] for pair in ordered], [known[pair] for pair in ordered], found)
        except ValueError:
            raise BadInput(
                "too_few_to_fit", f"{labels}: labels of one kind only", "label pairs of both kinds"
            ) from None
        told["shipped"] = _measured(before, kept, known, levels)
        told["before"] = _measured(model, kept, known, levels)
        told["after"] = _measured(model.with_fields(*half, version, ""), kept, known, levels)
        model = model.with_fields(*whole, version, f"{model.trained}, {len(known)} labels")
    write_new(output, model.text().encode(), force)
    return told


def _measured(model: Model, pairs: list[Any], known: dict[Any, bool], levels: dict[Any, Any]) -> dict[str, float]:
    """Precision, recall and F1 of a model on labelled pairs."""
    linked = [known[pair] for pair in pairs if model.field_log_odds(levels[pair]) >= 0]
    return quality_told(quality(sum(linked), len(linked), sum(known[pair] for pair in pairs)))
