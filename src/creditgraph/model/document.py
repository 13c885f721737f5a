"""The one form in which an answer is written as JSON, on a terminal, over HTTP and in the ledger.

Equal answers give equal bytes: keys stand in the order of the answer, indented by two, UTF-8 unescaped but for
characters that a terminal would obey.
"""

import json
import re

import msgspec

_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def document(told: object) -> str:
    """A JSON document.

    >>> document({"zh": "信用", "en": []})
    '{\\n  "zh": "信用",\\n  "en": []\\n}'
    """
    # The standard library writes fast only without indentation; msgspec indents, but cannot write lone surrogates.
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    safe = _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return msgspec.json.format(safe, indent=2)
