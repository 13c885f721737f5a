"""Column headings as they are compared: what typists vary is taken off, what tells columns apart stays.

The rule is `domain.md` 3.0: NFKC, without blanks, punctuation and line breaks. The two generations of the
national layouts swap the numbers of 行政相对人代码_2 and _3, so that heading is known by the text in its
brackets and never by its number.
"""

import unicodedata
from functools import lru_cache

_NUMBERED = "行政相对人代码"


@lru_cache(maxsize=1 << 12)
def fold_heading(text: str) -> str:
    """The form under which a heading is compared; empty where nothing but punctuation is left.

    >>> fold_heading("行政相对人代码_3（组织\\n机构代码）") == fold_heading("行政相对人代码-2(组织机构代码)")
    True
    """
    folded = "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
    if folded.startswith(_NUMBERED):
        named = folded[len(_NUMBERED) :].lstrip("0123456789")
        # Without bracket text the number says nothing: such a heading stays apart from every column.
        return _NUMBERED + named if named else folded
    return folded
