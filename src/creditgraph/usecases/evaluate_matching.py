"""Measure matching on a folder of labelled records, and show it on a page."""

import resource
import time
from pathlib import Path
from typing import Any

from creditgraph.ingest.output_file import write_new
from creditgraph.matching.evaluation import (
    ARCHIVE,
    Evaluation,
    Task,
    evaluate_dedupe,
    evaluate_link,
    evaluate_pairs,
)
from creditgraph.matching.measures import Quality
from creditgraph.matching.model import Model, parse_model
from creditgraph.matching.policy import policy_of, shipped_policy
from creditgraph.model.errors import BadInput
from creditgraph.usecases.compare_names import told as told_why
from creditgraph.usecases.evaluation_page import evaluation_page
from creditgraph.usecases.labelled_set import LabelledSet, read_labelled_set


def evaluate(
    folder: Path,
    task: Task | None = None,
    model: Path | None = None,
    labels: Path | None = None,
    page: Path | None = None,
    force: bool = False,
) -> dict[str, Any]:
    """The figures of matching on a labelled set, at the shipped setting or a model file's.

    Without `task` the set tells it: judged pairs, records of source `B` to link to, or duplicates to find. `labels`
    are judged pairs by which the weights of fields are refined first. A page with the curves is written to `page`.
    """
    labelled = read_labelled_set(folder)
    policy = shipped_policy() if model is None else policy_of(read_model(model))
    started = time.process_time()
    chosen = task or _task(labelled)
    if chosen == "link":
        found = evaluate_link(labelled.sides, labelled.clusters, policy)
    elif chosen == "pairs":
        sides = labelled.sides
        found = evaluate_pairs([(sides[a], sides[b], same) for (a, b), same in labelled.pairs.items()], policy)
    else:
        known = labelled.labels(labels) if labels is not None else None
        found = evaluate_dedupe(labelled.sides, labelled.clusters, policy, known)
    told = _told(labelled.name, found, time.process_time() - started)
    if page is not None:
        write_new(page, evaluation_page(told).encode(), force)
    return told


def read_model(file: Path) -> Model:
    """A model of a file that `fit` wrote."""
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(
            "matching_model", f"{file}: {error}", "use a file that `creditgraph matching fit` wrote"
        ) from None
    return parse_model(text, str(file))


def _task(labelled: LabelledSet) -> Task:
    if labelled.pairs:
        return "pairs"
    sources = {side.record.source for side in labelled.sides}
    return "link" if ARCHIVE in sources and len(sources) > 1 and len(sources) <= 3 else "dedupe"


def _told(name: str, found: Evaluation, seconds: float) -> dict[str, Any]:
    told: dict[str, Any] = {
        "set": name,
        "task": found.task,
        "policy": found.policy,
        "records": found.records,
        **quality_told(found.at_setting),
        "best": quality_told(found.best),
        "auto": {"share": round(found.automatic_share, 4), "precision": round(found.automatic_precision, 4)},
        "compared_per_record": round(found.compared / max(found.records, 1), 1),
        "records_per_second": round(found.records / seconds) if seconds else None,
        "cpu_seconds": round(seconds, 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if found.top1 is not None and found.top5 is not None and found.answerable is not None:
        told |= {"top1": round(found.top1, 4), "top5": round(found.top5, 4), "answerable": round(found.answerable, 4)}
    if found.pairs_at_setting is not None:
        told["pairs"] = quality_told(found.pairs_at_setting)
    if found.recall_at:
        told["recall_at"] = {str(size): round(share, 4) for size, share in found.recall_at.items()}
    told["curve"] = [[round(value, 4) for value in point] for point in found.curve]
    told["calibration"] = [[round(one.probability, 4), round(one.right, 4), one.size] for one in found.calibration]
    told["worst"] = [
        {"a": error.left, "b": error.right, "same": error.expected, **told_why(error.explanation)}
        for error in found.worst
    ]
    return told


def quality_told(found: Quality) -> dict[str, float]:
    """The figures as plain values."""
    return {name: round(value, 4) for name, value in found._asdict().items()}
