"""Answers as bytes: encoded once, not validated again. Their description stands in `shapes/` for the OpenAPI."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import Response

JSON = "application/json"


def answer(told: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """What a use case told."""
    return Response(msgspec.json.encode(told), status, headers, JSON)
