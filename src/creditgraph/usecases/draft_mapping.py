"""Propose a mapping for a file that no shipped one fits. Reads the file, stores nothing."""

from pathlib import Path
from typing import Any

from creditgraph.ingest import fit_mapping, open_table
from creditgraph.ingest.draft import Draft, draft_mapping, shown
from creditgraph.ingest.output_file import write_new
from creditgraph.model.errors import BadInput
from creditgraph.usecases.intake import today


def draft(
    path: Path, output: Path | None = None, force: bool = False, encoding: str | None = None, sheet: str | None = None
) -> dict[str, Any]:
    """The mapping as text, with a reason for every column; written to `output` where that is given.

    BadInput where no column names a subject, and where the output exists, unless `force`.
    """
    table = open_table(path, encoding, sheet=sheet)
    fits = _shipped(table.header_candidates())
    made = draft_mapping(table, path.name.partition(".")[0], today())
    if output is not None:
        write_new(output, made.text.encode(), force)
    return {
        "file": str(path),
        "sheet": table.sheet,
        "header_row": made.header_row,
        "rows_looked_at": made.rows,
        "shipped_mapping": fits,
        "key": made.key or "content",
        "delivery": "upsert",
        "columns": _columns(made),
        "mapping": made.text,
        "output": None if output is None else str(output),
    }


def _columns(made: Draft) -> list[dict[str, Any]]:
    return [
        {
            "heading": shown(guess.heading),
            "id": guess.role,
            "type": guess.type or None,
            "use": "refused" if guess.refused else "ignored" if guess.role is None else "mapped",
            "refused": guess.refused,
            "reason": {"zh": guess.reason_zh, "en": guess.reason_en},
        }
        for guess in made.guesses
    ]


def _shipped(candidates: list[Any]) -> str | None:
    """The shipped mapping that fits all the same: then no draft is needed."""
    try:
        return fit_mapping([candidate.cells for candidate in candidates]).name
    except BadInput:
        return None
