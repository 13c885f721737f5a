"""Random histories over tiny domains: deliveries of all kinds, late and out of order, decisions and reversals.

The domains are tiny on purpose: two codes, a few names and dates, so that keys collide, statements correct one another
and decisions meet conflicts in a handful of steps.
"""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from creditgraph.archive.archive import Archive
from creditgraph.archive.database import Sql
from creditgraph.archive.decisions import judge_pair, reverse
from creditgraph.archive.evidence import BatchInfo
from creditgraph.archive.staging import Line, row_digests, row_text
from creditgraph.model.digest import digest
from creditgraph.model.errors import Refused
from creditgraph.model.statement import Described, Identifier, Name, StatedLink, StatedRecord, Statement
from creditgraph.model.vocabulary import (
    Absence,
    Delivery,
    DetailKind,
    EntityKind,
    IdentifierKind,
    LinkType,
    NameKind,
    RecordType,
    Verdict,
)
from creditgraph.resolution.reference import Delivered, Event, Judged, Withdrawn

CODES = ("91379900MA0000001M", "91379900MA0000002K")
NAMES = (
    "山东甲乙科技有限公司",
    "山东丙丁贸易有限公司",
    "海东市国有资产监督管理委员会",
    "甲乙科技",
    "山东省甲乙科技有限公司",
)
PERSONS = ("张三", "李四")
IDS = ("a" * 32, "b" * 32)
DAYS = (20200101, 20210101, 20220101, 20230101)
ROW_KEYS = tuple(digest("row", str(number)) for number in range(4))
SCOPES = (digest("scope", "1"), digest("scope", "2"))


@dataclass(frozen=True)
class Dataset:
    """How a dataset of the histories is delivered."""

    name: str
    delivery: Delivery
    absence: Absence | None = None
    whole: bool = False


DATASETS = (
    Dataset("registry", Delivery.UPSERT),
    Dataset("officers", Delivery.SNAPSHOT, Absence.ENDED),
    Dataset("roll", Delivery.SNAPSHOT, Absence.WITHDRAWN, whole=True),
    Dataset("journal", Delivery.APPEND),
)


def organisation(rng: random.Random, row_key: bytes) -> Described:
    """An organisation, keyed by its code if it has one, else by its row."""
    code = rng.choice((None, None, *CODES))
    day = rng.choice(DAYS)
    names = [Name(rng.choice(NAMES), seen_on=rng.choice((None, day)))]
    if rng.random() < 0.2:
        changed = rng.choice(DAYS)
        names = [
            Name(rng.choice(NAMES), valid_from=changed),
            Name(rng.choice(NAMES), NameKind.FORMER, valid_to=changed),
        ]
    identifiers = [] if code is None else [Identifier(IdentifierKind.CREDIT_CODE, code)]
    if rng.random() < 0.3:
        identifiers.append(
            Identifier(IdentifierKind.REGISTRATION_NUMBER, rng.choice(("379900000000011", "379900000000022")))
        )
    key = digest("o", code) if code and rng.random() < 0.8 else digest("o row", row_key.hex(), names[0].text)
    return Described(key, EntityKind.ENTERPRISE, tuple(names), tuple(identifiers))


def person(rng: random.Random, inside: Described) -> Described:
    """A person mentioned in an organisation."""
    name = rng.choice(PERSONS)
    number = rng.choice((None, None, *IDS))
    identifiers = () if number is None else (Identifier(IdentifierKind.CITIZEN_ID, number, "3799**", b"x"),)
    details: tuple[tuple[DetailKind, str], ...] = ()
    if rng.random() < 0.5:
        details = ((DetailKind.SEX, "男"), (DetailKind.BIRTH_YEAR, rng.choice(("1900", "1901"))))
    post = rng.choice(("董事", "监事"))
    key = digest("mention", inside.key.hex(), name, number or "", post)
    return Described(key, EntityKind.NATURAL_PERSON, (Name(name),), identifiers, details, context=0)


def statement(rng: random.Random, row: int, key: bytes, scoped: bool) -> Statement:
    """What a row says of an organisation, a person in it, and perhaps a record."""
    first = organisation(rng, key)
    sources, links, records = [first], [], []
    if rng.random() < 0.7:
        sources.append(person(rng, first))
        kind = rng.choice((LinkType.LEGAL_REP_OF, LinkType.OFFICER_OF))
        start = rng.choice((None, *DAYS))
        links.append(StatedLink(kind, 1, 0, (("post", "董事"),), start, rng.choice((None, 20990101))))
    if rng.random() < 0.3:
        records.append(
            StatedRecord(RecordType.LICENCE, 0, "licence", None, (("no", str(rng.randrange(3))),), rng.choice(DAYS))
        )
    scope = rng.choice(SCOPES) if scoped else None
    return Statement(row, key, scope, tuple(sources), tuple(links), tuple(records), (f"{row}",))


def delivery(rng: random.Random, dataset: Dataset, stated_on: int | None = None) -> Delivered:
    """A file of one dataset; its transaction number is still to come."""
    keys = rng.sample(ROW_KEYS, rng.randint(0 if dataset.whole else 1, len(ROW_KEYS)))
    scoped = dataset.delivery is Delivery.SNAPSHOT and not dataset.whole
    rows = [statement(rng, number, key, scoped) for number, key in enumerate(keys, 2)]
    day = stated_on if stated_on is not None else rng.choice(DAYS)
    return Delivered(0, dataset.name, dataset.delivery, day, rows, dataset.absence, dataset.whole)


@dataclass
class World:
    """An archive and, beside it, the history that the reference reads."""

    archive: Archive
    history: list[Event] = field(default_factory=list)
    serial: int = 0
    kill: Callable[[], bool] = lambda: False
    """Whether the next delivery dies once while it is applied."""

    @classmethod
    def make(cls, folder: Path, address: str | None = None) -> "World":
        """An empty world in a folder, or at the address of an empty database."""
        archive = Archive(address or str(folder / "archive.sqlite"))
        archive.create("fingerprint")
        return cls(archive)

    def deliver(self, delivered: Delivered) -> int:
        """Stage and apply a file; the transaction's number."""
        self.serial += 1
        name = f"{self.serial}"
        with self.archive.stage(name) as stage:
            digests = row_digests(name, [row_text((row.key.hex(), *_cells(row))) for row in delivered.rows])
            stage.add(
                [
                    Line(row.row, row_text(row.cells), row.scope, row.key, digest, None, row)
                    for row, digest in zip(delivered.rows, digests, strict=True)
                ]
            )
            stage.finish()
            counts = dict(stage.counts)
        info = BatchInfo(
            delivered.dataset,
            f"{name}.csv",
            name,
            "mapping",
            "mapping",
            delivered.delivery,
            delivered.stated_on,
            absence=delivered.absence,
            whole_dataset=delivered.whole,
            accept_shrink=True,
        )
        if self.kill():
            self._die_while_applying(name, info, counts)
        tx, _applied = self.archive.apply(name, info, counts, "tester", lambda: None)
        self.archive.discard_stage(name)
        self.history.append(replace(delivered, tx=tx))
        return tx

    def _die_while_applying(self, name: str, info: BatchInfo, counts: dict[str, int]) -> None:
        """Start to apply a delivery and stop in the middle of deriving, as a killed process does."""

        class Killed(BaseException):
            pass

        def die(*_arguments: object) -> None:
            raise Killed

        with mock.patch("creditgraph.archive.archive.settle", die), suppress(Killed):
            self.archive.apply(name, info, counts, "tester", lambda: None)

    def places(self) -> dict[tuple[str, bytes], int]:
        """All sources by place."""
        with self.archive.read() as sql:
            return {
                (dataset, bytes(key)): sid
                for dataset, key, sid in sql.all(
                    "SELECT d.name, s.key, s.sid FROM source AS s JOIN dataset AS d ON d.ds = s.ds"
                )
            }

    def judge(self, a: tuple[str, bytes], b: tuple[str, bytes], verdict: Verdict) -> int | None:
        """A steward's judgement; its number, None where it was refused."""
        places = self.places()
        try:
            with self.archive.transaction("judge", "tester") as (sql, tx):
                jid = judge_pair(sql, tx, places[a], places[b], verdict, self.archive.policy, "tester", "")
        except Refused:
            return None
        self.history.append(Judged(tx, a, b, verdict))
        return jid

    def reverse(self, decision: str) -> str:
        """Reverse a decision and tell the history."""
        by_sid = {sid: place for place, sid in self.places().items()}
        try:
            with self.archive.transaction("reverse", "tester") as (sql, tx):
                before, taken = self._stewards(sql)
                status = reverse(sql, tx, decision, self.archive.policy, "tester", "").status
                after, taken_after = self._stewards(sql)
        except Refused:
            return "refused"
        for _jid, a, b, _verdict, start in set(before) - set(after):
            self._close(lambda event, a=a, b=b, start=start: isinstance(event, Judged) and event.tx == start, tx)
        for _jid, a, b, _verdict, _start in set(after) - set(before):
            self.history.append(Judged(tx, by_sid[a], by_sid[b], Verdict.DIFFERENT))
        for _wid, _sid, _key, start in set(taken) - set(taken_after):
            self._close(lambda event, start=start: isinstance(event, Withdrawn) and event.tx == start, tx)
        for _wid, sid, key, _start in set(taken_after) - set(taken):
            self.history.append(Withdrawn(tx, by_sid[sid], bytes(key)))
        return status

    @staticmethod
    def _stewards(sql: Sql) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """The stewards' open judgements and withdrawals."""
        judged = "SELECT jid, a_sid, b_sid, verdict, tx_from FROM judgement WHERE tx_to IS NULL AND origin = 'steward'"
        return sql.all(judged), sql.all("SELECT wid, sid, key, tx_from FROM withdrawal WHERE tx_to IS NULL")

    def _close(self, chosen: Callable[[Any], bool], tx: int) -> None:
        self.history = [replace(event, until=tx) if chosen(event) else event for event in self.history]  # type: ignore[call-arg]

    def decisions(self) -> list[str]:
        """The ids of everything that can be reversed."""
        with self.archive.read() as sql:
            found = [f"judgement:{jid}" for (jid,) in sql.all("SELECT jid FROM judgement")]
            found += [f"withdrawal:{wid}" for (wid,) in sql.all("SELECT wid FROM withdrawal")]
            found += [
                f"claim:{sid}:{bytes(key).hex()}"
                for sid, key in sql.all("SELECT DISTINCT sid, key FROM claim ORDER BY sid, key")
            ]
        return found


def _cells(row: Statement) -> Sequence[str]:
    return (repr((row.scope, row.sources, row.links, row.records)),)


def again(rng: random.Random, one: Delivered) -> Delivered:
    """A delivery once more: whole, in part or with a key twice, on its own day or another."""
    rows = rng.sample(list(one.rows), rng.randint(0 if one.whole else 1, len(one.rows))) if one.rows else []
    if rows and rng.random() < 0.3:
        rows.append(statement(rng, 0, rows[0].key, rows[0].scope is not None))
    rows = [row._replace(row=number) for number, row in enumerate(rows, 2)]
    day = one.stated_on if rng.random() < 0.6 else rng.choice(DAYS)
    return Delivered(0, one.dataset, one.delivery, day, rows, one.absence, one.whole)


def step(world: World, rng: random.Random) -> None:
    """One random step."""
    choice = rng.random()
    places = sorted(world.places())
    past = [event for event in world.history if isinstance(event, Delivered)]
    if past and choice < 0.2:
        world.deliver(again(rng, rng.choice(past)))
    elif choice < 0.6 or len(places) < 2:
        world.deliver(delivery(rng, rng.choice(DATASETS)))
    elif choice < 0.85:
        a, b = rng.sample(places, 2)
        world.judge(a, b, rng.choice((Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT)))
    else:
        decisions = world.decisions()
        if decisions:
            world.reverse(rng.choice(decisions))
