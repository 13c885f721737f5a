"""Why two are one entity or not, and how an entity came to be: `why A B`, `how ID`."""

from typing import Annotated

import typer

from creditgraph.cli.options import AS_KNOWN, command
from creditgraph.cli.session import Session
from creditgraph.cli.view_why import view_how, view_why
from creditgraph.usecases import how as how_

_SUBJECT = "an id, a code or a name"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    command(
        app,
        AS_KNOWN,
        "creditgraph why 云泽墨韵图书有限公司 云泽省墨韵图书有限公司",
        "creditgraph why cg-0dx1gs3b16857 cg-6jg596amvrnd7 --json",
    )(why)
    command(app, AS_KNOWN, "creditgraph how 91379911YX990007X1")(how)


def why(
    session: Session,
    a: Annotated[str, typer.Argument(help=f"One of the two: {_SUBJECT}.")],
    b: Annotated[str, typer.Argument(help="The other.")],
) -> None:
    """Say why two are one entity, or why they are not: facts, decisions, and what matching says of names and fields.

    How two entities are linked is told by paths.
    """
    from creditgraph.usecases import why as why_  # loads matching, which others do without

    session.output.answer(why_.why(session.context, session.request(), a, b), view_why)


def how(session: Session, subject: Annotated[str, typer.Argument(help=f"The entity: {_SUBJECT}.")]) -> None:
    """Show how an entity came to be: which sources were joined, by which fact, since when."""
    session.output.answer(how_.how(session.context, session.request(), subject), view_how)
