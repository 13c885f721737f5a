"""The stages one after another, from the one at which a killed run stopped."""

import hashlib
import resource
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from creditgraph.bulk.block import block
from creditgraph.bulk.decide import decide, group
from creditgraph.bulk.normalise import normalise
from creditgraph.bulk.score import score
from creditgraph.bulk.sharing import Aside, Sharing
from creditgraph.bulk.stages import STAGES, Counts, Folder
from creditgraph.bulk.truth import recall
from creditgraph.matching.policy import MatchingPolicy
from creditgraph.model.errors import BadInput

VERSION = 1
"""Of the stages: files of another are made anew."""
Told = Callable[[str, int, int | None], None]
"""Hears the stage, how many rows of it are done, and of how many, where that is known."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run is done; none of it changes the result."""

    memory_mb: int
    processes: int
    aside: Aside
    told: Told


def match_file(file: Path, out: Path, policy: MatchingPolicy, settings: Settings, truth: Path | None = None) -> Counts:
    """Match the records of a file into the folder `out` and tell what was found."""
    model = hashlib.sha256(policy.model.text().encode()).hexdigest()
    run = {
        "input": _digest(file),
        "policy": policy.name,
        "model": model,
        "program": version("creditgraph"),
        "stages_version": VERSION,
    }
    folder = Folder(out, run)
    folder.begin()
    memory = settings.memory_mb
    normalised, blocked, scored, decided, clusters = map(folder.file, STAGES)

    def sharing(stage: str) -> Sharing:
        return Sharing(settings.processes, settings.aside, lambda done, rows: settings.told(stage, done, rows))

    told: dict[str, Counts] = {}
    told["normalise"] = folder.do("normalised", lambda part: normalise(file, part, memory, sharing("normalise")))
    fields = told["normalise"]["fields"]
    told["block"] = folder.do(
        "blocked", lambda part: block(normalised, part, memory, lambda done: settings.told("block", done, None))
    )
    told["score"] = folder.do(
        "scored", lambda part: score(normalised, blocked, part, fields, policy, memory, sharing("score"))
    )
    told["decide"] = folder.do("decided", lambda part: decide(normalised, scored, part, memory))
    told["cluster"] = folder.do("clusters", lambda part: group(normalised, scored, part, fields, memory))
    report = _report(told, run, settings.processes)
    if truth is not None:
        report["recall"] = recall(folder, truth, memory)
    folder.report(report)
    return report | {"clusters_file": str(clusters), "pairs_file": str(decided)}


def _report(told: dict[str, Counts], run: Counts, processes: int) -> Counts:
    records = told["normalise"]["records"]
    own, others = (resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {
        **run,
        "policy": told["score"]["policy"],
        "records": records,
        "compared_per_record": round(told["block"]["proposed"] / max(records, 1), 1),
        "judged_per_record": round(told["score"]["judged"] / max(records, 1), 2),
        "cpu_seconds": round(sum(stage["cpu_seconds"] for stage in told.values()), 1),
        "peak_memory_mb": own + others * (processes - 1),
        "stages": told,
    }


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        message = f"{file}: {error.strerror or error}"
        raise BadInput("bulk_file", message, "name a file of records, CSV or Parquet") from None
