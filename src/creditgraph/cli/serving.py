"""`serve`: the HTTP API and the page of an archive."""

from typing import Annotated

import typer

from creditgraph.api.settings import OVERRIDE, settings_for
from creditgraph.cli.options import CHANGE, command
from creditgraph.cli.session import Session

Host = Annotated[str, typer.Option(help="The address to listen on; only loopback addresses are taken.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 for a free one.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    command(app, CHANGE, "creditgraph serve", "creditgraph --archive demo/creditgraph.sqlite serve --port 8080")(serve)


def serve(
    session: Session,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer.")] = 1,
    public_name: Annotated[
        list[str] | None,
        typer.Option("--public-name", metavar="NAME", help="A host name besides localhost that requests may carry."),
    ] = None,
    expose: Annotated[
        bool,
        typer.Option(
            OVERRIDE, help="Take any --host: whoever reaches the port may then read everything and change decisions."
        ),
    ] = False,
) -> None:
    """Serve the HTTP API and the page of an archive, and run the imports that are sent to it. Ctrl-C ends it.

    There are no roles yet, so any address but loopback is refused.
    """
    session.context.key()  # an archive that cannot be served is told now
    serve_archive(session, session.context.archive.address, host, port, workers, tuple(public_name or ()), expose)


def serve_archive(
    session: Session,
    archive: str,
    host: str = "127.0.0.1",
    port: int = 8000,
    workers: int = 1,
    names: tuple[str, ...] = (),
    exposed: bool = False,
) -> None:
    """Listen, say where, and serve until told to stop."""
    # The web framework takes longer to load than most questions take: every other command does without it.
    from creditgraph.api.server import address_of, listen
    from creditgraph.api.server import serve as run_server

    settings = settings_for(archive, exposed=exposed, names=",".join(names), graph=session.graph_address)
    with listen(host, port, exposed) as listening:
        address = address_of(listening)
        if exposed:
            session.output.note(
                session.output.pick(
                    "警告：没有访问控制，凡能连到该端口者均可读取全部内容并更改判定",
                    "Warning: there is no access control; whoever reaches the port may read all and change decisions.",
                )
            )
        session.output.note(
            session.output.pick(
                f"页面 {address}  接口 {address}api/v1  说明 {address}docs  （Ctrl-C 结束）",
                f"page {address}  API {address}api/v1  docs {address}docs  (Ctrl-C ends it)",
            )
        )
        run_server(settings, listening, workers)
