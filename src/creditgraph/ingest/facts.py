"""Making the links and records of a statement from a row's sources."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import compress

from creditgraph.ingest.columns import field_text, fold_text
from creditgraph.ingest.mapping import Attribute, FieldRule, LinkRule, RecordRule, TypeByColumn, TypeByKind
from creditgraph.ingest.values import (
    Cells,
    Layout,
    Reading,
    Values,
    day_of,
    key_parts,
    key_texts,
    picker,
    split_words,
    test_of,
)
from creditgraph.model.digest import digest
from creditgraph.model.shares import Share
from creditgraph.model.statement import Described, StatedLink, StatedRecord
from creditgraph.model.vocabulary import EntityKind, LinkType, RecordType

Places = Mapping[str, Sequence[int]]
"""The positions in the statement of the sources that each rule made."""

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
        self._from = day_of(rule.valid_from, layout)
        self._to = day_of(rule.valid_to, layout)

    def build(self, row: Reading, sources: Sequence[Described], places: Places) -> list[StatedLink]:
        """The links that a row states by this rule; none where an end is not stated."""
        starts, ends = places[self._ends[0]], places[self._ends[1]]
        if not starts or not ends or (self._when is not None and not self._when(row.cells)):
            return []
        kind = self._type
        if self._kind_of is not None and places[self._kind_of]:
            kind = self._types.get(sources[places[self._kind_of][0]].kind, kind)
        start, end = self._from(row.values), self._to(row.values)
        return [
            _link((kind, first, second, pairs, start, end))
            for pairs in self._variants(row)
            for first in starts
            for second in ends
        ]

    def _variants(self, row: Reading) -> Sequence[Pairs]:
        if not self._attributes:
            return _NO_ATTRIBUTES
        variants: list[Pairs] = [()]
        for attribute in self._attributes:
            variants = [before + pairs for before in variants for pairs in attribute(row)]
        return variants


class RecordBuilder:
    """Makes the records of one rule."""

    def __init__(self, rule: RecordRule, layout: Layout) -> None:
        self._when = None if rule.when is None else test_of(rule.when, layout)
        self._source = rule.source
        self._type = _record_type(rule.type, layout)
        self._item = rule.item if isinstance(rule.item, str) else None
        self._item_at = layout.positions[rule.item.column] if not isinstance(rule.item, str) else -1
        self._fact = key_parts(rule.fact, layout)
        self._fields = [_field(field, layout) for field in rule.fields]
        self._pick_fields = picker([position for _name, position, _spell in self._fields])
        self._from = day_of(rule.valid_from, layout)
        self._to = day_of(rule.valid_to, layout)

    def build(self, row: Reading, places: Places) -> list[StatedRecord]:
        """The records that a row states by this rule, one for each of its sources."""
        places_here = places[self._source]
        if not places_here or (self._when is not None and not self._when(row.cells)):
            return []
        cells, values = row.cells, row.values
        kind = self._type(cells)
        fields = tuple(
            [
                (name, text)
                for name, position, spell in compress(self._fields, self._pick_fields(cells))
                if (text := spell(cells[position], values[position]) if spell else cells[position])
            ]
        )
        item = self._item if self._item is not None else cells[self._item_at]
        fact = self._fact_key(kind, values)
        start, end = self._from(values), self._to(values)
        return [_record((kind, place, item, fact, fields, start, end)) for place in places_here]

    def _fact_key(self, kind: RecordType, values: Values) -> bytes | None:
        texts = key_texts(self._fact, values) if self._fact else None
        return None if texts is None else digest("fact", kind, *texts)


def _link_type(rule: LinkType | TypeByKind) -> tuple[str | None, Mapping[EntityKind, LinkType], LinkType]:
    if isinstance(rule, TypeByKind):
        return rule.kind_of, rule.values, rule.otherwise
    return None, {}, rule


def _record_type(rule: RecordType | TypeByColumn, layout: Layout) -> Callable[[Cells], RecordType]:
    if not isinstance(rule, TypeByColumn):
        return lambda cells: rule
    position = layout.positions[rule.column]
    table = {fold_text(word): kind for word, kind in rule.values.items()}
    otherwise = rule.otherwise
    return lambda cells: table.get(fold_text(cells[position]), otherwise)


def _attribute(name: str, rule: Attribute, layout: Layout) -> Callable[[Reading], Sequence[Pairs]]:
    """The attribute as name/value pairs, one tuple of pairs for each link to make."""
    if rule.column is None:
        constant: list[Pairs] = [((name, rule.value or ""),)]
        return lambda row: constant
    position = layout.positions[rule.column]
    spell = field_text(layout.columns[rule.column])
    marks = rule.split

    def pairs(row: Reading) -> Sequence[Pairs]:
        cell, value = row.cells[position], row.values[position]
        if not cell:
            return [()]
        if isinstance(value, Share):
            return [((f"{name}_high", value.high), (f"{name}_low", value.low), (f"{name}_text", cell))]
        text = cell if spell is None else spell(cell, value)
        return [((name, word),) for word in split_words(text, marks)] if marks else [((name, text),)]

    return pairs


def _field(rule: str | FieldRule, layout: Layout) -> tuple[str, int, Callable[..., str] | None]:
    if isinstance(rule, str):
        return rule, layout.positions[rule], field_text(layout.columns[rule])
    words = [(fold_text(word), value) for word, value in rule.words.items()]

    def implied(cell: str, _: object) -> str:
        folded = fold_text(cell)
        return next((value for word, value in words if word in folded), "")

    return rule.name, layout.positions[rule.column], implied
