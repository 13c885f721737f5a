"""The questions: `search`, `show`, `check`, `paths`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creditgraph.archive.search import MOST_HITS
from creditgraph.cli.options import DONE, FINDING, QUESTION, command
from creditgraph.cli.session import Session
from creditgraph.cli.view_check import view_check
from creditgraph.cli.view_entity import view_entity, view_search
from creditgraph.cli.view_paths import view_paths
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations.paths import MAX_HOPS, Bounds
from creditgraph.usecases import check as check_
from creditgraph.usecases import check_file as check_file_
from creditgraph.usecases import find_paths as find_paths_
from creditgraph.usecases import search as search_
from creditgraph.usecases import show as show_

_SUBJECT = "an id, a code or a name"

MaxHops = Annotated[int, typer.Option("--max-hops", min=1, max=MAX_HOPS, help="How many links away to look.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    command(app, QUESTION, "creditgraph search 清霖仪器", "creditgraph search 91379911YX99000101 --json")(search)
    command(
        app,
        QUESTION,
        "creditgraph show 91379911YX99000101",
        "creditgraph show 云泽省清霖仪器有限公司 --as-of 2020",
    )(show)
    command(
        app,
        QUESTION,
        "creditgraph check 91379911YX9900037Q --purpose 招标审查",
        "creditgraph check --file bidders.xlsx --purpose 招标审查",
    )(check)
    command(
        app,
        QUESTION,
        "creditgraph paths 墨川市青筠文化传播有限公司 鹤陵市白砚纸业有限公司",
        "creditgraph paths 91379911YX990007X1 91379931YX9900096T --max-hops 6 --min-certainty suspected",
    )(paths)


def search(
    session: Session,
    query: Annotated[str, typer.Argument(help="A name, former name or part of one, or a code.")],
    limit: Annotated[int, typer.Option(min=1, max=MOST_HITS, help="How many entities to list at most.")] = 20,
) -> None:
    """Find entities by name or code. Words apart from each other are looked for each."""
    session.output.answer(search_.search(session.context, session.request(), query, limit), view_search)


def show(session: Session, subject: Annotated[str, typer.Argument(help=f"The entity: {_SUBJECT}.")]) -> None:
    """Show an entity: names, codes, links, records, where they come from, and what joins its sources."""
    session.output.answer(show_.show(session.context, session.request(), subject), view_entity)


def check(
    session: Session,
    subjects: Annotated[
        list[str] | None, typer.Argument(metavar="SUBJECT...", help=f"Whom to check: {_SUBJECT}, up to 500.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Also the subjects of a spreadsheet, or of a .txt file, one a line.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write the checked copy.  [default: FILE.checked.xlsx]")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The workbook's sheet.  [default: the first with cells]")] = None,
    max_hops: MaxHops = 2,
) -> int:
    """Check subjects: their own records, and apart from them those of related parties. Needs --purpose.

    With --file the answers are also written beside the rows in a copy of the file. Status 3: a subject is ambiguous,
    unknown or invalid.
    """
    named = subjects or []
    if file is None and not named:
        raise typer.BadParameter("name a subject, or a --file of them")
    if file is None and (out or sheet):
        raise typer.BadParameter("--out and --sheet belong to --file")
    if file is None:
        told = check_.check(session.context, session.request(), named, max_hops)
    else:
        words = {group: session.output.words(group) for group in ("subject", "record")}
        told = check_file_.check_file(session.context, session.request(), file, words, out, max_hops, sheet, named)
    session.output.answer(told, view_check)
    found = told["subjects"]
    assert isinstance(found, list)
    return DONE if all(one["id"] is not None for one in found) else FINDING


def paths(
    session: Session,
    a: Annotated[str, typer.Argument(help=f"One end: {_SUBJECT}.")],
    b: Annotated[str, typer.Argument(help="The other end.")],
    max_hops: MaxHops = 4,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many paths to list at most.")] = 10,
    hub_degree: Annotated[
        int,
        typer.Option("--hub-degree", min=1, help="Entities with more neighbours are named, but not walked through."),
    ] = 100,
    min_certainty: Annotated[
        Literal["certain", "probable", "suspected"],
        typer.Option("--min-certainty", help="How sure each hop must be."),
    ] = "probable",
) -> None:
    """Find how two entities are linked: the shortest paths, each hop with dates, certainty and source rows."""
    bounds = Bounds(max_hops=max_hops, limit=limit, hub_degree=hub_degree)
    told = find_paths_.find_paths(session.context, session.request(), a, b, bounds, Certainty.of(min_certainty))
    session.output.answer(told, view_paths)
