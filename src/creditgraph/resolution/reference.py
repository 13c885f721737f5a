"""The readable oracle: the whole graph, computed naively from evidence and decisions at any transaction.

No increments, no keys of groups, no components: every statement is looked at, every pair is tried. The archive is
tested against it on random histories. It shares with the archive only the pure steps that a policy fills in (`claims`,
`judge`, `likenesses`) and the words of the model.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import NamedTuple

from creditgraph.matching.matcher import Matcher
from creditgraph.model.dates import Day
from creditgraph.model.statement import Statement
from creditgraph.model.vocabulary import Absence, Certainty, Delivery, DetailKind, EntityKind, Verdict
from creditgraph.resolution.claims import CERTAINTY, Claim, Reason, View, claims
from creditgraph.resolution.judge import Candidate, judge
from creditgraph.resolution.likeness import Bearer, likenesses
from creditgraph.resolution.policy import Policy
from creditgraph.resolution.views import views_of

Place = tuple[str, bytes]
"""A source or a row: dataset and key."""


@dataclass(frozen=True)
class Delivered:
    """A file: rows in order. `whole` is a snapshot of the dataset, else of the scopes that its rows state."""

    tx: int
    dataset: str
    delivery: Delivery
    stated_on: Day
    rows: Sequence[Statement]
    absence: Absence | None = None
    whole: bool = False


@dataclass(frozen=True)
class Judged:
    """A steward's judgement on two sources."""

    tx: int
    a: Place
    b: Place
    verdict: Verdict
    until: int | None = None


@dataclass(frozen=True)
class Withdrawn:
    """A steward took a source's claim out."""

    tx: int
    source: Place
    key: bytes
    until: int | None = None


Event = Delivered | Judged | Withdrawn


class Believed(NamedTuple):
    """A statement that is believed, under its row, with the day at which its facts end."""

    row: Place
    statement: Statement
    until: Day | None
    stated_on: Day


class Graph(NamedTuple):
    """What is believed and which sources are one entity: source → all sources of its entity."""

    believed: list[Believed]
    clusters: dict[Place, frozenset[Place]]


def graph(history: Iterable[Event], tx: int, policy: Policy, matcher: Matcher) -> Graph:
    """The graph as believed at a transaction."""
    events = [event for event in history if event.tx <= tx]
    deliveries = [event for event in events if isinstance(event, Delivered)]
    standing = [
        event for event in events if not isinstance(event, Delivered) and (event.until is None or event.until > tx)
    ]
    believed = list(_believed(deliveries))
    return Graph(believed, _clusters(believed, standing, policy, matcher))


# belief --------------------------------------------------------------------------------------------------------------


def _body(statement: Statement) -> object:
    return statement.scope, statement.sources, statement.links, statement.records


def _believed(deliveries: list[Delivered]) -> Iterable[Believed]:
    said: dict[Place, list[tuple[Day, int, Statement]]] = defaultdict(list)
    for one in deliveries:
        last = {statement.key: statement for statement in one.rows}
        for key, statement in last.items():
            row = (one.dataset, key)
            known = [_body(other) for _day, _tx, other in said[row]]
            if one.delivery is Delivery.APPEND and known and _body(statement) not in known:
                continue
            said[row].append((one.stated_on, one.tx, statement))
    for row, points in said.items():
        yield from _believed_of_row(row, points, [one for one in deliveries if one.dataset == row[0]])


def _believed_of_row(
    row: Place, said: list[tuple[Day, int, Statement]], deliveries: list[Delivered]
) -> Iterable[Believed]:
    corrected = [(day, tx) for day, tx, _ in said if any(day == d and tx < t for d, t, _ in said)]
    standing = {day: (tx, one) for day, tx, one in said if (day, tx) not in corrected}
    gaps = _gaps(standing, deliveries)
    found: dict[str, Believed] = {}
    for day in sorted(standing.keys() - gaps.keys()):
        statement = standing[day][1]
        changes = [
            other
            for other in standing.keys() | gaps.keys()
            if other > day and (other in gaps or _body(standing[other][1]) != _body(statement))
        ]
        end = min(changes, default=None)
        if end is None or gaps.get(end) is not Absence.WITHDRAWN:
            found[repr(_body(statement))] = Believed(row, statement, end, day)
    yield from found.values()


def _gaps(standing: dict[Day, tuple[int, Statement]], deliveries: list[Delivered]) -> dict[Day, Absence]:
    """The days at which the row was absent from a snapshot of its scope."""
    gaps: dict[Day, Absence] = {}
    for snapshot in deliveries:
        if snapshot.absence is None:
            continue
        there = standing.get(snapshot.stated_on)
        before = [day for day in standing if day <= snapshot.stated_on]
        if not before or (there is not None and there[0] >= snapshot.tx):
            continue
        scope = standing[max(before)][1].scope
        if snapshot.whole or (scope is not None and scope in {row.scope for row in snapshot.rows}):
            gaps[snapshot.stated_on] = snapshot.absence
    return gaps


# clusters ------------------------------------------------------------------------------------------------------------


class _Source(NamedTuple):
    views: tuple[View, ...]
    claims: frozenset[Claim]
    person: bool
    context: Place | None
    traits: frozenset[tuple[DetailKind, str]]


def _sources(believed: list[Believed], standing: list[Judged | Withdrawn], policy: Policy) -> dict[Place, _Source]:
    latest: dict[Place, dict[Place, tuple[Day, View]]] = defaultdict(dict)
    context: dict[Place, Place | None] = {}
    traits: dict[Place, set[tuple[DetailKind, str]]] = defaultdict(set)
    for row, statement, _until, stated_on in believed:
        for described, view in zip(statement.sources, views_of(statement), strict=True):
            place = (row[0], described.key)
            inside = described.context
            context[place] = None if inside is None else (row[0], statement.sources[inside].key)
            traits[place] |= {pair for pair in described.details if pair[0] in (DetailKind.SEX, DetailKind.BIRTH_YEAR)}
            if row not in latest[place] or latest[place][row][0] < stated_on:
                latest[place][row] = (stated_on, view)
    withdrawn = {(event.source, event.key) for event in standing if isinstance(event, Withdrawn)}
    return {
        place: _Source(
            tuple(view for _day, view in rows.values()),
            frozenset(
                claim
                for _day, view in rows.values()
                for claim in claims(view, policy)
                if (place, claim.key) not in withdrawn
            ),
            any(view.kind is EntityKind.NATURAL_PERSON for _day, view in rows.values()),
            context[place],
            frozenset(traits[place]),
        )
        for place, rows in latest.items()
    }


class _Fact(NamedTuple):
    rank: int
    a: Place
    b: Place
    score: float = 0.0


def _clusters(
    believed: list[Believed], standing: list[Judged | Withdrawn], policy: Policy, matcher: Matcher
) -> dict[Place, frozenset[Place]]:
    sources = _sources(believed, standing, policy)
    clusters: dict[Place, frozenset[Place]] = {}
    for person in (False, True):
        stratum = {place: source for place, source in sources.items() if source.person == person}
        facts = list(_key_facts(stratum, clusters))
        if not person:
            facts += _history_facts(stratum, policy)
            facts += _likeness_facts(stratum, matcher)
        judged = [event for event in standing if isinstance(event, Judged)]
        facts += [
            _Fact(Reason.STEWARD, min(event.a, event.b), max(event.a, event.b))
            for event in judged
            if event.verdict is Verdict.SAME and event.a in stratum and event.b in stratum
        ]
        different = {frozenset((event.a, event.b)) for event in judged if event.verdict is Verdict.DIFFERENT}
        clusters |= _join(stratum, facts, different)
    return clusters


def _key_facts(stratum: dict[Place, _Source], organisations: dict[Place, frozenset[Place]]) -> Iterable[_Fact]:
    groups: dict[object, list[Place]] = defaultdict(list)
    for place, source in stratum.items():
        for claim in source.claims:
            within = None
            if claim.reason is Reason.SAME_ORGANISATION and source.context is not None:
                within = organisations[source.context]
            if CERTAINTY[claim.reason] is not Certainty.SUSPECTED:
                groups[claim, within].append(place)
    for (claim, _within), places in groups.items():  # type: ignore[misc]
        traits = {trait for place in places for trait in stratum[place].traits}
        torn = len(_single(stratum, places)) > 1 and claim.reason > Reason.IDENTIFIER
        if claim.reason is Reason.SAME_ORGANISATION:
            torn = torn or len(traits) > len({kind for kind, _value in traits})
        if not torn:
            yield from (_Fact(claim.reason, a, b) for a, b in combinations(sorted(places), 2))


def _history_facts(stratum: dict[Place, _Source], policy: Policy) -> list[_Fact]:
    places = sorted(stratum)
    names = {name.folded for source in stratum.values() for view in source.views for name in view.names}
    facts = []
    for name in names:
        group = [
            Candidate(number, _merged(stratum[place].views))
            for number, place in enumerate(places)
            if any(use.folded == name for view in stratum[place].views for use in view.names)
        ]
        facts += [_Fact(pair.reason, places[pair.a], places[pair.b]) for pair in judge(name, group, policy)]
    return facts


def _likeness_facts(stratum: dict[Place, _Source], matcher: Matcher) -> list[_Fact]:
    places = sorted(stratum)
    everyone = [Bearer(number, place, _merged(stratum[place].views)) for number, place in enumerate(places)]
    names = {name.folded for source in stratum.values() for view in source.views for name in view.names}
    return [
        _Fact(pair.reason, places[pair.a], places[pair.b], pair.score)
        for name in names
        for pair in likenesses(name, everyone, matcher)
        if pair.reason is not None
    ]


def _merged(views: Sequence[View]) -> View:
    first = views[0]
    for other in views[1:]:
        first = first._replace(
            names=first.names + other.names,
            identifiers=first.identifiers + other.identifiers,
            details=first.details + other.details,
            representatives=first.representatives + other.representatives,
        )
    return first


def _single(stratum: dict[Place, _Source], places: Iterable[Place]) -> set[bytes]:
    return {claim.key for place in places for claim in stratum[place].claims if claim.reason is Reason.IDENTIFIER}


def _join(
    stratum: dict[Place, _Source], facts: list[_Fact], different: set[frozenset[Place]]
) -> dict[Place, frozenset[Place]]:
    cluster = {place: frozenset((place,)) for place in stratum}
    for _rank, a, b, _score in sorted(facts, key=lambda fact: (fact.rank, -fact.score, fact.a, fact.b)):
        both = cluster[a] | cluster[b]
        parted = any(frozenset(pair) in different for pair in permutations(both, 2))
        if not parted and len(_single(stratum, both)) <= 1:
            for place in both:
                cluster[place] = both
    return cluster
