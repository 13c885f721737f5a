"""What the ledger keeps: `checks`, `audit list`, and `worker`, which runs the jobs in it."""

import os
import signal
import socket
import sys
import threading
from typing import Annotated

import typer

from creditgraph.archive.ledger import MOST_ENTRIES
from creditgraph.cli.options import CHANGE, DONE, FINDING, command
from creditgraph.cli.session import Session
from creditgraph.cli.view_check import view_check
from creditgraph.cli.view_ledger import view_trail, view_verified, view_worked
from creditgraph.model.document import parse_document
from creditgraph.usecases import audit_trail as audit_trail_
from creditgraph.usecases import jobs as jobs_
from creditgraph.usecases import stored_checks


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    command(
        app,
        CHANGE,
        "creditgraph checks CK20261124-7T4M0QZK2X9D",
        "creditgraph checks CK20261124-7T4M0QZK2X9D --verify",
    )(checks)
    command(app, CHANGE, "creditgraph worker", "creditgraph worker --once")(worker)
    audit = typer.Typer(help="The trail of what was asked and changed.", no_args_is_help=True, rich_markup_mode=None)
    command(
        audit,
        CHANGE,
        "creditgraph audit list --purpose 年度审计",
        "creditgraph audit list --after 1000 --limit 500 --json",
        name="list",
    )(list_audit)
    app.add_typer(audit, name="audit")


def checks(
    session: Session,
    number: Annotated[str, typer.Argument(help="The number that the check was answered with.")],
    verify: Annotated[bool, typer.Option("--verify", help="Compare the kept answer with its digest.")] = False,
) -> int:
    """Show a check again as it was answered; with --json byte for byte. Status 3: --verify found it altered."""
    if verify:
        told = stored_checks.verify_check(session.context, session.request(), number)
        session.output.answer(told, view_verified)
        return DONE if told["unaltered"] else FINDING
    stored = stored_checks.check_by_number(session.context, session.request(), number)
    if session.as_json:
        sys.stdout.write(stored.body.decode())
    else:
        view_check(session.output, parse_document(stored.body))
    return DONE


def list_audit(
    session: Session,
    after: Annotated[int, typer.Option(min=0, help="List what follows the entry of this number.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=MOST_ENTRIES, help="How many entries to list at most.")] = 100,
) -> None:
    """List the audit trail, oldest first: who asked or changed what, for which purpose. Listing it is an entry too."""
    told = audit_trail_.audit_trail(session.context, session.request(), after, limit)
    session.output.answer(told, view_trail)


def worker(
    session: Session,
    once: Annotated[bool, typer.Option("--once", help="Run the jobs that wait, then end.")] = False,
) -> None:
    """Run the jobs that the server takes in, such as uploaded files. Told to end (SIGTERM) it puts its job back.

    Several may run, on one machine. A job whose worker was killed is gone on with after a minute.
    """
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    name = f"{socket.gethostname()}:{os.getpid()}"
    session.output.note(session.output.pick(f"工作进程 {name} 已启动", f"worker {name} started"))
    run = jobs_.work(session.context, name, stop, once)
    session.output.answer({"worker": name, "jobs": run}, view_worked)
