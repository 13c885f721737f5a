"""The steward's queue: what is still to be decided, the most useful first."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import reviews as queue
from creditgraph.archive.archive import moment_of
from creditgraph.archive.reviews import Wanted
from creditgraph.archive.standings import Case, Pair, Standing, entities_of, standings
from creditgraph.archive.stated import Stated, stated
from creditgraph.model.cursor import Cursor, asked, place_in, resumed
from creditgraph.model.errors import BadInput, NotFound
from creditgraph.model.request import Request
from creditgraph.resolution.claims import Reason
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.subjects import require_subject, sealer_for, tell_candidates
from creditgraph.usecases.told_sources import organisations_of, tell_source

MOST_CASES = 100
LISTED = 10
"""How many subjects of a case a list holds; `subjects_count` has them all."""
_REASONS = {reason.name: reason.name.lower() for reason in Reason}

Told = dict[str, Any]


def list_reviews(
    context: Context,
    request: Request,
    kind: str | None = None,
    dataset: str | None = None,
    entity: str | None = None,
    limit: int = 20,
    cursor: str | None = None,
) -> Told:
    """A page of the queue; `next` goes on in the same transaction. `entity` is an id, a code or a name.

    BadInput for a kind or limit that there is not, NotFound for a dataset that nothing was imported into.
    """
    if not 1 <= limit <= MOST_CASES:
        raise BadInput("limit", f"the limit lies between 1 and {MOST_CASES}, not at {limit}")
    if kind is not None and kind not in queue.KINDS:
        raise BadInput("review_kind", f"{kind!r} is no kind of review", f"name one of {', '.join(queue.KINDS)}")
    with audited(context.audit, request, "reviews", *filter(None, (kind, dataset, entity))):
        request, held = resumed(request, cursor, len(queue.BEGINNING))
        with context.reading(request) as reading:
            _check_dataset(reading, dataset)
            eid = None if entity is None else require_subject(reading, sealer_for(context, entity), entity)
            question = asked("reviews", kind, dataset, eid)
            place = place_in(held, question) or queue.BEGINNING
            wanted = Wanted(kind, dataset, eid)
            a, b, c = place
            found, following = queue.open_cases(reading.sql, reading.tx, wanted, (a, b, c), limit)
            return {
                "tx": reading.tx,
                "results": tell_cases(reading, found, LISTED),
                "next": None if following is None else Cursor(reading.tx, request.as_of, question, following).text(),
            }


def tell_cases(reading: Reading, found: Sequence[tuple[Case, Standing]], most: int) -> list[Told]:
    """Cases with so many of their subjects."""
    ends = queue.ends_of(reading.sql, [case for case, _standing in found])
    shown = {case.cid: subjects_of(case, ends)[:most] for case, _standing in found}
    sources = stated(reading.sql, {sid for sids in shown.values() for sid in sids}, reading.tx)
    entities, organised = _entities(reading, sources), organisations_of(reading, sources)
    return [
        {
            "id": case.cid,
            "kind": case.kind,
            "version": standing.version,
            "since": moment_of(reading.sql, case.tx_from),
            "score": None if case.score is None else round(case.score, 4),
            "key": case.why or "",
            "reason": _REASONS.get(case.about.partition(":")[0], ""),
            "decision": None if case.decision is None else f"judgement:{case.decision}",
            "subjects": [
                _subject(sources[sid], entities.get(sid), organised.get(sid, ""), own=case.of_decision)
                for sid in shown[case.cid]
                if sid in sources
            ],
            "subjects_count": len(subjects_of(case, ends)),
        }
        for case, standing in found
    ]


def subjects_of(case: Case, ends: Mapping[int, Pair]) -> list[int]:
    """The sources that a case is about: those it names, and the ends of its decision."""
    decided = ends.get(case.decision or 0, ())
    return list(dict.fromkeys((*decided, *case.sids)))


def require_case(reading: Reading, cid: int) -> tuple[Case, Standing]:
    """A case that was open or closed by then; NotFound for a number that no case has."""
    case = queue.find_case(reading.sql, cid)
    if case is None or case.tx_from > reading.tx:
        raise no_case(cid)
    return case, standings(reading.sql, [case], reading.tx)[cid]


def no_case(cid: int) -> NotFound:
    """The error for a number that no case has."""
    return NotFound("no_review", f"there is no review {cid}", "see creditgraph reviews list")


def _subject(source: Stated, entity: Told | None, organisation: str, own: bool) -> Told:
    """A source, with the numbers of its entity; where a decision made two sources one entity, with its `own`."""
    stated_here = [{"kind": kind.value, "value": shown} for kind, _value, shown in source.identifiers]
    return {
        **tell_source(source),
        "id": None if entity is None else entity["id"],
        "kind": "" if source.kind is None else source.kind.value,
        "organisation": organisation,
        "identifiers": stated_here if own or entity is None else entity["identifiers"],
    }


def _entities(reading: Reading, sids: Iterable[int]) -> dict[int, Told]:
    """The entities of sources, by source; none for one that no believed row states."""
    from_sid = entities_of(reading.sql, sorted(sids), reading.tx)
    eids = sorted(set(from_sid.values()))
    told = dict(zip(eids, tell_candidates(reading, eids), strict=True))
    return {sid: told[eid] for sid, eid in from_sid.items()}


def _check_dataset(reading: Reading, dataset: str | None) -> None:
    if dataset is not None and not reading.sql.value("SELECT 1 FROM dataset WHERE name = :name", name=dataset):
        raise NotFound("no_dataset", f"nothing was imported into {dataset!r}", "see creditgraph status")
