"""The kind of a subject: by a constant, by a word in a column, by its number, by its name.

`auto`: a valid identity number makes a natural person; else the class of the credit code decides (`domain.md`
2.1), else the words of the name, else it is a natural person. `organisation` is the same but never a person.
A class that leaves the kind open (91: companies, partnerships, branches) leaves it to the name.
"""

from collections.abc import Callable

from creditgraph.identifiers import kind_of_credit_code
from creditgraph.ingest.columns import fold_text
from creditgraph.ingest.mapping import KindByColumn, KindWord
from creditgraph.ingest.values import Cells, Layout
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import EntityKind, IdentifierKind
from creditgraph.names import kind_of_name

KindOf = Callable[[Cells, str, list[Identifier]], EntityKind]

PERSONAL = frozenset({IdentifierKind.CITIZEN_ID, IdentifierKind.PERSON_DOCUMENT})

_PERSON = EntityKind.NATURAL_PERSON


def kind_rule(rule: KindWord | KindByColumn, layout: Layout) -> KindOf:
    """The rule as a function of the row's cells, the subject's name and its numbers."""
    if not isinstance(rule, KindByColumn):
        return _by_word(rule)
    position = layout.positions[rule.column]
    table = {fold_text(word): _by_word(kind) for word, kind in rule.values.items()}
    otherwise = _by_word(rule.otherwise)

    def by_column(cells: Cells, name: str, numbers: list[Identifier]) -> EntityKind:
        return table.get(fold_text(cells[position]), otherwise)(cells, name, numbers)

    return by_column


def _by_word(word: KindWord) -> KindOf:
    if word == "auto":
        return _auto
    if word == "organisation":
        return _organisation
    kind = EntityKind(word)
    return lambda cells, name, numbers: kind


def _auto(cells: Cells, name: str, numbers: list[Identifier]) -> EntityKind:
    if any(number.kind in PERSONAL for number in numbers):
        return _PERSON
    return _by_code(numbers, name) or _by_name(name)


def _organisation(cells: Cells, name: str, numbers: list[Identifier]) -> EntityKind:
    kind = _by_code(numbers, name) or _by_name(name)
    return EntityKind.ENTERPRISE if kind is _PERSON else kind


def _by_code(numbers: list[Identifier], name: str) -> EntityKind | None:
    for number in numbers:
        if number.kind is IdentifierKind.CREDIT_CODE:
            kind = kind_of_credit_code(number.value) or _by_name(name)
            return EntityKind.ENTERPRISE if kind is _PERSON else kind
    return None


def _by_name(name: str) -> EntityKind:
    # Most names are those of companies and say so: the tables of endings cost ten times more.
    if name.endswith("有限公司") and name.count("公司") == 1 and "合伙" not in name and "独资" not in name:
        return EntityKind.ENTERPRISE
    return kind_of_name(name)
