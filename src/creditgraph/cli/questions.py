"""The questions: `search`, `show`, `check`, `paths`, `network`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creditgraph.archive.search import MOST_HITS
from creditgraph.cli.options import DONE, FINDING, QUESTION, command
from creditgraph.cli.session import Session
from creditgraph.cli.view_check import view_check
from creditgraph.cli.view_entity import view_entity, view_search
from creditgraph.cli.view_network import view_network
from creditgraph.cli.view_paths import view_paths
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.relations.network import MOST_ENTITIES
from creditgraph.relations.paths import MAX_HOPS, Bounds
from creditgraph.usecases import check as check_
from creditgraph.usecases import check_file as check_file_
from creditgraph.usecases import find_paths as find_paths_
from creditgraph.usecases import network as network_
from creditgraph.usecases import search as search_
from creditgraph.usecases import show as show_

_SUBJECT = "an id, a code or a name"

HubDegree = Annotated[
    int,
    typer.Option("--hub-degree", min=1, help="Entities with more neighbours are named, but not walked through."),
]
MinCertainty = Annotated[
    Literal["certain", "probable", "suspected"],
    typer.Option("--min-certainty", help="How sure each link must be."),
]
Types = Annotated[
    list[str] | None, typer.Option("--type", metavar="TYPE", help="Only links of this type, as HOLDS; repeatable.")
]
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
    command(
        app,
        QUESTION,
        "creditgraph network 墨川市青筠文化传播有限公司 --max-hops 2",
        "creditgraph network 91379911YX990007X1 91379931YX9900096T --type HOLDS --json",
    )(network)


def search(
    session: Session,
    query: Annotated[str, typer.Argument(help="A name, former name or part of one, or a code.")],
    limit: Annotated[int, typer.Option(min=1, max=MOST_HITS, help="How many entities to list at most.")] = 20,
    cursor: Annotated[str | None, typer.Option(help="Go on from the `next` of an answer.")] = None,
) -> None:
    """Find entities by name or code. Words apart from each other are looked for each."""
    session.output.answer(search_.search(session.context, session.request(), query, limit, cursor), view_search)


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
    more_from: Annotated[
        list[str] | None, typer.Option("--from", metavar="SUBJECT", help="One more at the first end; repeatable.")
    ] = None,
    more_to: Annotated[
        list[str] | None, typer.Option("--to", metavar="SUBJECT", help="One more at the other end; repeatable.")
    ] = None,
    max_hops: MaxHops = 4,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many paths to list at most.")] = 10,
    hub_degree: HubDegree = 100,
    min_certainty: MinCertainty = "probable",
    types: Types = None,
    avoid: Annotated[
        list[str] | None,
        typer.Option("--avoid", metavar="SUBJECT", help="Rather not through this one; repeatable."),
    ] = None,
    forbid_avoided: Annotated[
        bool, typer.Option("--forbid-avoided", help="Not at all through those of --avoid.")
    ] = False,
    require_source: Annotated[
        list[str] | None,
        typer.Option("--require-source", metavar="DATASET", help="Only paths with a hop stated there; repeatable."),
    ] = None,
) -> None:
    """Find how two entities are linked: the shortest paths, each hop with dates, certainty and source rows."""
    bounds = Bounds(max_hops=max_hops, limit=limit, hub_degree=hub_degree)
    wishes = find_paths_.Wishes(_link_types(types), tuple(avoid or ()), forbid_avoided, frozenset(require_source or ()))
    ends = ([a, *(more_from or ())], [b, *(more_to or ())])
    certainty = Certainty.of(min_certainty)
    told = find_paths_.find_paths(session.context, session.request(), *ends, bounds, certainty, wishes)
    session.output.answer(told, view_paths)


def network(
    session: Session,
    seeds: Annotated[list[str], typer.Argument(metavar="SUBJECT...", help=f"Around whom: {_SUBJECT}, up to 50.")],
    max_hops: Annotated[int, typer.Option("--max-hops", min=1, max=3, help="How many links away to look.")] = 1,
    max_entities: Annotated[
        int, typer.Option("--max-entities", min=1, max=MOST_ENTITIES, help="How many entities to show at most.")
    ] = 150,
    hub_degree: HubDegree = 100,
    min_certainty: MinCertainty = "probable",
    types: Types = None,
) -> None:
    """Show who is around some entities, all links among them, and where there is more."""
    bounds = network_.Bounds(max_hops, max_entities, hub_degree)
    certainty = Certainty.of(min_certainty)
    told = network_.network(session.context, session.request(), seeds, bounds, certainty, _link_types(types))
    session.output.answer(told, view_network)


def _link_types(words: list[str] | None) -> frozenset[LinkType] | None:
    """The link types named; wrong usage where one is none."""
    known = {type_.value for type_ in LinkType}
    if unknown := sorted(set(words or ()) - known):
        raise typer.BadParameter(f"{unknown[0]} is no link type; name one of {', '.join(sorted(known))}")
    return frozenset(map(LinkType, words)) if words else None
