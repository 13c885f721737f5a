"""From what a row states to what the rules see: names folded, legal representatives as text."""

from creditgraph.model.statement import Described, Statement
from creditgraph.model.vocabulary import EntityKind, LinkType
from creditgraph.names import person_key, strict_key
from creditgraph.resolution.claims import FoldedName, View

REPRESENTING = (LinkType.LEGAL_REP_OF, LinkType.PRINCIPAL_OF)


def fold(text: str, kind: EntityKind) -> str:
    """The strict key of a name: persons and organisations fold by different rules."""
    return person_key(text) if kind is EntityKind.NATURAL_PERSON else strict_key(text)


def views_of(statement: Statement) -> list[View]:
    """The view of each source of a statement, in their order."""
    sources = statement.sources
    names = [folded_names(source) for source in sources]
    representatives: dict[int, tuple[str, ...]] = {}
    for link in statement.links:
        if link.type in REPRESENTING:
            known = representatives.get(link.to_source, ())
            named = [name.folded for name in names[link.from_source]]
            representatives[link.to_source] = tuple(dict.fromkeys((*known, *named)))
    return [
        View(
            source.kind,
            names[position],
            tuple([(number.kind, number.value) for number in source.identifiers]),
            source.details,
            representatives.get(position, ()),
            source.context is not None,
        )
        for position, source in enumerate(sources)
    ]


def folded_names(source: Described) -> tuple[FoldedName, ...]:
    """The names of a source as matching sees them."""
    key = person_key if source.kind is EntityKind.NATURAL_PERSON else strict_key
    return tuple([FoldedName(key(text), kind, start, end, seen) for text, kind, start, end, seen in source.names])
