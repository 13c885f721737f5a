"""Making the sources of a statement: names, identifiers, details and the key that finds the source again.

Source keys carry their stratum, so a person and an organisation never share one. Two rows that share no more
than a name never share a source, unless the mapping declares the name's column as a key.
"""

from collections.abc import Callable, Sequence
from functools import partial

from creditgraph.ingest.columns import field_text
from creditgraph.ingest.kinds import PERSONAL, kind_rule
from creditgraph.ingest.mapping import NUMBER_TYPES, SECRET_TYPES, Constant, NameRule, SourceRule
from creditgraph.ingest.values import (
    Layout,
    Part,
    Reading,
    Values,
    day_of,
    key_parts,
    key_texts,
    picker,
    split_words,
    test_of,
    text_at,
)
from creditgraph.model.digest import digest
from creditgraph.model.statement import Described, Identifier, Name
from creditgraph.model.vocabulary import DetailKind, EntityKind
from creditgraph.names import person_key, strict_key

Context = tuple[int, Described]
"""The source in which a person is mentioned, with its position in the statement."""

Detail = tuple[DetailKind, str]

_PERSON = EntityKind.NATURAL_PERSON

# Sources from their fields at half the constructor's price: there are millions.
_described = partial(tuple.__new__, Described)
_named = partial(tuple.__new__, Name)


class SourceBuilder:
    """Makes the sources of one rule; none where the row does not name the subject, several by `split`."""

    def __init__(self, rule: SourceRule, layout: Layout) -> None:
        self._when = None if rule.when is None else test_of(rule.when, layout)
        self._kind = kind_rule(rule.kind, layout)
        self._called = layout.positions[rule.names[0].column]
        self._name = _NameBuilder(rule.names[0], layout)
        self._other_names = [_NameBuilder(name, layout) for name in rule.names[1:]]
        self._numbers = tuple(layout.positions[column] for column in rule.identifiers)
        self._pick_numbers = picker(self._numbers)
        self._details = [_detail(kind, value, layout) for kind, value in rule.details.items()]
        self._keys = [_key_alternative(parts, layout) for parts in rule.key]
        self._distinguish = key_parts([f"{column}?" for column in rule.distinguish], layout)
        self._mentioned = rule.mention_in is not None
        self._split = rule.split

    def build(self, row: Reading, context: Context | None) -> list[Described]:
        """The sources that a row states by this rule; `context` is the source that `mention_in` names."""
        if self._when is not None and not self._when(row.cells):
            return []
        # Nobody is a legal representative of a natural person: such a cell names no one.
        if self._mentioned and (context is None or context[1].kind is _PERSON):
            return []
        name = text_at(row.values[self._called])
        if self._split is not None:
            return [self._one(part, [], row, context) for part in split_words(name, self._split)]
        numbers = [value for value in self._pick_numbers(row.values) if value and isinstance(value, Identifier)]
        return [self._one(name, numbers, row, context)] if name or numbers else []

    def _one(self, name: str, numbers: list[Identifier], row: Reading, context: Context | None) -> Described:
        kind = self._kind(row.cells, name, numbers)
        person = kind is _PERSON
        own: tuple[Identifier, ...] = ()
        if numbers:
            own = tuple([number for number in numbers if (number.kind in PERSONAL) is person])
            if person and len(own) < len(numbers):
                row.misplaced.extend(self._organisation_numbers(row.values))
        names: tuple[Name, ...] = (self._name.build(name, row.values),) if name else ()
        if self._other_names:
            for other in self._other_names:
                names += other.build_all(row.values)
        details: tuple[Detail, ...] = ()
        if self._details:
            details = tuple([found for detail in self._details if (found := detail(row)) is not None])
        if person and context is not None:
            key = self._mention_key(name, own, row.values, context[1])
            return _described((key, kind, names, own, details, context[0]))
        return _described((self._key(name, person, row), kind, names, own, details, None))

    def _organisation_numbers(self, values: Values) -> list[int]:
        return [
            position
            for position in self._numbers
            if isinstance(number := values[position], Identifier) and number.kind not in PERSONAL
        ]

    def _key(self, name: str, person: bool, row: Reading) -> bytes:
        stratum = "person" if person else "organisation"
        for single, parts in self._keys:
            number = row.values[single] if single >= 0 else None
            if isinstance(number, Identifier):
                if (number.kind in PERSONAL) is person:
                    return digest(stratum, number.kind, number.value)
            elif parts is not None:
                texts = key_texts(parts, row.values)
                if texts is not None:
                    return digest(stratum, "columns", *texts)
        return digest(stratum, "row", row.key.hex(), person_key(name) if person else strict_key(name))

    def _mention_key(self, name: str, own: tuple[Identifier, ...], values: Values, within: Described) -> bytes:
        number = own[0].value if own else ""
        apart = (key_texts(self._distinguish, values) or ()) if self._distinguish else ()
        return digest("person", "mention", within.key.hex(), person_key(name), number, *apart)


class _NameBuilder:
    def __init__(self, rule: NameRule, layout: Layout) -> None:
        self._position = layout.positions[rule.column]
        self._kind = rule.kind
        self._split = rule.split
        self._from = day_of(rule.valid_from, layout)
        self._to = day_of(rule.valid_to, layout)
        self._dated = rule.valid_from is not None or rule.valid_to is not None
        self._seen = day_of(rule.seen_on, layout)

    def build(self, text: str, values: Values) -> Name:
        if not self._dated:
            return _named((text, self._kind, None, None, self._seen(values)))
        return _named((text, self._kind, self._from(values), self._to(values), self._seen(values)))

    def build_all(self, values: Values) -> tuple[Name, ...]:
        text = text_at(values[self._position])
        if not text:
            return ()
        texts = (text,) if self._split is None else split_words(text, self._split)
        return tuple([self.build(each, values) for each in texts])


def _key_alternative(parts: Sequence[str], layout: Layout) -> tuple[int, Sequence[Part] | None]:
    """The position of the column that alone is the key, else -1; and the parts, unless it holds numbers."""
    if len(parts) > 1 or parts[0] not in layout.columns:
        return -1, key_parts(parts, layout)
    numbers = layout.columns[parts[0]].type in NUMBER_TYPES | SECRET_TYPES
    return layout.positions[parts[0]], None if numbers else key_parts(parts, layout)


def _detail(kind: DetailKind, rule: str | Constant, layout: Layout) -> Callable[[Reading], Detail | None]:
    if isinstance(rule, Constant):
        constant = (kind, rule.value)
        if rule.when is None:
            return lambda row: constant
        test = test_of(rule.when, layout)
        return lambda row: constant if test(row.cells) else None
    position = layout.positions[rule]
    spell = field_text(layout.columns[rule])

    def detail(row: Reading) -> Detail | None:
        cell = row.cells[position]
        if not cell:
            return None
        return kind, cell if spell is None else spell(cell, row.values[position])

    return detail
