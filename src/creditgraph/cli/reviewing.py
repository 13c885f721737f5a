"""The steward's queue: `reviews list | show | decide`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creditgraph.archive.reviews import KINDS
from creditgraph.cli.options import AS_KNOWN, CHANGE, DONE, FINDING, command
from creditgraph.cli.session import Session
from creditgraph.cli.view_reviews import view_decided, view_decided_file, view_review, view_reviews, view_sheet
from creditgraph.model.vocabulary import Verdict
from creditgraph.usecases import review_decision, review_sheet, reviews

Number = Annotated[int, typer.Argument(metavar="ID", min=1, help="The number of a review, as list shows it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(
        help="What a steward should decide: which sources are one entity, and which are not.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    command(
        group,
        AS_KNOWN,
        "creditgraph reviews list",
        "creditgraph reviews list --kind 'ambiguous key' --limit 500 --xlsx reviews.xlsx",
        name="list",
    )(list_)
    command(group, AS_KNOWN, "creditgraph reviews show 12")(show)
    command(
        group,
        CHANGE,
        "creditgraph reviews decide 12 different --reason 同名不同人",
        "creditgraph reviews decide --file reviews.xlsx",
    )(decide)
    app.add_typer(group, name="reviews")


def list_(
    session: Session,
    kind: Annotated[str | None, typer.Option("--kind", help=f"Only reviews of a kind: {', '.join(KINDS)}.")] = None,
    dataset: Annotated[str | None, typer.Option("--dataset", help="Only those with a source of a dataset.")] = None,
    entity: Annotated[str | None, typer.Option("--entity", help="Only those about an entity.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=review_sheet.MOST_ROWS, help="How many to list at most; files: 10,000.")
    ] = 20,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Go on from the `next` of an answer.")] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help="Write a workbook to fill in and give to decide.")
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the same as CSV.")] = None,
) -> None:
    """List what is still to be decided, the most useful first. With a file: write it, with columns to fill in."""
    file = xlsx or csv
    if file is None:
        told = reviews.list_reviews(session.context, session.request(), kind, dataset, entity, limit, cursor)
        session.output.answer(told, view_reviews)
        return
    if cursor is not None or (xlsx and csv):
        raise typer.BadParameter("name one file, and no --cursor with it")
    sheet = review_sheet.write_sheet(
        session.context,
        session.request(),
        file,
        review_sheet.Wanted(kind, dataset, entity, limit),
        {group: session.output.words(group) for group in ("review", "reason")},
        workbook=xlsx is not None,
    )
    session.output.answer(sheet, view_sheet)


def show(session: Session, review: Number) -> None:
    """Show a review: both sides with their rows, what agrees and what differs, and what matching says of them."""
    from creditgraph.usecases.review_page import show_review  # loads matching, which others do without

    session.output.answer(show_review(session.context, session.request(), review), view_review)


def decide(
    session: Session,
    review: Annotated[int | None, typer.Argument(metavar="ID", min=1, help="The number of the review.")] = None,
    verdict: Annotated[
        Literal["same", "different", "unsure"] | None, typer.Argument(help="One entity, two, or not to be told.")
    ] = None,
    pair: Annotated[
        tuple[str, str] | None,
        typer.Option("--pair", metavar="A B", help="Which two subjects, where a review names more."),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="The file that list wrote, with verdicts and reasons filled in."),
    ] = None,
) -> int:
    """Decide a review, or those of a file. Needs --reason. Undone with reverse.

    With --file each row is told: done, unchanged or refused; a refused one stops no other. Status 3: some were refused.
    """
    if file is not None and review is None:
        told = review_sheet.decide_file(session.context, session.request(), file)
        session.output.answer(told, view_decided_file)
        return FINDING if told["refused"] else DONE
    if file is not None or review is None or verdict is None:
        raise typer.BadParameter("give ID and verdict, or --file FILE")
    a, b = pair or (None, None)
    done = review_decision.decide(session.context, session.request(), review, Verdict(verdict), a, b)
    session.output.answer(done, view_decided)
    return DONE
