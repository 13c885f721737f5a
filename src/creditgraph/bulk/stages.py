"""Stages that a killed run takes up again: each is finished by renaming its file, then a manifest, into place.

A stage counts as finished only with a manifest that names the same input, policy, settings and version. Manifests of
another run are removed, last stage first, before anything is written.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

STAGES = ("normalised", "blocked", "scored", "decided", "clusters")
Counts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a run. `run` is what all its manifests name."""

    path: Path
    run: dict[str, Any]

    @property
    def work(self) -> Path:
        """For files that no later run reads."""
        return self.path / "work"

    def file(self, stage: str) -> Path:
        """The Parquet file of a stage."""
        return self.path / f"{STAGES.index(stage) + 1}-{stage}.parquet"

    def begin(self) -> None:
        """Make the folder, and forget the stages of another input, policy or version."""
        self.path.mkdir(parents=True, exist_ok=True)
        if any(self._manifest(stage).exists() and self._read(stage) is None for stage in STAGES):
            for stage in reversed(STAGES):
                self._manifest(stage).unlink(missing_ok=True)
                self.file(stage).unlink(missing_ok=True)
            (self.path / "report.json").unlink(missing_ok=True)
        rmtree(self.work, ignore_errors=True)
        self.work.mkdir()

    def finished(self, stage: str) -> Counts | None:
        """What a finished stage counted; None where it is still to be done."""
        return self._read(stage) if self.file(stage).exists() else None

    def do(self, stage: str, work: Callable[[Path], Counts]) -> Counts:
        """Do a stage, if it is not finished: `work` writes the file that it is given."""
        found = self.finished(stage)
        if found is None:
            self._manifest(stage).unlink(missing_ok=True)
            part = self.work / f"{stage}.part"
            clock, cpu = time.perf_counter(), cpu_seconds()
            found = work(part)
            spent = {"seconds": time.perf_counter() - clock, "cpu_seconds": cpu_seconds() - cpu}
            found |= {name: round(value, 2) for name, value in spent.items()}
            os.replace(part, self.file(stage))
            self._write(self._manifest(stage), {**self.run, "counts": found})
        return found

    def report(self, told: Counts) -> None:
        """Write the report of the whole run."""
        self._write(self.path / "report.json", told)
        rmtree(self.work, ignore_errors=True)

    def _manifest(self, stage: str) -> Path:
        return self.file(stage).with_suffix(".json")

    def _read(self, stage: str) -> Counts | None:
        try:
            found = json.loads(self._manifest(stage).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        counts = found.pop("counts", None)
        return counts if found == self.run else None

    def _write(self, file: Path, told: Counts) -> None:
        part = self.work / file.name
        with part.open("w", encoding="utf-8") as stream:
            json.dump(told, stream, ensure_ascii=False, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, file)


def cpu_seconds() -> float:
    """The CPU time of this process and of those that have helped it."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
