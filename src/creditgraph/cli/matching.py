"""Matching: `compare`, `evaluate`, `fit` and `bulk` without an archive, `rescore` on one."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from creditgraph.cli.options import CHANGE, command
from creditgraph.cli.progress import stage_progress
from creditgraph.cli.session import Session
from creditgraph.cli.view_matching import view_bulk, view_compared, view_evaluated, view_fitted, view_rescored

ModelFile = Annotated[
    Path | None, typer.Option("--model", metavar="FILE", help="A model that `fit` wrote.  [default: the shipped one]")
]
LEAST_MEMORY_MB, MEMORY_MB = 256, 1500
Force = Annotated[bool, typer.Option("--force", help="Write in the place of a file that is there.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(
        help="Which names and records are one subject, measured and explained.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    command(
        group,
        CHANGE,
        "creditgraph matching compare 山东鲁信科技有限公司 山东鲁新科技有限公司",
        "creditgraph matching compare --pairs pairs.csv --json",
    )(compare)
    command(
        group,
        CHANGE,
        "creditgraph matching evaluate labelled/",
        "creditgraph matching evaluate labelled/ --task dedupe --page curves.html",
    )(evaluate)
    command(
        group,
        CHANGE,
        "creditgraph matching fit labelled/ --output own.json",
        "creditgraph matching fit labelled/ --labels judged.csv --output own.json",
    )(fit)
    command(
        group,
        CHANGE,
        "creditgraph matching rescore --model own.json",
        "creditgraph matching rescore --model own.json --apply",
    )(rescore)
    command(
        group,
        CHANGE,
        "creditgraph matching bulk records.csv --out matched/",
        "creditgraph matching bulk records.parquet --out matched/ --memory-mb 4000 --json",
    )(bulk)
    app.add_typer(group, name="matching")


def compare(
    session: Session,
    a: Annotated[str | None, typer.Argument(help="A name, NUMBER/NAME, or either with @YEAR behind.")] = None,
    b: Annotated[str | None, typer.Argument(help="The name to compare it with.")] = None,
    kind: Annotated[str, typer.Option("--kind", help="`person`; anything else is an organisation.")] = "",
    pairs: Annotated[
        Path | None, typer.Option("--pairs", metavar="FILE", help="A CSV of pairs with the columns id,kind,a,b.")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option("--history", metavar="FILE", help="A CSV of former names: name,former,year_from,year_to."),
    ] = None,
    model: ModelFile = None,
) -> None:
    """Compare two names: parts, what agrees and what differs, verdict, and why. Nothing is stored."""
    from creditgraph.usecases.compare_names import compare_file, compare_two  # as in `evaluate`
    from creditgraph.usecases.evaluate_matching import read_model

    weights = None if model is None else read_model(model)
    if pairs is not None and a is None:
        told = compare_file(pairs, history, weights)
    elif a is not None and b is not None and pairs is None:
        told = compare_two(a, b, kind, history, weights)
    else:
        raise typer.BadParameter("give two names, or --pairs FILE")
    session.output.answer(told, view_compared)


def evaluate(
    session: Session,
    folder: Annotated[Path, typer.Argument(help="A folder with records.csv and truth.csv or pairs.csv.")],
    task: Annotated[
        Literal["dedupe", "link", "pairs"] | None,
        typer.Option("--task", help="What to do with the records.  [default: what the set is made for]"),
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option("--labels", metavar="FILE", help="Judged pairs (left_id,right_id,label) that refine the weights."),
    ] = None,
    model: ModelFile = None,
    page: Annotated[
        Path | None, typer.Option("--page", metavar="FILE", help="Write a page with the curves here.")
    ] = None,
    force: Force = False,
) -> None:
    """Measure matching on labelled records: precision, recall, F1, share joined automatically, worst errors."""
    # Matching loads its tables and rapidfuzz: every other command does without them.
    from creditgraph.usecases import evaluate_matching

    told = evaluate_matching.evaluate(folder, task, model, labels, page, force)
    session.output.answer(told, view_evaluated)


def fit(
    session: Session,
    folder: Annotated[Path, typer.Argument(help="A folder with records.csv and truth.csv or pairs.csv.")],
    output: Annotated[Path, typer.Option("--output", metavar="FILE", help="Where to write the model.")],
    labels: Annotated[
        Path | None,
        typer.Option("--labels", metavar="FILE", help="Judged pairs (left_id,right_id,label) to learn from."),
    ] = None,
    version: Annotated[
        str, typer.Option("--version", help="The name of the model, kept with what it decides.")
    ] = "own-1",
    force: Force = False,
) -> None:
    """Fit the weights of fields on one's own records and write them to a file; the shipped model stays as it is."""
    from creditgraph.usecases import fit_matching  # as in `evaluate`

    session.output.answer(fit_matching.fit(folder, output, labels, version, force), view_fitted)


def rescore(
    session: Session,
    model: ModelFile = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Bring the model in: the archive judges by it from then on.")
    ] = False,
) -> None:
    """What a model would join or part among organisations without a code; changes nothing without --apply."""
    from creditgraph.usecases.rescore import rescore as compare_models  # as in `evaluate`

    session.output.answer(compare_models(session.context, session.request(), model, apply), view_rescored)


def bulk(
    session: Session,
    file: Annotated[Path, typer.Argument(help="Records, CSV in UTF-8 or Parquet: record_id, name, further fields.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the files of the stages.")],
    memory_mb: Annotated[
        int, typer.Option("--memory-mb", min=LEAST_MEMORY_MB, metavar="N", help="How much memory to keep to.")
    ] = MEMORY_MB,
    truth: Annotated[
        Path | None,
        typer.Option(
            "--truth",
            metavar="FILE",
            help="Known clusters (record_id,cluster_id) to measure by.  [default: truth.csv beside FILE, if there]",
        ),
    ] = None,
    model: ModelFile = None,
) -> None:
    """Find which records of a large file are one subject: clusters and judged pairs. Run again it goes on."""
    from creditgraph.usecases import match_bulk  # as in `evaluate`

    told = match_bulk.match_bulk(file, out, stage_progress(session.output), memory_mb, truth, model)
    session.output.answer(told, view_bulk)
