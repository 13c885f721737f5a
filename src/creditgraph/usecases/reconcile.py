"""Matching for OpenRefine, in the words of the Reconciliation Service API 0.2.

A thin face over `match`, `search` and `profile`: what is asked becomes their question, what they tell its answer.
A query that cannot be answered has an empty list of candidates, and beside it `status`, `code` and `detail`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Language, Request
from creditgraph.usecases import match as match_
from creditgraph.usecases import search as search_
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.match import Wishes
from creditgraph.usecases.match_words import (
    KINDS_OF_SCHEMA,
    NUMBERS,
    PROPERTIES,
    PROPERTY_OF_NUMBER,
    named,
    schema_of,
)
from creditgraph.usecases.profile import tell_profile
from creditgraph.usecases.subjects import find_subject

BATCH_SIZE = 50
MOST_SUGGESTED = 10
_LIMIT = 5
TYPES = ("LegalEntity", "Company", "Organization", "Person")
_DETAILS = {
    "address": "address",
    "phone": "phone",
    "email": "email",
    "founded_on": "incorporationDate",
    "status": "status",
    "industry": "industry",
}
ASKABLE = PROPERTIES
"""What a query may state beside a name."""
EXTENDABLE = ("name", "alias", "previousName", *NUMBERS, *_DETAILS.values(), "schema")
"""What may be fetched about an entity."""
_OF_PERSONS = frozenset({"name", "alias", "previousName", "schema"})
"""What is told of a natural person to a program that only reads."""


def reconcile(context: Context, request: Request, queries: Mapping[str, Any]) -> dict[str, Any]:
    """The candidates of each query. BadInput for none, or for more than a batch may have."""
    if not 1 <= len(queries) <= BATCH_SIZE:
        raise BadInput("batch_size", f"a batch has 1 to {BATCH_SIZE} queries, not {len(queries)}")
    items = {name: _item(query) for name, query in queries.items()}
    told = match_.match(context, request, items, Wishes(limit=_LIMIT))["responses"]
    return {name: _result(answer, request.lang) for name, answer in told.items()}


def extend(context: Context, request: Request, asked: Any) -> dict[str, Any]:
    """Values of properties of entities. An id that is none has none. BadInput for what is no such request."""
    ids, properties = _extension(asked)
    known = [name for name in properties if name in EXTENDABLE]
    with audited(context.audit, request, "extend", *ids), context.reading(request) as reading:
        rows = {id_: _values(reading, request, id_, properties) for id_ in ids}
    return {"meta": [named(name, request.lang) for name in known], "rows": rows}


def suggest_entities(context: Context, request: Request, prefix: str) -> list[dict[str, Any]]:
    """Entities whose names begin like this, or have it in them."""
    try:
        found: Any = search_.search(context, request, prefix, MOST_SUGGESTED)["results"]
    except BadInput:  # nothing to search for yet
        return []
    return [
        {
            "id": one["id"],
            "name": one["name"],
            "description": _line(request.lang, one["kind"], one["identifiers"]),
            "notable": [named(schema_of(one["kind"]), request.lang)],
        }
        for one in found
    ]


def suggest_words(words: Iterable[str], prefix: str, lang: Language) -> list[dict[str, str]]:
    """Types or properties whose id or name begins like this."""
    wanted = prefix.strip().lower()
    told = [named(word, lang) for word in words]
    return [one for one in told if any(text.lower().startswith(wanted) for text in one.values())]


def preview(context: Context, request: Request, id_: str) -> dict[str, Any] | None:
    """The head of an entity for a small page; None where the id is none."""
    with audited(context.audit, request, "preview", id_), context.reading(request) as reading:
        return _profile(reading, request, id_)


# what is asked -------------------------------------------------------------------------------------------------------


def _item(query: Any) -> Any:
    """A query as an item of a batch of `match`; what has not the form of one stays as it is, and is refused there."""
    if not isinstance(query, Mapping):
        return query
    properties: dict[str, Any] = {}
    if query.get("query") is not None:
        properties["name"] = [query["query"]]
    given = query.get("properties") or []
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        return None
    for one in given:
        values = one.get("v") if isinstance(one.get("v"), list) else [one.get("v")]
        plain = [value.get("name") or value.get("id") if isinstance(value, Mapping) else value for value in values]
        properties.setdefault(str(one.get("pid")), []).extend(plain)
    return {"schema": _wanted(query.get("type")), "properties": properties, "limit": query.get("limit")}


def _wanted(type_: Any) -> str:
    """The schema of a query's types: of several the one that covers them, or one that is none."""
    types = type_ if isinstance(type_, list) else [type_]
    words = list(dict.fromkeys(_id_of(one) for one in types if one))
    if not words:
        return "LegalEntity"
    unknown = [word for word in words if word not in KINDS_OF_SCHEMA]
    if unknown or len(words) == 1:
        return (unknown or words)[0]
    kinds = {kind for word in words for kind in KINDS_OF_SCHEMA[word]}
    return "Organization" if kinds == {"organisation"} else "LegalEntity"


def _id_of(type_: Any) -> str:
    return str(type_.get("id") if isinstance(type_, Mapping) else type_)


def _extension(asked: Any) -> tuple[list[str], list[str]]:
    ids, properties = (asked.get(name) if isinstance(asked, Mapping) else None for name in ("ids", "properties"))
    if not isinstance(ids, list) or not isinstance(properties, list) or not all(isinstance(one, str) for one in ids):
        raise BadInput("malformed", "extend is an object with ids and properties")
    if len(ids) > BATCH_SIZE or len(properties) > BATCH_SIZE:
        raise BadInput("batch_size", f"at most {BATCH_SIZE} entities and properties at a time")
    names = [one.get("id") if isinstance(one, Mapping) else one for one in properties]
    return list(dict.fromkeys(ids)), [str(name)[:100] for name in names]


# what is told --------------------------------------------------------------------------------------------------------


def _result(answer: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    told: dict[str, Any] = {"result": [_candidate(one, lang) for one in answer["results"]]}
    if answer["status"] != 200:
        told |= {name: answer[name] for name in ("status", "code", "detail")}
    return told


def _candidate(one: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    number = one["properties"].get("uscCode", [])
    return {
        "id": one["id"],
        "name": one["caption"],
        "description": " · ".join([*number[:1], one["explanation"][lang]]),
        "type": [named(one["schema"], lang)],
        "score": round(100 * one["score"], 2),
        "match": one["match"],
        "features": [{"id": name, "value": feature["score"]} for name, feature in one["explanations"].items()],
    }


def _profile(reading: Reading, request: Request, id_: str) -> dict[str, Any] | None:
    subject = find_subject(reading, None, id_) if id_.lower().startswith("cg-") else None
    if subject is None or subject.eid is None:
        return None
    return tell_profile(reading, request, subject.eid, id_)


def _values(reading: Reading, request: Request, id_: str, properties: Sequence[str]) -> dict[str, list[dict[str, str]]]:
    profile = _profile(reading, request, id_)
    known = {} if profile is None else _known(profile, request.lang)
    return {name: [{"str": text} for text in known.get(name, ())] for name in properties if name in EXTENDABLE}


def _known(profile: Mapping[str, Any], lang: Language) -> dict[str, list[str]]:
    schema = schema_of(profile["kind"])
    found: dict[str, list[str]] = {"name": [profile["name"]], "schema": [named(schema, lang)["name"]]}
    for name in profile["names"]:
        if name["text"] != profile["name"]:
            found.setdefault("previousName" if name["kind"] == "former" else "alias", []).append(name["text"])
    for number in profile["identifiers"]:
        found.setdefault(PROPERTY_OF_NUMBER.get(number["kind"], "idNumber"), []).append(number["value"])
    for detail in profile["details"]:
        if detail["kind"] in _DETAILS:
            found.setdefault(_DETAILS[detail["kind"]], []).append(detail["value"])
    if schema == "Person":
        return {name: values for name, values in found.items() if name in _OF_PERSONS}
    return found


def _line(lang: Language, kind: str, numbers: Sequence[Mapping[str, str]]) -> str:
    values = [number["value"] for number in numbers if number["kind"] == "credit_code"]
    return " · ".join([named(schema_of(kind), lang)["name"], *values[:1]])
