"""Import a file: read, check and stage it before the lock, then apply it whole (architecture 1.4)."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from creditgraph.access.audit import audited
from creditgraph.archive.batches import KnownBatch, entity_counts, find_batch
from creditgraph.archive.evidence import AppendConflicts, BatchInfo
from creditgraph.archive.staging import StagedProblem
from creditgraph.identifiers import mask_number, redact_text
from creditgraph.ingest import QUARANTINE_SUFFIX, RETURNED_SUFFIX
from creditgraph.ingest.quarantine import Problem, QuarantineWriter
from creditgraph.ingest.returned import free_path, untouched
from creditgraph.model.dates import iso
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Absence, Delivery
from creditgraph.usecases.context import Context
from creditgraph.usecases.intake import Intake, Options, Sealed
from creditgraph.usecases.send_back import send_back
from creditgraph.usecases.stage_delivery import stage_delivery


@dataclass(slots=True)
class Report:
    """What became of one file; the shape of `import --json` (`interfaces.md` 2.1)."""

    batch: int | None
    file: str
    sha256: str
    mapping: str
    dataset: str
    stated_on: str | None
    status: Literal["imported", "unchanged", "resumed", "refused", "dry_run"]
    tx: int | None
    rows: dict[str, int]
    cells_quarantined: int = 0
    closed: int = 0
    entities: dict[str, int] = field(default_factory=lambda: {"joined": 0, "review": 0, "new": 0})
    quarantine: str | None = None
    returned: str | None = None
    """The file of the rows to mend. Of an unchanged file this and `quarantine` are what an earlier import left."""
    returned_left_out: int = 0
    quarantined_before: int = 0
    """Rows of an unchanged file that stayed out when it was imported."""
    sheet: str | None = None
    other_sheets: list[str] = field(default_factory=list)
    refused_columns: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    rows_per_second: float = 0.0

    def as_json(self) -> dict[str, object]:
        """The report as plain values."""
        return asdict(self)

    @property
    def finding(self) -> bool:
        """Whether there is something to look at: quarantined rows or cells, refused columns, a refusal."""
        return self.status != "unchanged" and bool(
            self.rows["quarantined"] or self.cells_quarantined or self.refused_columns or self.status == "refused"
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """Called while a file is read (rows so far) and when another writer is waited for."""

    rows: Callable[[int], None] = lambda _rows: None
    waiting: Callable[[], None] = lambda: None


def import_file(
    context: Context,
    request: Request,
    path: Path,
    options: Options,
    progress: Progress = Progress(),
    sealed: Sealed | None = None,
) -> Report:
    """Import one file. Nothing is stored where the file or the archive refuses it; a killed import goes on.

    Of a `sealed` file the path is only what it is called.
    """
    with audited(context.audit, request, "import", str(path)):
        intake = Intake(context.sealer(), path, options, sealed)
        return _Import(context, request, intake, progress).run()


class _Import:
    def __init__(self, context: Context, request: Request, intake: Intake, progress: Progress) -> None:
        self.context, self.request, self.intake, self.progress = context, request, intake, progress
        self.options, self.mapping, self.mapper = intake.options, intake.mapping, intake.mapper
        self.started = time.monotonic()

    def run(self) -> Report:
        with self.context.archive.read() as sql:
            known = find_batch(
                sql, self.intake.dataset, self.intake.content, self.mapping.sha256, self.intake.stated_on
            )
        if known is not None:
            self.context.archive.discard_stage(self.intake.stage_name)  # left by a kill after the commit
            return self._recognised(known)
        counts, problems, resumed = stage_delivery(self.context, self.intake, self.progress.rows)
        if self.options.all_or_nothing and (counts["rejected"] or counts["cells"]):
            return self._leave("refused", counts, problems)
        if self.options.dry_run:
            return self._leave("dry_run", counts, problems)
        try:
            return self._apply(counts, problems, resumed)
        except AppendConflicts as conflicts:
            counts["rejected"] += len(conflicts.rows)
            return self._leave("refused", counts, problems + _append_conflicts(conflicts.rows))

    def _recognised(self, known: KnownBatch) -> Report:
        """The report on a file that was imported before: what stayed out then still does."""
        report = self._report("unchanged", known.bid, None, known.read, 0, 0)
        report.quarantined_before = known.quarantined
        if known.quarantined:
            quarantine, returned = self._beside(QUARANTINE_SUFFIX), self._beside(RETURNED_SUFFIX)
            report.quarantine = str(quarantine) if quarantine.exists() else None
            report.returned = str(returned) if returned.exists() else None
        return report

    # applying --------------------------------------------------------------------------------------------------------

    def _apply(self, counts: dict[str, int], problems: list[StagedProblem], resumed: bool) -> Report:
        archive = self.context.archive
        info = BatchInfo(
            self.intake.dataset,
            redact_text(self.intake.path.name, mask_number),
            self.intake.content,
            self.mapping.name,
            self.mapping.sha256,
            Delivery.SNAPSHOT if self.intake.whole else self.intake.delivery,
            self.intake.stated_on,
            self.intake.supplier,
            self.intake.absence or (Absence.ENDED if self.intake.whole else None),
            self.intake.whole,
            tuple(redact_text(heading, mask_number) for heading in self.mapper.columns),
            tuple(self.mapping.record_types),
            self.options.accept_shrink,
            self.options.all_or_nothing,
        )
        # Before the commit: a report that cannot be written stops the import.
        quarantine, returned = self._quarantine(problems), self._send_back(problems)
        tx, applied = archive.apply(
            self.intake.stage_name, info, counts, self.request.principal.name, self.progress.waiting
        )
        if applied.refused:
            problems += _append_conflicts(applied.refused)
            quarantine, returned = self._quarantine(problems), self._send_back(problems)
        archive.discard_stage(self.intake.stage_name)
        self.context.committed(tx)
        report = self._report(
            "resumed" if resumed else "imported",
            applied.bid,
            tx,
            counts["read"],
            applied.accepted,
            counts["rejected"] + len(applied.refused),
        )
        report.closed, report.quarantine, report.cells_quarantined = applied.closed, quarantine, counts["cells"]
        report.returned, report.returned_left_out = returned
        with archive.read() as sql:
            report.entities = entity_counts(sql, tx, applied.sbase)
        return report

    def _leave(
        self, status: Literal["refused", "dry_run"], counts: dict[str, int], problems: list[StagedProblem]
    ) -> Report:
        quarantine = self._quarantine(problems)
        self.context.archive.discard_stage(self.intake.stage_name)
        accepted = 0 if status == "refused" else max(0, counts["read"] - counts["rejected"] - counts["same"])
        rejected = counts["read"] - counts["same"] if status == "refused" else counts["rejected"]
        report = self._report(status, None, None, counts["read"], accepted, rejected)
        report.quarantine, report.cells_quarantined = quarantine, counts["cells"]
        return report

    def _quarantine(self, problems: list[StagedProblem]) -> str | None:
        path = self._beside(QUARANTINE_SUFFIX)
        if not problems:
            path.unlink(missing_ok=True)  # of the file as it was before it was mended
            return None
        with QuarantineWriter(path) as writer:
            writer.write(_in_order(problems))
        return str(path)

    def _send_back(self, problems: list[StagedProblem]) -> tuple[str | None, int]:
        """Write the rows to mend; their file, and how many rows found no room in it. Mended work is not replaced."""
        usual = self._beside(RETURNED_SUFFIX)
        if usual.exists() and untouched(usual):
            usual.unlink()
        grows = self.intake.delivery == Delivery.APPEND or self.mapper.counts
        written, left_out = send_back(
            self.intake.table, self.mapper, _in_order(problems), free_path(usual), loaded_too=not grows
        )
        return None if written is None else str(written), left_out

    def _beside(self, suffix: str) -> Path:
        return self.intake.place.with_name(self.intake.place.name + suffix)

    def _report(
        self,
        status: Literal["imported", "unchanged", "resumed", "refused", "dry_run"],
        bid: int | None,
        tx: int | None,
        read: int,
        accepted: int,
        quarantined: int,
    ) -> Report:
        seconds = time.monotonic() - self.started
        return Report(
            bid,
            str(self.intake.path),
            self.intake.sha256,
            self.mapping.name,
            self.intake.dataset,
            iso(self.intake.stated_on),
            status,
            tx,
            {
                "read": read,
                "accepted": accepted,
                "unchanged": read - accepted - quarantined,
                "quarantined": quarantined,
            },
            sheet=self.intake.table.sheet,
            other_sheets=list(self.intake.table.other_sheets),
            refused_columns=[{"column": one.heading, "code": one.code} for one in self.mapper.refused_columns],
            seconds=round(seconds, 3),
            rows_per_second=round(read / seconds, 1) if seconds else 0.0,
        )


def _in_order(problems: list[StagedProblem]) -> list[Problem]:
    return [Problem(*problem) for problem in sorted(problems, key=lambda one: one.row)]  # type: ignore[arg-type]


def _append_conflicts(rows: list[int]) -> list[StagedProblem]:
    return [StagedProblem(row, "", "row", "", "append_conflict") for row in rows]
