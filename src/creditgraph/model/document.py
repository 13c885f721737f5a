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
    # The standard library writes fast only without indentation, and msgspec takes no lone surrogate.
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    safe = _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", _NO_CHARACTER.sub("\ufffd", text))
    return msgspec.json.format(safe, indent=2) + "\n"


def parse_document(body: bytes) -> Any:
    """The answer in a document."""
    return msgspec.json.decode(body)
