"""The tables of the ledger, in text that both databases take (`Sql.script` translates the types).

- `audit` only grows: triggers refuse to change or delete an entry. `previous` and `digest` are room for a hash chain.
- A `stored_check` is never changed either. `body` is the answer as it was given, compressed with zstd.
- Moments are RFC 3339 in UTC with six decimals, so that they sort as text.
- A `job` is `running` under a lease: after `lease_until` another worker may take it, and one that was put back too.
- An `idempotency` entry without a status is in flight.
- A `read_key` is kept by the SHA-256 of its 256 random bits; one that is revoked stays: the trail names it.

A ledger of an earlier version is brought up to this one when it is opened: `UPGRADES` holds what leads to each version.
"""

SCHEMA_VERSION = 2

_READ_KEY = (
    "CREATE TABLE read_key (number TEXT PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, label TEXT NOT NULL,"
    " principal TEXT NOT NULL, created_at TEXT NOT NULL, revoked_at TEXT, used_on TEXT)"
)

TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE audit (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, act TEXT NOT NULL, stage TEXT NOT NULL,"
    " principal TEXT NOT NULL, action TEXT NOT NULL, about TEXT NOT NULL, purpose TEXT, reason TEXT, outcome TEXT,"
    " previous BLOB, digest BLOB)",
    "CREATE TABLE stored_check (number TEXT PRIMARY KEY, tx INTEGER NOT NULL, at TEXT NOT NULL, purpose TEXT NOT NULL,"
    " principal TEXT NOT NULL, sha256 TEXT NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE job (seq INTEGER PRIMARY KEY, job TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL,"
    " principal TEXT NOT NULL, arguments TEXT NOT NULL, progress TEXT, attempts INTEGER NOT NULL,"
    " worker TEXT, lease_until TEXT, result TEXT, error TEXT, created_at TEXT NOT NULL, finished_at TEXT)",
    "CREATE INDEX job_open ON job (seq) WHERE finished_at IS NULL",
    "CREATE TABLE idempotency (principal TEXT NOT NULL, idempotency_key TEXT NOT NULL, body_sha256 TEXT NOT NULL,"
    " status INTEGER, response BLOB, created_at TEXT NOT NULL, PRIMARY KEY (principal, idempotency_key))",
    "CREATE INDEX idempotency_age ON idempotency (created_at)",
    _READ_KEY,
)
UPGRADES = {2: (_READ_KEY,)}

KEYS = {
    "audit": "seq",
    "stored_check": "number",
    "job": "seq",
    "idempotency": "principal, idempotency_key",
    "read_key": "number",
}
"""The tables that hold what happened, and what tells their rows apart."""

_FROZEN = {"audit": "UPDATE DELETE", "stored_check": "UPDATE"}

GUARDS_SQLITE = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
    f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table, verbs in _FROZEN.items()
    for verb in verbs.split()
)
GUARDS_POSTGRESQL = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$",
    "CREATE TRIGGER audit_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER stored_check_frozen BEFORE UPDATE ON stored_check"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)
