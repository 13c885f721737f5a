"""Fit a model on one's own records, compare before with after, and write it to a new file.

Records to be linked teach the weights of names, all others those of fields.
"""

from pathlib import Path
from random import Random
from typing import Any

from creditgraph.ingest.output_file import write_new
from creditgraph.matching.candidates import candidate_pairs
from creditgraph.matching.corpus import Corpus
from creditgraph.matching.evaluation import ARCHIVE, estimated, evaluate_link
from creditgraph.matching.fit_links import fit_links
from creditgraph.matching.fitting import fit_fields
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.measures import quality
from creditgraph.matching.model import Model, shipped_model
from creditgraph.matching.policy import policy_of
from creditgraph.matching.side import Side
from creditgraph.model.errors import BadInput
from creditgraph.usecases.evaluate_matching import quality_told
from creditgraph.usecases.labelled_set import LabelledSet, read_labelled_set

_SEED = 1
"""Which half of the labelled pairs is kept apart to measure the fit on is drawn by this."""


def fit(
    folder: Path, output: Path, labels: Path | None = None, version: str = "own-1", force: bool = False
) -> dict[str, Any]:
    """Fit a model on the records of a folder and write it.

    Records of which some are of source `B` teach, by their truth, what links names. Of other records the weights of
    fields are estimated, then refined by labelled pairs.

    Where there are labels, both models are measured on the half of them that took no part in the fit; the model that
    is written has learnt from all. BadInput where the records have too few pairs or fields to learn from.
    """
    labelled = read_labelled_set(folder)
    if any(side.record.source == ARCHIVE for side in labelled.sides):
        return _fit_links(labelled, output, version, force)
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


def _fit_links(labelled: LabelledSet, output: Path, version: str, force: bool) -> dict[str, Any]:
    known = [(side, cluster) for side, cluster in zip(labelled.sides, labelled.clusters, strict=True) if cluster]
    held = [one for one in known if one[0].record.source == ARCHIVE]
    asked = [one for one in known if one[0].record.source != ARCHIVE]
    Random(_SEED).shuffle(asked)
    kept, learnt = asked[: len(asked) // 2], asked[len(asked) // 2 :]
    before = shipped_model()
    try:
        half = fit_links(learnt, held, before, version, "")
        whole = fit_links(asked, held, before, version, f"{len(asked)} records linked in {labelled.name}")
    except ValueError as error:
        raise BadInput(
            "too_few_to_fit", f"{labelled.name}: {error}", "give more records, right and wrong candidates among them"
        ) from None
    write_new(output, whole.text().encode(), force)
    return {
        "set": labelled.name,
        "version": version,
        "records": len(asked),
        "output": str(output),
        "before": _linked(before, kept, held),
        "after": _linked(half, kept, held),
    }


def _linked(model: Model, asked: list[tuple[Side, str]], held: list[tuple[Side, str]]) -> dict[str, float]:
    """How well a model links the records that were kept apart."""
    found = evaluate_link(
        [side for side, _ in (*asked, *held)], [cluster for _, cluster in (*asked, *held)], policy_of(model)
    )
    return {
        "top1": round(found.top1 or 0.0, 4),
        "top5": round(found.top5 or 0.0, 4),
        "auto_share": round(found.automatic_share, 4),
        "auto_precision": round(found.automatic_precision, 4),
    }


def _measured(model: Model, pairs: list[Any], known: dict[Any, bool], levels: dict[Any, Any]) -> dict[str, float]:
    """Precision, recall and F1 of a model on labelled pairs."""
    linked = [known[pair] for pair in pairs if model.field_log_odds(levels[pair]) >= 0]
    return quality_told(quality(sum(linked), len(linked), sum(known[pair] for pair in pairs)))
