"""From what a row states to what the rules see: names folded, legal representatives as text."""

from creditgraph.model.statement import Described, Statement
from creditgraph.model.vocabulary import EntityKind, LinkType
from creditgraph.names import person_key, strict_key
from creditgraph.resolution.claims import FoldedName, View

REPRESENTING = (LinkType.LEGAL_REP_OF, LinkType.PRINCIPAL_OF)


def fold(text: str, kind: EntityKind) -> str:
    """The strict key of a name: persons and organisations fold by different rules."""
    return person_key(text) if kind is EntityKind.NATURAL_PERSON else strict_key(text)


def views_of(statement: Statement) -> tuple[View, ...]:
    """The view of each source of a statement, in their order."""
    representatives: dict[int, list[str]] = {}
    for link in statement.links:
        if link.type in REPRESENTING:
            person = statement.sources[link.from_source]
            representatives.setdefault(link.to_source, []).extend(
                fold(name.text, person.kind) for name in person.names
            )
    return tuple(
        view_of(source, tuple(dict.fromkeys(representatives.get(position, ()))))
        for position, source in enumerate(statement.sources)
    )


def view_of(source: Described, representatives: tuple[str, ...]) -> View:
    """The view of one described source."""
    return View(
        source.kind,
        tuple(
            FoldedName(fold(name.text, source.kind), name.kind, name.valid_from, name.valid_to, name.seen_on)
            for name in source.names
        ),
        tuple((identifier.kind, identifier.value) for identifier in source.identifiers),
        source.details,
        representatives,
        source.context is not None,
    )
