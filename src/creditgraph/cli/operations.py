"""Running an archive: `rebuild`, `export`, `copy-archive`, `migrate`, `status`, `config show`."""

import hashlib
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import typer

from creditgraph.cli.options import AS_KNOWN, CHANGE, DONE, FINDING, command
from creditgraph.cli.progress import copy_progress
from creditgraph.cli.session import Session
from creditgraph.cli.view_graph import view_files
from creditgraph.cli.view_migrate import view_migrate
from creditgraph.cli.view_work import view_config, view_copy, view_export, view_rebuild, view_status
from creditgraph.model.errors import BadInput
from creditgraph.usecases import copy_archive as copy_archive_
from creditgraph.usecases import export as export_
from creditgraph.usecases import migrate as migrate_
from creditgraph.usecases import publish as publish_
from creditgraph.usecases import rebuild as rebuild_
from creditgraph.usecases import status as status_


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    command(app, CHANGE, "creditgraph rebuild --check")(rebuild)
    command(
        app,
        AS_KNOWN,
        "creditgraph export --canonical > archive.tsv",
        "creditgraph export --canonical --output archive.tsv --known-at tx:5",
        "creditgraph export --format neo4j-admin --output graph-files",
    )(export)
    command(
        app,
        CHANGE,
        "creditgraph copy-archive postgresql://creditgraph@127.0.0.1/creditgraph",
        "creditgraph --archive postgresql://creditgraph@127.0.0.1/creditgraph copy-archive credit.sqlite",
        name="copy-archive",
    )(copy_archive)
    command(app, CHANGE, "creditgraph migrate --dry-run", "creditgraph migrate --graph bolt://127.0.0.1:7687")(migrate)
    command(app, AS_KNOWN, "creditgraph status --json")(status)
    config = typer.Typer(help="The settings in force.", no_args_is_help=True, rich_markup_mode=None)
    command(config, CHANGE, "creditgraph config show --json", name="show")(show_config)
    app.add_typer(config, name="config")


def rebuild(
    session: Session,
    check: Annotated[bool, typer.Option("--check", help="Compare only; change nothing.")] = False,
    keys: Annotated[bool, typer.Option("--keys", help="Fold and index all names again first.")] = False,
) -> int:
    """Derive everything again from evidence and decisions. Status 3: what was stored differed."""
    told = rebuild_.rebuild(session.context, session.request(), check, keys)
    session.output.answer(told, view_rebuild)
    return FINDING if told["differences"] else DONE


def export(
    session: Session,
    canonical: Annotated[
        bool,
        typer.Option("--canonical", help="One line a fact, byte-sorted, comparable between archives of one key."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            help="Write to this file and print its hash; a folder for neo4j-admin.  [default: standard output]",
        ),
    ] = None,
    format_: Annotated[
        Literal["neo4j-admin"] | None,
        typer.Option("--format", help="Files for another program: the graph for neo4j-admin database import."),
    ] = None,
) -> None:
    """Export what the archive believes. On standard output the lines are printed as they are, also with --json."""
    if canonical == (format_ is not None):
        raise typer.BadParameter("say what to export: --canonical or --format neo4j-admin")
    if format_ is not None:
        if output is None:
            raise typer.BadParameter("--format neo4j-admin needs a folder: --output DIR")
        session.output.answer(publish_.export_neo4j(session.context, session.request(), output), view_files)
        return
    lines = export_.export_canonical(session.context, session.request())
    if output is None:
        for line in lines:
            sys.stdout.buffer.write(line.encode() + b"\n")
        return
    session.output.answer(_write(output, lines), view_export)


def copy_archive(
    session: Session,
    to: Annotated[str, typer.Argument(metavar="TO", help="Where to: a new file, or an empty PostgreSQL database.")],
) -> None:
    """Copy the archive with its ledger to another database, whole or not at all. Stop server and worker first."""
    with copy_progress(session.output) as on_rows:
        told = copy_archive_.copy_archive(session.context, session.request(), to, on_rows)
    session.output.answer(told, view_copy)


def migrate(
    session: Session,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be applied; try it on the archive and take it back.")
    ] = False,
) -> None:
    """Bring archive and published graph to the schema of this program. Back up first; stop server and worker."""
    session.output.answer(migrate_.migrate(session.context, session.request(), dry_run), view_migrate)


def status(session: Session) -> None:
    """Say what the archive holds: counts, and each dataset with its last delivery."""
    session.output.answer(status_.status(session.context, session.request()), view_status)


def show_config(session: Session) -> None:
    """Print the settings in force and where the archive and its key are."""
    context = session.context
    told = {
        "archive": context.archive.display_address,
        "archive_exists": context.archive.exists(),
        "key_file": str(context.key_path),
        "key_exists": context.key_path.exists(),
        "policy": context.archive.policy.name,
        "lang": session.language,
        "version": version("creditgraph"),
    }
    session.output.answer(told, view_config)


def _write(path: Path, lines: Iterator[str]) -> dict[str, object]:
    digest, count = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            for line in lines:
                content = line.encode() + b"\n"
                digest.update(content)
                file.write(content)
                count += 1
    except OSError as error:
        raise BadInput("not_writable", f"cannot write {path}: {error.strerror}", "name another file") from None
    return {"file": str(path), "lines": count, "sha256": digest.hexdigest()}
