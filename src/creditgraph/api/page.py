"""The OpenAPI document as one plain page: no script, nothing from elsewhere."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from typing import Any

from creditgraph.usecases.error_words import error_words

_STYLE = (
    "body{font:16px/1.5 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:60rem;"
    "margin:2rem auto;padding:0 1rem}code,pre{font-family:ui-monospace,monospace}pre{background:#f4f4f2;padding:.7rem;"
    "overflow:auto}summary{cursor:pointer;padding:.3rem 0}.verb{display:inline-block;min-width:3.5rem;font-weight:700}"
    "td,th{text-align:left;vertical-align:top;padding:.15rem .8rem .15rem 0}@media(prefers-color-scheme:dark)"
    "{body{background:#16181a;color:#e8e8e6}pre{background:#222628}a{color:#8ab4f8}}"
)
STYLE_DIGEST = f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
"""By which a content security policy allows the one style of this page."""
Document = Mapping[str, Any]


def documentation(document: Document) -> str:
    """The page."""
    body = "".join(_parts(document))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>CreditGraph API</title><meta name="viewport"'
        f' content="width=device-width"><style>{_STYLE}</style><body>{body}</body></html>'
    )


def _parts(document: Document) -> Iterator[str]:
    info = document["info"]
    yield f"<h1>{escape(info['title'])} {escape(info['version'])}</h1><p>{escape(info['summary'])}</p>"
    for paragraph in info["description"].strip().split("\n\n"):
        yield f"<p>{escape(paragraph)}</p>"
    yield '<p><a href="/openapi.json">openapi.json</a></p>'
    for tag in document["tags"]:
        yield f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>"
        for path, verbs in document["paths"].items():
            for verb, operation in verbs.items():
                if tag["name"] in operation.get("tags", ()):
                    yield from _operation(document, path, verb, operation)
    yield "<h2>errors</h2><table><tr><th>code</th><th></th><th></th></tr>"
    for code, words in error_words().items():
        yield f'<tr id="error-{escape(code)}"><td><code>{escape(code)}</code></td>'
        yield f"<td>{escape(words.en)}<br>{escape(words.zh)}</td>"
        yield f"<td>{escape(words.remedy_en)}<br>{escape(words.remedy_zh)}</td></tr>"
    yield "</table>"


def _operation(document: Document, path: str, verb: str, operation: Document) -> Iterator[str]:
    yield f'<details id="{escape(operation["operationId"])}"><summary><span class="verb">{verb.upper()}</span>'
    yield f"<code>{escape(path)}</code></summary><p>{escape(operation.get('description', ''))}</p>"
    if operation.get("parameters"):
        yield "<table><tr><th>parameter</th><th>in</th><th></th></tr>"
        for parameter in operation["parameters"]:
            said = parameter.get("description") or parameter.get("schema", {}).get("description", "")
            yield f"<tr><td><code>{escape(parameter['name'])}</code></td><td>{parameter['in']}</td>"
            yield f"<td>{escape(said)}</td></tr>"
        yield "</table>"
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"<p>Body, <code>{escape(media)}</code>:</p>"
        for example in _schema(document, content["schema"]).get("examples", ()):
            yield f"<pre>{escape(json.dumps(example, ensure_ascii=False, indent=2))}</pre>"
        yield _fields(_schema(document, content["schema"]))
    yield "<table><tr><th>status</th><th></th></tr>"
    for status, response in operation["responses"].items():
        yield f"<tr><td>{status}</td><td>{escape(response.get('description', ''))}</td></tr>"
    yield "</table>"
    answered = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    yield _fields(_schema(document, answered.get("schema", {})))
    yield "</details>"


def _fields(schema: Document) -> str:
    if not schema.get("properties"):
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_type(field))}</td>"
        f"<td>{escape(field.get('description', ''))}</td></tr>"
        for name, field in schema["properties"].items()
    )
    return f"<table><tr><th>field</th><th>type</th><th></th></tr>{rows}</table>"


def _type(field: Document) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in field:
        return " or ".join(map(_type, field["anyOf"]))
    if "items" in field:
        return f"list of {_type(field['items'])}"
    if "enum" in field:
        return ", ".join(map(str, field["enum"][:20]))
    return str(field.get("type", "any"))


def _schema(document: Document, schema: Document) -> Document:
    """The schema itself, where a reference stands for it."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][str(schema["$ref"]).rsplit("/", 1)[-1]]
    return schema
