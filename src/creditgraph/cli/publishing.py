"""The published graph: `publish`, `doctor`."""

from typing import Annotated

import typer

from creditgraph.cli.options import CHANGE, DONE, FINDING, command
from creditgraph.cli.progress import rows_progress
from creditgraph.cli.session import Session
from creditgraph.cli.view_graph import view_doctor, view_publish
from creditgraph.usecases import publish as publish_


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    command(app, CHANGE, "creditgraph publish --graph bolt://127.0.0.1:7687", "creditgraph publish --rebuild")(publish)
    command(app, CHANGE, "creditgraph doctor --json")(doctor)


def publish(
    session: Session,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Empty the graph first and publish everything again.")
    ] = False,
) -> None:
    """Bring the Neo4j graph up to the archive. A commit does this by itself; this catches up what could not be."""
    with rows_progress(session.output) as on_rows:
        told = publish_.publish(session.context, session.request(), rebuild, on_rows)
    session.output.answer(told, view_publish)


def doctor(session: Session) -> int:
    """Compare the Neo4j graph with the archive and check its invariants. Status 3: something is not well."""
    told = publish_.doctor(session.context, session.request())
    session.output.answer(told, view_doctor)
    return FINDING if told["findings"] else DONE
