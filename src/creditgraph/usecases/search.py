"""Which entities bear a name or a number like this?"""

from creditgraph.access.audit import audited
from creditgraph.archive.search import Hit, SearchResult, newest_text, search_names
from creditgraph.identifiers import mask_number, redact_text
from creditgraph.model.cursor import Cursor, asked, place_in, resumed
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.subjects import Candidate, holders_of_citizen_number, is_citizen_number, tell_candidates

_PLACES = 2


def search(
    context: Context, request: Request, query: str, limit: int = 20, cursor: str | None = None
) -> dict[str, object]:
    """Entities, best first, each with what found it. BadInput where there is nothing to search for.

    `next` goes on where the page ended, in the same transaction and among the names known by then. `truncated` says
    that not all names that fit were looked at: more of the name is needed, not another page.
    """
    with audited(context.audit, request, "search", query):
        request, held = resumed(request, cursor, _PLACES)
        question = asked("search", redact_text(query.strip(), mask_number))
        with context.reading(request) as reading:
            skip, newest = place_in(held, question) or (0, newest_text(reading.sql))
            found = _find(context, reading, request, query, (skip, limit, newest))
            entities = tell_candidates(reading, [hit.eid for hit in found.hits])
            following = Cursor(reading.tx, request.as_of, question, (skip + limit, newest))
            return {
                "tx": reading.tx,
                "results": [_tell(entity, hit) for entity, hit in zip(entities, found.hits, strict=True)],
                "truncated": found.truncated,
                "next": following.text() if found.more else None,
            }


def _find(
    context: Context, reading: Reading, request: Request, query: str, window: tuple[int, int, int]
) -> SearchResult:
    skip, limit, newest = window
    found = search_names(reading.sql, query, reading.tx, limit, request.as_of, skip, newest)
    if found.hits or not is_citizen_number(query):
        return found
    hits = holders_of_citizen_number(reading, context.sealer(), query, skip + limit + 1)
    return SearchResult(hits[skip : skip + limit], len(hits) > skip + limit, False)


def _tell(entity: Candidate, hit: Hit) -> Candidate:
    """An entity with the name that found it and how it is borne; for a number its kind instead."""
    told: Candidate = {"text": hit.text, "name_kind": hit.name_kind}
    if hit.identifier_kind is not None:
        told["identifier_kind"] = hit.identifier_kind
    return {**entity, "hit": told}
