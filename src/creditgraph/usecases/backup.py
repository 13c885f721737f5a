"""Back up the archive and its ledger into one file, while others work."""

import datetime as dt
import time
from importlib.metadata import version
from pathlib import Path

from creditgraph.access.audit import audited
from creditgraph.archive import backup_file, snapshot
from creditgraph.archive.schema import SCHEMA_VERSION
from creditgraph.archive.transfer import OnRows
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context


def backup(
    context: Context, request: Request, to: Path, on_rows: OnRows = lambda _table, _rows: None
) -> dict[str, object]:
    """Write a new file that holds the archive as of its newest transaction, and the ledger; what was written.

    The copy's canonical export was compared with the archive's. BadInput where there is such a file already, Broken
    where the disk is full: then there is no file. The key is not in it.
    """
    started = time.monotonic()
    with audited(context.audit, request, "backup", str(to)):
        key = context.archive.key_fingerprint()
        if to.exists():
            raise BadInput("file_exists", f"{to} exists", "name a new file")
        with backup_file.workplace(context.archive.folder_beside(".backup")) as folder:
            proof = snapshot.take(context.archive, context.ledger, folder, on_rows)
            made_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            source = context.archive.display_address
            manifest = backup_file.Manifest(proof, key, SCHEMA_VERSION, made_at, version("creditgraph"), source)
            size = backup_file.pack(folder, to, manifest)
        told: dict[str, object] = {"file": str(to.absolute()), "tx": proof.tx, "at": made_at, "bytes": size}
        context.ledger.keep_backup(told)
    return told | {
        "sha256": proof.sha256,
        "lines": proof.lines,
        "seconds": round(time.monotonic() - started, 3),
    }
