"""Filling an archive: `init`, `template`, `import`, `demo`."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from creditgraph.cli.options import CHANGE, DONE, FAILED, FINDING, command, day, named
from creditgraph.cli.output import error_told
from creditgraph.cli.progress import import_progress
from creditgraph.cli.serving import Port, serve_archive
from creditgraph.cli.session import DEFAULT_ARCHIVE, Session
from creditgraph.cli.view_work import view_demo, view_draft, view_import, view_made, view_template
from creditgraph.ingest import QUARANTINE_SUFFIX, TEMPLATES, template, write_template
from creditgraph.model.errors import Broken, Busy, CreditGraphError, Refused
from creditgraph.usecases import draft_mapping as draft_mapping_
from creditgraph.usecases.context import Context
from creditgraph.usecases.demo import demo as run_demo
from creditgraph.usecases.import_file import Report, import_file
from creditgraph.usecases.intake import Options


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    command(app, CHANGE, "creditgraph init", "creditgraph --archive /srv/credit.sqlite init")(init)
    command(
        app,
        CHANGE,
        "creditgraph template registration",
        "creditgraph template officers officers.csv",
        name="template",
    )(make_template)
    command(
        app,
        CHANGE,
        "creditgraph import registration.csv officers.csv",
        "creditgraph import licence.csv --supplier 11379900YX1100043H --stated-on 2026-06-30",
        name="import",
    )(import_files)
    command(app, CHANGE, "creditgraph demo", "creditgraph demo --no-serve")(demo)
    mappings = typer.Typer(help="Mappings of unknown files.", no_args_is_help=True, rich_markup_mode=None)
    command(
        mappings,
        CHANGE,
        "creditgraph mapping draft shops.xlsx",
        "creditgraph mapping draft shops.xlsx --output shops.yaml",
        name="draft",
    )(draft_mapping)
    app.add_typer(mappings, name="mapping")


def init(session: Session) -> None:
    """Make the archive key and an empty archive. What is there already is left as it is."""
    context = session.context
    made = context.ensure()
    told = {"archive": context.archive.display_address, "key_file": str(context.key_path), "made": made}
    session.output.answer(told, view_made)


def make_template(
    session: Session,
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(TEMPLATES)}.")],
    file: Annotated[Path | None, typer.Argument(help="The file to write.  [default: KIND.csv]")] = None,
) -> None:
    """Write an empty file with the headings of a kind, to be filled in and imported. No file is overwritten."""
    path = file or Path(f"{kind}.csv")
    columns = template(kind)
    write_template(kind, path)
    session.output.answer({"kind": kind, "file": str(path), "columns": list(columns)}, view_template)


def import_files(
    session: Session,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="CSV, .xlsx, JSON Lines or Parquet, in turn."),
    ],
    mapping: Annotated[
        str | None, typer.Option(help="A shipped mapping's name or a file.  [default: the one that fits]")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="The dataset that the files belong to.")] = None,
    supplier: Annotated[
        str | None, typer.Option(metavar="CODE", help="Credit code, or else the name, of who delivered the files.")
    ] = None,
    stated_on: Annotated[
        int | None,
        typer.Option(metavar="DATE", parser=day, help="The day for which the files speak.  [default: today]"),
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="The files' encoding.  [default: found out]")] = None,
    sheet: Annotated[
        str | None, typer.Option(help="The workbooks' sheet.  [default: the first that holds something]")
    ] = None,
    snapshot: Annotated[
        Literal["dataset"] | None,
        typer.Option(help="The files hold the whole dataset: what they lack has ended."),
    ] = None,
    accept_shrink: Annotated[bool, typer.Option("--accept-shrink", help="Let a snapshot close many rows.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check only; store nothing.")] = False,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Load a file only if nothing in it is quarantined.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="How many processes read a file.  [default: as many as its size is worth]"),
    ] = None,
) -> int:
    """Import files. Rows that cannot load go to a quarantine file beside theirs; the same file again changes nothing.

    A first import makes the key and the archive. Status 3: something was quarantined or refused. Status 1: a file
    failed; the others are imported all the same.
    """
    _make_missing(session, session.context)
    options = Options(
        mapping,
        dataset,
        supplier,
        stated_on,
        encoding,
        snapshot == "dataset",
        accept_shrink,
        dry_run,
        all_or_nothing,
        sheet=sheet,
        processes=processes,
    )
    request, batches, status = session.request(), [], DONE
    for path in files:
        if path.name.endswith(QUARANTINE_SUFFIX):
            session.output.note(session.output.pick(f"跳过隔离文件 {path}", f"skipped the quarantine file {path}"))
            continue
        try:
            with import_progress(session.output, path.name) as progress:
                report = import_file(session.context, request, path, options, progress)
        except (CreditGraphError, OSError) as raised:
            error = named(raised) if isinstance(raised, OSError) else raised
            status = FAILED
            batches.append(_failed(session, path, error))
            if isinstance(error, Broken | Busy):
                break  # it would meet the next file too
        else:
            status = max(status, FINDING if report.finding else DONE, key=_SEVERITY.index)
            batches.append(report.as_json())
    session.output.answer({"batches": batches}, view_import)
    return status


def draft_mapping(
    session: Session,
    file: Annotated[Path, typer.Argument(help="The file that no shipped mapping fits.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write it.  [default: standard output]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,
    encoding: Annotated[str | None, typer.Option(help="The file's encoding.  [default: found out]")] = None,
    sheet: Annotated[
        str | None, typer.Option(help="The workbook's sheet.  [default: the first that holds something]")
    ] = None,
) -> None:
    """Propose a mapping, with the reason for each column, to be reviewed and given to import --mapping.

    Columns of uncertain meaning are left out with a comment, those that may not be collected are named.
    """
    told = draft_mapping_.draft(file, output, force, encoding, sheet)
    session.output.answer(told, view_draft)


_SEVERITY = (DONE, FINDING, FAILED)


def _failed(session: Session, path: Path, error: CreditGraphError) -> dict[str, Any]:
    session.output.error(error)
    status = "refused" if isinstance(error, Refused) else "failed"
    return {"file": str(path), "status": status, "error": error_told(error)}


def demo(
    session: Session,
    folder: Annotated[Path, typer.Option(help="Where to put the example's files and archive.")] = Path("demo"),
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Do not serve the page afterwards.")] = False,
    port: Port = 8000,
) -> None:
    """Load the example province into an archive of its own, show a linked check and a path in it, and serve the page.

    Ctrl-C ends it; with --no-serve it ends by itself.
    """
    context = session.context_at(str(folder / DEFAULT_ARCHIVE))
    _make_missing(session, context)

    def say(report: Report) -> None:
        session.output.note(f"{report.file}  {session.output.word('import', report.status)}")

    told = run_demo(context, session.request(), folder / "data", say)
    session.output.answer(told, view_demo)
    if not no_serve:
        serve_archive(session, context.archive.address, port=port)


def _make_missing(session: Session, context: Context) -> None:
    for made in context.ensure():
        session.output.note(session.output.pick(f"已新建：{made}", f"made: {made}"))
