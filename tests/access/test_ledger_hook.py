"""Entries go into the ledger of an archive, and into the log where there is none."""

import json
import logging
import sqlite3
from pathlib import Path

import pytest

from creditgraph.access.audit import audited
from creditgraph.access.ledger_hook import LedgerHook
from creditgraph.archive.archive import Archive
from creditgraph.archive.ledger import Ledger
from creditgraph.model.errors import CreditGraphError
from creditgraph.model.request import Request


def test_before_there_is_an_archive_the_log_has_the_entry(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    archive = Archive(str(tmp_path / "archive.sqlite"))
    hook = LedgerHook(Ledger(archive))
    with caplog.at_level(logging.INFO, "creditgraph.audit"), audited(hook, Request(), "show", "甲"):
        pass
    assert [json.loads(record.message)["stage"] for record in caplog.records] == ["intent", "outcome"]
    assert list(tmp_path.iterdir()) == []
    archive.create("fingerprint")
    with audited(hook, Request(purpose="lending"), "show", "甲", "乙"):
        pass
    kept = [one.entry for one in Ledger(archive).audit()]
    assert [(one.stage, one.about, one.purpose, one.outcome) for one in kept] == [
        ("intent", ("甲", "乙"), "lending", None),
        ("outcome", ("甲", "乙"), "lending", "done"),
    ]
    assert len(caplog.records) == 2


def test_an_intent_that_the_ledger_cannot_keep_stops_the_act(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path / "archive.sqlite"))
    archive.create("fingerprint")
    ledger, ran = Ledger(archive), []
    hook = LedgerHook(ledger)
    with audited(hook, Request(), "show", "甲"):
        pass
    with sqlite3.connect(ledger.display_address) as database:
        database.execute("DROP TABLE audit")
    database.close()
    with pytest.raises(CreditGraphError), audited(hook, Request(), "show", "甲"):
        ran.append(True)
    assert ran == []
