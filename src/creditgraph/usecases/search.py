"""Which entities bear a name or a number like this?"""

from creditgraph.access.audit import audited
from creditgraph.archive.search import Hit, SearchResult, search_names
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.subjects import Candidate, holders_of_citizen_number, is_citizen_number, tell_candidates


def search(context: Context, request: Request, query: str, limit: int = 20) -> dict[str, object]:
    """Entities, best first, each with what found it. BadInput where there is nothing to search for."""
    with audited(context.audit, request, "search", query), context.reading(request) as reading:
        found = _find(context, reading, request, query, limit)
        entities = tell_candidates(reading, [hit.eid for hit in found.hits])
        return {
            "tx": reading.tx,
            "results": [_tell(entity, hit) for entity, hit in zip(entities, found.hits, strict=True)],
            "truncated": found.truncated,
            "next": None,
        }


def _find(context: Context, reading: Reading, request: Request, query: str, limit: int) -> SearchResult:
    found = search_names(reading.sql, query, reading.tx, limit, request.as_of)
    if found.hits or not is_citizen_number(query):
        return found
    hits = holders_of_citizen_number(reading, context.sealer(), query, limit + 1)
    return SearchResult(hits[:limit], len(hits) > limit)


def _tell(entity: Candidate, hit: Hit) -> Candidate:
    """An entity with the name that found it and how it is borne; for a number its kind instead."""
    told: Candidate = {"text": hit.text, "name_kind": hit.name_kind}
    if hit.identifier_kind is not None:
        told["identifier_kind"] = hit.identifier_kind
    return {**entity, "hit": told}
