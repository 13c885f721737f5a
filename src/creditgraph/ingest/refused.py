"""Columns that may not be collected about people, by heading (`domain.md` 4.3, `refused_columns.yaml`)."""

import unicodedata
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml


class RefusedColumn(NamedTuple):
    """A heading whose column is dropped before anything is stored, and the code of the reason."""

    heading: str
    code: str


class _Rule(NamedTuple):
    code: str
    words: tuple[str, ...]
    harmless: tuple[str, ...]


def refusal(heading: str) -> str | None:
    """The code of the reason for which a heading may not be collected; None if it may.

    >>> refusal("家庭年收入"), refusal("证券代码"), refusal("营业收入")
    ('income', None, None)
    """
    text = "".join(unicodedata.normalize("NFKC", heading).upper().split())
    for code, words, harmless in _rules():
        rest = text
        for word in harmless:
            rest = rest.replace(word, "|")
        if any(word in rest for word in words):
            return code
    return None


@cache
def _rules() -> tuple[_Rule, ...]:
    text = resources.files("creditgraph.ingest").joinpath("refused_columns.yaml").read_text("utf-8")
    words = yaml.safe_load(text)["words"]
    return tuple(_Rule(code, tuple(rule["any"]), tuple(rule.get("but", ()))) for code, rule in words.items())
