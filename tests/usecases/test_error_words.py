"""Every error that the sources can raise has its words in both languages, and its line in docs/errors.md."""

import pytest

from creditgraph.model.errors import BadInput, NotFound
from creditgraph.usecases.error_words import error_words, remedy, said, title
from support.errors import page, raised
from support.openapi import ERRORS, HOW


def test_every_code_has_words_and_every_word_a_code() -> None:
    assert raised().keys() == error_words().keys()


@pytest.mark.parametrize("code", sorted(error_words()))
def test_words_are_whole(code: str) -> None:
    words = error_words()[code]
    assert all(words)
    assert not words.zh.isascii()
    assert words.en.isascii()


def test_the_committed_page_lists_them_all() -> None:
    assert ERRORS.read_text("utf-8") == page(), HOW


def test_a_chinese_reader_is_told_the_meaning_first() -> None:
    error = NotFound("unknown_subject", "nothing fits 'x'", "look for y")
    assert said(error, "zh") == "档案中没有相符的主体 (nothing fits 'x')"
    assert said(error, "en") == "nothing fits 'x'"
    assert remedy(error, "zh") == "按部分名称检索 (look for y)"
    assert remedy(error, "en") == "look for y"


def test_without_a_remedy_of_its_own_an_error_has_the_tables() -> None:
    error = BadInput("bounds", "too far")
    assert remedy(error, "en") == "keep to the ranges that the description names"
    assert remedy(error, "zh") == "按说明缩小范围"


def test_an_error_that_speaks_chinese_is_believed() -> None:
    error = BadInput("encoding", "it is UTF-16", "say so", message_zh="是 UTF-16", remedy_zh="注明编码")
    assert (said(error, "zh"), remedy(error, "zh")) == ("是 UTF-16", "注明编码")
    assert (said(error, "en"), remedy(error, "en")) == ("it is UTF-16", "say so")


def test_a_code_without_words_stands_for_itself() -> None:
    error = BadInput("no_such_code", "said", "done")
    assert (title("no_such_code", "zh"), said(error, "zh"), remedy(error, "zh")) == ("no_such_code", "said", "done")
