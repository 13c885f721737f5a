"""What the province is made of: persons, organisations, posts, holdings, and the rows that state them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from codes import citizen_id, credit_code, org_code

T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """Somebody; `born` is empty where no file knows the identity number."""

    name: str
    born: str = ""
    sequence: int = 0

    @property
    def number(self) -> str:
        """The identity number, or nothing."""
        return citizen_id(self.born, self.sequence) if self.born else ""


@dataclass(frozen=True)
class Org:
    """An organisation as the registry knows it. `kind` is the first two characters of the credit code."""

    name: str
    type: str
    kind: str
    division: str
    body: str
    head: Person | None = None
    founded: str = ""
    address: str = ""
    phone: str = ""
    former: str = ""
    renamed: str = ""
    number: str = ""
    """The old registration number."""
    code_known: bool = True
    """Whether the registration file gives the code."""

    @property
    def code(self) -> str:
        """The credit code, valid also where the registration file does not give it."""
        return credit_code(self.kind, self.division, self.body)

    @property
    def org_code(self) -> str:
        """The organisation code, which is the middle of the credit code."""
        return org_code(self.body)

    @property
    def tax_number(self) -> str:
        """The tax number of before 2015: division and organisation code."""
        return self.division + self.org_code

    @property
    def shown_code(self) -> str:
        """The code as the files of the registry print it."""
        return self.code if self.code_known else ""


@dataclass(frozen=True)
class Post:
    """A person's office (职务) in an organisation."""

    org: Org
    person: Person
    title: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Holding:
    """A share; `percent` is the text of the file, empty where it is unknown."""

    org: Org
    holder: Org | Person
    percent: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class Bad:
    """One problem put into a row on purpose: the column's short heading, `row` or `cell`, and its kind."""

    column: str
    scope: str
    kind: str


@dataclass(frozen=True)
class Row:
    """Cells by short heading (`layouts.fit` finds the column), and what is wrong with them."""

    cells: dict[str, str]
    bad: tuple[Bad, ...] = ()

    def spoil(self, column: str, value: str, kind: str, scope: str = "cell") -> "Row":
        """The row with one bad cell."""
        return replace(self, cells={**self.cells, column: value}, bad=(*self.bad, Bad(column, scope, kind)))

    def but(self, **cells: str) -> "Row":
        """The row with other good cells."""
        return replace(self, cells={**self.cells, **cells})


@dataclass
class Province:
    """Everything, in the order in which the files list it."""

    orgs: list[Org] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    licences: list[Row] = field(default_factory=list)
    old_licences: list[Row] = field(default_factory=list)
    penalties: list[Row] = field(default_factory=list)
    old_penalties: list[Row] = field(default_factory=list)
    lists: list[Row] = field(default_factory=list)


class Dice:
    """Seeded chance that only relies on `random.Random.random`, whose stream Python keeps stable."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, limit: int) -> int:
        """A number from 0 to `limit - 1`."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def of(self, things: Sequence[T]) -> T:
        """One of several."""
        return things[self.below(len(things))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.below(100) < percent

    def day(self, first: int, last: int) -> str:
        """A day between two years, as ISO 8601."""
        return f"{self.between(first, last)}-{self.between(1, 12):02d}-{self.between(1, 28):02d}"
