"""Where a list was left off: an opaque text that holds what the next page must agree with.

A cursor holds its transaction, its day, a digest of the question and a position. So every page of a list answers from
one belief, whatever was imported meanwhile, and a cursor of another question is refused, never misread.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace

from creditgraph.model.digest import digest
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request

_LONGEST = 2000
_MOST = 1 << 63


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the answer to a question. `place` is the list's own; `asked` stands for the question."""

    tx: int
    as_of: int | None
    asked: str
    place: tuple[int, ...]

    def text(self) -> str:
        """The opaque form."""
        held = json.dumps([self.tx, self.as_of, self.asked, *self.place], separators=(",", ":"))
        return urlsafe_b64encode(held.encode()).decode().rstrip("=")


def asked(*parts: object) -> str:
    """What stands for a question in its cursors. No part may hold an identity number: a digest can be guessed."""
    return digest(*("" if part is None else str(part) for part in parts)).hex()


def resumed(request: Request, text: str | None, places: int) -> tuple[Request, Cursor | None]:
    """The request with the frame of a cursor, and the cursor; the request alone where there is none.

    BadInput for what is no cursor, and where the request names another day or transaction.
    """
    if text is None:
        return request, None
    cursor = _parsed(text)
    if cursor is None or len(cursor.place) != places:
        raise BadInput("cursor", "this is no cursor of this list", "take `next` of the page before, or begin anew")
    if request.tx not in (None, cursor.tx) or request.as_of not in (None, cursor.as_of):
        raise _foreign()
    return replace(request, tx=cursor.tx, as_of=cursor.as_of), cursor


def place_in(cursor: Cursor | None, question: str) -> tuple[int, ...] | None:
    """The place of a cursor of this very question, None for the beginning. BadInput for another question's."""
    if cursor is None:
        return None
    if cursor.asked != question:
        raise _foreign()
    return cursor.place


def _foreign() -> BadInput:
    return BadInput("cursor", "the cursor belongs to another question", "ask as for the page before, or begin anew")


def _parsed(text: str) -> Cursor | None:
    try:
        held = json.loads(urlsafe_b64decode(text[:_LONGEST] + "=" * (-len(text) % 4)))
        tx, as_of, question, *place = held
    except (ValueError, TypeError, RecursionError):
        return None
    numbers = [tx, *place] + ([] if as_of is None else [as_of])
    sound = all(type(number) is int and 0 <= number < _MOST for number in numbers)
    return Cursor(tx, as_of, question, tuple(place)) if sound and isinstance(question, str) else None
