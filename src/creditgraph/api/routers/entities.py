"""`/entities/{id}`: one entity, its credit archive, and whom it is linked to.

An id that was merged away answers 308 with the Location under which its entity lives on.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from creditgraph.api.answers import answer
from creditgraph.api.dependencies import Caller, CallerOf
from creditgraph.api.description import BAD_CURSOR, MOVED, SUBJECT_QUESTION
from creditgraph.api.models import AdjacentPageQuery, AdjacentQuery, Frame, KnownTongue, Subject, day_of
from creditgraph.api.shapes.entities import AdjacentAnswer, AdjacentPage, ArchiveAnswer, EntityAnswer
from creditgraph.api.shapes.why import HowAnswer
from creditgraph.model import request as model
from creditgraph.model.ids import encode_id, parse_id
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.usecases import adjacent as adjacent_
from creditgraph.usecases import archive_page as archive_page_
from creditgraph.usecases import how as how_
from creditgraph.usecases import show as show_

router = APIRouter(prefix="/entities/{id}", tags=["entities"], responses=SUBJECT_QUESTION | MOVED)

Id = Annotated[Subject, Path(alias="id", description="An id, a code or a name.", examples=["91379911YX990007X1"])]


@router.get("", response_model=EntityAnswer)
def get_entity(asked: Request, caller: CallerOf, subject: Id, query: Annotated[Frame, Query()]) -> Response:
    """What an entity is called, whom it is linked to, what is on record, and why its sources are one entity."""
    told = show_.show(caller.context, _request(caller, query), subject)
    return _answer(asked, subject, told)


@router.get("/archive", response_model=ArchiveAnswer)
def get_archive(asked: Request, caller: CallerOf, subject: Id, query: Annotated[Frame, Query()]) -> Response:
    """The credit archive in its sections, with a count for each, also where it is 0; null where never collected."""
    told = archive_page_.archive_page(caller.context, _request(caller, query), subject)
    return _answer(asked, subject, told)


@router.get("/how", response_model=HowAnswer)
def how(asked: Request, caller: CallerOf, subject: Id, query: Annotated[KnownTongue, Query()]) -> Response:
    """How an entity came to be: step by step, which sources were joined by which fact, since when."""
    request = caller.request(known=query.known_at, purpose=query.purpose)
    return _answer(asked, subject, how_.how(caller.context, request, subject))


@router.get("/adjacent", response_model=AdjacentAnswer)
def get_adjacent(asked: Request, caller: CallerOf, subject: Id, query: Annotated[AdjacentQuery, Query()]) -> Response:
    """How many links of each type and direction an entity has: counts first, then pages."""
    certainty = Certainty.of(query.min_certainty)
    told = adjacent_.adjacent(caller.context, _request(caller, query), subject, certainty)
    return _answer(asked, subject, told)


@router.get("/adjacent/{type}", response_model=AdjacentPage, responses=BAD_CURSOR)
def get_adjacent_page(
    asked: Request,
    caller: CallerOf,
    subject: Id,
    type_: Annotated[LinkType, Path(alias="type")],
    query: Annotated[AdjacentPageQuery, Query()],
) -> Response:
    """A page of one type of links, each with dates, certainty and the rows that state it."""
    told = adjacent_.adjacent_page(
        caller.context,
        _request(caller, query),
        subject,
        type_,
        query.direction,
        query.limit,
        query.cursor,
        Certainty.of(query.min_certainty),
    )
    return _answer(asked, subject, told)


def _request(caller: Caller, query: Frame) -> model.Request:
    return caller.request(as_of=day_of(query.as_of), known=query.known_at, purpose=query.purpose)


def _answer(asked: Request, subject: str, told: Mapping[str, Any]) -> Response:
    """The answer; for an id that was merged away the way to where its entity is now."""
    home = parse_id(subject)
    if home is None or encode_id(home) == told["id"]:
        return answer(told)
    path = asked.scope["path"].replace(f"/entities/{subject}", f"/entities/{told['id']}", 1)
    location = path + (f"?{asked.url.query}" if asked.url.query else "")
    return answer({"tx": told["tx"], "id": told["id"], "moved_from": encode_id(home)}, 308, {"location": location})
