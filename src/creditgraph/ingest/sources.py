"""Making the sources of a block's rows: names, identifiers, details and the key that finds the source again.

Source keys carry their stratum, so a person and an organisation never share one. Two rows that share no more
than a name never share a source, unless the mapping declares the name's column as a key.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import repeat
from typing import NamedTuple

from creditgraph.ingest.block import Block, Fault
from creditgraph.ingest.columns import Value, field_text
from creditgraph.ingest.kinds import PERSONAL, Numbers, kind_rule
from creditgraph.ingest.mapping import NUMBER_TYPES, SECRET_TYPES, Constant, NameRule, SourceRule
from creditgraph.ingest.values import Layout, Part, key_parts, key_texts, split_words, test_of
from creditgraph.model.digest import JOINT, digests
from creditgraph.model.statement import Described, Identifier, Name
from creditgraph.model.vocabulary import DetailKind, EntityKind
from creditgraph.names import person_key, strict_key

Detail = tuple[DetailKind, str]
Made = Sequence[tuple[Described, ...]]
"""What a rule makes: for each row its sources."""

_PERSON = EntityKind.NATURAL_PERSON

# Sources from their fields at half the constructor's price: there are millions.
_described = partial(tuple.__new__, Described)
_named = partial(tuple.__new__, Name)


class Context(NamedTuple):
    """The source in which a row mentions persons, and its position in the row's statement."""

    position: int
    source: Described


class SourceBuilder:
    """Makes the sources of one rule; none where the row does not name the subject, several by `split`."""

    def __init__(self, rule: SourceRule, layout: Layout) -> None:
        self._when = None if rule.when is None else test_of(rule.when, layout)
        self._kinds = kind_rule(rule.kind, layout)
        self._called = layout.positions[rule.names[0].column]
        self._name = _NameBuilder(rule.names[0], layout)
        self._other_names = [_NameBuilder(name, layout) for name in rule.names[1:]]
        self._numbers = tuple(layout.positions[column] for column in rule.identifiers)
        self._details = [_detail(kind, value, layout) for kind, value in rule.details.items()]
        self._keys = [_key_alternative(parts, layout) for parts in rule.key]
        self._distinguish = key_parts([f"{column}?" for column in rule.distinguish], layout)
        self._mentioned = rule.mention_in is not None
        self._split = rule.split

    def build(self, block: Block, keys: Sequence[bytes], contexts: Sequence[Context | None]) -> Made:
        """The sources of the block's rows, whose keys these are. `contexts` are what `mention_in` names.

        Numbers of an organisation that a row gives a natural person become faults of the block.
        """
        called = self._subjects(block, contexts)
        if [row for row, _name in called] == list(range(block.rows)):
            names = [name for _row, name in called]
            return list(zip(self._describe(block, names, keys, contexts, range(block.rows), block)))
        rows = [row for row, _name in called]
        names = [name for _row, name in called]
        taken = block.take(rows)
        own = [keys[row] for row in rows], [contexts[row] for row in rows]
        made: list[list[Described]] = [[] for _ in range(block.rows)]
        for row, source in zip(rows, self._describe(taken, names, *own, rows, block), strict=True):
            made[row].append(source)
        return list(map(tuple, made))

    def _subjects(self, block: Block, contexts: Sequence[Context | None]) -> list[tuple[int, str]]:
        """The row and the name of each source to make."""
        rows: Iterable[int] = range(block.rows)
        if self._when is not None:
            holds = self._when(block)
            rows = [row for row in rows if holds[row]]
        if self._mentioned:
            # Nobody is a legal representative of a natural person: such a cell names no one.
            rows = [row for row in rows if (within := contexts[row]) is not None and within[1][1] is not _PERSON]
        texts = block.texts(self._called)
        if self._split is not None:
            return [(row, part) for row in rows for part in split_words(texts[row], self._split)]
        numbers = self._numbers_of(block)
        return [(row, text) for row in rows if (text := texts[row]) or numbers[row]]

    def _numbers_of(self, block: Block) -> Sequence[Numbers]:
        filled = [block.values[position] for position in self._numbers if block.values[position] is not block.blank]
        if self._split is not None or not filled:
            return [()] * block.rows
        if len(filled) == 1:
            return [(value,) if isinstance(value, Identifier) else () for value in filled[0]]
        return [
            tuple([value for value in values if isinstance(value, Identifier)]) for values in zip(*filled, strict=True)
        ]

    def _describe(
        self,
        block: Block,
        names: Sequence[str],
        keys: Sequence[bytes],
        contexts: Sequence[Context | None],
        rows: Sequence[int],
        whole: Block,
    ) -> list[Described]:
        """One source for each row of the block; `rows` are their places in the whole block."""
        numbers = self._numbers_of(block)
        kinds = self._kinds(block, names, numbers)
        persons = [kind is _PERSON for kind in kinds]
        own = [
            tuple([number for number in some if (number[0] in PERSONAL) is person]) if some else some
            for some, person in zip(numbers, persons, strict=True)
        ]
        for at, person in enumerate(persons):
            if person and len(own[at]) < len(numbers[at]):
                self._misplaced(block, at, whole, rows[at])
        borne = self._names(block, names)
        details = self._details_of(block)
        mentions = [person and within is not None for person, within in zip(persons, contexts, strict=True)]
        positions: Sequence[int | None] = block.nothing
        if any(mentions):
            within = [one if one and mention else None for one, mention in zip(contexts, mentions, strict=True)]
            positions = [None if one is None else one[0] for one in within]
            texts: Sequence[str] = self._mention_texts(block, names, own, within)
            if not all(mentions):
                others = self._key_texts(block, names, persons, keys)
                texts = [a if mention else b for mention, a, b in zip(mentions, texts, others, strict=True)]
        else:
            texts = self._key_texts(block, names, persons, keys)
        return list(map(_described, zip(digests(texts), kinds, borne, own, details, positions, strict=True)))

    def _misplaced(self, block: Block, at: int, whole: Block, row: int) -> None:
        for position in self._numbers:
            number = block.values[position][at]
            if isinstance(number, Identifier) and number.kind not in PERSONAL:
                whole.fault(row, Fault(position, "cell", block.cells[position][at], "number_of_organisation"))

    def _names(self, block: Block, names: Sequence[str]) -> list[tuple[Name, ...]]:
        borne: list[tuple[Name, ...]] = [(name,) if name[0] else () for name in self._name.build(block, names)]
        for builder in self._other_names:
            borne = [some + more for some, more in zip(borne, builder.build_all(block), strict=True)]
        return borne

    def _details_of(self, block: Block) -> Sequence[tuple[Detail, ...]]:
        if not self._details:
            return [()] * block.rows
        return [
            tuple([detail for detail in row if detail is not None])
            for row in zip(*[detail(block) for detail in self._details], strict=True)
        ]

    def _key_texts(
        self, block: Block, names: Sequence[str], persons: Sequence[bool], keys: Sequence[bytes]
    ) -> Sequence[str]:
        strata = ["person" if person else "organisation" for person in persons]
        found: list[str | None] = [None] * block.rows
        for alternative in self._keys:
            if None not in found:
                break
            texts = alternative(block, persons)
            found = [
                stratum + JOINT + text if one is None and text is not None else one
                for one, text, stratum in zip(found, texts, strata, strict=True)
            ]
        return [
            one if one is not None else JOINT.join((stratum, "row", key.hex(), _folded(name, person)))
            for one, stratum, key, name, person in zip(found, strata, keys, names, persons, strict=True)
        ]

    def _mention_texts(
        self, block: Block, names: Sequence[str], own: Sequence[Numbers], contexts: Sequence[Context | None]
    ) -> list[str]:
        """What the key of a person mentioned in an organisation stands for; nothing where it is no mention."""
        numbers = [some[0][1] if some else "" for some in own]
        apart = [JOINT + (text or "") for text in key_texts(self._distinguish, block)] if self._distinguish else None
        return [
            "" if one is None else f"person\x1fmention\x1f{one[1][0].hex()}\x1f{person_key(name)}\x1f{number}{rest}"
            for one, name, number, rest in zip(contexts, names, numbers, apart or repeat(""), strict=False)
        ]


def _folded(name: str, person: bool) -> str:
    return person_key(name) if person else strict_key(name)


class _NameBuilder:
    def __init__(self, rule: NameRule, layout: Layout) -> None:
        self._position = layout.positions[rule.column]
        self._kind = rule.kind
        self._split = rule.split
        self._from = layout.first(rule.valid_from)
        self._to = layout.first(rule.valid_to)
        self._seen = layout.first(rule.seen_on)

    def build(self, block: Block, texts: Sequence[str]) -> list[Name]:
        """The names that these texts are, one for each row."""
        days = (block.days(self._from), block.days(self._to), block.days(self._seen))
        return list(map(_named, zip(texts, repeat(self._kind), *days)))

    def build_all(self, block: Block) -> list[tuple[Name, ...]]:
        """The names in the rule's own column, several where it is split."""
        names = self.build(block, block.texts(self._position))
        if self._split is None:
            return [(name,) if name.text else () for name in names]
        return [tuple([name._replace(text=one) for one in split_words(name.text, self._split)]) for name in names]


KeyTexts = Callable[[Block, Sequence[bool]], Sequence[str | None]]
"""A declared key as a column of joined texts without the stratum; None where it is not complete. Whether the sources
are persons decides which numbers are theirs."""


def _key_alternative(parts: Sequence[str], layout: Layout) -> KeyTexts:
    position = layout.positions[parts[0]] if len(parts) == 1 and parts[0] in layout.columns else -1
    if position >= 0 and layout.columns[parts[0]].type in NUMBER_TYPES | SECRET_TYPES:
        return lambda block, persons: _number_texts(block, position, persons)
    compiled: Sequence[Part] = key_parts(parts, layout)

    def texts(block: Block, _persons: Sequence[bool]) -> list[str | None]:
        return [None if text is None else "columns" + JOINT + text for text in key_texts(compiled, block)]

    return texts


def _number_texts(block: Block, position: int, persons: Sequence[bool]) -> Sequence[str | None]:
    numbers = block.values[position]
    if numbers is block.blank:
        return block.nothing
    return [
        JOINT.join(number[:2]) if isinstance(number, Identifier) and (number[0] in PERSONAL) is person else None
        for number, person in zip(numbers, persons, strict=True)
    ]


def _detail(kind: DetailKind, rule: str | Constant, layout: Layout) -> Callable[[Block], Sequence[Detail | None]]:
    if isinstance(rule, Constant):
        constant = (kind, rule.value)
        if rule.when is None:
            return lambda block: [constant] * block.rows
        test = test_of(rule.when, layout)
        return lambda block: [constant if holds else None for holds in test(block)]
    position = layout.positions[rule]
    spell = field_text(layout.columns[rule])

    def detail(cell: str, value: Value) -> Detail | None:
        if not cell:
            return None
        return kind, cell if spell is None else spell(cell, value)

    return lambda block: block.each(position, detail)
