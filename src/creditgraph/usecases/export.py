"""Export what the archive believes."""

from collections.abc import Iterator

from creditgraph.access.audit import audited
from creditgraph.archive.canonical import canonical_lines
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context


def export_canonical(context: Context, request: Request) -> Iterator[str]:
    """The canonical export at the request's transaction: lines, byte-sorted, without line ends."""
    with audited(context.audit, request, "export --canonical"), context.reading(request) as reading:
        yield from canonical_lines(reading.sql, reading.tx)
