"""The pieces of a folded name by which a search index finds it.

What separates words (blanks, brackets, dots) is left out of the pieces, so that 山东鲁信 finds 山东(鲁信).
A query that is part of a name has no piece that the name lacks.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import add

_SEPARATORS = re.compile(r"[\W_]+")
_RUN = re.compile(r"[a-z0-9]{3,}")

_COMMON = frozenset(a + b for ending in ("股份有限公司", "分公司") for a, b in pairwise(ending))


def grams(folded: str) -> list[str]:
    """The distinct characters, adjacent pairs and runs of Latin letters or digits of a key.

    >>> grams("三一ABC")
    ['三', '一', 'a', 'b', 'c', '三一', '一a', 'ab', 'bc', 'abc']
    """
    lower = _lower(folded)
    text = _lettered(lower)
    return list(dict.fromkeys([*text, *map(add, text, text[1:]), *_RUN.findall(lower)]))


def query_grams(folded: str) -> list[str]:
    """What an indexed name must have to contain a query: its pairs, or its one character; else nothing.

    >>> query_grams("三一"), query_grams("三")
    (['三一'], ['三'])
    """
    text = _lettered(_lower(folded))
    if len(text) < 2:
        return [text] if text else []
    return list(dict.fromkeys(map(add, text, text[1:])))


def rare_grams(wanted: Sequence[str]) -> list[str]:
    """A query's pieces without those of the endings that most names of companies share; all where there is no other.

    >>> rare_grams(query_grams("清霖有限公司")), rare_grams(["公司"])
    (['清霖', '霖有'], ['公司'])
    """
    return [gram for gram in wanted if gram not in _COMMON] or list(wanted)


def holds_grams(folded: str, wanted: Iterable[str]) -> bool:
    """Whether a key has all of a query's pieces.

    >>> holds_grams("山东(鲁信)ABC", query_grams("东鲁")), holds_grams("山东", query_grams("东山"))
    (True, False)
    """
    text = _lettered(_lower(folded))
    return all([gram in text for gram in wanted])


def _lettered(lower: str) -> str:
    return lower if lower.isalnum() else _SEPARATORS.sub("", lower)


def _lower(folded: str) -> str:
    # A sigma at the end of a word has another small form, so a part would differ from the whole.
    return folded.lower().replace("ς", "σ")
