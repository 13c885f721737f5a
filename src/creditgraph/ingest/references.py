"""What a mapping file says of itself must hold together: the columns, sources and headings it names exist."""

from collections.abc import Iterator, Sequence

from creditgraph.ingest.mapping import (
    NUMBER_TYPES,
    SECRET_TYPES,
    First,
    KindByColumn,
    LinkRule,
    MappingFile,
    RecordRule,
    SourceRule,
    SubjectScope,
    TypeByColumn,
    TypeByKind,
    When,
    all_columns,
    columns_of,
)
from creditgraph.model.dates import parse_day
from creditgraph.model.vocabulary import DetailKind

Place = tuple[str | int, ...]
Fault = tuple[Place, str]

_DATES = ("date", "date_end")
_NAMES = ("name", "person_name", "text")
_NUMBERS = sorted(NUMBER_TYPES | SECRET_TYPES)


def faults(file: MappingFile) -> Iterator[Fault]:
    """Every reference that leads nowhere or to a column of the wrong type, with its place in the file."""
    check = _Check(file)
    yield from check.headings()
    if file.key != "content":
        for number, parts in enumerate(file.key):
            yield from check.columns(("key", number), all_columns(parts))
    if isinstance(file.scope, SubjectScope):
        yield from check.columns(("scope", "subject"), all_columns(file.scope.subject))
    if file.stated_on is not None:
        try:
            parse_day(file.stated_on)
        except ValueError as error:
            yield ("stated_on",), str(error)
    seen: list[str] = []
    for name, source in file.sources.items():
        yield from check.source(("sources", name), source, seen)
        seen.append(name)
    for number, link in enumerate(file.links):
        yield from check.link(("links", number), link)
    for number, record in enumerate(file.records):
        yield from check.record(("records", number), record)


class _Check:
    def __init__(self, file: MappingFile) -> None:
        self._columns = file.columns
        self._sources = file.sources

    def headings(self) -> Iterator[Fault]:
        owners: dict[str, str] = {}
        for name, column in self._columns.items():
            place: Place = ("columns", name)
            for heading in sorted(column.headings()):
                if not heading:
                    yield place, "a heading has letters or digits"
                elif owners.setdefault(heading, name) != name:
                    yield place, f"the heading {heading!r} is already that of the column {owners[heading]!r}"
            if isinstance(column.required, When):
                yield from self.when((*place, "required"), column.required)
            if column.document_kind is not None:
                yield from self.columns((*place, "document_kind"), [column.document_kind])

    def columns(self, place: Place, names: Sequence[str], types: Sequence[str] = ()) -> Iterator[Fault]:
        for name in names:
            if name not in self._columns:
                yield place, f"there is no column {name!r}"
            elif types and self._columns[name].type not in types:
                yield place, f"the column {name!r} has the type {self._columns[name].type}, wanted {types}"

    def open(self, place: Place, names: Sequence[str]) -> Iterator[Fault]:
        """Columns whose text is stored readable: never secret ones."""
        yield from self.columns(place, names)
        for name in names:
            if name in self._columns and self._columns[name].secret:
                yield place, f"the column {name!r} is secret; its text may not be stored there"

    def when(self, place: Place, when: When | None) -> Iterator[Fault]:
        if when is not None:
            yield from self.open((*place, "column"), [when.column])

    def dates(self, place: Place, **columns: First | None) -> Iterator[Fault]:
        for field, first in columns.items():
            if first is not None:
                yield from self.columns((*place, field), columns_of(first), _DATES)

    def source(self, place: Place, rule: SourceRule, before: Sequence[str]) -> Iterator[Fault]:
        if isinstance(rule.kind, KindByColumn):
            yield from self.open((*place, "kind", "column"), [rule.kind.column])
        for number, name in enumerate(rule.names):
            at = (*place, "names", number)
            yield from self.columns((*at, "column"), [name.column], _NAMES)
            days = {"valid_from": name.valid_from, "valid_to": name.valid_to, "seen_on": name.seen_on}
            yield from self.dates(at, **days)
        yield from self.columns((*place, "identifiers"), rule.identifiers, _NUMBERS)
        yield from self._details(place, rule)
        for number, parts in enumerate(rule.key):
            yield from self.columns((*place, "key", number), all_columns(parts))
        yield from self.columns((*place, "distinguish"), rule.distinguish)
        yield from self.when((*place, "when"), rule.when)
        if rule.mention_in is not None and rule.mention_in not in before:
            yield (*place, "mention_in"), f"no source {rule.mention_in!r} stands above this one"
        if rule.split and (rule.identifiers or len(rule.names) > 1):
            yield (*place, "split"), "several subjects in one cell share no identifiers and no second name"

    def _details(self, place: Place, rule: SourceRule) -> Iterator[Fault]:
        for kind, value in rule.details.items():
            at = (*place, "details", str(DetailKind(kind)))
            if isinstance(value, str):
                yield from self.open(at, [value])
            else:
                yield from self.when((*at, "when"), value.when)

    def link(self, place: Place, rule: LinkRule) -> Iterator[Fault]:
        yield from self._known((*place, "from"), rule.from_source)
        yield from self._known((*place, "to"), rule.to_source)
        if isinstance(rule.type, TypeByKind):
            yield from self._known((*place, "type", "kind_of"), rule.type.kind_of)
        for name, attribute in rule.attributes.items():
            if attribute.column is not None:
                yield from self.open((*place, "attributes", name), [attribute.column])
        yield from self.dates(place, valid_from=rule.valid_from, valid_to=rule.valid_to)
        yield from self.when((*place, "when"), rule.when)

    def record(self, place: Place, rule: RecordRule) -> Iterator[Fault]:
        yield from self._known((*place, "source"), rule.source)
        if isinstance(rule.type, TypeByColumn):
            yield from self.open((*place, "type", "column"), [rule.type.column])
        if not isinstance(rule.item, str):
            yield from self.open((*place, "item", "column"), [rule.item.column])
        yield from self.columns((*place, "fact"), all_columns(rule.fact))
        for number, field in enumerate(rule.fields):
            column = field if isinstance(field, str) else field.column
            yield from self.open((*place, "fields", number), [column])
        yield from self.dates(place, valid_from=rule.valid_from, valid_to=rule.valid_to)
        yield from self.when((*place, "when"), rule.when)

    def _known(self, place: Place, source: str) -> Iterator[Fault]:
        if source not in self._sources:
            yield place, f"there is no source {source!r}"
