"""Keys that may read: kept by their digest, closed for good, used by the day."""

from typing import Any

import pytest

from creditgraph.archive import ledger_read_keys, ledger_schema
from creditgraph.archive.ledger import Ledger
from creditgraph.archive.transfer import fill_ledger
from creditgraph.model.audit import AuditEntry
from creditgraph.model.errors import NotFound, Refused
from support.archives import Archives

ENTRY = AuditEntry("act1", "intent", "clerk", "check", ("a",), "lending", None)


@pytest.fixture
def ledger(box: Any, new_archive: Archives) -> Ledger:
    return new_archive.ledger(box.archive)


def everything(ledger: Ledger) -> str:
    """All that a ledger keeps, as text."""
    with ledger.reading() as sql:
        return repr([sql.all(f"SELECT * FROM {table}") for table in (*ledger_schema.KEYS, "meta")])


def test_a_key_opens_until_it_is_revoked(ledger: Ledger) -> None:
    kept, key = ledger.create_read_key("RK1", "采购科", "clerk")
    assert (kept.number, kept.label, kept.principal, kept.revoked_at) == ("RK1", "采购科", "clerk", None)
    assert len(key) >= 43
    opened = ledger.open_read_key(key, "2026-11-24")
    assert opened is not None
    assert opened.number == "RK1"
    for text in (key + "x", key[:-1], key.lower(), "", "RK1", "\ud800"):
        assert ledger.open_read_key(text, "2026-11-24") is None
    revoked = ledger.revoke_read_key("RK1")
    assert revoked.revoked_at is not None
    assert ledger.open_read_key(key, "2026-11-24") is None
    assert ledger.revoke_read_key("RK1") == revoked
    with pytest.raises(NotFound):
        ledger.revoke_read_key("RK2")


def test_the_key_itself_is_kept_nowhere(ledger: Ledger) -> None:
    _kept, key = ledger.create_read_key("RK1", "a", "clerk")
    ledger.open_read_key(key, "2026-11-24")
    assert key not in everything(ledger)


def test_the_last_use_is_kept_by_the_day(ledger: Ledger) -> None:
    _kept, key = ledger.create_read_key("RK1", "a", "clerk")
    assert ledger.read_keys()[0].used_on is None
    for day in ("2026-11-24", "2026-11-24", "2026-11-25"):
        ledger.open_read_key(key, day)
        assert ledger.read_keys()[0].used_on == day


def test_no_two_keys_are_alike_and_there_are_bounds(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_read_keys, "MOST_LIVE", 2)
    keys = {ledger.create_read_key(f"RK{number}", "a", "clerk")[1] for number in range(2)}
    assert len(keys) == 2
    with pytest.raises(Refused) as raised:
        ledger.create_read_key("RK3", "a", "clerk")
    assert raised.value.code == "keys_open"
    ledger.revoke_read_key("RK0")
    ledger.create_read_key("RK3", "a", "clerk")
    assert [kept.number for kept in ledger.read_keys()] == ["RK3", "RK1", "RK0"]


def test_a_ledger_of_the_version_before_is_brought_up(ledger: Ledger, box: Any, new_archive: Archives) -> None:
    ledger.record(ENTRY)
    with ledger.writing() as sql:
        sql.run("DROP TABLE read_key")
        sql.run("UPDATE meta SET value = '1' WHERE name = 'schema'")
    later = new_archive.ledger(box.archive)
    _kept, key = later.create_read_key("RK1", "a", "clerk")
    assert later.open_read_key(key, "2026-11-24") is not None
    assert [kept.entry for kept in later.audit()] == [ENTRY]
    with later.reading() as sql:
        assert sql.value("SELECT value FROM meta WHERE name = 'schema'") == str(ledger_schema.SCHEMA_VERSION)


def test_a_copy_of_the_ledger_has_the_keys(ledger: Ledger, new_box: Any, new_archive: Archives) -> None:
    _kept, key = ledger.create_read_key("RK1", "a", "clerk")
    other = new_archive.ledger(new_box("other").archive)
    with ledger.reading() as origin, other.writing() as into:
        fill_ledger(origin, into)
    assert other.open_read_key(key, "2026-11-24") is not None
