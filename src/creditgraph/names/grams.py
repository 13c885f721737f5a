"""The pieces of a folded name by which a search index finds it.

What separates words (blanks, brackets, dots) is left out of the pieces, so that 山东鲁信 finds 山东(鲁信).
A query that is part of a name has no piece that the name lacks.
"""

import re
from operator import add

_SEPARATORS = re.compile(r"[\W_]+")
_RUN = re.compile(r"[a-z0-9]{3,}")


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


def _lettered(lower: str) -> str:
    return lower if lower.isalnum() else _SEPARATORS.sub("", lower)


def _lower(folded: str) -> str:
    # A sigma at the end of a word has another small form, so a part would differ from the whole.
    return folded.lower().replace("ς", "σ")
