"""Make a backup the archive at a place where there is none."""

import time
from pathlib import Path

from creditgraph.access.audit import audited
from creditgraph.archive import backup_file, snapshot
from creditgraph.archive.archive import Archive, newest_tx
from creditgraph.archive.backup_file import Manifest
from creditgraph.archive.ledger import ledger_file
from creditgraph.archive.migrations import migrate
from creditgraph.archive.schema import SCHEMA_VERSION
from creditgraph.archive.transfer import OnRows
from creditgraph.identifiers import load_key
from creditgraph.model.errors import Broken, Refused
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.published import graph_state

RESTORE = "restore"
"""The kind of the transaction with which a restored archive begins: by it a graph that knows a later past is found."""


def restore(
    context: Context, request: Request, file: Path, on_rows: OnRows = lambda _table, _rows: None
) -> dict[str, object]:
    """Make the archive of a backup, and its ledger, at the context's address; what was restored.

    Before anything is made there the file is unpacked beside it, compared with its digests, and its canonical export
    with that of the archive it was taken from. Refused where the place holds something, Broken where the backup is
    damaged or the archive key is not the one it belongs to.
    """
    started = time.monotonic()
    archive = context.archive
    with audited(context.audit, request, RESTORE, str(file)):
        key = load_key(context.key_path)
        _check_empty(archive)
        with backup_file.workplace(archive.folder_beside(".restore")) as folder:
            manifest = backup_file.unpack(file, folder)
            _check_fits(file, manifest, key.fingerprint)
            copy = Archive(str(folder / snapshot.ARCHIVE_FILE))
            try:
                migrate(copy)  # a backup of an earlier program
                snapshot.check(copy, manifest.proof)
                with copy.transaction(RESTORE, request.principal.name) as (_sql, tx):
                    pass
            finally:
                copy.close()
            snapshot.put_in_place(folder, archive, on_rows)
        if archive.file is None:  # else it is the file that was checked
            snapshot.check(archive, manifest.proof)
    address = context.graph_address
    return {
        "archive": archive.display_address,
        "file": str(file.absolute()),
        "made_at": manifest.made_at,
        "from": manifest.source,
        "tx": tx,
        "sha256": manifest.proof.sha256,
        "lines": manifest.proof.lines,
        **({} if address is None else {"graph": graph_state(address, archive)}),
        "seconds": round(time.monotonic() - started, 3),
    }


def _check_empty(archive: Archive) -> None:
    """Refused where the place holds an archive with anything in it, or files of one."""
    place = archive.file
    if place is None:
        if not archive.exists():
            return
        with archive.read() as sql:
            held = f"{newest_tx(sql)} transactions" if newest_tx(sql) else None
    else:
        # A journal that was left behind would be taken for the new file's own.
        files = [Path(f"{one}{end}") for one in (place, ledger_file(place)) for end in ("", "-wal", "-shm")]
        held = next((str(one) for one in files if one.exists()), None)
    if held is not None:
        raise Refused(
            "target_not_empty",
            f"{archive.display_address} is in use ({held}); nothing was restored",
            "name an empty database or a new file with --archive, or move the old files away",
        )


def _check_fits(file: Path, manifest: Manifest, key: str) -> None:
    if manifest.key != key:
        raise Broken(
            "wrong_key",
            f"{file} was taken from an archive of another key; nothing was restored",
            "name the key file of that archive with CREDITGRAPH_KEY_FILE",
        )
    if manifest.schema > SCHEMA_VERSION:
        raise Broken(
            "schema_version",
            f"{file} has schema {manifest.schema}, this program knows {SCHEMA_VERSION}",
            "restore it with the program version that made it",
        )
