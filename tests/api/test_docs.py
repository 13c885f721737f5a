"""The guide's requests are run, and its answers compared, so that it stays true in both languages."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import Serve

ROOT = Path(__file__).parents[2]
DATA = ROOT / "examples" / "province" / "data"
GUIDES = ("api.md", "api.zh-CN.md")
_BLOCK = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)


def blocks(guide: str) -> Iterator[tuple[str, str]]:
    """The blocks of a guide in order: `sh` or `json`, and what stands in it."""
    yield from _BLOCK.findall((ROOT / "docs" / guide).read_text("utf-8"))


def ask(client: httpx.Client, command: str) -> Any:
    """What a curl command is answered."""
    words = iter(shlex.split(command)[1:])
    url, headers, data, query, files = "", {}, None, {}, {}
    as_query = False
    for word in words:
        if word == "-G":
            as_query = True
        elif word == "-H":
            name, value = next(words).split(": ", 1)
            headers[name] = value
        elif word in ("-d", "--data-urlencode"):
            data = next(words)
            if as_query:
                name, value = data.split("=", 1)
                query[name] = value
        elif word == "-F":
            name, value = next(words).split("=", 1)
            content = (DATA / Path(value).name).read_bytes() if value.startswith("@") else value.encode()
            files[name] = (Path(value).name, content) if value.startswith("@") else (None, content)
        else:
            assert word.startswith("http://127.0.0.1:8000/"), word
            url = word.removeprefix("http://127.0.0.1:8000")
    if files:
        response = client.post(url, files=files)
    elif data is not None and not as_query:
        response = client.post(url, content=data.encode(), headers=headers)
    else:
        response = client.get(url, params=query or None)
    return response.json()


def fits(told: Any, answered: Any) -> bool:
    """Whether an answer holds all that a shortened one tells; `…` stands for anything."""
    if isinstance(told, dict):
        return all(name in answered and fits(value, answered[name]) for name, value in told.items())
    if isinstance(told, list):
        return len(answered) >= len(told) and all(map(fits, told, answered)) and bool(told or not answered)
    if isinstance(told, str) and "…" in told:
        return bool(re.fullmatch(re.escape(told).replace("…", ".*"), answered))
    return bool(told == answered)


@pytest.mark.parametrize("guide", GUIDES)
def test_the_requests_of_the_guide_are_answered_as_it_says(served: Serve, guide: str) -> None:
    client, answered, compared = served(), None, 0
    known: dict[str, str] = {}
    for kind, text in blocks(guide):
        if kind == "sh":
            for command in text.strip().splitlines():
                for name, value in known.items():
                    command = command.replace(f"${name}", value)
                answered = ask(client, command)
                known |= {name.upper(): answered[name] for name in ("number", "job") if name in answered}
        else:
            assert fits(json.loads(text), answered), (text, answered)
            compared += 1
    assert compared >= 12


def test_both_guides_hold_the_same_requests() -> None:
    assert list(blocks(GUIDES[0])) == list(blocks(GUIDES[1]))
