"""`Idempotency-Key`: a change that is sent again under its key is answered from what was kept."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from creditgraph.api.answers import JSON
from creditgraph.api.dependencies import Caller
from creditgraph.archive.ledger_keys import Replay
from creditgraph.model.request import LOCAL

REPLAYED = {"idempotency-replayed": "true"}


def once(
    caller: Caller,
    key: str | None,
    what: str,
    sent: bytes,
    change: Callable[[], Response],
    place: Callable[[Mapping[str, Any]], str] | None = None,
) -> Response:
    """The answer of a change, carried out at most once for a key. `what` is the route, `sent` what was asked of it,
    `place` the Location that the answer names of what was made.

    A change that fails is forgotten: it changed nothing, and may be sent again.
    """
    if key is None:
        return change()
    ledger = caller.context.ledger
    digest = hashlib.sha256(what.encode() + b"\n" + sent).hexdigest()
    kept = ledger.idempotent(key, LOCAL.name, digest)
    if isinstance(kept, Replay):
        headers = {} if place is None else {"location": place(json.loads(kept.body))}
        return Response(kept.body, kept.status, REPLAYED | headers, JSON)
    try:
        response = change()
    except BaseException:
        ledger.unsettle(kept)
        raise
    ledger.settle(kept, response.status_code, bytes(response.body))
    return response
