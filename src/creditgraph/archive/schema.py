"""The tables of the archive, and which of them are evidence, decisions or derived (architecture 1.2).

- Evidence is append-only. A `version` is one row of a file as it was stated; `content` names the version whose facts
  say the same, usually itself. A fact's id is its version's id times 1024 plus its position, so facts need no other
  column to find their version and are read in order.
- `belief` says from which transaction to which the archive believed a version, and the day at which its facts end
  because a later statement or an absence follows (`until`). A fact holds from its own `valid_from` to the earlier of
  its own `valid_to` and `until`.
- An interval of transactions is half-open; `tx_to` is null while it is open, and is written once.
- An `open_name` is the name of an organisation that stated no credit code when it came; `stem` holds the characters
  that a longer name must have to be meant, where it is a short name.
- A `text` is a folded name, stored once; `name.shown` holds the spelling where it differs.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)

SCHEMA_VERSION = 3
FACT_BITS = 10
FACTS = 1 << FACT_BITS
"""How many facts of one table a row may state."""

metadata = MetaData()
_Id = BigInteger().with_variant(Integer(), "sqlite")


def _id(name: str) -> Column[int]:
    return Column(name, _Id, primary_key=True, autoincrement=False)


def _interval() -> tuple[Column[int], Column[int]]:
    return Column("tx_from", _Id, nullable=False), Column("tx_to", _Id)


meta = Table("meta", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
tx = Table(
    "tx",
    metadata,
    _id("tx"),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
)

# evidence ------------------------------------------------------------------------------------------------------------

dataset = Table("dataset", metadata, _id("ds"), Column("name", Text, nullable=False, unique=True))
batch = Table(
    "batch",
    metadata,
    _id("bid"),
    Column("ds", _Id, nullable=False),
    Column("tx", _Id, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("mapping", Text, nullable=False),
    Column("mapping_sha256", Text, nullable=False),
    Column("delivery", Text, nullable=False),
    Column("supplier", Text),
    Column("stated_on", Integer, nullable=False),
    Column("columns", Text, nullable=False),
    Column("record_types", Text, nullable=False),
    Column("rows_read", _Id, nullable=False),
    Column("rows_accepted", _Id, nullable=False),
    Column("rows_unchanged", _Id, nullable=False),
    Column("rows_quarantined", _Id, nullable=False),
)
raw = Table(
    "raw",
    metadata,
    Column("bid", _Id),
    Column("first_row", _Id),
    Column("block", LargeBinary, nullable=False),
    PrimaryKeyConstraint("bid", "first_row"),
)
version = Table(
    "version",
    metadata,
    _id("vid"),
    Column("ds", _Id, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("bid", _Id, nullable=False),
    Column("row", _Id, nullable=False),
    Column("stated_on", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("scope", LargeBinary),
    Column("content", _Id, nullable=False),
    Column("tx", _Id, nullable=False),
)
absence = Table(
    "absence",
    metadata,
    Column("ds", _Id, nullable=False),
    Column("scope", LargeBinary, nullable=False),
    Column("stated_on", Integer, nullable=False),
    Column("mode", SmallInteger, nullable=False),
    Column("bid", _Id, nullable=False),
    Column("tx", _Id, nullable=False),
)
source = Table(
    "source",
    metadata,
    _id("sid"),
    Column("ds", _Id, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("home_id", _Id, nullable=False),
    Column("stratum", SmallInteger, nullable=False),
    Column("context_sid", _Id),
    Column("tx", _Id, nullable=False),
)
text = Table(
    "text",
    metadata,
    _id("tid"),
    Column("folded", Text().with_variant(Text(collation="C"), "postgresql"), nullable=False),
    Column("loose", _Id, nullable=False),
    Column("key_version", SmallInteger, nullable=False),
)
name = Table(
    "name",
    metadata,
    _id("fid"),
    Column("sid", _Id, nullable=False),
    Column("tid", _Id),
    Column("shown", Text),
    Column("name_kind", SmallInteger, nullable=False),
    Column("entity_kind", SmallInteger),
    Column("valid_from", Integer),
    Column("valid_to", Integer),
    Column("seen_on", Integer),
)
identifier = Table(
    "identifier",
    metadata,
    _id("fid"),
    Column("sid", _Id, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("value", Text, nullable=False),
    Column("mask", Text),
    Column("sealed", LargeBinary),
)
detail = Table(
    "detail",
    metadata,
    _id("fid"),
    Column("sid", _Id, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("value", Text, nullable=False),
)
link = Table(
    "link",
    metadata,
    _id("lid"),
    Column("type", SmallInteger, nullable=False),
    Column("from_sid", _Id, nullable=False),
    Column("to_sid", _Id, nullable=False),
    Column("attributes", Text),
    Column("valid_from", Integer),
    Column("valid_to", Integer),
)
layout = Table("layout", metadata, _id("layout"), Column("names", Text, nullable=False, unique=True))
record = Table(
    "record",
    metadata,
    _id("rid"),
    Column("sid", _Id, nullable=False),
    Column("type", SmallInteger, nullable=False),
    Column("item", Text, nullable=False),
    Column("fact_key", LargeBinary),
    Column("layout", _Id, nullable=False),
    Column("fields", Text, nullable=False),
    Column("valid_from", Integer),
    Column("valid_to", Integer),
)

# decisions -----------------------------------------------------------------------------------------------------------

judgement = Table(
    "judgement",
    metadata,
    _id("jid"),
    Column("a_sid", _Id, nullable=False),
    Column("b_sid", _Id, nullable=False),
    Column("verdict", SmallInteger, nullable=False),
    Column("origin", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("certainty", SmallInteger, nullable=False),
    Column("score", Float),
    Column("why", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("tid", _Id),
    *_interval(),
)
withdrawal = Table(
    "withdrawal",
    metadata,
    _id("wid"),
    Column("sid", _Id, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("why", Text, nullable=False),
    Column("actor", Text, nullable=False),
    *_interval(),
)

# derived -------------------------------------------------------------------------------------------------------------

belief = Table(
    "belief",
    metadata,
    Column("vid", _Id, autoincrement=False),
    Column("tx_from", _Id),
    Column("tx_to", _Id),
    Column("until", Integer),
    PrimaryKeyConstraint("vid", "tx_from"),
    sqlite_with_rowid=False,
)
claim = Table(
    "claim",
    metadata,
    Column("sid", _Id, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    *_interval(),
)
member = Table(
    "member",
    metadata,
    Column("sid", _Id, autoincrement=False),
    Column("tx_from", _Id),
    Column("tx_to", _Id),
    Column("eid", _Id, nullable=False),
    Column("certainty", SmallInteger, nullable=False),
    PrimaryKeyConstraint("sid", "tx_from"),
    sqlite_with_rowid=False,
)
review_case = Table(
    "review_case",
    metadata,
    _id("cid"),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("sids", Text, nullable=False),
    *_interval(),
    Column("score", Float),
    Column("why", Text),
)

rekeyed = Table("rekeyed", metadata, _id("sid"))

open_name = Table("open_name", metadata, _id("tid"), Column("stem", Text))

review_subject = Table(
    "review_subject",
    metadata,
    Column("cid", _Id, nullable=False),
    Column("sid", _Id, nullable=False),
    PrimaryKeyConstraint("cid", "sid"),
)

INDEXES = (
    Index("version_key", version.c.ds, version.c.key),
    Index("version_scope", version.c.ds, version.c.scope, sqlite_where=version.c.scope.is_not(None)),
    Index("absence_scope", absence.c.ds, absence.c.scope),
    Index("source_key", source.c.ds, source.c.key, unique=True),
    Index("source_home", source.c.home_id, unique=True),
    Index("source_context", source.c.context_sid, sqlite_where=source.c.context_sid.is_not(None)),
    Index("text_folded", text.c.folded, unique=True),
    Index("text_loose", text.c.loose),
    Index("name_sid", name.c.sid),
    Index("name_tid", name.c.tid),
    Index("identifier_value", identifier.c.value),
    # With the type, so that a hub's links of one type are counted and paged without reading the others.
    Index("link_from", link.c.from_sid, link.c.to_sid, link.c.type),
    Index("link_to", link.c.to_sid, link.c.from_sid, link.c.type),
    Index("record_sid", record.c.sid),
    Index("claim_key", claim.c.key, sqlite_where=claim.c.kind != 6, postgresql_where=claim.c.kind != 6),
    Index("claim_sid", claim.c.sid),
    Index("claim_closed", claim.c.tx_to, sqlite_where=claim.c.tx_to.is_not(None)),
    Index("withdrawal_tx", withdrawal.c.tx_from),
    Index("member_eid", member.c.eid),
    Index("judgement_a", judgement.c.a_sid),
    Index("judgement_b", judgement.c.b_sid),
    Index("judgement_tid", judgement.c.tid, sqlite_where=judgement.c.tid.is_not(None)),
    Index("name_dated", name.c.tid, sqlite_where=name.c.valid_from.is_not(None) | name.c.valid_to.is_not(None)),
    Index("withdrawal_sid", withdrawal.c.sid),
    Index("review_subject_sid", review_subject.c.sid),
    Index("review_case_about", review_case.c.about),
    Index("batch_sha256", batch.c.sha256),
)
"""Secondary indexes: made last in a first load, because random keys in a live index slow it down."""

GRAMS_SQLITE = (
    "CREATE VIRTUAL TABLE gram_index USING fts5(grams, content='', detail=none, columnsize=0, tokenize=\"unicode61\")"
)
GRAMS_POSTGRESQL = "CREATE TABLE gram_index (tid INTEGER PRIMARY KEY, grams text[] NOT NULL)"
GRAMS_INDEX_POSTGRESQL = "CREATE INDEX gram_index_grams ON gram_index USING gin (grams)"
"""SQLite's index is its own table."""
