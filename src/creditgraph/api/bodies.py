"""Bodies within bounds: how large they may be, how long they may take, and how long a reader may not read."""

import asyncio
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from creditgraph.api.problems import Refusal
from creditgraph.api.settings import Settings
from creditgraph.model.errors import BadInput

UPLOADS = "/api/v1/imports"


def bounded(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The application with bounded bodies."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            # A client that does not read: the connection is given up with the task that waits for it.
            async with asyncio.timeout(settings.idle_seconds):
                await send(message)

        await app(scope, _Body(scope, receive, settings).receive, send_in_time)

    return run


class _Body:
    def __init__(self, scope: Scope, receive: Receive, settings: Settings) -> None:
        self.next, self.settings = receive, settings
        self.is_upload = scope["method"] == "POST" and scope["path"] == UPLOADS
        self.limit = settings.upload_bytes if self.is_upload else settings.json_bytes
        self.until = time.monotonic() + settings.body_seconds
        stated = dict(scope["headers"]).get(b"content-length", b"")
        self.stated = int(stated) if stated.isdigit() and len(stated) < 20 else 0
        self.received = 0
        self.complete = False

    async def receive(self) -> Message:
        """The next part of the body; Refusal where it is too large, by its own word before a byte is read."""
        if self.complete:
            return await self.next()  # waits for the disconnect
        self._check(self.stated)
        patience = self.settings.idle_seconds if self.is_upload else self.until - time.monotonic()
        try:
            async with asyncio.timeout(max(patience, 0.0)):
                message = await self.next()
        except TimeoutError:
            raise Refusal(BadInput("slow_client", "the body did not arrive in time", "send it faster")) from None
        self.received += len(message.get("body", b""))
        self.complete = not message.get("more_body", False)
        self._check(self.received)
        return message

    def _check(self, size: int) -> None:
        if size > self.limit:
            raise Refusal(BadInput("too_large", f"a body has at most {self.limit} bytes here", "send less at a time"))
