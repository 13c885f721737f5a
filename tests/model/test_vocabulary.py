"""The closed word lists."""

import enum

import pytest

from creditgraph.model import vocabulary
from creditgraph.model.vocabulary import Certainty, LinkType

LISTS = [
    thing
    for thing in vars(vocabulary).values()
    if isinstance(thing, type) and issubclass(thing, enum.StrEnum) and thing is not enum.StrEnum
]


@pytest.mark.parametrize("certainty", Certainty)
def test_a_certainty_is_known_by_its_word(certainty: Certainty) -> None:
    assert Certainty.of(certainty.word) is certainty
    assert Certainty.of(certainty.word.upper()) is certainty


@pytest.mark.parametrize("word", ["", "sure", "3", "certain "])
def test_another_word_is_no_certainty(word: str) -> None:
    with pytest.raises(ValueError, match="certain, probable or suspected"):
        Certainty.of(word)


def test_the_weakest_part_of_a_chain_is_the_smallest() -> None:
    assert min(Certainty.CERTAIN, Certainty.PROBABLE, Certainty.SUSPECTED) is Certainty.SUSPECTED
    assert Certainty.SUSPECTED < Certainty.PROBABLE < Certainty.CERTAIN


@pytest.mark.parametrize("words", LISTS, ids=lambda words: words.__name__)
def test_a_word_stands_once_and_is_what_is_printed(words: type[enum.StrEnum]) -> None:
    values = [word.value for word in words]
    assert len(set(values)) == len(values)
    assert all(f"{word}" == word.value for word in words)


def test_a_link_type_is_its_own_name() -> None:
    assert all(type_.name == type_.value for type_ in LinkType)
