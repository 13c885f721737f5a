"""Every command and every option says what it does, and every command shows an example."""

from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from creditgraph.cli.main import app

COMMANDS = (
    "audit",
    "backup",
    "check",
    "checks",
    "config",
    "copy-archive",
    "demo",
    "doctor",
    "export",
    "how",
    "import",
    "init",
    "keys",
    "mapping",
    "matching",
    "merge",
    "migrate",
    "network",
    "paths",
    "publish",
    "rebuild",
    "refuse",
    "restore",
    "reverse",
    "reviews",
    "search",
    "serve",
    "show",
    "status",
    "template",
    "why",
    "worker",
)


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All commands that do something, with the words that call them."""
    for name, one in getattr(command, "commands", {}).items():
        if hasattr(one, "commands"):
            yield from leaves(one, (*path, name))
        else:
            yield (*path, name), one


LEAVES = list(leaves(get_command(app)))


def test_the_commands_are_these() -> None:
    assert sorted({path[0] for path, _command in LEAVES}) == list(COMMANDS)


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[" ".join(path) for path, _command in LEAVES])
def test_a_command_is_documented(path: tuple[str, ...], command: Any) -> None:
    assert command.help
    assert f"creditgraph {' '.join(path)}" in command.help.replace("--archive /srv/credit.sqlite ", "")
    for parameter in command.params:
        if parameter.name != "help":
            assert parameter.help, f"{' '.join(path)}: {parameter.name} has no help"


@pytest.mark.parametrize("path", [(), *(path for path, _command in LEAVES)], ids=" ".join)
def test_help_is_printed(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*path, "--help"])
    assert result.exit_code == 0
    assert "--archive" in result.stdout


def test_without_a_command_the_help_is_shown() -> None:
    assert "Commands:" in CliRunner().invoke(app, []).output
