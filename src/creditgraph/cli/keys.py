"""`keys create`, `keys list`, `keys revoke`: who may read the archive through OpenRefine."""

from typing import Annotated

import typer

from creditgraph.cli.options import CHANGE, command
from creditgraph.cli.session import Session
from creditgraph.cli.view_keys import view_key, view_keys, view_new_key
from creditgraph.usecases import read_keys


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    keys = typer.Typer(
        help="Keys with which OpenRefine reads the archive.", no_args_is_help=True, rich_markup_mode=None
    )
    command(keys, CHANGE, "creditgraph keys create 采购科的OpenRefine", name="create")(create_key)
    command(keys, CHANGE, "creditgraph keys list --json", name="list")(list_keys)
    command(keys, CHANGE, "creditgraph keys revoke RK20261124-7T4M0QZK2X9D", name="revoke")(revoke_key)
    app.add_typer(keys, name="keys")


def create_key(
    session: Session,
    label: Annotated[str, typer.Argument(help="Whose key it is, and what for.")],
) -> None:
    """Make a key that may only read. It is printed this once; what is kept cannot give it back."""
    session.output.answer(read_keys.create_key(session.context, session.request(), label), view_new_key)


def list_keys(session: Session) -> None:
    """List the keys: label, when made, on which day last used, when revoked."""
    session.output.answer(read_keys.list_keys(session.context, session.request()), view_keys)


def revoke_key(
    session: Session,
    number: Annotated[str, typer.Argument(help="The number of the key, as keys list shows it.")],
) -> None:
    """Close a key for good. Doing it again changes nothing."""
    session.output.answer(read_keys.revoke_key(session.context, session.request(), number), view_key)
