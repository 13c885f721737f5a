"""From a file to statements: read, fit a mapping, redact, validate. Ends at evidence; stores nothing."""

from creditgraph.ingest.compile import compile_mapping
from creditgraph.ingest.library import Mapping, fit_mapping, list_mappings, load_mapping
from creditgraph.ingest.mapper import Outcome, RowMapper
from creditgraph.ingest.quarantine import SUFFIX as QUARANTINE_SUFFIX
from creditgraph.ingest.quarantine import Problem, QuarantineWriter, messages
from creditgraph.ingest.readers import Header, Row, Table, open_table, sha256_of
from creditgraph.ingest.refused import RefusedColumn
from creditgraph.ingest.returned import SUFFIX as RETURNED_SUFFIX
from creditgraph.ingest.templates import TEMPLATES, template, write_template

__all__ = [
    "QUARANTINE_SUFFIX",
    "RETURNED_SUFFIX",
    "TEMPLATES",
    "Header",
    "Mapping",
    "Outcome",
    "Problem",
    "QuarantineWriter",
    "RefusedColumn",
    "Row",
    "RowMapper",
    "Table",
    "compile_mapping",
    "fit_mapping",
    "list_mappings",
    "load_mapping",
    "messages",
    "open_table",
    "sha256_of",
    "template",
    "write_template",
]
