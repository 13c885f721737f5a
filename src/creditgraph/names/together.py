"""Many texts as one: a regular expression or a table over one long text costs a third of as many short ones.

The parter is a character that no table of names has, that is no blank, and that neither composes nor has a case.
Readers refuse it in a file; texts that may hold it all the same are taken each alone.
"""

import re
from collections.abc import Mapping, Sequence

PARTER = "\0"


def joined(texts: Sequence[str]) -> str:
    """The texts as one."""
    return texts[0] if len(texts) == 1 else PARTER.join(texts)


def parted(together: str, texts: Sequence[str]) -> list[str]:
    """What became of the texts that were joined."""
    return [together] if len(texts) == 1 else together.split(PARTER) if texts else []


def may_be_joined(texts: Sequence[str]) -> bool:
    """Whether none of several texts holds the parter."""
    return len(texts) == 1 or PARTER not in "".join(texts)


def characters(table: Mapping[int, object]) -> re.Pattern[str]:
    """A pattern that finds any character of a translation table."""
    return re.compile(f"[{re.escape(''.join(map(chr, table)))}]")


def replaced(text: str, table: Mapping[int, str | None], within: re.Pattern[str]) -> str:
    """The text translated. A table costs thirty times a search that finds nothing, and few texts hold any of its
    characters."""
    return text.translate(table) if within.search(text) else text
