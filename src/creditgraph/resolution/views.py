"""From what a row states to what the rules see: names folded, legal representatives as text."""

from collections.abc import Mapping, Sequence
from functools import partial

from creditgraph.model.statement import Described, Statement
from creditgraph.model.vocabulary import EntityKind, LinkType
from creditgraph.names import person_key, strict_key
from creditgraph.resolution.claims import FoldedName, View

REPRESENTING = (LinkType.LEGAL_REP_OF, LinkType.PRINCIPAL_OF)
_PERSON = EntityKind.NATURAL_PERSON
_folded = partial(tuple.__new__, FoldedName)
"""A folded name from its fields, at half the price: there are millions."""


def fold(text: str, kind: EntityKind) -> str:
    """The strict key of a name: persons and organisations fold by different rules."""
    return person_key(text) if kind is EntityKind.NATURAL_PERSON else strict_key(text)


def views_of(statement: Statement) -> list[View]:
    """The view of each source of a statement, in their order."""
    names = [folded_names(source) for source in statement.sources]
    representatives = _representatives(statement, names) if statement.links else {}
    views = []
    for position, (_key, kind, _names, numbers, details, context) in enumerate(statement.sources):
        identifiers = tuple([number[:2] for number in numbers]) if numbers else ()
        spoken_for = representatives.get(position, ())
        views.append(View(kind, names[position], identifiers, details, spoken_for, context is not None))
    return views


def folded_names(source: Described) -> tuple[FoldedName, ...]:
    """The names of a source as matching sees them."""
    key = person_key if source.kind is _PERSON else strict_key
    return tuple([_folded((key(text), *borne)) for text, *borne in source.names])


def _representatives(statement: Statement, names: Sequence[Sequence[FoldedName]]) -> Mapping[int, tuple[str, ...]]:
    """Positions of sources → the folded names of their legal representatives."""
    found: dict[int, tuple[str, ...]] = {}
    for link in statement.links:
        if link.type in REPRESENTING:
            named = [name.folded for name in names[link.from_source]]
            found[link.to_source] = tuple(dict.fromkeys((*found.get(link.to_source, ()), *named)))
    return found
