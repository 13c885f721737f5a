"""A cursor holds the frame of its list and fits no other list."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.model.cursor import Cursor, asked, place_in, resumed
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request

NUMBERS = st.integers(0, (1 << 63) - 1)


@given(NUMBERS, st.none() | NUMBERS, st.text(max_size=30), st.tuples(NUMBERS, NUMBERS))
def test_a_cursor_comes_back_as_it_was(tx: int, as_of: int | None, question: str, place: tuple[int, int]) -> None:
    text = Cursor(tx, as_of, question, place).text()
    request, held = resumed(Request(), text, 2)
    assert (request.tx, request.as_of) == (tx, as_of)
    assert place_in(held, question) == place
    assert text.isascii()
    assert not set(text) & set("=+/ ")


def test_without_a_cursor_a_list_begins() -> None:
    request = Request(tx=5, as_of=20200101)
    assert resumed(request, None, 2) == (request, None)
    assert place_in(None, "question") is None


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda held: urlsafe_b64encode(held).decode()))
def test_no_text_raises_anything_of_its_own(text: str) -> None:
    with pytest.raises(BadInput) as raised:
        resumed(Request(), text, 2)
    assert raised.value.code == "cursor"


@pytest.mark.parametrize("held", ["[" * 1400, '{"a":' * 250, "[1e999,1,1,1,1]", "9" * 1400])
def test_a_cursor_that_goes_deep_or_far_is_refused(held: str) -> None:
    with pytest.raises(BadInput, match="no cursor of this list"):
        resumed(Request(), urlsafe_b64encode(held.encode()).decode().rstrip("="), 2)


@pytest.mark.parametrize(
    "held", ['[1,null,"q",0]', '[1,null,"q",0,-1]', '[true,null,"q",0,0]', '[1,"x","q",0,0]', "[]"]
)
def test_a_cursor_of_another_form_is_refused(held: str) -> None:
    with pytest.raises(BadInput, match="no cursor of this list"):
        resumed(Request(), urlsafe_b64encode(held.encode()).decode(), 2)


def test_a_cursor_of_another_question_or_frame_is_refused() -> None:
    text = Cursor(3, 20200101, asked("search", "甲"), (0, 1)).text()
    _request, held = resumed(Request(tx=3, as_of=20200101), text, 2)
    with pytest.raises(BadInput, match="another question"):
        place_in(held, asked("search", "乙"))
    for request in (Request(tx=4), Request(as_of=20210101)):
        with pytest.raises(BadInput, match="another question"):
            resumed(request, text, 2)


def test_questions_differ_in_every_part() -> None:
    assert len({asked("a", None), asked("a", ""), asked("a"), asked("a", 1), asked("b", 1)}) == 4
