"""The options that commands share, and the decorator that gives them to a command.

A shared option may stand before or after the command's name; after wins. A command takes only those that mean
something to it: any other is wrong usage, never ignored.
"""

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from creditgraph.cli.session import ARCHIVE_VARIABLE, DEFAULT_ARCHIVE, GRAPH_VARIABLE, Session
from creditgraph.model.dates import Day, parse_day
from creditgraph.model.errors import Ambiguous, BadInput, CreditGraphError
from creditgraph.model.request import Language

DONE, FAILED, FINDING, INTERRUPTED = 0, 1, 3, 130

Body = Callable[..., int | None]


def day(text: str) -> Day:
    """The day that an option names; wrong usage where it names none."""
    try:
        return parse_day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


CHANGE: dict[str, Any] = {
    "archive": Annotated[
        str | None,
        typer.Option(
            "--archive",
            metavar="ADDRESS",
            help=f"The archive: a file, sqlite:///… or postgresql://…  [env: {ARCHIVE_VARIABLE};"
            f" default: {DEFAULT_ARCHIVE}]",
        ),
    ],
    "graph": Annotated[
        str | None,
        typer.Option(
            "--graph",
            metavar="ADDRESS",
            help="The Neo4j server that the archive is published to and that answers relation questions:"
            f" bolt://[user:password@]host:port  [env: {GRAPH_VARIABLE}; default: none, the archive answers]",
        ),
    ],
    "as_json": Annotated[bool, typer.Option("--json", help="Print one JSON document.")],
    "lang": Annotated[
        Language | None,
        typer.Option("--lang", help="Language of tables and sentences.  [default: the locale's, else zh]"),
    ],
    "purpose": Annotated[
        str | None,
        typer.Option("--purpose", metavar="TEXT", help="What the answer is for; kept in the audit trail."),
    ],
    "reason": Annotated[
        str | None,
        typer.Option("--reason", metavar="TEXT", help="Why; kept with a decision and in the audit trail."),
    ],
}
"""What every command takes."""
AS_KNOWN: dict[str, Any] = CHANGE | {
    "known_at": Annotated[
        str | None,
        typer.Option("--known-at", metavar="TIME", help="As the archive believed at a time or transaction (tx:5)."),
    ],
}
"""What a command takes that reads the archive as it was."""
QUESTION: dict[str, Any] = AS_KNOWN | {
    "as_of": Annotated[
        int | None,
        typer.Option("--as-of", metavar="DAY", parser=day, help="Only what was so on this day, month or year."),
    ],
}
"""What a question about entities takes."""


def shared_options(app: typer.Typer) -> None:
    """Let all shared options stand before the command's name, and without a command show the help."""

    def root(ctx: typer.Context, **values: Any) -> None:
        ctx.obj = _given(values)

    app.callback(help=app.info.help)(_with_parameters(root, [], QUESTION))


def command(
    app: typer.Typer, shared: dict[str, Any], *examples: str, name: str | None = None
) -> Callable[[Body], Body]:
    """Make a function of a session a command. It gets the shared options, errors and exit status from here.

    The function returns the exit status, None for done. Its docstring and the examples are the help.
    """

    def decorate(body: Body) -> Body:
        def run(ctx: typer.Context, **values: Any) -> None:
            given = {**(ctx.obj or {}), **_given({key: values.pop(key) for key in shared})}
            foreign = sorted(given.keys() - shared.keys())
            if foreign:
                option = "--" + foreign[0].replace("_", "-")
                raise typer.BadParameter(f"{ctx.info_name} takes no {option}", ctx=ctx)
            raise typer.Exit(_status(Session(**given), body, values))

        own = list(inspect.signature(body).parameters.values())[1:]
        app.command(name or body.__name__, help=_help(body, examples))(_with_parameters(run, own, shared))
        return body

    return decorate


def named(error: OSError) -> BadInput:
    """What the system refused, as an error that names the file."""
    said = error.strerror or str(error)
    return BadInput("system", f"{error.filename}: {said}" if error.filename else said, "check the path and its rights")


def _status(session: Session, body: Body, values: dict[str, Any]) -> int:
    """Run a command; several that fit are a finding, every other error of the package is a failure."""
    try:
        return body(session, **values) or DONE
    except CreditGraphError as error:
        session.output.error(error)
        return FINDING if isinstance(error, Ambiguous) else FAILED
    except BrokenPipeError:
        raise  # whoever reads the output has seen enough
    except OSError as error:
        session.output.error(named(error))
        return FAILED
    except BaseException as error:
        if not _interrupted(error):
            raise
        session.output.note(
            session.output.pick("已中断；已提交的事务不受影响", "Interrupted; what was committed stays.")
        )
        return INTERRUPTED
    finally:
        session.close()


def _interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is the cause, also where it surfaces as the error of a clean-up that it broke off."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, False)}


def _with_parameters(
    function: Callable[..., None], own: list[inspect.Parameter], shared: dict[str, Any]
) -> Callable[..., None]:
    """The function as typer shall see it: with the command's own parameters and the shared ones."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("ctx", keyword, annotation=typer.Context)]
    parameters += [parameter.replace(kind=keyword) for parameter in own]
    parameters += [
        inspect.Parameter(name, keyword, default=False if name == "as_json" else None, annotation=annotation)
        for name, annotation in shared.items()
    ]
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return function


def _help(body: Body, examples: tuple[str, ...]) -> str:
    title = "Example:" if len(examples) == 1 else "Examples:"
    lines = "\n".join(f"  {example}" for example in examples)
    return f"{inspect.getdoc(body)}\n\n\b\n{title}\n{lines}"
