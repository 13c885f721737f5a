"""Organisations without a credit code, found again by their name: the step that scores (`domain.md` 6.2 rule 7 e, f).

A source is *open* while it states no credit code. Its name is looked at together with every organisation that bears the
same name, one of the same loose key, or, where it is a short name, one that holds all its characters:

- a full name that no two credit codes bear joins its bearers, as probable;
- a short name joins the one organisation that the model takes it for, given the runners-up; an alias counts as a name;
- what is likely, and no more, is a pair for a person to see.

The result is a function of the sources alone: the rarity of characters is that of the language, and where more
organisations fit than may be compared nothing is said.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from creditgraph.matching.explanation import PairVerdict
from creditgraph.matching.han_levels import says_too_little
from creditgraph.matching.linking import Outcome, outcome_of
from creditgraph.matching.matcher import Judged, Matcher
from creditgraph.matching.record import Record
from creditgraph.matching.side import Side
from creditgraph.model.vocabulary import EntityKind, IdentifierKind
from creditgraph.names import kind_of_name, loose_key
from creditgraph.names.organisations import has_form, organisation_name
from creditgraph.resolution.claims import CLAIMED_NAMES, FoldedName, Reason, View, divisions

MOST_COMPARED = 50
"""Where more organisations than this fit a short name, it says nothing."""
MOST_SHOWN = 3
"""So many candidates of a source become cases."""
_MOST_OPEN = 20
"""Of so many open sources of one name cases are made: the others wait until these are decided."""
_EQUAL = 0.99
_ALIAS = 0.995
_SHORTEST = 2


class Bearer(NamedTuple):
    """A source that may be meant. `order` is its (dataset, key): what ties are broken by."""

    sid: int
    order: Any
    view: View


class Likeness(NamedTuple):
    """Two sources, `a < b`, and how likely they are one. With a reason they are joined, else a person looks at them."""

    a: int
    b: int
    reason: Reason | None
    score: float
    why: str


class _Candidate(NamedTuple):
    """An organisation as some sources state it, the best of its names compared."""

    sources: tuple[Bearer, ...]
    text: str
    judged: Judged
    alias: bool
    codes: frozenset[str]


def is_open(view: View) -> bool:
    """Whether a source states no credit code."""
    return not any([kind is IdentifierKind.CREDIT_CODE for kind, _value in view.identifiers])


def short_stem(folded: str) -> frozenset[str] | None:
    """The characters that a longer name must hold to be meant by a short one; None where the name is no short one."""
    if has_form(folded):  # as nearly all do
        return None
    name = organisation_name(folded)
    if name.form or name.code or name.branch_word or name.body or is_institution(folded) or not _is_han(folded):
        return None
    letters = frozenset(name.stem)
    return letters if len(letters) >= _SHORTEST else None


def is_institution(folded: str) -> bool:
    """Whether a name without a legal form is complete all the same: a bureau, a school, a committee."""
    return kind_of_name(folded) is EntityKind.NON_ENTERPRISE_LEGAL_PERSON


def likenesses(name: str, group: Iterable[Bearer], matcher: Matcher) -> list[Likeness]:
    """What the open sources of a strict name are like, in order of their ids.

    `group` holds at least the organisations that bear the name or one that it may mean; others change nothing.
    """
    bearers = sorted(group, key=lambda one: one.order)
    opened = [one for one in bearers if is_open(one.view) and any(_uses(one.view, name))]
    if not opened or any([use.dated for one in bearers for use in one.view.names if use.folded == name]):
        return []  # the dated history of a name decides alone, see `judge`
    if len(bearers) == 1:
        return []
    stem = short_stem(name)
    found = _like_short(name, stem, opened, bearers, matcher) if stem else _like_full(name, opened, bearers, matcher)
    best: dict[tuple[int, int], Likeness] = {}
    for one in sorted(found, key=lambda pair: (pair.reason is not None, pair.score, pair.why)):
        best[one.a, one.b] = one
    return [best[pair] for pair in sorted(best)]


# full names ----------------------------------------------------------------------------------------------------------


def _like_full(name: str, opened: Sequence[Bearer], bearers: Sequence[Bearer], matcher: Matcher) -> list[Likeness]:
    parsed = organisation_name(name)
    if not (parsed.form or is_institution(name)) or says_too_little(parsed):
        return []
    equal = [one for one in bearers if any(_uses(one.view, name))]
    by_code: dict[str, Bearer] = {}
    for one in equal:
        for code in _codes(one.view):
            by_code.setdefault(code, one)
    if len(by_code) > 1:
        shown = list(by_code.values())[:MOST_SHOWN]
        return [_pair(one, other, None, 1 / len(by_code), "+NAME") for one in opened[:_MOST_OPEN] for other in shown]
    anchor = next(iter(by_code.values()), opened[0])
    found = []
    for one in opened:
        if one.sid != anchor.sid:
            apart = divisions(one.view) and divisions(anchor.view) and not divisions(one.view) & divisions(anchor.view)
            reason, why = (None, "+NAME -DIVISION") if apart else (Reason.UNIQUE_NAME, "+NAME")
            found.append(_pair(one, anchor, reason, _EQUAL, why))
    return found + _near(name, opened, bearers, matcher)


def _near(name: str, opened: Sequence[Bearer], bearers: Sequence[Bearer], matcher: Matcher) -> list[Likeness]:
    """Other full names that read alike: never joined, shown where the parts allow it."""
    others = [
        (one, text)
        for one in bearers
        for text in dict.fromkeys([use.folded for use in one.view.names if use.kind in CLAIMED_NAMES])
        if text != name and not short_stem(text)
    ]
    if not others:
        return []
    loose, side = loose_key(name), _side(name)
    found: list[tuple[Judged, Bearer, str]] = []
    for one, text in others:
        if loose_key(text) == loose:
            judged = matcher.judge(side, _side(text))
            if judged.verdict is not PairVerdict.DIFFERENT:
                found.append((judged, one, text))
    found.sort(key=lambda one: (-one[0].probability, one[2], one[1].order))
    return [
        _pair(one, other, None, judged.probability, matcher.explain(side, _side(text)).key)
        for one in opened[:_MOST_OPEN]
        for judged, other, text in found[:MOST_SHOWN]
        if one.sid != other.sid
    ]


# short names ---------------------------------------------------------------------------------------------------------


def _like_short(
    name: str, stem: frozenset[str], opened: Sequence[Bearer], bearers: Sequence[Bearer], matcher: Matcher
) -> list[Likeness]:
    side = _side(name)
    candidates = _candidates(name, stem, bearers, side, matcher)
    if not candidates or len(candidates) > MOST_COMPARED:
        return []
    candidates.sort(key=lambda one: (-one.judged.log_odds, one.text, one.sources[0].order))
    best, others = candidates[0], candidates[1:]
    outcome, probability = outcome_of(side, [one.judged for one in candidates], matcher)
    aliases = [one for one in candidates if one.alias]
    if aliases:
        outcome, probability = (Outcome.JOINED, _ALIAS) if len(aliases) == 1 else (Outcome.REVIEW, 1 / len(aliases))
    if outcome is Outcome.JOINED and len(best.codes) <= 1:
        why = _why(side, best, matcher)
        return [_pair(one, _anchor(best), Reason.LIKE_NAME, probability, why) for one in opened]
    if outcome is Outcome.NEW:
        return []

    def likely(candidate: _Candidate) -> float:
        """That the best is right is the record's probability; what it leaves is most that another can have."""
        return probability if candidate is best else min(candidate.judged.probability, 1 - probability)

    shown = [best, *[one for one in others if one.judged.verdict is not PairVerdict.DIFFERENT]][:MOST_SHOWN]
    return [
        _pair(one, _anchor(candidate), None, likely(candidate), _why(side, candidate, matcher))
        for one in opened[:_MOST_OPEN]
        for candidate in shown
    ]


def _why(side: Side, candidate: _Candidate, matcher: Matcher) -> str:
    return "+ALIAS" if candidate.alias else matcher.explain(side, _side(candidate.text)).key


def _candidates(
    name: str, stem: frozenset[str], bearers: Sequence[Bearer], side: Side, matcher: Matcher
) -> list[_Candidate]:
    """The organisations that a short name may mean: sources of one name or one code are one of them."""
    texts: dict[int, dict[str, bool]] = {}
    for one in bearers:
        found = {use.folded: use.folded == name for use in one.view.names if _may_mean(name, stem, use)}
        if found:
            texts[one.sid] = found
    meant = [one for one in bearers if one.sid in texts]
    candidates = []
    for together in _together(meant, texts):
        best: tuple[Judged, str, bool] | None = None
        for text, alias in sorted({pair for one in together for pair in texts[one.sid].items()}):
            judged = _alias_judged() if alias else matcher.judge(side, _side(text))
            if best is None or judged.log_odds > best[0].log_odds:
                best = judged, text, alias
        if best is not None:
            codes = frozenset([code for one in together for code in _codes(one.view)])
            candidates.append(_Candidate(tuple(together), best[1], best[0], best[2], codes))
    return candidates


def _may_mean(name: str, stem: frozenset[str], use: FoldedName) -> bool:
    if use.folded == name:
        return use.kind not in CLAIMED_NAMES
    return use.kind in CLAIMED_NAMES and stem.issubset(use.folded) and bool(organisation_name(use.folded).form)


def _together(bearers: Sequence[Bearer], texts: dict[int, dict[str, bool]]) -> list[list[Bearer]]:
    """Sources that share a name or a credit code, in their order."""
    group_of: dict[object, list[Bearer]] = {}
    groups: list[list[Bearer]] = []
    for one in bearers:
        marks: list[object] = [("code", code) for code in _codes(one.view)]
        marks += [("name", text) for text, alias in texts[one.sid].items() if not alias]
        known = [group_of[mark] for mark in marks if mark in group_of]
        home = known[0] if known else []
        if not known:
            groups.append(home)
        home.append(one)
        for other in known[1:]:
            if other is not home:
                home += other
                groups = [group for group in groups if group is not other]
                group_of = {mark: home if group is other else group for mark, group in group_of.items()}
        group_of |= dict.fromkeys(marks, home)
    return groups


def _anchor(candidate: _Candidate) -> Bearer:
    """The source to join: one with a code before others, then by order."""
    return min(candidate.sources, key=lambda one: (is_open(one.view), one.order))


def _alias_judged() -> Judged:
    return Judged(PairVerdict.REVIEW, _ALIAS, 8.0)


# texts ---------------------------------------------------------------------------------------------------------------


def _uses(view: View, name: str) -> Iterable[FoldedName]:
    return (use for use in view.names if use.folded == name and use.kind in CLAIMED_NAMES)


def _codes(view: View) -> list[str]:
    return [value for kind, value in view.identifiers if kind is IdentifierKind.CREDIT_CODE]


def _side(folded: str) -> Side:
    return Side(Record("", "organisation", folded))


def _is_han(folded: str) -> bool:
    return _side(folded).is_han


def _pair(one: Bearer, other: Bearer, reason: Reason | None, score: float, why: str) -> Likeness:
    a, b = sorted((one.sid, other.sid))
    return Likeness(a, b, reason, round(score, 4), why)
