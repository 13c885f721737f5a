"""Answers as bytes: written once, in the form that the command line prints, and not validated again.

Their description stands in `shapes/` for the OpenAPI.
"""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from creditgraph.model.document import document

JSON = "application/json"


def answer(told: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """What a use case told."""
    return Response(document(told).encode(), status, headers, JSON)
