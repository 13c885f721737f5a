"""The one form in which an answer is written as JSON, on a terminal, over HTTP and in the ledger.

Equal answers give equal bytes: keys stand in the order of the answer, indented by two, UTF-8 unescaped but for
characters that a terminal would obey. What is no character (a lone surrogate of an argument that was no text) becomes
U+FFFD: JSON between programs may not hold it (RFC 7493).
"""

import json
import re
from typing import Any

import msgspec

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_NO_CHARACTER = re.compile("[\ud800-\udfff]")


def document(told: object) -> str:
    """A JSON document, with a line break at its end: a file of it has the digest that the ledger tells.

    >>> document({"zh": "信用", "en": []})
    '{\\n  "zh": "信用",\\n  "en": []\\n}\\n'
    """
    try:
        text = msgspec.json.encode(told).decode()
    except UnicodeEncodeError:  # msgspec takes no lone surrogate
        text = _NO_CHARACTER.sub("\ufffd", json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    if not text.isprintable():  # few answers hold such a character, and a pattern is slow to find none
        text = _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return msgspec.json.format(text, indent=2) + "\n"


def parse_document(body: bytes) -> Any:
    """The answer in a document."""
    return msgspec.json.decode(body)
