"""Safety copies of an archive: `backup`, `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from creditgraph.cli.options import CHANGE, command
from creditgraph.cli.progress import copy_progress
from creditgraph.cli.session import Session
from creditgraph.cli.view_backup import view_backup, view_restore
from creditgraph.usecases import backup as backup_
from creditgraph.usecases import restore as restore_


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    command(app, CHANGE, "creditgraph backup /backup/creditgraph-2026-11-24.cgb")(backup)
    command(
        app,
        CHANGE,
        "creditgraph restore /backup/creditgraph-2026-11-24.cgb --archive restored.sqlite",
        "creditgraph restore /backup/creditgraph-2026-11-24.cgb --archive postgresql://creditgraph@127.0.0.1/restored",
    )(restore)


def backup(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; there must be none yet.")],
) -> None:
    """Back up the archive with its ledger into one file, while others work. The key is not in it: keep it elsewhere."""
    with copy_progress(session.output) as on_rows:
        told = backup_.backup(session.context, session.request(), file, on_rows)
    session.output.answer(told, view_backup)


def restore(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that backup wrote.")],
) -> None:
    """Make a backup the archive at a place where there is none, on either database. Needs the key of that archive."""
    with copy_progress(session.output) as on_rows:
        told = restore_.restore(session.context, session.request(), file, on_rows)
    session.output.answer(told, view_restore)
