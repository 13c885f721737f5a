"""An entity as a small page in the frame of another program: nothing of it is more than text."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from typing import Any

from creditgraph.model.request import Language
from creditgraph.usecases.match_words import named, schema_of

WIDTH, HEIGHT = 430, 240
_MOST = 5
_STYLE = (
    "body{font:14px/1.5 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;margin:.7rem}"
    "h1{font-size:1.1rem;margin:0 0 .3rem}p{margin:0;overflow-wrap:anywhere}"
)
STYLE_DIGEST = f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
"""By which a content security policy allows the one style of this page."""


def preview_page(profile: Mapping[str, Any], lang: Language) -> str:
    """The page of an entity."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in _lines(profile, lang))
    name = escape(profile["name"] or profile["id"])
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style>'
        f"<body><h1>{name}</h1>{lines}</body></html>"
    )


def _lines(profile: Mapping[str, Any], lang: Language) -> Iterator[str]:
    kind = named(schema_of(profile["kind"]), lang)["name"]
    yield " · ".join(filter(None, [kind, profile["id"]]))
    for number in profile["identifiers"][:_MOST]:
        yield number["value"]
    others = [name["text"] for name in profile["names"] if name["text"] != profile["name"]]
    yield from others[:_MOST]
