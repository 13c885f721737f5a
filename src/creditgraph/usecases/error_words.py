"""What an error is called, and what to do, in the two languages of the people who read it; for all its codes.

The message of an error names its particulars and is English; a Chinese reader is told what the code means first.
"""

from functools import cache
from typing import NamedTuple

from creditgraph.model.errors import CreditGraphError
from creditgraph.model.request import Language
from creditgraph.model.tables import table_rows

MESSAGE_ZH, REMEDY_ZH = "message_zh", "remedy_zh"
"""Details in which an error may say itself in Chinese."""


class Words(NamedTuple):
    """One line of the table."""

    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


@cache
def error_words() -> dict[str, Words]:
    """The table by code."""
    return {code: Words(*words) for code, *words in table_rows("creditgraph.usecases", "error_words.tsv")}


def title(code: str, lang: Language) -> str:
    """What a code means; the code itself where the table does not have it."""
    words = error_words().get(code)
    if words is None:
        return code
    return words.zh if lang == "zh" else words.en


def said(error: CreditGraphError, lang: Language) -> str:
    """What went wrong, with its particulars: in Chinese as the error says it where it does."""
    if lang == "zh" and MESSAGE_ZH in error.details:
        return str(error.details[MESSAGE_ZH])
    if lang == "en" or error.code not in error_words():
        return error.message
    return f"{title(error.code, lang)} ({error.message})"


def remedy(error: CreditGraphError, lang: Language) -> str:
    """What to do about it."""
    if lang == "zh" and REMEDY_ZH in error.details:
        return str(error.details[REMEDY_ZH])
    words = error_words().get(error.code)
    if words is None or (lang == "en" and error.remedy):
        return error.remedy
    if lang == "en":
        return words.remedy_en
    return f"{words.remedy_zh} ({error.remedy})" if error.remedy else words.remedy_zh
