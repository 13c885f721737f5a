"""From what a row states to what the rules see: names folded, legal representatives as text."""

from collections.abc import Mapping, Sequence
from functools import partial

from creditgraph.model.statement import StatedLink, Statement
from creditgraph.model.vocabulary import EntityKind, LinkType
from creditgraph.names import person_key, person_keys, strict_key, strict_keys
from creditgraph.resolution.claims import FoldedName, View

REPRESENTING = (LinkType.LEGAL_REP_OF, LinkType.PRINCIPAL_OF)
_PERSON = EntityKind.NATURAL_PERSON

# From their fields at half the constructor's price: there are millions.
_folded = partial(tuple.__new__, FoldedName)
_view = partial(tuple.__new__, View)


def fold(text: str, kind: EntityKind) -> str:
    """The strict key of a name: persons and organisations fold by different rules."""
    return person_key(text) if kind is EntityKind.NATURAL_PERSON else strict_key(text)


def views_of(statement: Statement) -> list[View]:
    """The view of each source of a statement, in their order."""
    return views_of_all([statement])[0]


def views_of_all(statements: Sequence[Statement]) -> list[list[View]]:
    """The views of the sources of many statements, whose names are folded together."""
    organisations, persons = _folds(statements)
    found = []
    for statement in statements:
        names = []
        for _key, kind, borne, _numbers, _details, _context in statement[3]:
            fold = persons if kind is _PERSON else organisations
            names.append(
                tuple([_folded((fold[text], word, start, end, seen)) for text, word, start, end, seen in borne])
            )
        spoken_for = _representatives(statement[4], names)
        views = []
        for position, (_key, kind, _borne, numbers, details, context) in enumerate(statement[3]):
            identifiers = tuple([number[:2] for number in numbers]) if numbers else ()
            by = spoken_for.get(position, ())
            views.append(_view((kind, names[position], identifiers, details, by, context is not None)))
        found.append(views)
    return found


def _folds(statements: Sequence[Statement]) -> tuple[dict[str, str], dict[str, str]]:
    """Names as they are written → as they are folded, of organisations and of persons."""
    organisations: set[str] = set()
    persons: set[str] = set()
    for statement in statements:
        for source in statement[3]:
            (persons if source[1] is _PERSON else organisations).update([name[0] for name in source[2]])
    texts, others = list(organisations), list(persons)
    return dict(zip(texts, strict_keys(texts), strict=True)), dict(zip(others, person_keys(others), strict=True))


def _representatives(
    links: Sequence[StatedLink], names: Sequence[Sequence[FoldedName]]
) -> Mapping[int, tuple[str, ...]]:
    """Positions of sources → the folded names of their legal representatives."""
    found: dict[int, tuple[str, ...]] = {}
    for kind, person, organisation, *_rest in links:
        if kind in REPRESENTING:
            named = [name[0] for name in names[person]]
            found[organisation] = tuple(dict.fromkeys((*found.get(organisation, ()), *named)))
    return found
