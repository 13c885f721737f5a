"""What routes are given: the state that the application's lifespan owns, and who asks."""

import time
from dataclasses import dataclass, replace
from typing import Annotated, TypedDict
from urllib.parse import unquote

from fastapi import Depends, Header, Request

from creditgraph.api.problems import language_of
from creditgraph.api.settings import Settings
from creditgraph.model import request as model
from creditgraph.model.dates import Day
from creditgraph.model.errors import BadInput, Busy
from creditgraph.usecases.context import Context
from creditgraph.usecases.resolve_tx import known_at

MOST_PURPOSE = 200


class State(TypedDict):
    """What the lifespan yields; `request.state` of every request."""

    context: Context
    settings: Settings


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in which language, for what, and until when."""

    context: Context
    settings: Settings
    lang: model.Language
    purpose: str | None
    deadline: float
    principal: model.Principal = model.LOCAL

    def anew(self) -> "Caller":
        """The same caller, whose clock starts now."""
        return replace(self, deadline=time.monotonic() + self.settings.request_seconds)

    def request(
        self,
        *,
        as_of: Day | None = None,
        known: str | None = None,
        purpose: str | None = None,
        reason: str | None = None,
    ) -> model.Request:
        """The frame of the use case. Runs in its thread, for known time is looked up in the archive."""
        if time.monotonic() > self.deadline:
            raise Busy("overloaded", "the server has more to do than it can in time", "come again")
        tx = None if known is None else known_at(self.context, known)
        return model.Request(
            self.principal,
            purpose=purpose or self.purpose,
            reason=reason,
            as_of=as_of,
            tx=tx,
            deadline=self.deadline,
            lang=self.lang,
        )


async def state_of(request: Request) -> State:
    """The state, typed."""
    return {"context": request.state.context, "settings": request.state.settings}


StateOf = Annotated[State, Depends(state_of)]
PurposeHeader = Annotated[
    str | None,
    Header(
        alias="X-Purpose",
        max_length=9 * MOST_PURPOSE,
        description="What the answer is for; kept in the audit trail. Percent-encoded UTF-8 where it is not ASCII.",
        examples=["%E6%8B%9B%E6%A0%87%E5%AE%A1%E6%9F%A5"],
    ),
]


async def caller_of(request: Request, state: StateOf, x_purpose: PurposeHeader = None) -> Caller:
    """Who asks; the clock of the question starts here, when its body has arrived."""
    purpose = None if x_purpose is None else _purpose(x_purpose)
    deadline = time.monotonic() + state["settings"].request_seconds
    return Caller(state["context"], state["settings"], language_of(request), purpose, deadline)


CallerOf = Annotated[Caller, Depends(caller_of)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key with the same body is answered from what was kept (24 hours), and changes nothing.",
    ),
]


def _purpose(header: str) -> str:
    """Header bytes arrive as Latin-1: percent-encoded or plain UTF-8 text."""
    try:
        text = unquote(header.encode("latin-1"), errors="strict") if "%" in header else _plain(header)
    except UnicodeError:
        raise BadInput("malformed", "X-Purpose is not UTF-8", "percent-encode it") from None
    if not text.isprintable() or len(text) > MOST_PURPOSE:
        raise BadInput("invalid", "X-Purpose is no text of at most 200 characters", "shorten it")
    return text


def _plain(header: str) -> str:
    return header.encode("latin-1").decode()
