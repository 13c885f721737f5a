"""The deployment guide, in both languages: every command in it is one of the program's, with options that it takes."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from creditgraph.cli.main import app

ROOT = Path(__file__).parents[2]
GUIDES = ("deployment.md", "deployment.zh-CN.md")
_BLOCK = re.compile(r"^```\n(.*?)^```", re.DOTALL | re.MULTILINE)
_CALL = re.compile(r"(?:^|[ /])creditgraph ((?:--|[a-z]).*)")
_END = re.compile(r"\s*(?:\||&&|>).*")


def calls(text: str) -> list[list[str]]:
    """The arguments of each call of the program in the blocks of a guide."""
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    found = [_CALL.search(line) for line in lines if not line.startswith(("sudo", "export", "docker save"))]
    return [shlex.split(_END.sub("", call[1])) for call in found if call]


@pytest.mark.parametrize("name", GUIDES)
def test_its_commands_are_those_of_the_program(name: str) -> None:
    commands: Any = get_command(app)
    told = calls((ROOT / "docs" / name).read_text("utf-8"))
    assert len(told) > 20
    for arguments in told:
        while arguments[0].startswith("--"):
            arguments = arguments[2:]  # a shared option and its value
        command = commands.commands[arguments[0]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {one for one in arguments[1:] if one.startswith("--")} <= known, arguments


def test_both_languages_show_the_same_commands() -> None:
    one, other = ({" ".join(call) for call in calls((ROOT / "docs" / name).read_text("utf-8"))} for name in GUIDES)
    words = {re.sub("密码", "PASSWORD", call) for call in other}
    assert one == words


def test_the_files_that_it_names_are_there() -> None:
    text = (ROOT / "docs" / "deployment.md").read_text("utf-8")
    for link in re.findall(r"\]\(([a-z.-]+\.md)\)", text):
        assert (ROOT / "docs" / link).exists(), link
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for verb in re.findall(r"^make ([a-z-]+)", text, re.MULTILINE):
        assert f"\n{verb}:" in makefile, verb
