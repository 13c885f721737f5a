"""Who is this? Records against the archive, a batch at a time, each with candidates, a verdict and its reasons.

- Each item is answered for itself: a bad one has a status and a code, and spoils no other.
- `match` says that a program may take the candidate without a person: it is the only one judged the same, or the only
  one that a short name means (`matching.linking`), and likely enough for the caller (`threshold`).
- A person's bare name never matches: names decide nothing about persons, whatever their probability.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.archive.likeness import matcher_of
from creditgraph.identifiers import Sealer
from creditgraph.matching.matcher import Matcher
from creditgraph.model.errors import BadInput, NotFound
from creditgraph.model.ids import parse_id
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.match_compare import Filter, compare
from creditgraph.usecases.match_query import MatchQuery, Unanswerable, masked_query, read_query, shown
from creditgraph.usecases.match_told import tell_results
from creditgraph.usecases.subject_problems import problem_said

MOST_QUERIES = 100
MOST_RESULTS = 500


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for every item of a batch. An item may have a `limit`, `threshold` and `cutoff` of its own."""

    limit: int = 5
    threshold: float = 0.7
    """From this score on the candidate that the decision is for is a match: the caller may ask for more, not for less
    than the decision does.
    """
    cutoff: float | None = None
    """Candidates less likely are not listed; by default those that are not worth a person's look."""
    datasets: tuple[str, ...] = ()
    """Only entities that one of these states; empty for all."""
    exclude_datasets: tuple[str, ...] = ()
    exclude_schemas: tuple[str, ...] = ()
    exclude_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Batch:
    """What the items of a batch share."""

    request: Request
    reading: Reading
    matcher: Matcher
    wishes: Wishes
    keep: Filter


def match(context: Context, request: Request, queries: Mapping[str, Any], wishes: Wishes) -> dict[str, Any]:
    """The candidates of each query under its name. BadInput for none or too many, NotFound for an unknown dataset."""
    if not 1 <= len(queries) <= MOST_QUERIES:
        raise BadInput("batch_size", f"a batch has 1 to {MOST_QUERIES} queries, not {len(queries)}")
    sealer = cache(context.sealer)
    asked = {name: _read(item, sealer) for name, item in queries.items()}
    about = [one.about for one in asked.values() if isinstance(one, MatchQuery)]
    with audited(context.audit, request, "match", *about), context.reading(request) as reading:
        batch = _Batch(request, reading, matcher_of(reading.sql), wishes, _filter(reading, wishes))
        responses = {
            shown(name)[:200]: {**_answer(batch, one), "query": masked_query(queries[name])}
            for name, one in asked.items()
        }
        return {
            "tx": reading.tx,
            "responses": responses,
            "limit": wishes.limit,
            "policy": batch.matcher.policy.name,
        }


def _read(item: Any, sealer: Callable[[], Sealer]) -> MatchQuery | Unanswerable:
    try:
        return read_query(item, sealer)
    except Unanswerable as problem:
        return problem


def _filter(reading: Reading, wishes: Wishes) -> Filter:
    numbers: dict[str, int] = dict(reading.sql.all("SELECT name, ds FROM dataset"))
    for name in (*wishes.datasets, *wishes.exclude_datasets):
        if name not in numbers:
            raise NotFound("unknown_dataset", f"the archive has no dataset {shown(name)[:100]!r}")
    homes = filter(None, map(parse_id, wishes.exclude_ids))
    places = [read.whereabouts(reading.sql, home, reading.tx) for home in homes]
    return Filter(
        frozenset(numbers[name] for name in wishes.datasets),
        frozenset(numbers[name] for name in wishes.exclude_datasets),
        frozenset(wishes.exclude_schemas),
        frozenset(place.eid for place in places if place is not None and place.eid is not None),
    )


def _answer(batch: _Batch, query: MatchQuery | Unanswerable) -> dict[str, Any]:
    """What is answered to one item. One that the time did not suffice for says so."""
    if isinstance(query, Unanswerable):
        return _refused(query, batch.request)
    if batch.request.out_of_time():
        return _refused(Unanswerable(503, "timed_out"), batch.request)
    try:
        limit, threshold, cutoff = _own(batch, query.settings)
    except Unanswerable as problem:
        return _refused(problem, batch.request)
    found, truncated = compare(batch.reading, batch.matcher, query, batch.keep)
    listed = [one for one in found if one.score >= cutoff]
    return {
        "status": 200,
        "results": tell_results(batch.reading, batch.matcher, listed[:limit], threshold),
        "total": {"value": len(listed), "relation": "gte" if truncated else "eq"},
        "truncated": truncated,
        "ignored": query.ignored,
    }


def _own(batch: _Batch, settings: Mapping[str, Any]) -> tuple[int, float, float]:
    """Limit, threshold and cutoff of an item, its own or the batch's. Unanswerable where they are out of range."""
    wishes = batch.wishes
    cutoff = batch.matcher.policy.review_at if wishes.cutoff is None else wishes.cutoff
    usual = {"limit": wishes.limit, "threshold": wishes.threshold, "cutoff": cutoff}
    given = {name: settings[name] for name in usual if settings.get(name) is not None}
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in given.values()):
        raise Unanswerable(400, "malformed")
    limit, threshold, cutoff = (given.get(name, value) for name, value in usual.items())
    if not (1 <= limit <= MOST_RESULTS and 0 <= threshold <= 1 and 0 <= cutoff <= 1):
        raise Unanswerable(422, "bounds")
    return int(limit), float(threshold), float(cutoff)


def _refused(problem: Unanswerable, request: Request) -> dict[str, Any]:
    return {
        "status": problem.status,
        "code": problem.code,
        "detail": problem_said(problem.code, request.lang),
        "results": [],
        "total": {"value": 0, "relation": "eq"},
        "truncated": False,
        "ignored": [],
    }
