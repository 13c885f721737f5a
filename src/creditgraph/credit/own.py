"""The records of one subject in sections, one a record type, counted also where there is none.

A section of which nothing was ever loaded says `not_collected`: an archive that holds no penalties does not know that a
company has none. The same decision from two suppliers is one fact (architecture 1.2).
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from creditgraph.model.dates import Day
from creditgraph.model.vocabulary import RecordType

Record = TypeVar("Record")
_POSITION = {type_: position for position, type_ in enumerate(RecordType)}


class Section(NamedTuple, Generic[Record]):
    """One record type: when it was last delivered (None: never), and a list of records for each fact."""

    last_delivery: Day | None
    facts: list[list[Record]]

    @property
    def collected(self) -> bool:
        """Whether anything of this type was ever loaded."""
        return self.last_delivery is not None


def facts_in_order(records: Iterable[tuple[RecordType, Hashable, Record]]) -> list[list[Record]]:
    """The facts of all sections one after another, each a list of the records that state it."""
    facts: dict[Hashable, list[Record]] = {}
    for type_, fact, record in sorted(records, key=lambda one: _POSITION[one[0]]):
        facts.setdefault((type_, fact), []).append(record)
    return list(facts.values())


def sections(
    records: Iterable[tuple[RecordType, Hashable, Record]], last_deliveries: Mapping[RecordType, Day]
) -> dict[RecordType, Section[Record]]:
    """The sections of all record types, in their order; a record comes with its type and what makes it one fact."""
    facts: dict[RecordType, dict[Hashable, list[Record]]] = {type_: {} for type_ in RecordType}
    for type_, fact, record in records:
        facts[type_].setdefault(fact, []).append(record)
    return {type_: Section(last_deliveries.get(type_), list(by_fact.values())) for type_, by_fact in facts.items()}
