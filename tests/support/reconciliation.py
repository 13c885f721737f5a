"""The answers of the Reconciliation Service API 0.2 as JSON schemas, written from the text of its specification."""

from typing import Any

_TEXT = {"type": "string"}
_HTTP = {"type": "string", "pattern": "^https?://"}
_ID_IN_BRACES = {"type": "string", "pattern": r"\{\{id\}\}"}


def _object(required: str, closed: bool = False, **properties: Any) -> dict[str, Any]:
    """An object with its fields, the required ones by name; closed where it has no others."""
    made = {"type": "object", "properties": properties, "required": required.split()}
    return made | ({"additionalProperties": False} if closed else {})


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_NAMED = _object("id name", id=_TEXT, name=_TEXT)
_SERVICE = _object("service_url service_path", service_url=_HTTP, service_path={"type": "string", "pattern": "^/"})
_KINDS = {"enum": ["number", "text", "checkbox", "select"]}
_SETTING = _object("name label type", name=_TEXT, label=_TEXT, type=_KINDS)

MANIFEST = _object(
    "versions name identifierSpace schemaSpace view",
    versions={"type": "array", "contains": {"const": "0.2"}},
    name=_TEXT,
    identifierSpace=_HTTP,
    schemaSpace=_HTTP,
    documentation=_HTTP,
    defaultTypes={**_list(_NAMED), "uniqueItems": True},
    view=_object("url", url=_ID_IN_BRACES),
    preview=_object("url width height", url=_ID_IN_BRACES, width={"type": "integer"}, height={"type": "integer"}),
    suggest=_object("entity type property", True, entity=_SERVICE, type=_SERVICE, property=_SERVICE),
    extend=_object(
        "propose_properties",
        propose_properties=_SERVICE,
        property_settings=_list(_SETTING),
    ),
    batchSize={"type": "integer", "minimum": 1},
)
"""What the service offers (section 4.1)."""

CANDIDATE = _object(
    "id name type score match",
    id=_TEXT,
    name=_TEXT,
    description=_TEXT,
    type={**_list(_NAMED), "minItems": 1},
    score={"type": "number"},
    match={"type": "boolean"},
    features=_list(_object("id value", id=_TEXT, value={"type": ["number", "boolean"]})),
)
RESULTS = {"type": "object", "additionalProperties": _object("result", result=_list(CANDIDATE))}
"""A batch of results, each under the name of its query (section 4.4)."""

_VALUE = {
    "oneOf": [
        _object("id name", True, id=_TEXT, name=_TEXT, description=_TEXT),
        _object("str", True, str=_TEXT),
        _object("float", True, float={"type": "number"}),
        _object("int", True, int={"type": "integer"}),
        _object("bool", True, bool={"type": "boolean"}),
        _object("date", True, date=_TEXT),
        _object("", True),
    ]
}
EXTENSION = _object(
    "meta rows",
    meta=_list(_NAMED),
    rows={"type": "object", "additionalProperties": {"type": "object", "additionalProperties": _list(_VALUE)}},
)
"""Values of properties, row by entity (section 7.2)."""

PROPOSAL = _object("properties", properties=_list(_NAMED), type=_TEXT, limit={"type": "integer"})
"""Properties that may be fetched (section 7.1)."""

SUGGESTIONS = _object(
    "result", result=_list(_object("id name", id=_TEXT, name=_TEXT, description=_TEXT, notable={"type": "array"}))
)
"""What to choose from while somebody types (section 6)."""
