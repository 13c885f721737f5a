"""How the OpenAPI document describes the service: introduction, tags, and the problems that routes answer."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from creditgraph.api.problems import MEDIA_TYPE
from creditgraph.api.shapes.common import Problem

INTRODUCTION = """\
Evidence goes in, decisions stand beside it, the graph comes out. Every answer names the transaction (`tx`) whose belief
it tells; `as_of` asks about a day, `known_at` about what the archive believed at a time or transaction.

A subject is an id, a code or a name. A name that fits several is never silently the first: 409 with the candidates.

Errors are RFC 9457 problems, `application/problem+json`, with a stable `code`; sentences are Chinese or English by
`lang=` or `Accept-Language`. Bodies are JSON (`Content-Type: application/json`) of at most 1 MiB.
"""
TAGS: list[dict[str, Any]] = [
    {"name": "search", "description": "Which entities bear a name or a number like this?"},
    {"name": "match", "description": "Who is this? Records against the archive."},
    {"name": "entities", "description": "One entity: archive, links, and why its sources are one."},
    {"name": "relations", "description": "How are they linked, and who is around them?"},
    {"name": "checks", "description": "What is on record about a subject, and about its related parties?"},
    {"name": "imports", "description": "Files in."},
    {"name": "merges", "description": "A steward's decisions, and their undoing."},
    {"name": "reviews", "description": "What a steward should decide, and deciding it."},
    {"name": "sources", "description": "The rows that state it."},
    {"name": "operations", "description": "For whoever runs the server."},
]

Responses = dict[int | str, dict[str, Any]]


def _problem(said: str) -> dict[str, Any]:
    return {"description": said, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


QUESTION: Responses = {
    400: _problem("Malformed: no JSON, a cursor that is none of ours, a header that is no text."),
    403: _problem("Asked under a foreign name, or by a page of another origin."),
    413: _problem("Too many items, or too many bytes."),
    422: _problem("Wrong in meaning; `errors` says where."),
    500: _problem("Our fault; the trace id finds it in the log."),
    503: _problem("Come again after Retry-After, or tell the operator."),
    504: _problem("Nothing to show in time."),
}
BAD_CURSOR: Responses = {400: _problem("A cursor that is none of ours, or was altered.")}
UNKNOWN: Responses = {404: _problem("There is no such thing.")}
SUBJECT_QUESTION: Responses = QUESTION | UNKNOWN | {409: _problem("A name fits several: `candidates` lists them.")}
BODY: Responses = {
    408: _problem("The body did not arrive in time."),
    415: _problem("The body is of another media type."),
}
CHANGE: Responses = (
    SUBJECT_QUESTION | BODY | {409: _problem("In conflict with what the archive holds, or a name that fits several.")}
)
MOVED: Responses = {
    308: {
        "description": "The id was merged away; Location is where its entity lives on.",
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
}
TAGGED: Responses = {
    200: {
        "headers": {
            "ETag": {"description": "The version of the review.", "schema": {"type": "string", "pattern": '^"[0-9]+"$'}}
        }
    }
}
DECISION: Responses = {
    409: _problem("Somebody decided since, or a rule of the archive forbids it."),
    412: _problem("Something came in since the version that If-Match names; `version` is the present one."),
    428: _problem("There is no If-Match."),
}
NOT_READY: Responses = {503: _problem("The archive cannot be read, or its key is missing.")}


def describer(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The document of an application, made once."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                routes=app.routes,
                tags=app.openapi_tags,
                separate_input_output_schemas=False,
            )
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = document["components"]["schemas"]
            schemas |= problem.pop("$defs", {})
            schemas["Problem"] = problem
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            app.openapi_schema = document
        return app.openapi_schema

    return describe
