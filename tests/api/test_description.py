"""The OpenAPI document: what is committed is what the application says, and says enough to be used."""

import json
from collections.abc import Iterator
from typing import Any

from support.openapi import DOCUMENT, HOW, described, text_of

from .conftest import V1

Operation = tuple[str, str, dict[str, Any]]
PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
OPERATIONS = {
    "search", "get_entity", "get_archive", "get_adjacent", "get_adjacent_page", "find_paths", "draw_network", "check",
    "get_check", "verify_check", "import_file", "get_import", "get_quarantine", "get_returned", "merge", "reverse",
    "list_reviews", "get_review", "decide_review", "why", "how",
    "match", "match_dataset", "get_source_row", "get_health", "get_readiness", "get_version",
}  # fmt: skip


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            yield verb, path, operation


def test_the_committed_document_is_what_the_application_says() -> None:
    assert DOCUMENT.read_text("utf-8") == text_of(described()), HOW


def test_each_operation_has_an_id_a_tag_and_a_sentence() -> None:
    document = described()
    assert {operation["operationId"] for _verb, _path, operation in operations(document)} == OPERATIONS
    tags = {tag["name"] for tag in document["tags"]}
    for _verb, path, operation in operations(document):
        assert set(operation["tags"]) <= tags, path
        assert operation["description"].endswith("."), path


def test_each_route_documents_its_problems() -> None:
    for verb, path, operation in operations(described()):
        if not path.startswith(V1):
            continue
        told = {int(status) for status in operation["responses"]}
        expected = {400, 403, 413, 422, 500, 503, 504} | ({408, 415} if "requestBody" in operation else set())
        assert expected <= told, (verb, path)
        for status in told:
            if status >= 400:
                assert operation["responses"][str(status)]["content"] == {"application/problem+json": PROBLEM}


def test_everything_that_is_sent_is_bounded() -> None:
    document = described()
    for _verb, path, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            assert _is_bounded(parameter["schema"], document), (path, parameter["name"])
        for media, content in operation.get("requestBody", {}).get("content", {}).items():
            schema = content["schema"]
            for choice in _choices(schema, document):
                if choice.get("type") == "null":
                    continue
                assert choice["additionalProperties"] is False, path
                for name, field in choice["properties"].items():
                    assert _is_bounded(field, document) or media == "multipart/form-data", (path, name)


def test_bodies_have_examples() -> None:
    schemas = described()["components"]["schemas"]
    for name in ("PathsBody", "NetworkBody", "ChecksBody", "MatchBody", "MergesBody", "ReverseBody", "Problem"):
        assert schemas[name]["examples"], name
    assert schemas["ReviewDecisionBody"]["examples"]
    assert "HTTPValidationError" not in json.dumps(schemas)


def _choices(schema: dict[str, Any], document: dict[str, Any]) -> list[dict[str, Any]]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return (
        schema.get("anyOf", [schema])
        if "anyOf" not in schema
        else [found for one in schema["anyOf"] for found in _choices(one, document)]
    )


def _is_bounded(schema: dict[str, Any], document: dict[str, Any]) -> bool:
    for choice in _choices(schema, document):
        kind = choice.get("type")
        bounded = {
            "string": bool({"maxLength", "enum", "pattern", "const"} & choice.keys()),
            "integer": {"minimum", "maximum"} <= choice.keys(),
            "number": {"minimum", "maximum"} <= choice.keys(),
            "object": "maxProperties" in choice,  # what lies in it is bounded by the bytes of a body
            "array": "maxItems" in choice and _is_bounded(choice["items"], document),
            "boolean": True,
            "null": True,
        }
        if not bounded.get(str(kind), False):
            return False
    return True
