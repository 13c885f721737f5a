"""The mapping language: how the columns of a file become sources, links and records.

A mapping is a YAML file; `docs/mappings.md` describes it with examples. These classes are its grammar. They
are used once a file, at the edge: `compile.py` turns them into closures over column positions.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from creditgraph.ingest.headings import fold_heading
from creditgraph.model.vocabulary import (
    DERIVED_LINKS,
    Absence,
    Delivery,
    DetailKind,
    EntityKind,
    LinkType,
    NameKind,
    RecordType,
)

ColumnType = Literal[
    "text",
    "name",
    "person_name",
    "date",
    "date_end",
    "percent",
    "decimal",
    "enum",
    "credit_code",
    "org_code",
    "registration_number",
    "tax_number",
    "certificate_number",
    "stock_code",
    "citizen_id",
    "person_document",
    "code_or_citizen_id",
]

SECRET_TYPES = frozenset({"citizen_id", "person_document", "code_or_citizen_id"})
"""Columns whose numbers are sealed before anything is stored."""

NUMBER_TYPES = frozenset(
    {"credit_code", "org_code", "registration_number", "tax_number", "certificate_number", "stock_code"}
)
"""Columns of numbers that name an organisation."""

KindWord = EntityKind | Literal["auto", "organisation"]


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Parts = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""Columns that together make a key. `a|b` is the first of the two that is filled, `a?` may be empty."""

First = str
"""One column, or `a|b`: the first that is filled."""


class Title(_Node):
    """The dataset's name for people."""

    zh: str
    en: str


class When(_Node):
    """A condition on one column of the row; exactly one test."""

    column: str
    filled: bool | None = None
    any_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    contains: str | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "When":
        tests = (self.filled, self.any_of, self.none_of, self.contains)
        if sum(test is not None for test in tests) != 1:
            raise ValueError("a condition has exactly one of filled, any_of, none_of, contains")
        return self


class Column(_Node):
    """A column of the file. `required: heading` wants the column but allows empty cells."""

    heading: str
    aliases: tuple[str, ...] = ()
    type: ColumnType = "text"
    required: bool | Literal["heading"] | When = False
    values: dict[str, str] = {}
    """For `enum`: cell → value."""
    document_kind: str | None = None
    """For `person_document`: the column that says which document it is."""
    not_after_today: bool = False

    @model_validator(mode="after")
    def _fits_type(self) -> "Column":
        if (self.type == "enum") != bool(self.values):
            raise ValueError("`values` belongs to the type enum, which needs it")
        if self.document_kind is not None and self.type != "person_document":
            raise ValueError("`document_kind` belongs to the type person_document")
        if self.not_after_today and self.type != "date":
            raise ValueError("`not_after_today` belongs to the type date")
        return self

    @property
    def secret(self) -> bool:
        """Whether numbers in it are sealed."""
        return self.type in SECRET_TYPES

    def headings(self) -> frozenset[str]:
        """The folded headings by which the column is known."""
        return frozenset(map(fold_heading, (self.heading, *self.aliases)))


class KindByColumn(_Node):
    """The kind of a subject by the word in a column, else by a rule."""

    column: str
    values: dict[str, KindWord]
    otherwise: KindWord = Field(default="auto", alias="else")


class NameRule(_Node):
    """A column that names a source. `split` lists the characters that part several names."""

    column: str
    kind: NameKind = NameKind.REGISTERED
    split: str | None = None
    valid_from: First | None = None
    valid_to: First | None = None
    seen_on: First | None = None


class Constant(_Node):
    """A fixed value, stated where the condition holds."""

    value: str
    when: When | None = None


class SourceRule(_Node):
    """A subject that the row describes or mentions."""

    kind: KindWord | KindByColumn
    names: tuple[NameRule, ...] = Field(min_length=1)
    identifiers: tuple[str, ...] = ()
    details: dict[DetailKind, str | Constant] = {}
    key: tuple[Parts, ...] = ()
    mention_in: str | None = None
    distinguish: tuple[str, ...] = ()
    split: str | None = None
    when: When | None = None


class TypeByKind(_Node):
    """The type of a link by the kind of a source, as 个体工商户 have a 经营者 and no 法定代表人."""

    kind_of: str
    values: dict[EntityKind, LinkType]
    otherwise: LinkType = Field(alias="else")


class Attribute(_Node):
    """An attribute of a link: a column, parted into several links by `split`, or a fixed value."""

    column: str | None = None
    value: str | None = None
    split: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> "Attribute":
        if (self.column is None) == (self.value is None):
            raise ValueError("an attribute has either a column or a value")
        if self.split and self.column is None:
            raise ValueError("only a column can be split")
        return self


class LinkRule(_Node):
    """A relationship between two sources of the row."""

    type: LinkType | TypeByKind
    from_source: str = Field(alias="from")
    to_source: str = Field(alias="to")
    attributes: dict[str, Attribute] = {}
    valid_from: First | None = None
    valid_to: First | None = None
    when: When | None = None

    @model_validator(mode="after")
    def _no_derived_type(self) -> "LinkRule":
        types = {self.type} if isinstance(self.type, LinkType) else {self.type.otherwise, *self.type.values.values()}
        if derived := sorted(types & DERIVED_LINKS):
            raise ValueError(f"{derived[0]} is derived from what files state; no file states it")
        return self

    @model_validator(mode="after")
    def _one_split(self) -> "LinkRule":
        if sum(attribute.split is not None for attribute in self.attributes.values()) > 1:
            raise ValueError("only one attribute of a link can be split")
        return self


class FieldRule(_Node):
    """A field of a record that a column implies: the value of the first word that the cell contains."""

    name: str
    column: str
    words: dict[str, str]


class TypeByColumn(_Node):
    """The type of a record by the word in a column."""

    column: str
    values: dict[str, RecordType]
    otherwise: RecordType = Field(alias="else")


class Item(_Node):
    """The catalogue item as a column names it."""

    column: str


class RecordRule(_Node):
    """A record on a source. A field given by a column's id alone takes that id as its name."""

    type: RecordType | TypeByColumn
    source: str
    item: str | Item
    fact: Parts = ()
    fields: tuple[str | FieldRule, ...] = ()
    valid_from: First | None = None
    valid_to: First | None = None
    when: When | None = None


class SubjectScope(_Node):
    """A snapshot is whole for each subject that it names; the subject's columns, code first."""

    subject: Parts


class MappingFile(_Node):
    """One mapping file."""

    dataset: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Title
    delivery: Delivery
    absence: Absence | None = None
    scope: Literal["dataset"] | SubjectScope | None = None
    key: Literal["content"] | tuple[Parts, ...]
    supplier: str | None = None
    stated_on: str | None = None
    columns: dict[str, Column] = Field(min_length=1)
    sources: dict[str, SourceRule] = Field(min_length=1)
    links: tuple[LinkRule, ...] = ()
    records: tuple[RecordRule, ...] = ()

    @model_validator(mode="after")
    def _snapshot_words(self) -> "MappingFile":
        if (self.delivery == Delivery.SNAPSHOT) != (self.absence is not None and self.scope is not None):
            raise ValueError("a snapshot, and only a snapshot, has `absence` and `scope`")
        return self


def columns_of(parts: str) -> list[str]:
    """The column ids in a key part or a `First`: `a|b` gives both, a final `?` is no part of an id.

    >>> columns_of("code|name?")
    ['code', 'name']
    """
    return parts.removesuffix("?").split("|")


def all_columns(parts: Sequence[str]) -> list[str]:
    """The column ids in several key parts."""
    return [column for part in parts for column in columns_of(part)]
