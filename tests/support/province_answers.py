"""The test subjects of the province's README: its commands, run from top to bottom, and the answers they are promised.

A block of commands is followed by the statuses and files of its answers: "`201` [answers/clean.json](…)". Of a block
the last command of each interface is the question, the same in both; `NAME=$(… | jq -r '.a[0].b')` notes a value.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from typer.testing import CliRunner

from creditgraph.api.settings import Settings
from creditgraph.cli.main import app
from creditgraph.cli.options import DONE, FINDING
from creditgraph.example import copy_example
from creditgraph.model.dates import iso
from support.curl import send
from support.server import running

PROVINCE = Path(__file__).parents[2] / "examples" / "province"
STATED_ON = 20260630
"""The day for which the README loads the province."""

_BLOCK = re.compile(r"```sh\n(.*?)```([^`]*(?:`\d{3}`[^`]*)*)", re.DOTALL)
_PROMISE = re.compile(r"`(\d{3})` \[(answers/[\w-]+\.json)\]")
_NOTED = re.compile(r"(\w+)=\$\((.*) \| jq -r '(.*)'\)")
_ID = re.compile(r"cg-[0-9a-z]{13}")
_NUMBER = re.compile(r"CK\d{8}-\w+")

Command = Callable[[str], Any]


@dataclass(frozen=True)
class Answer:
    """What one request was answered, with what differs from run to run masked."""

    file: str
    promised: int
    status: int
    over_http: str
    on_command_line: str | None


def questions() -> Iterator[tuple[list[str], list[tuple[int, str]]]]:
    """The blocks of the README: commands, and the promised statuses and files."""
    readme = (PROVINCE / "README.md").read_text("utf-8")
    for commands, behind in _BLOCK.findall(readme.partition("## Test subjects")[2].partition("\n## ")[0]):
        yield commands.strip().splitlines(), [(int(status), file) for status, file in _PROMISE.findall(behind)]


def answers(client: httpx.Client, run: Command) -> Iterator[Answer]:
    """Runs the README. `run` runs a command of `creditgraph` and gives what it prints as JSON, None where it prints
    none.
    """
    noted: dict[str, str] = {}
    for commands, promises in questions():
        asked: list[httpx.Response] = []
        printed: list[Any] = []
        for command in commands:
            for name, value in noted.items():
                command = command.replace(f"${name}", value)
            if note := _NOTED.fullmatch(command):
                noted[note[1]] = str(_at(note[3], run(note[2])))
            elif command.startswith("curl "):
                asked.append(send(client, command, PROVINCE / "data"))
            else:
                printed.append(run(command))
        assert len(asked) == len(promises), commands
        for place, (response, (status, file)) in enumerate(zip(asked, promises, strict=True)):
            line = masked(printed[place]) if place < len(printed) else None
            yield Answer(file, status, response.status_code, masked(response.json()), line)


def masked(told: Any) -> str:
    """An answer as its file holds it: ids by the order in which they come, no check number, no time of its own."""
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    ids = {found: f"cg-…{place}" for place, found in enumerate(dict.fromkeys(_ID.findall(text)), 1)}
    text = _ID.sub(lambda found: ids[found.group()], text)
    return re.sub(r'"(at|trace_id)": "[^"]*"', r'"\1": "…"', _NUMBER.sub("CK…", text))


def _at(path: str, told: Any) -> Any:
    """What stands at a path such as `.results[0].id`."""
    for name in re.findall(r"\w+", path):
        told = told[int(name)] if name.isdigit() else told[name]
    return told


@contextmanager
def served(folder: Path) -> Iterator[tuple[httpx.Client, Command]]:
    """The example as the README loads it, in a folder, behind a server; and a way to run commands on it."""
    settings = Settings(str(folder / "archive.sqlite"), folder / "key")
    environment = {"CREDITGRAPH_ARCHIVE": settings.archive, "CREDITGRAPH_KEY_FILE": str(settings.key_path)}

    def run(command: str) -> Any:
        words = [copied.get(word, word) for word in shlex.split(command)[1:]]
        result = CliRunner().invoke(app, words, env=environment)
        assert result.exit_code in (DONE, FINDING), result.output
        return json.loads(result.stdout)

    correction = folder / "corrections" / "registration.csv"
    correction.parent.mkdir()
    correction.write_bytes((PROVINCE / "corrections" / "registration.csv").read_bytes())
    copied = {"examples/province/corrections/registration.csv": str(correction)}
    files = " ".join(map(str, copy_example(folder / "data")))
    run(f"creditgraph --json import --stated-on {iso(STATED_ON)} {files}")
    with running(settings) as client:
        yield client, run
