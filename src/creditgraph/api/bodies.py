"""Bodies within bounds: how large they may be, how long they may take, and how long a reader may not read."""

import asyncio
import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creditgraph.api.problems import problem
from creditgraph.api.settings import Settings
from creditgraph.model.errors import BadInput, CreditGraphError

UPLOADS = "/api/v1/imports"


class _Refused(Exception):
    """The body is refused; raised out of the route that reads it."""

    def __init__(self, error: CreditGraphError) -> None:
        super().__init__(error.code)
        self.error = error


def bounded(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The application with bounded bodies."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(scope, receive, settings)
        started = False

        async def send_in_time(message: Message) -> None:
            nonlocal started
            started = True
            # A client that does not read: the connection is given up with the task that waits for it.
            await asyncio.wait_for(send(message), settings.idle_seconds)

        try:
            body.check_stated()
            await app(scope, body.receive, send_in_time)
        except (_Refused, TimeoutError) as error:
            if started or not isinstance(error, _Refused):
                raise
            await problem(Request(scope), error.error, headers={"connection": "close"})(scope, receive, send)

    return run


class _Body:
    def __init__(self, scope: Scope, receive: Receive, settings: Settings) -> None:
        self.scope, self.next, self.settings = scope, receive, settings
        self.is_upload = scope["method"] == "POST" and scope["path"] == UPLOADS
        self.limit = settings.upload_bytes if self.is_upload else settings.json_bytes
        self.until = time.monotonic() + settings.body_seconds
        self.received = 0
        self.complete = False

    def check_stated(self) -> None:
        """Refuse by Content-Length, before a byte is read."""
        stated = dict(self.scope["headers"]).get(b"content-length", b"0")
        if stated.isdigit() and int(stated[:20]) > self.limit:
            raise self._too_large()

    async def receive(self) -> Message:
        """The next part of the body."""
        if self.complete:
            return await self.next()  # waits for the disconnect
        patience = self.settings.idle_seconds if self.is_upload else self.until - time.monotonic()
        try:
            message = await asyncio.wait_for(self.next(), max(patience, 0.0))
        except TimeoutError:
            slow = BadInput("slow_client", "the body did not arrive in time", "send it faster")
            raise _Refused(slow) from None
        self.received += len(message.get("body", b""))
        self.complete = not message.get("more_body", False)
        if self.received > self.limit:
            raise self._too_large()
        return message

    def _too_large(self) -> _Refused:
        return _Refused(BadInput("too_large", f"a body has at most {self.limit} bytes here", "send less at a time"))
