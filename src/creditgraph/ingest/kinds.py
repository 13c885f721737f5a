"""The kind of a subject: by a constant, by a word in a column, by its number, by its name.

`auto`: a valid identity number makes a natural person; else the class of the credit code decides (`domain.md`
2.1), else the words of the name, else it is a natural person. `organisation` is the same but never a person.
A class that leaves the kind open (91: companies, partnerships, branches) leaves it to the name.
"""

from collections.abc import Callable, Sequence

from creditgraph.identifiers import kind_of_credit_code
from creditgraph.ingest.block import Block
from creditgraph.ingest.columns import Value, fold_text
from creditgraph.ingest.mapping import KindByColumn, KindWord
from creditgraph.ingest.values import Layout
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import EntityKind, IdentifierKind
from creditgraph.names import kind_of_name

Numbers = tuple[Identifier, ...]
KindOf = Callable[[str, Numbers], EntityKind]
"""The kind of a subject by its name and numbers."""
KindsOf = Callable[[Block, Sequence[str], Sequence[Numbers]], list[EntityKind]]
"""The same as a column."""

PERSONAL = frozenset({IdentifierKind.CITIZEN_ID, IdentifierKind.PERSON_DOCUMENT})

_PERSON = EntityKind.NATURAL_PERSON


def kind_rule(rule: KindWord | KindByColumn, layout: Layout) -> KindsOf:
    """The column of kinds of the subjects of a block, by their names and numbers."""
    if not isinstance(rule, KindByColumn):
        only = _by_word(rule)
        return lambda block, names, numbers: list(map(only, names, numbers))
    position = layout.positions[rule.column]
    table = {fold_text(word): _by_word(kind) for word, kind in rule.values.items()}
    otherwise = _by_word(rule.otherwise)

    def by_cell(cell: str, _value: Value) -> KindOf:
        return table.get(fold_text(cell), otherwise)

    def by_column(block: Block, names: Sequence[str], numbers: Sequence[Numbers]) -> list[EntityKind]:
        rules = block.each(position, by_cell)
        return [kind(name, own) for kind, name, own in zip(rules, names, numbers, strict=True)]

    return by_column


def _by_word(word: KindWord) -> KindOf:
    if word == "auto":
        return _auto
    if word == "organisation":
        return _organisation
    kind = EntityKind(word)
    return lambda _name, _numbers: kind


def _auto(name: str, numbers: Numbers) -> EntityKind:
    if any([number.kind in PERSONAL for number in numbers]):
        return _PERSON
    return _by_code(numbers, name) or _by_name(name)


def _organisation(name: str, numbers: Numbers) -> EntityKind:
    kind = _by_code(numbers, name) or _by_name(name)
    return EntityKind.ENTERPRISE if kind is _PERSON else kind


def _by_code(numbers: Numbers, name: str) -> EntityKind | None:
    for number in numbers:
        if number.kind is _CREDIT_CODE:
            kind = kind_of_credit_code(number.value) or _by_name(name)
            return EntityKind.ENTERPRISE if kind is _PERSON else kind
    return None


_CREDIT_CODE = IdentifierKind.CREDIT_CODE


def _by_name(name: str) -> EntityKind:
    # Most names are those of companies and say so: the tables of endings cost ten times more.
    if name.endswith("有限公司") and name.count("公司") == 1 and "合伙" not in name and "独资" not in name:
        return EntityKind.ENTERPRISE
    return kind_of_name(name)
