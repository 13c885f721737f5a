"""The guide's requests are run, and its answers compared, so that it stays true in both languages."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.curl import send

from .conftest import Serve

ROOT = Path(__file__).parents[2]
DATA = ROOT / "examples" / "province" / "data"
GUIDES = ("api.md", "api.zh-CN.md")
_BLOCK = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)


def blocks(guide: str) -> Iterator[tuple[str, str]]:
    """The blocks of a guide in order: `sh` or `json`, and what stands in it."""
    yield from _BLOCK.findall((ROOT / "docs" / guide).read_text("utf-8"))


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
                answered = send(client, command, DATA).json()
                known |= {name.upper(): answered[name] for name in ("number", "job") if name in answered}
        else:
            assert fits(json.loads(text), answered), (text, answered)
            compared += 1
    assert compared >= 12


def test_both_guides_hold_the_same_requests() -> None:
    assert list(blocks(GUIDES[0])) == list(blocks(GUIDES[1]))
