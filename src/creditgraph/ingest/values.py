"""Positions instead of names: the small compiled pieces that make columns of a block's columns."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from creditgraph.ingest.block import Block, first_known
from creditgraph.ingest.columns import Value, fold_text
from creditgraph.ingest.columns import key_texts as texts_of
from creditgraph.ingest.mapping import Column, First, When, columns_of
from creditgraph.model.digest import JOINT

Test = Callable[[Block], Sequence[bool]]


class Layout(NamedTuple):
    """Where the mapping's columns stand in a kept row, and what they are. What the file lacks stands last."""

    positions: Mapping[str, int]
    columns: Mapping[str, Column]

    def first(self, first: First | None) -> tuple[int, ...]:
        """The positions of `a|b`; none for None."""
        return () if first is None else tuple(self.positions[column] for column in columns_of(first))


Spelling = tuple[int, Callable[[Sequence[Any]], Sequence[str]]]


class Part(NamedTuple):
    """A part of a key: the first filled of some columns, each with its spelling for keys."""

    spellings: tuple[Spelling, ...]
    optional: bool


def key_parts(parts: Sequence[str], layout: Layout) -> tuple[Part, ...]:
    """The compiled parts of a key."""
    return tuple(
        Part(
            tuple((layout.positions[name], texts_of(layout.columns[name])) for name in columns_of(part)),
            part.endswith("?"),
        )
        for part in parts
    )


def key_texts(parts: Sequence[Part], block: Block) -> Sequence[str | None]:
    """The column of the joined texts of a key's parts; None where a part that must be filled is not."""
    columns = []
    for spellings, optional in parts:
        filled = [(at, spell) for at, spell in spellings if block.values[at] is not block.blank]
        column = first_known([block.spelled(at, spell) for at, spell in filled]) if filled else block.nothing
        if optional and None in column:
            column = [text or "" for text in column]
        columns.append(column)
    if len(columns) == 1:
        return columns[0]
    if any(None in column for column in columns):
        return [None if None in texts else JOINT.join(texts) for texts in zip(*columns, strict=True)]
    return list(map(JOINT.join, zip(*columns, strict=True)))


def test_of(when: When, layout: Layout) -> Test:
    """The condition as a column of the block's. Words are compared folded."""
    position, holds = layout.positions[when.column], _holds(when)
    return lambda block: block.each(position, holds)


def _holds(when: When) -> Callable[[str, Value], bool]:
    if when.filled is not None:
        wanted = when.filled
        return lambda cell, _value: bool(cell) == wanted
    if when.contains is not None:
        word = fold_text(when.contains)
        return lambda cell, _value: word in fold_text(cell)
    if when.any_of is not None:
        some = frozenset(map(fold_text, when.any_of))
        return lambda cell, _value: fold_text(cell) in some
    none = frozenset(map(fold_text, when.none_of or ()))
    return lambda cell, _value: fold_text(cell) not in none


@lru_cache(1 << 14)
def split_words(text: str, marks: str) -> tuple[str, ...]:
    """The distinct words between any of some marks, in their order.

    >>> split_words("董事长/董事", "/、")
    ('董事长', '董事')
    """
    for mark in marks[1:]:
        text = text.replace(mark, marks[0])
    return tuple(dict.fromkeys(word.strip() for word in text.split(marks[0]) if word.strip()))


def picker(positions: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """What takes the elements at some positions. `itemgetter` gives no tuple for one, and takes none for zero."""
    if len(positions) > 1:
        return itemgetter(*positions)
    return lambda elements: tuple([elements[position] for position in positions])
