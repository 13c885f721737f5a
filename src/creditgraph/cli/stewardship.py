"""A steward's decisions: `merge`, `refuse`, `reverse`."""

from typing import Annotated

import typer

from creditgraph.cli.options import CHANGE, command
from creditgraph.cli.session import Session
from creditgraph.cli.view_work import view_decision, view_reversal
from creditgraph.usecases import decide

First = Annotated[str, typer.Argument(help="One of the two: an id, a code or a name.")]
Second = Annotated[str, typer.Argument(help="The other.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    two = "cg-0dx1gs3b16857 cg-6jg596amvrnd7"
    command(app, CHANGE, f"creditgraph merge {two} --reason 同一地址同一负责人")(merge)
    command(app, CHANGE, f"creditgraph refuse {two} --reason 同名不同人")(refuse)
    command(app, CHANGE, "creditgraph reverse judgement:7 --reason 误判")(reverse)


def merge(session: Session, a: First, b: Second) -> None:
    """Say that two entities are one. Refused where a decision or two codes forbid it; undone with reverse."""
    session.output.answer(decide.merge(session.context, session.request(), a, b), view_decision)


def refuse(session: Session, a: First, b: Second) -> None:
    """Say that two entities are different, so that no rule joins them. Undone with reverse."""
    session.output.answer(decide.refuse(session.context, session.request(), a, b), view_decision)


def reverse(
    session: Session,
    decision: Annotated[str, typer.Argument(help="A decision's id, as show lists it: judgement:7 or claim:12:….")],
) -> None:
    """Undo a decision, a steward's or an automatic one. Doing it again changes nothing."""
    session.output.answer(decide.reverse(session.context, session.request(), decision), view_reversal)
