"""Every error as an RFC 9457 problem, `application/problem+json`.

The status says what the caller can do: 400 malformed, 403 not allowed from there, 404 no such thing, 405 and 415
another method or media type, 408 sent too slowly, 409 in conflict with what the archive holds, 412 another version than
the one named, 428 none named, 413 too much at once, 422 wrong in meaning, 503 come again or tell the operator, 504
nothing to show in time, 500 our fault. `code` is the stable word to program against; `docs/errors.md` lists them all.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import HTTPException as RaisedInRoute
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from creditgraph.api.remedies import for_client
from creditgraph.model.document import document
from creditgraph.model.errors import Ambiguous, BadInput, Broken, Busy, CreditGraphError, NotFound, Refused, Unreachable
from creditgraph.model.request import Language
from creditgraph.usecases.error_words import MESSAGE_ZH, REMEDY_ZH, remedy, said, title

MEDIA_TYPE = "application/problem+json"
TYPE = "/docs#error-"
RETRY_SECONDS = 2
_LOG = logging.getLogger("creditgraph.api")

_BY_CLASS: dict[type[CreditGraphError], int] = {
    BadInput: 422,
    NotFound: 404,
    Ambiguous: 409,
    Refused: 409,
    Busy: 503,
    Unreachable: 503,
    Broken: 500,
}
_BY_CODE = {
    "no_archive": 503,  # the caller cannot make one
    "not_ready": 503,
    "idempotency_in_flight": 409,
    "disk_full": 503,
    "timed_out": 504,
    "cursor": 400,
    "malformed": 400,
    "foreign_origin": 403,
    "unknown_host": 403,
    "not_found": 404,
    "method": 405,
    "slow_client": 408,
    "too_large": 413,
    "batch_size": 413,
    "media_type": 415,
    "internal": 500,
    "cut_off": 400,
    "version_moved": 412,
    "version_missing": 428,
}
_MALFORMED = BadInput("malformed", "the request is malformed")
_BY_FRAMEWORK: dict[int, CreditGraphError] = {
    404: NotFound("not_found", "there is no such address"),
    405: BadInput("method", "the address does not take this method"),
}


class Refusal(RaisedInRoute):
    """An error of the package that a reader of the body is stopped with; the framework lets it through."""

    def __init__(self, error: CreditGraphError) -> None:
        super().__init__(status_of(type(error), error.code), headers={"connection": "close"})
        self.error = error


def status_of(error: type[CreditGraphError], code: str) -> int:
    """The HTTP status of an error of a class and code."""
    return _BY_CODE.get(code) or next(status for kind, status in _BY_CLASS.items() if issubclass(error, kind))


def language_of(request: Request) -> Language:
    """`lang=`, else the first of Chinese and English in Accept-Language, else Chinese."""
    wanted = request.query_params.get("lang") or request.headers.get("accept-language", "")
    for part in wanted.lower().split(","):
        tag = part.strip()
        if tag.startswith("zh"):
            return "zh"
        if tag.startswith("en"):
            return "en"
    return "zh"


def problem(
    request: Request,
    error: CreditGraphError,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error of the package as a response. What went wrong on our side is logged, and told by its title alone."""
    status, lang = status_of(type(error), error.code), language_of(request)
    trace_id = request.scope.get("state", {}).get("trace_id", "")
    if isinstance(error, Broken):
        _LOG.error("%s %s: %s", trace_id, error.code, error.message)
    told = {
        "type": TYPE + error.code,
        "title": title(error.code, lang),
        "status": status,
        "detail": title(error.code, lang) if isinstance(error, Broken) else for_client(said(error, lang)),
        "instance": request.url.path[:200],
        "code": error.code,
        "remedy": for_client(remedy(error, lang)),
        "errors": list(errors),
        "trace_id": trace_id,
        **({} if isinstance(error, Broken) else _details(error)),
    }
    response = Response(document(told).encode(), status, headers, MEDIA_TYPE)
    if status == 503:
        response.headers["retry-after"] = str(RETRY_SECONDS)
    return response


def _details(error: CreditGraphError) -> dict[str, Any]:
    return {name: value for name, value in error.details.items() if name not in (MESSAGE_ZH, REMEDY_ZH)}


async def on_error(request: Request, error: Exception) -> Response:
    """An error of the package."""
    assert isinstance(error, CreditGraphError)
    return problem(request, error)


async def on_http(request: Request, error: Exception) -> Response:
    """What the framework refuses: no such route, another method, a body that is no JSON."""
    assert isinstance(error, HTTPException)
    if isinstance(error, Refusal):
        return problem(request, error.error, headers=error.headers)
    return problem(request, _BY_FRAMEWORK.get(error.status_code, _MALFORMED), headers=error.headers)


async def on_invalid(request: Request, error: Exception) -> Response:
    """A body or parameters that do not fit their description: one entry for each place, without what was sent."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()[:50]
    kinds = {one["type"] for one in found}
    if "json_invalid" in kinds:
        said = _MALFORMED
    elif _is_foreign_media(request, found):
        said = BadInput("media_type", "the body is of another media type")
    elif "too_long" in kinds:
        said = BadInput("batch_size", "more items than one request may have")
    else:
        said = BadInput("invalid", "the request does not fit its description")
    return problem(request, said, [_told(one) for one in found])


def _is_foreign_media(request: Request, found: Sequence[Any]) -> bool:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media != "application/json" and any(tuple(one["loc"]) == ("body",) for one in found)


def _told(one: Mapping[str, Any]) -> dict[str, str]:
    """One place: a JSON pointer into the body, or the kind and name of a parameter."""
    where, *place = one["loc"]
    if where == "body":
        pointer = "#" + "".join(f"/{_escape(part)}" for part in place)
    else:
        pointer = f"{where}:{place[0] if place else ''}"
    return {"pointer": pointer[:200], "code": one["type"], "message": one["msg"][:300]}


def _escape(part: object) -> str:
    text = str(part).replace("~", "~0").replace("/", "~1")
    return text.encode("utf-8", "backslashreplace").decode()
