"""What does a row of a delivered file say, cell by cell?"""

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.identifiers import parse_cell
from creditgraph.ingest.columns import BAD
from creditgraph.model.dates import iso
from creditgraph.model.errors import NotFound
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context


def source_row(context: Context, request: Request, batch: int, row: int) -> dict[str, object]:
    """A row as it is stored: under the file's own headings, of identity numbers the masks.

    NotFound for a batch that is not there (at the transaction asked for) and a row that it does not hold.
    """
    with audited(context.audit, request, "source_row", f"{batch}/{row}"), context.reading(request) as reading:
        known = read.batch(reading.sql, batch, reading.tx)
        if known is None:
            raise NotFound("unknown_batch", f"there is no batch {batch}", "see the sources of an answer")
        cells = read.raw_row(reading.sql, batch, row)
        if cells is None:
            raise NotFound("unknown_row", f"batch {batch} ({known.file}) holds no row {row}", "see its sources")
        return {
            "tx": reading.tx,
            "batch": batch,
            "file": known.file,
            "row": row,
            "supplier": known.supplier,
            "dataset": known.dataset,
            "mapping": known.mapping,
            "stated_on": iso(known.stated_on),
            "imported_at": known.imported_at,
            "columns": [{"heading": heading, "value": _shown(value)} for heading, value in cells.items()],
        }


def _shown(cell: str) -> str:
    """A stored cell as it may be read: of a sealed number its mask alone, also where it is no valid one."""
    sealed = parse_cell(cell)
    if sealed is not None:
        return sealed.mask or ""
    return cell.removeprefix(BAD).partition(":")[2] if cell.startswith(BAD) else cell
