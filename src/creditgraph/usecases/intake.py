"""What is known of a delivery before its rows are read: its table, the mapping that fits, whose it is and its day."""

import datetime as dt
import io
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from creditgraph.identifiers import Sealer
from creditgraph.ingest import compile_mapping, fit_mapping, load_mapping, open_table, sha256_of
from creditgraph.ingest.library import Mapping
from creditgraph.ingest.readers import Header, Opener, Table
from creditgraph.model.dates import Day, iso, of_date, parse_day
from creditgraph.model.digest import digest
from creditgraph.model.errors import BadInput
from creditgraph.model.vocabulary import Delivery
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
    processes: int | None = None
    """How many processes read a file, by default as many as its size is worth."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that does not lie in plain at its path: how it is opened, and beside which place reports on it go."""

    opener: Opener
    place: Path


class Intake:
    """A file with all that its options and its mapping say of it. BadInput where it cannot be imported so."""

    def __init__(self, sealer: Sealer, path: Path, options: Options, sealed: Sealed | None = None) -> None:
        check_options(options)
        self.path, self.options, self.sealed = path, options, sealed
        self._opener = sealed.opener if sealed else None
        self.place = sealed.place if sealed else path
        """Beside which file the reports on this one go."""
        self.table = open_table(path, options.encoding, self._opener, options.sheet)
        self.mapping, header = _mapping_and_header(self.table, options)
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
        self.mapper = compile_mapping(self.mapping, header.cells, sealer, today())

    @cached_property
    def sha256(self) -> str:
        """The digest of the file, by which it is recognised; the whole file is read for it."""
        return sha256_of(self.path, self._opener)

    @property
    def content(self) -> str:
        """What tells this delivery from others: the file, or a sheet of it, for another sheet is another delivery."""
        return digest(self.sha256, self.table.sheet or "").hex() if self.table.chosen else self.sha256

    @property
    def stage_name(self) -> str:
        """The name of its staging file."""
        dry = "dry" if self.options.dry_run else ""
        return digest(self.dataset, self.content, self.mapping.sha256, str(self.stated_on), dry).hex()

    def size(self) -> int:
        """The size of the file in bytes."""
        with self._opener() if self._opener else self.path.open("rb") as file:
            return file.seek(0, io.SEEK_END)


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


def _no_snapshot(path: Path) -> BadInput:
    return BadInput(
        "returned_is_no_snapshot",
        f"{path} holds the rows that came back, not the whole dataset",
        "import it without --snapshot",
        message_zh=f"{path} 只是退回的部分行，不是整个数据集",
        remedy_zh="去掉 --snapshot 后导入",
    )
