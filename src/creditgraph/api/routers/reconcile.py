"""`/reconcile/{key}`: the Reconciliation Service API 0.2, for OpenRefine.

OpenRefine sends no header that says who it is, so the key stands in the address (`reconcile_key`); it may only read.
The routes follow another's specification and stand in `docs/api.md`, not in the OpenAPI document.
"""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import HTMLResponse

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import Caller
from creditgraph.api.preview import HEIGHT, WIDTH, preview_page
from creditgraph.api.reconcile_key import PREFIX, ReaderOf, key_of
from creditgraph.model.errors import BadInput, NotFound
from creditgraph.usecases import reconcile as reconcile_
from creditgraph.usecases.match_words import named
from creditgraph.usecases.reconcile import ASKABLE, BATCH_SIZE, EXTENDABLE, TYPES, suggest_words

router = APIRouter(prefix=f"{PREFIX}{{key}}", include_in_schema=False)
_MOST_JSON = 1 << 20
_ALLOWED = {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "content-type, accept, accept-language",
    "access-control-max-age": "600",
}
Json = Annotated[str | None, Form(max_length=_MOST_JSON)]
JsonParameter = Annotated[str | None, Query(max_length=_MOST_JSON)]
Prefix = Annotated[str, Query(max_length=200)]
Place = Annotated[int, Query(ge=0, le=1_000_000)]
Id = Annotated[str, Query(max_length=200)]


@router.get("")
def describe(
    request: Request,
    reader: ReaderOf,
    queries: JsonParameter = None,
    extend: JsonParameter = None,
) -> Response:
    """What the service offers; with `queries` or `extend` the answers to them."""
    if queries is None and extend is None:
        return answer(_manifest(request, reader))
    return _answered(reader, queries, extend)


@router.post("")
def ask(reader: ReaderOf, queries: Json = None, extend: Json = None) -> Response:
    """The candidates of each query, or the values of properties of entities."""
    return _answered(reader, queries, extend)


@router.get("/suggest/entity")
def suggest_entity(reader: ReaderOf, prefix: Prefix = "", cursor: Place = 0) -> Response:
    """Entities to choose from while somebody types. There is one page of them."""
    found = [] if cursor else reconcile_.suggest_entities(reader.context, reader.request(), prefix)
    return answer({"result": found})


@router.get("/suggest/type")
def suggest_type(reader: ReaderOf, prefix: Prefix = "", cursor: Place = 0) -> Response:
    """Types to choose from."""
    return answer({"result": [] if cursor else suggest_words(TYPES, prefix, reader.lang)})


@router.get("/suggest/property")
def suggest_property(reader: ReaderOf, prefix: Prefix = "", cursor: Place = 0) -> Response:
    """Properties that a query may state."""
    return answer({"result": [] if cursor else suggest_words(ASKABLE, prefix, reader.lang)})


@router.get("/properties")
def propose_properties(
    reader: ReaderOf,
    type_: Annotated[str | None, Query(alias="type", max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> Response:
    """What may be fetched about entities of a type."""
    properties = [named(name, reader.lang) for name in EXTENDABLE[:limit]]
    return answer({"properties": properties, "limit": limit} | ({} if type_ is None else {"type": type_}))


@router.get("/preview")
def preview(reader: ReaderOf, id_: Annotated[str, Query(alias="id", max_length=200)]) -> Response:
    """An entity as a small page."""
    profile = reconcile_.preview(reader.context, reader.request(), id_)
    if profile is None:
        raise NotFound("unknown_subject", "there is no entity with this id")
    return HTMLResponse(preview_page(profile, reader.lang))


async def allow() -> Response:
    """What a page of any origin may send."""
    return Response(status_code=204, headers=_ALLOWED)


for _path in ("", "/suggest/entity", "/suggest/type", "/suggest/property", "/properties", "/preview"):
    router.add_api_route(_path, allow, methods=["OPTIONS"])


def _answered(reader: Caller, queries: str | None, extend: str | None) -> Response:
    if (queries is None) == (extend is None):
        raise BadInput("invalid", "the request has neither queries nor extend, or both")
    if queries is not None:
        batch = _parsed(queries)
        if not isinstance(batch, dict):
            raise BadInput("malformed", "queries is an object of queries by name")
        return answer(reconcile_.reconcile(reader.context, reader.request(), batch))
    return answer(reconcile_.extend(reader.context, reader.request(), _parsed(extend or "")))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("malformed", "what was sent is no JSON") from None


def _manifest(request: Request, reader: Caller) -> dict[str, Any]:
    origin = str(request.base_url).rstrip("/")
    here = f"{origin}{PREFIX}{key_of(request)}"
    language = f"&lang={reader.lang}"

    def service(path: str) -> dict[str, str]:
        return {"service_url": here, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": "CreditGraph 信用档案" if reader.lang == "zh" else "CreditGraph",
        "identifierSpace": f"{origin}/api/v1/entities/",
        "schemaSpace": "https://www.opensanctions.org/reference/",
        "documentation": f"{origin}/docs",
        "defaultTypes": [named(word, reader.lang) for word in TYPES],
        "view": {"url": f"{origin}/#/entity/{{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}{language}", "width": WIDTH, "height": HEIGHT},
        "suggest": {word: service(f"/suggest/{word}") for word in ("entity", "type", "property")},
        "extend": {"propose_properties": service("/properties"), "property_settings": []},
        "batchSize": BATCH_SIZE,
    }
