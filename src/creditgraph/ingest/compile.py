"""A mapping and a header, compiled once a file into a `RowMapper`."""

from collections.abc import Sequence

from creditgraph.identifiers import Sealer
from creditgraph.ingest.headings import fold_heading
from creditgraph.ingest.library import Mapping
from creditgraph.ingest.mapper import RowMapper
from creditgraph.ingest.mapping import MappingFile
from creditgraph.ingest.refused import RefusedColumn, refusal
from creditgraph.model.dates import Day
from creditgraph.model.errors import BadInput


def compile_mapping(mapping: Mapping, header: Sequence[str], sealer: Sealer, today: Day) -> RowMapper:
    """The mapper for a file with this header.

    BadInput where a required heading is missing or a heading that the mapping wants stands there twice.
    """
    refused = tuple(RefusedColumn(h, code) for h in header if (code := refusal(h)) is not None)
    kept = [position for position, heading in enumerate(header) if refusal(heading) is None]
    found = _find(mapping.file, [header[position] for position in kept])
    missing = [
        column.heading
        for name, column in mapping.file.columns.items()
        if column.required is not False and name not in found
    ]
    if missing:
        raise BadInput(
            "missing_headings",
            f"the file lacks headings that the mapping {mapping.name} wants: {', '.join(missing)}",
            "add the columns, or name another mapping",
            missing=missing,
        )
    return RowMapper(mapping, tuple(header), kept, found, sealer, today, refused)


def _find(file: MappingFile, headings: Sequence[str]) -> dict[str, int]:
    """Column ids → positions among the kept headings. The heading itself goes before its aliases."""
    folded = [fold_heading(heading) for heading in headings]
    found = {}
    for name, column in file.columns.items():
        own = fold_heading(column.heading)
        places = [i for i, heading in enumerate(folded) if heading == own]
        places = places or [i for i, heading in enumerate(folded) if heading in column.headings()]
        if len(places) > 1:
            repeated = ", ".join(headings[i] for i in places)
            raise BadInput(
                "repeated_heading",
                f"several columns could be {column.heading}: {repeated}",
                "keep one of them, or rename the others",
            )
        if places:
            found[name] = places[0]
    return found
