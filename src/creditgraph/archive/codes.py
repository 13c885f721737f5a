"""The small integers that stand for words on disk. Lists only ever grow at their end (a test holds them)."""

from enum import StrEnum
from typing import Generic, TypeVar

from creditgraph.model.vocabulary import (
    Absence,
    DetailKind,
    EntityKind,
    IdentifierKind,
    LinkType,
    NameKind,
    RecordType,
    Verdict,
)

Word = TypeVar("Word", bound=StrEnum)


class Code(Generic[Word]):
    """A word list and its numbers."""

    def __init__(self, words: type[Word]) -> None:
        self._words = tuple(words)
        self.number = {word: position for position, word in enumerate(self._words)}

    def word(self, number: int) -> Word:
        """The word that a number stands for."""
        return self._words[number]


ENTITY_KIND = Code(EntityKind)
NAME_KIND = Code(NameKind)
IDENTIFIER_KIND = Code(IdentifierKind)
DETAIL_KIND = Code(DetailKind)
LINK_TYPE = Code(LinkType)
RECORD_TYPE = Code(RecordType)
ABSENCE = Code(Absence)
VERDICT = Code(Verdict)

ORGANISATION = 0
PERSON = 1


def stratum_of(kind: EntityKind) -> int:
    """Organisations are resolved first, then persons in their context (architecture 1.3)."""
    return PERSON if kind is EntityKind.NATURAL_PERSON else ORGANISATION
