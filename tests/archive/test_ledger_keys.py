"""A request sent twice under a key is carried out once, and answered twice."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive.ledger import Ledger
from creditgraph.archive.ledger_keys import IN_FLIGHT_SECONDS, KEPT_HOURS, MOST_BYTES, Fresh, Replay
from creditgraph.model.errors import BadInput, Busy

KEY, SHA = "c0ffee00-7b1d-4a53-9a2e-2f6b1f0e9d11", "a" * 64


@pytest.fixture
def ledger(box: Any) -> Ledger:
    return Ledger(box.archive)


def begun(ledger: Ledger, key: str = KEY, principal: str = "clerk", sha256: str = SHA) -> Fresh:
    found = ledger.idempotent(key, principal, sha256)
    assert isinstance(found, Fresh)
    return found


def age(ledger: Ledger, seconds: float) -> None:
    """Make all entries older."""
    with sqlite3.connect(Path(ledger.display_address)) as database:
        database.execute(
            "UPDATE idempotency SET created_at ="
            " strftime('%Y-%m-%dT%H:%M:%f', created_at, ? || ' seconds') || '000+00:00'",
            (str(-seconds),),
        )
    database.close()


def test_the_answer_is_given_again(ledger: Ledger) -> None:
    ledger.settle(begun(ledger), 201, "答复".encode())
    assert ledger.idempotent(KEY, "clerk", SHA) == Replay(201, "答复".encode())


def test_another_body_under_the_key_is_refused(ledger: Ledger) -> None:
    fresh = begun(ledger)
    for settled in (False, True):
        if settled:
            ledger.settle(fresh, 200, b"{}")
        with pytest.raises(BadInput) as raised:
            ledger.idempotent(KEY, "clerk", "b" * 64)
        assert raised.value.code == "idempotency_key_reused"


def test_while_the_first_is_carried_out_the_second_must_wait(ledger: Ledger) -> None:
    begun(ledger)
    with pytest.raises(Busy) as raised:
        ledger.idempotent(KEY, "clerk", SHA)
    assert raised.value.code == "idempotency_in_flight"


def test_of_many_at_once_one_is_carried_out(ledger: Ledger, box: Any) -> None:
    found: list[object] = []

    def ask() -> None:
        try:
            found.append(Ledger(box.archive).idempotent(KEY, "clerk", SHA))
        except Busy:
            found.append(None)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert sum(isinstance(one, Fresh) for one in found) == 1


def test_keys_of_two_principals_are_two(ledger: Ledger) -> None:
    begun(ledger)
    begun(ledger, principal="other")


def test_a_request_that_died_is_given_up(ledger: Ledger) -> None:
    dead = begun(ledger)
    age(ledger, IN_FLIGHT_SECONDS + 1)
    second = begun(ledger)
    ledger.settle(dead, 500, b"late")
    with pytest.raises(Busy):
        ledger.idempotent(KEY, "clerk", SHA)
    ledger.settle(second, 200, b"in time")
    assert ledger.idempotent(KEY, "clerk", SHA) == Replay(200, b"in time")


def test_an_answer_is_kept_for_a_day(ledger: Ledger) -> None:
    ledger.settle(begun(ledger), 200, b"{}")
    age(ledger, KEPT_HOURS * 3600 - 60)
    assert ledger.idempotent(KEY, "clerk", SHA) == Replay(200, b"{}")
    age(ledger, 120)
    begun(ledger, sha256="b" * 64)


def test_old_entries_are_cleared_away(ledger: Ledger) -> None:
    for n in range(5):
        ledger.settle(begun(ledger, f"key-{n}"), 200, b"{}")
    age(ledger, KEPT_HOURS * 3600 + 1)
    begun(ledger, "another")
    with sqlite3.connect(Path(ledger.display_address)) as database:
        assert database.execute("SELECT idempotency_key FROM idempotency").fetchall() == [("another",)]
    database.close()


def test_a_request_that_failed_may_be_repeated(ledger: Ledger) -> None:
    ledger.unsettle(begun(ledger))
    begun(ledger, sha256="b" * 64)


def test_an_answer_that_is_too_long_is_not_kept(ledger: Ledger) -> None:
    ledger.settle(begun(ledger), 200, b"x" * (MOST_BYTES + 1))
    begun(ledger)


@pytest.mark.parametrize(
    "key", ["", "x" * 201, "with blank", "钥匙", "a\nb", "379900190401010017", "3799-0019040101-0017"]
)
def test_a_key_that_cannot_be_kept_is_refused(ledger: Ledger, key: str) -> None:
    with pytest.raises(BadInput) as raised:
        ledger.idempotent(key, "clerk", SHA)
    assert raised.value.code == "idempotency_key"
