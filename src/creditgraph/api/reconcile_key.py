"""The key in the address of `/reconcile/{key}`: taken out of it before anything can log, tell or keep it.

Behind the guard the address reads `/reconcile/*`; the key itself is in the state of the request, for the one dependency
that looks it up.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import MutableHeaders
from starlette.types import Scope

from creditgraph.api.dependencies import Caller, CallerOf
from creditgraph.api.preview import STYLE_DIGEST
from creditgraph.usecases.read_keys import holder_of

PREFIX = "/reconcile/"
_HIDDEN = "*"
_STATE = "read_key"
_POLICY = f"default-src 'none'; style-src {STYLE_DIGEST}; base-uri 'none'; form-action 'none'"
"""A preview has one style, inline, and is shown in a frame of whoever asks."""
_OPEN = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "content-security-policy": _POLICY,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def is_open(scope: Scope) -> bool:
    """Whether an address is for programs and pages of any origin: its key is what opens it, and it only reads."""
    return str(scope["path"]).startswith(PREFIX)


def hide_key(scope: Scope) -> None:
    """Take the key out of the address."""
    if is_open(scope):
        key, slash, rest = str(scope["path"]).removeprefix(PREFIX).partition("/")
        scope["state"][_STATE] = key
        scope["path"] = f"{PREFIX}{_HIDDEN}{slash}{rest}"
        scope["raw_path"] = scope["path"].encode("utf-8", "surrogatepass")


def add_open_headers(headers: MutableHeaders) -> None:
    """What any origin's page needs to read the answer, or to show it in a frame."""
    for name, value in _OPEN.items():
        headers[name] = value


def key_of(request: Request) -> str:
    """The key that stood in the address."""
    return str(getattr(request.state, _STATE, ""))


def reader_of(request: Request, caller: CallerOf) -> Caller:
    """Who asks with the key. The same 404 for a key that never was and for one that was revoked."""
    return replace(caller, principal=holder_of(caller.context, key_of(request)))


ReaderOf = Annotated[Caller, Depends(reader_of)]
