"""The frame of one use case."""

import time

import pytest

from creditgraph.model.request import LOCAL, Principal, Request


def test_without_a_deadline_there_is_always_time() -> None:
    assert not Request().out_of_time()


@pytest.mark.parametrize(("offset", "out"), [(-1.0, True), (3600.0, False)])
def test_a_deadline_is_a_reading_of_the_monotonic_clock(offset: float, out: bool) -> None:
    assert Request(deadline=time.monotonic() + offset).out_of_time() is out


def test_a_request_asks_for_any_day_and_the_newest_belief_unless_told_otherwise() -> None:
    request = Request()
    assert (request.principal, request.as_of, request.tx, request.purpose, request.lang) == (
        LOCAL,
        None,
        None,
        None,
        "zh",
    )


def test_a_request_cannot_be_changed_on_its_way() -> None:
    request = Request(principal=Principal("clerk", frozenset({"reader"})))
    with pytest.raises(AttributeError):
        request.purpose = "lending"  # type: ignore[misc]
