"""Positions instead of names: the small compiled pieces that read a row's values.

A row is two lists of the same length: `cells` (redacted, stripped texts; empty where nothing usable stands)
and `values` (what their columns' types made of them). A column that the file lacks has the last position,
which is always empty.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from creditgraph.ingest.columns import NO_END, Value, fold_text, key_text
from creditgraph.ingest.mapping import Column, First, When, columns_of
from creditgraph.model.dates import Day

Cells = Sequence[str]
Values = Sequence[Value]
Test = Callable[[Cells], bool]
DayOf = Callable[[Values], Day | None]


class Reading(NamedTuple):
    """One row as the builders see it. `misplaced` collects the positions of organisation numbers that the row
    gives a natural person."""

    cells: Cells
    values: Values
    key: bytes
    misplaced: list[int]


class Layout(NamedTuple):
    """Where the mapping's columns stand in a kept row, and what they are."""

    positions: Mapping[str, int]
    columns: Mapping[str, Column]

    def first(self, first: First | None) -> tuple[int, ...]:
        """The positions of `a|b`; none for None."""
        return () if first is None else tuple(self.positions[column] for column in columns_of(first))


Spelling = tuple[int, Callable[[Any], str]]


class Part(NamedTuple):
    """A part of a key: the first filled of some columns, each with its spelling for keys."""

    spellings: tuple[Spelling, ...]
    optional: bool


def key_parts(parts: Sequence[str], layout: Layout) -> tuple[Part, ...]:
    """The compiled parts of a key."""
    return tuple(
        Part(
            tuple((layout.positions[name], key_text(layout.columns[name])) for name in columns_of(part)),
            part.endswith("?"),
        )
        for part in parts
    )


def key_texts(parts: Sequence[Part], values: Values) -> list[str] | None:
    """The texts of a key's parts; None where a part that must be filled is not."""
    texts = []
    for spellings, optional in parts:
        for position, spell in spellings:
            value = values[position]
            if value:
                texts.append(spell(value))
                break
        else:
            if not optional:
                return None
            texts.append("")
    return texts


def day_of(first: First | None, layout: Layout) -> DayOf:
    """The day in the first filled of some date columns; None for unknown and for "no end"."""
    if first is None:
        return _no_day
    positions = layout.first(first)
    if len(positions) == 1:
        (only,) = positions

        def day_at(values: Values) -> Day | None:
            day = values[only]
            return day if isinstance(day, int) and day != NO_END else None

        return day_at

    def day_in(values: Values) -> Day | None:
        for position in positions:
            day = values[position]
            if day:
                return day if isinstance(day, int) and day != NO_END else None
        return None

    return day_in


def _no_day(values: Values) -> None:
    return None


def test_of(when: When, layout: Layout) -> Test:
    """The condition as a function of the row's cells. Words are compared folded."""
    position = layout.positions[when.column]
    if when.filled is not None:
        wanted = when.filled
        return lambda cells: bool(cells[position]) == wanted
    if when.contains is not None:
        word = fold_text(when.contains)
        return lambda cells: word in fold_text(cells[position])
    if when.any_of is not None:
        some = frozenset(map(fold_text, when.any_of))
        return lambda cells: fold_text(cells[position]) in some
    none = frozenset(map(fold_text, when.none_of or ()))
    return lambda cells: fold_text(cells[position]) not in none


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


def text_at(value: Value) -> str:
    """A value that is stored as a name or a word."""
    return value if isinstance(value, str) else ""
