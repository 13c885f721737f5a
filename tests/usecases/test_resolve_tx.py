"""Known time is a transaction: by number, day or moment."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from creditgraph.model.errors import BadInput
from creditgraph.usecases.resolve_tx import known_at


@pytest.fixture
def timed(office: Any) -> Any:
    """Three transactions: on the 1st (Chinese time), late on the 2nd, and on the 4th."""
    for number in range(3):
        office.imported("registration", [f"海东市第{number}有限公司"])
    times = ("2026-03-01T04:00:00.000000+00:00", "2026-03-02T15:59:59.500000+00:00", "2026-03-03T16:00:00.000000+00:00")
    with office.context.archive.maintenance() as sql:
        for tx, at in enumerate(times, 1):
            sql.run("UPDATE tx SET at = :at WHERE tx = :tx", at=at, tx=tx)
    return office


@pytest.mark.parametrize(
    ("text", "tx"),
    [
        ("tx:0", 0),
        ("tx:2", 2),
        ("tx:3", 3),
        ("2026-03-01", 1),
        ("2026-03-02", 2),
        ("2026-03-03", 2),
        ("2026-03-04", 3),
        ("2099-01-01", 3),
        ("9999-12-31", 3),
        ("2026-03-01T12:00", 1),
        ("2026-03-02T23:59:59", 1),
        ("2026-03-03T00:00", 2),
        ("2026-03-02T15:59:59.5+00:00", 2),
        ("2026-03-02T15:59:59.499999Z", 1),
        ("2026-03-04T00:00:00+08:00", 3),
    ],
)
def test_a_number_a_day_or_a_moment(timed: Any, text: str, tx: int) -> None:
    assert known_at(timed.context, text) == tx


@pytest.mark.parametrize("text", ["2026-02-28", "2026-03-01T11:59:59", "1900-01-01"])
def test_before_the_first_transaction_nothing_was_known(timed: Any, text: str) -> None:
    with pytest.raises(BadInput) as raised:
        known_at(timed.context, text)
    assert raised.value.code == "before_first_tx"


@pytest.mark.parametrize("text", ["tx:4", "tx:", "tx:-1", "tx:x", "tx:１", "tx:1.0", "tx: 1", f"tx:{10**30}"])
def test_a_number_that_is_none(timed: Any, text: str) -> None:
    with pytest.raises(BadInput) as raised:
        known_at(timed.context, text)
    assert raised.value.code == "unknown_tx"


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-13-01", "2026-02-30", "昨天", "1e9", "TX:1", "2026-03-01T25:00"]
)
def test_rubbish_is_no_time(timed: Any, text: str) -> None:
    with pytest.raises(BadInput) as raised:
        known_at(timed.context, text)
    assert raised.value.code == "known_at"


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59-10:00", "tx:" + "9" * 5000])
def test_a_time_beyond_the_calendar_is_bad_input(timed: Any, text: str) -> None:
    with pytest.raises(BadInput):
        known_at(timed.context, text)


def test_a_day_is_a_day_however_it_is_written(timed: Any) -> None:
    assert known_at(timed.context, "20260302") == known_at(timed.context, "2026-03-02")


def test_the_clock_is_chinese(timed: Any, make_office: Callable[[], Any]) -> None:
    moment = dt.datetime(2026, 3, 2, 23, 59, 59, 600_000).isoformat()
    assert known_at(timed.context, moment) == 2
