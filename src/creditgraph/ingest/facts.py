"""Making the links and records of a block's rows from their sources."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import repeat

from creditgraph.ingest.block import Block
from creditgraph.ingest.columns import Value, field_text, fold_text
from creditgraph.ingest.mapping import Attribute, FieldRule, LinkRule, RecordRule, TypeByColumn, TypeByKind
from creditgraph.ingest.sources import Made
from creditgraph.ingest.values import Layout, Test, key_parts, key_texts, split_words, test_of
from creditgraph.model.digest import digest
from creditgraph.model.shares import Share
from creditgraph.model.statement import StatedLink, StatedRecord
from creditgraph.model.vocabulary import EntityKind, LinkType, RecordType

Places = Mapping[str, Sequence[tuple[int, ...]]]
"""For each rule the positions, in each row's statement, of the sources that it made."""

Pairs = tuple[tuple[str, str | int], ...]

_NO_ATTRIBUTES: tuple[Pairs, ...] = ((),)

# Facts from their fields at half the constructor's price: there are millions.
_link = partial(tuple.__new__, StatedLink)
_record = partial(tuple.__new__, StatedRecord)


class LinkBuilder:
    """Makes the links of one rule: one for each pair of its ends and each word of its split attribute."""

    def __init__(self, rule: LinkRule, layout: Layout) -> None:
        self._when = None if rule.when is None else test_of(rule.when, layout)
        self._ends = (rule.from_source, rule.to_source)
        self._kind_of, self._types, self._type = _link_type(rule.type)
        self._attributes = [_attribute(name, attribute, layout) for name, attribute in sorted(rule.attributes.items())]
        self._from = layout.first(rule.valid_from)
        self._to = layout.first(rule.valid_to)

    def build(self, block: Block, made: Mapping[str, Made], places: Places) -> list[tuple[StatedLink, ...]]:
        """The links that the rows state by this rule; none where an end is not stated."""
        first, second = places[self._ends[0]], places[self._ends[1]]
        if self._when is not None:
            first = _where(self._when, block, first)
        columns = (
            self._types_of(block, made),
            first,
            second,
            self._variants(block),
            block.days(self._from),
            block.days(self._to),
        )
        return [
            tuple([_link((kind, a, b, pairs, start, end)) for pairs in variants for a in starts for b in ends])
            if starts and ends
            else ()
            for kind, starts, ends, variants, start, end in zip(*columns, strict=True)
        ]

    def _types_of(self, block: Block, made: Mapping[str, Made]) -> Sequence[LinkType]:
        if self._kind_of is None:
            return [self._type] * block.rows
        types, otherwise = self._types, self._type
        return [types.get(sources[0][1], otherwise) if sources else otherwise for sources in made[self._kind_of]]

    def _variants(self, block: Block) -> Sequence[Sequence[Pairs]]:
        if not self._attributes:
            return [_NO_ATTRIBUTES] * block.rows
        variants, *others = [attribute(block) for attribute in self._attributes]
        for other in others:
            variants = [[a + b for a in before for b in after] for before, after in zip(variants, other, strict=True)]
        return variants


class RecordBuilder:
    """Makes the records of one rule."""

    def __init__(self, rule: RecordRule, layout: Layout) -> None:
        self._when = None if rule.when is None else test_of(rule.when, layout)
        self._source = rule.source
        self._types = _record_types(rule.type, layout)
        self._item = rule.item if isinstance(rule.item, str) else None
        self._item_at = layout.positions[rule.item.column] if not isinstance(rule.item, str) else -1
        self._fact = key_parts(rule.fact, layout)
        self._fields = [_field(field, layout) for field in rule.fields]
        self._from = layout.first(rule.valid_from)
        self._to = layout.first(rule.valid_to)

    def build(self, block: Block, places: Places) -> list[tuple[StatedRecord, ...]]:
        """The records that the rows state by this rule, one for each of its sources."""
        of = places[self._source]
        if self._when is not None:
            of = _where(self._when, block, of)
        types = self._types(block)
        columns = (
            types,
            of,
            block.cells[self._item_at] if self._item is None else repeat(self._item, block.rows),
            self._fact_keys(block, types),
            self._fields_of(block),
            block.days(self._from),
            block.days(self._to),
        )
        return [
            tuple([_record((kind, place, item, fact, fields, start, end)) for place in places_here])
            for kind, places_here, item, fact, fields, start, end in zip(*columns, strict=True)
        ]

    def _fields_of(self, block: Block) -> Sequence[tuple[tuple[str, str], ...]]:
        """The fields of each row, those without text left out."""
        filled = [
            block.each(position, field) for position, field in self._fields if block.cells[position] is not block.blank
        ]
        if not filled:
            return [()] * block.rows
        if any(None in column for column in filled):
            return [tuple([field for field in fields if field is not None]) for fields in zip(*filled, strict=True)]
        return list(zip(*filled, strict=True))

    def _fact_keys(self, block: Block, types: Sequence[RecordType]) -> Sequence[bytes | None]:
        if not self._fact:
            return block.nothing
        texts = key_texts(self._fact, block)
        return [None if text is None else digest("fact", kind, text) for kind, text in zip(types, texts, strict=True)]


def _where(when: Test, block: Block, places: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [here if holds else () for here, holds in zip(places, when(block), strict=True)]


def _link_type(rule: LinkType | TypeByKind) -> tuple[str | None, Mapping[EntityKind, LinkType], LinkType]:
    if isinstance(rule, TypeByKind):
        return rule.kind_of, rule.values, rule.otherwise
    return None, {}, rule


def _record_types(rule: RecordType | TypeByColumn, layout: Layout) -> Callable[[Block], Sequence[RecordType]]:
    if not isinstance(rule, TypeByColumn):
        return lambda block: [rule] * block.rows
    position = layout.positions[rule.column]
    table = {fold_text(word): kind for word, kind in rule.values.items()}
    otherwise = rule.otherwise

    def kind(cell: str, _value: Value) -> RecordType:
        return table.get(fold_text(cell), otherwise)

    return lambda block: block.each(position, kind)


def _attribute(name: str, rule: Attribute, layout: Layout) -> Callable[[Block], Sequence[Sequence[Pairs]]]:
    """The column of the attribute as name/value pairs, one tuple of pairs for each link to make."""
    if rule.column is None:
        constant: list[Pairs] = [((name, rule.value or ""),)]
        return lambda block: [constant] * block.rows
    position = layout.positions[rule.column]
    spell = field_text(layout.columns[rule.column])
    marks = rule.split

    def pairs(cell: str, value: Value) -> Sequence[Pairs]:
        if not cell:
            return _NO_ATTRIBUTES
        if isinstance(value, Share):
            return [((f"{name}_high", value.high), (f"{name}_low", value.low), (f"{name}_text", cell))]
        text = cell if spell is None else spell(cell, value)
        return [((name, word),) for word in split_words(text, marks)] if marks else [((name, text),)]

    return lambda block: block.each(position, pairs)


def _field(rule: str | FieldRule, layout: Layout) -> tuple[int, Callable[[str, Value], tuple[str, str] | None]]:
    """The position of a field's column and the field that a cell of it makes, None for no text."""
    name, position = (
        (rule, layout.positions[rule]) if isinstance(rule, str) else (rule.name, layout.positions[rule.column])
    )
    spell = field_text(layout.columns[rule]) if isinstance(rule, str) else _implied(rule)

    def field(cell: str, value: Value) -> tuple[str, str] | None:
        text = spell(cell, value) if cell and spell is not None else cell
        return (name, text) if text else None

    return position, field


def _implied(rule: FieldRule) -> Callable[[str, Value], str]:
    words = [(fold_text(word), value) for word, value in rule.words.items()]

    def implied(cell: str, _value: Value) -> str:
        folded = fold_text(cell)
        return next((value for word, value in words if word in folded), "")

    return implied
