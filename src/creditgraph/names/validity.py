"""What may stand where a name is expected."""

import re

MOST_CHARACTERS = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LETTER = re.compile(r"[^\W\d_]")


def name_problem(text: str) -> str | None:
    """What is wrong with a name: `control`, `length` or `no_letter`; None where nothing is.

    A name has at least one letter or Han character, at most 200 characters and no control character.
    """
    if _CONTROL.search(text):
        return "control"
    if len(text) > MOST_CHARACTERS:
        return "length"
    return None if _LETTER.search(text) else "no_letter"


def is_valid_name(text: str) -> bool:
    """Whether a text can be a name."""
    if text.isalpha():  # most names are letters alone
        return len(text) <= MOST_CHARACTERS
    return name_problem(text) is None
