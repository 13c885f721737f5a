"""The README in two languages: the same commands, the same pages to read on, and each links the other."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
_COMMENT = re.compile(r"\s+# .*")


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def commands(name: str) -> list[list[str]]:
    """The lines of each block, without what is said about them."""
    blocks = re.findall(r"```\n(.*?)```", text_of(name), re.DOTALL)
    return [[_COMMENT.sub("", line) for line in block.splitlines()] for block in blocks]


def pages(name: str) -> set[str]:
    """What is linked, whatever its language."""
    linked: list[str] = re.findall(r"\]\(([^)]+)\)", text_of(name))
    return {page.replace(".zh-CN.md", ".md") for page in linked}


def test_both_hold_the_same_commands() -> None:
    english, chinese = map(commands, READMES)
    assert ["make demo", "make test"] in english
    assert english == chinese


def test_both_lead_to_the_same_pages_and_to_each_other() -> None:
    english, chinese = map(pages, READMES)
    assert english == chinese
    assert "README.zh-CN.md" in text_of("README.md")
    assert "README.md" in text_of("README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_every_page_is_there(name: str) -> None:
    linked: list[str] = re.findall(r"\]\(([^)]+)\)", text_of(name))
    assert [page for page in linked if not (ROOT / page).exists()] == []
