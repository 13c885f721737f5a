"""The program `creditgraph`: all commands in one application.

Exit status: 0 done, 1 failed, 2 wrong usage, 3 done with a finding (quarantine, a difference, several that fit).
"""

import sys

try:
    import typer

    from creditgraph.cli import (
        backups,
        explaining,
        keys,
        ledger,
        loading,
        matching,
        operations,
        publishing,
        questions,
        reviewing,
        serving,
        stewardship,
    )
    from creditgraph.cli.options import shared_options
except KeyboardInterrupt:  # while the program is still being read
    sys.exit(130)

app = typer.Typer(
    name="creditgraph",
    help="A graph-based archive of public credit data: import files, find entities, see how they are linked.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    # A traceback with local values would print what was read, identity numbers included.
    pretty_exceptions_enable=False,
)
shared_options(app)
for group in (
    loading,
    questions,
    explaining,
    stewardship,
    reviewing,
    matching,
    ledger,
    keys,
    operations,
    backups,
    publishing,
    serving,
):
    group.add_to(app)


def main() -> None:
    """Run the program. Output is UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    app()
