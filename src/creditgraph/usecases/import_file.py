"""Import a file: read, check and stage it before the lock, then apply it whole (architecture 1.4)."""

import datetime as dt
import gc
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from creditgraph.access.audit import audited
from creditgraph.archive.batches import KnownBatch, KnownRows, entity_counts, find_batch
from creditgraph.archive.evidence import AppendConflicts, BatchInfo
from creditgraph.archive.staging import Stage, StagedProblem
from creditgraph.identifiers import mask_number, redact_text
from creditgraph.ingest import (
    QUARANTINE_SUFFIX,
    RETURNED_SUFFIX,
    compile_mapping,
    fit_mapping,
    load_mapping,
    open_table,
    sha256_of,
)
from creditgraph.ingest.library import Mapping
from creditgraph.ingest.quarantine import Problem, QuarantineWriter
from creditgraph.ingest.readers import Header, Opener, Table
from creditgraph.ingest.returned import free_path, untouched
from creditgraph.model.dates import Day, iso, of_date, parse_day
from creditgraph.model.digest import digest
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Absence, Delivery
from creditgraph.usecases.context import Context
from creditgraph.usecases.fill_stage import fill_stage
from creditgraph.usecases.send_back import send_back
from creditgraph.usecases.suppliers import supplier_of

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_DATASET = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. Unset fields are the mapping's."""

    mapping: str | None = None
    dataset: str | None = None
    supplier: str | None = None
    stated_on: Day | None = None
    encoding: str | None = None
    whole_dataset: bool = False
    accept_shrink: bool = False
    dry_run: bool = False
    all_or_nothing: bool = False
    received_on: Day | None = None
    """The day of a file that says none, by default today: an upload waits, and may go on after midnight."""
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that does not lie in plain at its path: how it is opened, and beside which place reports on it go."""

    opener: Opener
    place: Path


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
        return _Import(context, request, path, options, progress, sealed).run()


class _Import:
    def __init__(
        self,
        context: Context,
        request: Request,
        path: Path,
        options: Options,
        progress: Progress,
        sealed: Sealed | None,
    ) -> None:
        self.context, self.request, self.path = context, request, path
        self.options, self.progress = options, progress
        check_options(options)
        self.sealer = context.sealer()
        opener = sealed.opener if sealed else None
        self.place = sealed.place if sealed else path
        self.table = open_table(path, options.encoding, opener, options.sheet)
        self.sha256 = sha256_of(path, opener)
        # Another sheet of a workbook is another delivery.
        self.content = digest(self.sha256, self.table.sheet or "").hex() if self.table.chosen else self.sha256
        self.mapping, self.header = _mapping_and_header(self.table, options)
        file = self.mapping.file
        self.dataset = options.dataset or file.dataset
        self.supplier = supplier_of(options.supplier or file.supplier)
        self.stated_on = options.stated_on or _declared_day(file.stated_on) or options.received_on or today()
        if self.table.returned and options.whole_dataset:
            raise _no_snapshot(path)
        # Rows that came back are some of a delivery: what they leave out has not ended.
        self.delivery = Delivery.UPSERT if self.table.returned and file.absence else file.delivery
        self.absence = None if self.table.returned else file.absence
        self.whole = options.whole_dataset or (file.scope == "dataset" and not self.table.returned)
        self.mapper = compile_mapping(self.mapping, self.header.cells, self.sealer, today())
        self.stage_name = digest(
            self.dataset, self.content, self.mapping.sha256, str(self.stated_on), "dry" if options.dry_run else ""
        ).hex()
        self.started = time.monotonic()

    def run(self) -> Report:
        with self.context.archive.read() as sql:
            known = find_batch(sql, self.dataset, self.content, self.mapping.sha256, self.stated_on)
        if known is not None:
            self.context.archive.discard_stage(self.stage_name)  # left by a kill after the commit
            return self._recognised(known)
        counts, problems, resumed = self._staged()
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

    def _staged(self) -> tuple[dict[str, int], list[StagedProblem], bool]:
        """Stage the file; what was counted, what is wrong, and whether it was begun before. Frees what staging held."""
        with self._stage() as stage, no_cycle_collection():
            resumed = stage.resumed
            if not stage.finished:
                self._fill(stage)
            return dict(stage.counts), stage.problems(), resumed

    # staging ---------------------------------------------------------------------------------------------------------

    def _stage(self) -> Stage:
        archive, name = self.context.archive, self.stage_name
        stage = archive.stage(name)
        if stage.resumed and not stage.finished and self.mapping.file.key == "content":
            stage.close()  # occurrences must be counted from the first row
            archive.discard_stage(name)
            stage = archive.stage(name)
        return stage

    def _fill(self, stage: Stage) -> None:
        with self.context.archive.read() as sql:
            known = KnownRows(sql, self.dataset, self.stated_on)
            fill_stage(stage, self.table, self.mapper, known, self.progress.rows)

    # applying --------------------------------------------------------------------------------------------------------

    def _apply(self, counts: dict[str, int], problems: list[StagedProblem], resumed: bool) -> Report:
        archive = self.context.archive
        info = BatchInfo(
            self.dataset,
            redact_text(self.path.name, mask_number),
            self.content,
            self.mapping.name,
            self.mapping.sha256,
            Delivery.SNAPSHOT if self.whole else self.delivery,
            self.stated_on,
            self.supplier,
            self.absence or (Absence.ENDED if self.whole else None),
            self.whole,
            tuple(redact_text(heading, mask_number) for heading in self.mapper.columns),
            tuple(self.mapping.record_types),
            self.options.accept_shrink,
            self.options.all_or_nothing,
        )
        # Before the commit: a report that cannot be written stops the import.
        quarantine, returned = self._quarantine(problems), self._send_back(problems)
        tx, applied = archive.apply(self.stage_name, info, counts, self.request.principal.name, self.progress.waiting)
        if applied.refused:
            problems += _append_conflicts(applied.refused)
            quarantine, returned = self._quarantine(problems), self._send_back(problems)
        archive.discard_stage(self.stage_name)
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
        self.context.archive.discard_stage(self.stage_name)
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
        grows = self.delivery == Delivery.APPEND or self.mapping.file.key == "content"
        written, left_out = send_back(
            self.table, self.mapper, _in_order(problems), free_path(usual), loaded_too=not grows
        )
        return None if written is None else str(written), left_out

    def _beside(self, suffix: str) -> Path:
        return self.place.with_name(self.place.name + suffix)

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
            str(self.path),
            self.sha256,
            self.mapping.name,
            self.dataset,
            iso(self.stated_on),
            status,
            tx,
            {
                "read": read,
                "accepted": accepted,
                "unchanged": read - accepted - quarantined,
                "quarantined": quarantined,
            },
            sheet=self.table.sheet,
            other_sheets=list(self.table.other_sheets),
            refused_columns=[{"column": one.heading, "code": one.code} for one in self.mapper.refused_columns],
            seconds=round(seconds, 3),
            rows_per_second=round(read / seconds, 1) if seconds else 0.0,
        )


@contextmanager
def no_cycle_collection() -> Iterator[None]:
    """Rows make millions of tuples and no cycles: looking for cycles among them costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def today() -> Day:
    """The day of import (Asia/Shanghai)."""
    return of_date(dt.datetime.now(_SHANGHAI).date())


def check_options(options: Options) -> None:
    """BadInput for options that no file could be imported with."""
    if options.dataset is not None and not _DATASET.fullmatch(options.dataset):
        raise BadInput("dataset", f"{options.dataset!r} is no name of a dataset", "use small letters, digits and _")
    supplier_of(options.supplier)
    if options.stated_on is not None and options.stated_on > today():
        message = f"a file cannot speak for {iso(options.stated_on)}, a day to come"
        raise BadInput("stated_on", message, "give the day that the file speaks for")


def _declared_day(text: str | None) -> Day | None:
    return None if text is None else parse_day(str(text))


def _mapping_and_header(table: Table, options: Options) -> tuple[Mapping, Header]:
    if options.mapping is not None:
        mapping = load_mapping(options.mapping)
    else:
        mapping = fit_mapping([candidate.cells for candidate in table.header_candidates()], str(table.path))
    return mapping, table.find_header(mapping.fits)


def _in_order(problems: list[StagedProblem]) -> list[Problem]:
    return [Problem(*problem) for problem in sorted(problems, key=lambda one: one.row)]  # type: ignore[arg-type]


def _no_snapshot(path: Path) -> BadInput:
    return BadInput(
        "returned_is_no_snapshot",
        f"{path} holds the rows that came back, not the whole dataset",
        "import it without --snapshot",
        message_zh=f"{path} 只是退回的部分行，不是整个数据集",
        remedy_zh="去掉 --snapshot 后导入",
    )


def _append_conflicts(rows: list[tuple[int, int]]) -> list[StagedProblem]:
    return [StagedProblem(row, "", "row", "", "append_conflict") for _n, row in rows]
