"""One query against the archive: candidates found, compared and decided on."""

from dataclasses import dataclass, replace

from creditgraph.archive.candidate_records import candidate_records, folded_names
from creditgraph.archive.candidates import MOST, candidates
from creditgraph.archive.facts import live
from creditgraph.graph.port import Frame
from creditgraph.identifiers import SECRET_KINDS
from creditgraph.matching.explanation import Explanation, PairVerdict
from creditgraph.matching.linking import Outcome, decide
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.side import Side
from creditgraph.usecases.context import Reading
from creditgraph.usecases.match_query import MatchQuery
from creditgraph.usecases.match_words import SCHEMA_OF_KIND

_FILTERED = 4
"""So many times more candidates are found where some of them are left out."""
_SUPPORT = frozenset({"ADDRESS", "PHONE", "EMAIL", "DATE", "ORGANISATION"})


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entities are candidates at all. `eids` are left out; datasets by number, empty for all of them."""

    datasets: frozenset[int] = frozenset()
    exclude_datasets: frozenset[int] = frozenset()
    exclude_schemas: frozenset[str] = frozenset()
    eids: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether every entity is one."""
        return not (self.datasets or self.exclude_datasets or self.exclude_schemas or self.eids)


@dataclass(frozen=True, slots=True)
class Compared:
    """A candidate. `sure`: the decision is for it, and no other candidate would do as well."""

    eid: int
    query: Side
    side: Side
    score: float
    verdict: PairVerdict
    sure: bool


def compare(reading: Reading, matcher: Matcher, query: MatchQuery, keep: Filter) -> tuple[list[Compared], bool]:
    """The candidates of a query, the likeliest first, and whether not all that share something were looked at."""
    sides = {record.kind: Side(record) for record in query.readings()}
    listed = candidates(reading.sql, list(sides.values()), reading.tx, MOST if keep.empty else MOST * _FILTERED)
    kept = {one.eid: one.folded for one in listed.found}
    if not keep.empty:
        kept = {eid: kept[eid] for eid in _kept(reading, list(kept), keep)[:MOST]}
    names = [query.record.name, *(held.text for held in query.record.other_names)]
    records = candidate_records(reading.sql, kept, folded_names(names), query.record.identifiers, reading.tx)
    found: list[Compared] = []
    for kind, side in sides.items():
        of_kind = [(eid, Side(record)) for eid, record in records.items() if record.kind == kind]
        linked = decide(side, [one for _eid, one in of_kind], matcher)
        for place, (at, judged) in enumerate(linked.candidates):
            eid, other = of_kind[at]
            joined = linked.outcome is Outcome.JOINED and place == 0
            by_record = joined and judged.verdict is not PairVerdict.SAME  # a short name: its only bearer decides
            if by_record and listed.unread:
                joined = by_record = False
            score = linked.probability if by_record else judged.probability
            found.append(Compared(eid, side, other, score, judged.verdict, joined))
    found = [_settled(matcher, one) for one in found]
    if sum(one.sure for one in found) > 1:  # a company and a person of one name
        found = [replace(one, sure=False, verdict=PairVerdict.REVIEW) if one.sure else one for one in found]
    return sorted(found, key=lambda one: (-one.score, one.side.key, one.eid)), listed.truncated


def _settled(matcher: Matcher, one: Compared) -> Compared:
    """The verdict that stands: one that a person's bare name would decide, or that fits several, is for a person."""
    if not one.sure and one.verdict is not PairVerdict.SAME:
        return one
    bare = one.side.record.kind == "person" and basis(matcher.explain(one.query, one.side)) in ("name", "name_history")
    sure = one.sure and not bare
    return replace(one, sure=sure, verdict=PairVerdict.SAME if sure else PairVerdict.REVIEW)


def basis(explanation: Explanation) -> str:
    """What an identity rests on: `identifier`, `name_history`, `name_and_context`, or `name` alone."""
    agreed = {feature.name for feature in explanation.features if feature.sign == "+"}
    if agreed & {"CODE", "NUMBER"}:
        return "identifier"
    if "HISTORY" in agreed:
        return "name_history"
    return "name_and_context" if agreed & _SUPPORT else "name"


def explained(matcher: Matcher, one: Compared) -> Explanation:
    """Why, with the verdict that stands, and without the hashes by which identity numbers are compared."""
    explanation = matcher.explain(one.query, one.side)
    numbers = (*one.query.record.identifiers, *one.side.record.identifiers)
    secret = [value for kind, value in numbers if kind in SECRET_KINDS]
    features = [
        feature._replace(detail="") if any(value in feature.detail for value in secret) else feature
        for feature in explanation.features
    ]
    return explanation._replace(verdict=one.verdict, features=tuple(features))


def _kept(reading: Reading, eids: list[int], keep: Filter) -> list[int]:
    stated: dict[int, set[int]] = {eid: set() for eid in eids}
    for eid, ds in reading.sql.all(
        "SELECT DISTINCT m.eid, s.ds FROM EACH(:eids) AS w JOIN member AS m ON m.eid = w.value"
        f" AND {live('m')} JOIN source AS s ON s.sid = m.sid",
        eids=eids,
        tx=reading.tx,
    ):
        stated[eid].add(ds)
    kinds = reading.graph.entities(eids, Frame(reading.tx)) if keep.exclude_schemas else {}
    schemas = {eid: SCHEMA_OF_KIND[entity.kind] for eid, entity in kinds.items()}
    return [
        eid
        for eid in eids
        if eid not in keep.eids
        and (not keep.datasets or stated[eid] & keep.datasets)
        and not stated[eid] & keep.exclude_datasets
        and schemas.get(eid) not in keep.exclude_schemas
    ]
