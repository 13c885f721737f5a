"""What every request passes before the routes: who may ask from where, how many at a time, and what is never told.

A browser on the operator's machine is the way in that a loopback server has, so:
- a Host that is neither loopback nor named at the start is refused (a foreign name that resolves to 127.0.0.1);
- a change that another origin's page sends is refused, also in the forms that need no preflight.

What a key opens for reading (`reconcile_key`) is for pages of any origin; the key is taken out of the address here.
"""

import logging
import traceback
import uuid
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creditgraph.api.bodies import bounded
from creditgraph.api.page import STYLE_DIGEST
from creditgraph.api.problems import problem
from creditgraph.api.reconcile_key import add_open_headers, hide_key, is_open
from creditgraph.api.settings import Settings
from creditgraph.identifiers import mask_number, redact_text
from creditgraph.model.errors import BadInput, Broken, Busy, CreditGraphError

_LOG = logging.getLogger("creditgraph.api")
_SAFE = ("GET", "HEAD", "OPTIONS")
_MOST_URL = 8000
_NOWHERE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    + _NOWHERE
)
"""The page has files of the server's own and asks the server: nothing inline, nothing made on the way."""
DOCUMENTATION_POLICY = f"default-src 'none'; style-src {STYLE_DIGEST}; {_NOWHERE}"
"""The description at `/docs` has one style, inline, known by its digest; no script."""
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace_id = uuid.uuid4().hex
        scope.setdefault("state", {})["trace_id"] = trace_id
        hide_key(scope)
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["x-trace-id"] = trace_id
                if is_open(scope):
                    add_open_headers(headers)
                    await send(message)
                    return
                policy = DOCUMENTATION_POLICY if scope["path"] == "/docs" else POLICY
                headers.setdefault("content-security-policy", policy)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(("/api/", "/match/")):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        request = Request(scope)
        refusal = self._refusal(request)
        if refusal is not None:
            await problem(request, refusal)(scope, receive, send_guarded)
            return
        self.running += 1
        try:
            await bounded(self.app, self.settings)(scope, receive, send_guarded)
        except Exception as error:
            unexpected = Broken("internal", _described(error))
            if started:  # the server closes the connection of an answer that stops in the middle
                _LOG.error("%s %s", trace_id, unexpected.message)
            else:
                await problem(request, unexpected)(scope, receive, send_guarded)
        finally:
            self.running -= 1

    def _refusal(self, request: Request) -> CreditGraphError | None:
        if not self._is_own_host(request.headers.get("host", "")):
            return BadInput("unknown_host", "the server is not asked under this name", "ask 127.0.0.1 or localhost")
        if request.method not in _SAFE and _is_foreign(request.headers) and not is_open(request.scope):
            return BadInput(
                "foreign_origin", "a page of another origin may change nothing", "ask from the server's own"
            )
        if len(request.url.path) + len(request.url.query) > _MOST_URL:
            return BadInput("too_large", "the address is too long", "send less")
        if self.running >= self.settings.requests:
            return Busy("overloaded", "the server has more to do than it can in time", "come again")
        return None

    def _is_own_host(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        if name is None:
            return False
        if name == "localhost" or name in self.settings.public_names:
            return True
        try:
            address = ip_address(name)
        except ValueError:
            return False
        # An address cannot be made to resolve elsewhere; a name can.
        return self.settings.exposed or address.is_loopback


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that another origin's page asks."""
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


def _described(error: Exception) -> str:
    """What happened and where; numbers in the message of an unknown error are masked."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}: {redact_text(str(error)[:500], mask_number)}\n{frames}"
