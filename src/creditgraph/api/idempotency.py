"""`Idempotency-Key`: a change that is sent again under its key is answered from what was kept."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from creditgraph.api.answers import JSON, answer
from creditgraph.api.dependencies import Caller
from creditgraph.archive.ledger_keys import Replay
from creditgraph.model.request import LOCAL

REPLAYED = {"idempotency-replayed": "true"}


def once(
    caller: Caller,
    key: str | None,
    what: str,
    sent: bytes,
    change: Callable[[], Mapping[str, Any]],
    status: int = 200,
    place: Callable[[Mapping[str, Any]], str] | None = None,
) -> Response:
    """The answer of a change, carried out at most once for a key. `what` is the route, `sent` what was asked of it,
    `place` the Location of what was made.

    A change that fails is forgotten: it changed nothing, and may be sent again.
    """

    def run() -> Response:
        told = change()
        return answer(told, status, None if place is None else {"location": place(told)})

    if key is None:
        return run()
    ledger = caller.context.ledger
    digest = hashlib.sha256(what.encode() + b"\n" + sent).hexdigest()
    kept = ledger.idempotent(key, LOCAL.name, digest)
    if isinstance(kept, Replay):
        headers = {} if place is None else {"location": place(json.loads(kept.body))}
        return Response(kept.body, kept.status, REPLAYED | headers, JSON)
    try:
        response = run()
    except BaseException:
        ledger.unsettle(kept)
        raise
    ledger.settle(kept, response.status_code, bytes(response.body))
    return response
