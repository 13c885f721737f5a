"""What one row of a file states: sources, links between them and records on them.

This is the boundary between `ingest`, which makes statements, and `archive`, which stores them. The values are
tuples, for a large file makes millions. A source is named inside its statement by its position in `sources`.
An identity number appears only as the keyed hash, the mask and the ciphertext that `identifiers` made of it.
"""

from typing import NamedTuple

from creditgraph.model.dates import Day
from creditgraph.model.vocabulary import DetailKind, EntityKind, IdentifierKind, LinkType, NameKind, RecordType


class Name(NamedTuple):
    """A name and when it was borne; `seen_on` is the day for which the row uses it (a decision's date)."""

    text: str
    kind: NameKind = NameKind.REGISTERED
    valid_from: Day | None = None
    valid_to: Day | None = None
    seen_on: Day | None = None


class Identifier(NamedTuple):
    """A valid, normalised number. For secret kinds `value` is the keyed hash in hex, beside mask and ciphertext."""

    kind: IdentifierKind
    value: str
    mask: str | None = None
    sealed: bytes | None = None


class Described(NamedTuple):
    """A subject as one row describes it. The first name is the one that the row calls it by.

    `key` identifies the source inside its dataset; `context` is the position of the organisation in which a
    person is merely mentioned, None where the row identifies the subject by itself.
    """

    key: bytes
    kind: EntityKind
    names: tuple[Name, ...]
    identifiers: tuple[Identifier, ...] = ()
    details: tuple[tuple[DetailKind, str], ...] = ()
    context: int | None = None


class StatedLink(NamedTuple):
    """A relationship between two sources of the same statement. `attributes` are sorted name/value pairs."""

    type: LinkType
    from_source: int
    to_source: int
    attributes: tuple[tuple[str, str | int], ...] = ()
    valid_from: Day | None = None
    valid_to: Day | None = None


class StatedRecord(NamedTuple):
    """A record on a source. `fields` are name/value pairs in the mapping's order, empty ones left out.

    `fact_key` stands for the decision itself (authority and document number), so that the same decision
    from two suppliers is one fact; None where the row names no decision.
    """

    type: RecordType
    source: int
    item: str
    fact_key: bytes | None = None
    fields: tuple[tuple[str, str], ...] = ()
    valid_from: Day | None = None
    valid_to: Day | None = None


class Statement(NamedTuple):
    """All that one row says. `row` is the number that a spreadsheet shows; `cells` are redacted.

    `key` identifies the row inside its dataset; `scope` is the subject whose snapshot the row belongs to.
    """

    row: int
    key: bytes
    scope: bytes | None
    sources: tuple[Described, ...]
    links: tuple[StatedLink, ...]
    records: tuple[StatedRecord, ...]
    cells: tuple[str, ...]
