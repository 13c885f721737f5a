"""Comparing two records: rules first, then probability; an explanation on request.

The order of `domain.md` 6.2 rule 7: numbers of which a subject has one decide; then the names' history; then the parts
of the names; then the other fields. What rules forbid, no probability allows:

- two valid numbers of one single-valued kind are two subjects;
- two full Han names that differ in brand, form, group, trade, number or branch are never joined without a person;
- two persons are never joined on their names alone.
"""

from typing import NamedTuple

from creditgraph.matching.corpus import MOST_KEPT, Corpus
from creditgraph.matching.explanation import Explanation, Feature, PairVerdict
from creditgraph.matching.field_features import field_features
from creditgraph.matching.fields import FIELDS, Levels, are_names_alone, field_levels, has_parts
from creditgraph.matching.han_levels import allowed_by_parts, are_institutions, han_features, han_levels, shown
from creditgraph.matching.han_score import HanProfile, han_profile, han_score_features
from creditgraph.matching.logistic import logit, sigmoid
from creditgraph.matching.person_names import PERSON_PROBABILITY, person_features, person_level, person_verdict
from creditgraph.matching.policy import MatchingPolicy
from creditgraph.matching.side import Side
from creditgraph.matching.world_names import are_far, world_features, world_name_features

_CERTAIN = 0.9999
_HISTORY = 0.995
_EQUAL_NAME = 0.99
_FAR = 0.02
"""Names that share neither words nor letters."""
_RULED_OUT = 0.3
"""Two full names that a rule sets apart are at most so likely one."""
_SUPPORT = tuple(FIELDS.index(field) for field in ("ADDRESS", "PHONE", "EMAIL", "DATE", "NUMBER", "ORGANISATION"))
_MASK = "*"
_MASKED = 0.5
"""The agreement of a masked number with one that fits it: no proof."""


class Judged(NamedTuple):
    """What a comparison says. `log_odds` are the model's and rank candidates; rules bound the probability."""

    verdict: PairVerdict
    probability: float
    log_odds: float


class NameJudged(NamedTuple):
    """What the names alone say. `allowed` is the best verdict that rules leave."""

    allowed: PairVerdict
    probability: float
    log_odds: float
    """What the model says: candidates are ranked by it."""
    equal: bool = False
    ruled_out: bool = False
    """Whether a rule, not the model, sets the two apart."""


class Matcher:
    """A policy at work on a set of records. Comparisons are symmetric and depend on nothing but the two sides."""

    def __init__(self, policy: MatchingPolicy, corpus: Corpus | None = None) -> None:
        """Without a corpus, rarity is that of the language."""
        self.policy = policy
        self.corpus = corpus or Corpus()
        self._profiles: dict[str, HanProfile] = {}

    def judge(self, a: Side, b: Side) -> Judged:
        """Compare two records. The reasons are made by `explain`."""
        name, levels = self.levels_of(a, b)
        return self.judged(a, b, name, levels)

    def levels_of(self, a: Side, b: Side) -> tuple[NameJudged, Levels]:
        """What the names say, and the levels of all fields, the name's among them."""
        if has_parts(a) and has_parts(b):  # given and family name are compared instead
            equal = a.key == b.key
            name = _named(PairVerdict.REVIEW, _EQUAL_NAME if equal else 0.5, equal)
        else:
            name = self.name(a, b)
        return name, field_levels(a, b, self.corpus, self._name_level(a, b, name))

    def judged(self, a: Side, b: Side, name: NameJudged, levels: Levels) -> Judged:
        """What names and levels, once compared, amount to under the policy's weights."""
        codes = _codes(a, b) if a.codes and b.codes else None
        if codes is not None and codes != _MASKED:
            return _judged(PairVerdict.SAME if codes else PairVerdict.DIFFERENT, _CERTAIN if codes else 1 - _CERTAIN)
        if (a.other_keys or b.other_keys) and _history(a, b) is not None:
            return _judged(PairVerdict.SAME, _HISTORY)
        if are_names_alone(levels):
            return self._by_name(name, codes)
        odds = self.policy.model.field_log_odds(levels)
        probability = sigmoid(odds)
        return Judged(self._verdict(a, b, name, levels, probability), probability, odds)

    def explain(self, a: Side, b: Side) -> Explanation:
        """Compare two records and say why."""
        name, levels = self.levels_of(a, b)
        return self.explained(a, b, levels, self.judged(a, b, name, levels))

    def explained(self, a: Side, b: Side, levels: Levels, judged: Judged) -> Explanation:
        """Say why two records, once compared and judged, came out so."""
        features: list[Feature] = []
        for kind in sorted(a.codes.keys() & b.codes.keys()):
            agree = _code_agreement(a.codes[kind], b.codes[kind])
            features.append(Feature("CODE", agree, shown(a.codes[kind], b.codes[kind])))
        if (held := _history(a, b)) is not None:
            features.append(Feature("HISTORY", 1.0, held))
        features += self._name_features(a, b)
        if _years_apart(a, b):
            features.append(Feature("YEAR", 0.5, shown(str(a.record.year), str(b.record.year))))
        features += field_features(a, b, levels)
        return Explanation(judged.verdict, judged.probability, tuple(features))

    def name(self, a: Side, b: Side) -> NameJudged:
        """What the names alone say."""
        if not (a.has_name and b.has_name):
            return NameJudged(PairVerdict.REVIEW, self.policy.review_at, logit(self.policy.review_at))
        if a.record.kind == "person" or b.record.kind == "person":
            level = person_level(a, b)
            if level is not None:
                return _named(person_verdict(level), PERSON_PROBABILITY[level], level <= 1)
            return self._world(a, b, "world_person", PairVerdict.REVIEW)
        if a.organisation.code or b.organisation.code:  # a number in the name's place (企业名称登记管理规定 art. 23)
            return NameJudged(PairVerdict.REVIEW, self.policy.review_at, logit(self.policy.review_at), a.key == b.key)
        if a.is_han and b.is_han:
            return self._han(a, b)
        return self._world(a, b, "world_organisation", PairVerdict.SAME)

    def weighed(self, a: Side, b: Side) -> tuple[str, tuple[float, ...]] | None:
        """Which model weighs two names, and the numbers that it sees; None where rules alone tell."""
        if not (a.has_name and b.has_name) or a.key == b.key:
            return None
        person = "person" in (a.record.kind, b.record.kind)
        if person and person_level(a, b) is not None:
            return None
        if not person and (a.organisation.code or b.organisation.code):
            return None
        if not person and a.is_han and b.is_han:
            return "han_organisation", han_score_features(self.profile(a), self.profile(b))
        if not (a.world.words and b.world.words) or are_far(a.world, b.world):
            return None
        return "world_person" if person else "world_organisation", world_features(a.world, b.world)

    def profile(self, side: Side) -> HanProfile:
        """A Han organisation's name prepared under the corpus' rarity."""
        key = side.record.name
        found = self._profiles.get(key)
        if found is None:
            if len(self._profiles) > MOST_KEPT:
                self._profiles.clear()
            found = self._profiles[key] = han_profile(side.organisation, self.corpus.rarity)
        return found

    def _han(self, a: Side, b: Side) -> NameJudged:
        ours, theirs = a.organisation, b.organisation
        allowed = allowed_by_parts(ours, theirs)
        if ours.strict == theirs.strict:
            if allowed is PairVerdict.REVIEW or _years_apart(a, b):
                return _named(PairVerdict.REVIEW, 0.5, True)
            return _named(PairVerdict.SAME, _EQUAL_NAME, True)
        features = han_score_features(self.profile(a), self.profile(b))
        odds = self.policy.model.name_log_odds("han_organisation", features)
        if allowed is PairVerdict.REVIEW:
            return NameJudged(allowed, max(sigmoid(odds), self.policy.review_at), odds)
        likely = odds >= logit(self.policy.linked_at)
        ruled_out = bool(ours.form and theirs.form) or (likely and are_institutions(ours, theirs))
        if ruled_out:
            return NameJudged(allowed, min(sigmoid(odds), _RULED_OUT), odds, ruled_out=True)
        # a short name that the model explains is for a person to see, though a rule would part the two
        return NameJudged(PairVerdict.REVIEW if likely else allowed, sigmoid(odds), odds)

    def _world(self, a: Side, b: Side, which: str, best: PairVerdict) -> NameJudged:
        ours, theirs = a.world, b.world
        if not (ours.words and theirs.words):
            return _named(PairVerdict.REVIEW, 0.5 if a.key == b.key else _FAR, a.key == b.key)
        if are_far(ours, theirs):
            return _named(PairVerdict.DIFFERENT, _FAR, False)
        odds = self.policy.model.name_log_odds(which, world_features(ours, theirs))
        if ours.words == theirs.words and ours.form == theirs.form:
            years = _years_apart(a, b)
            return _named(PairVerdict.REVIEW if years else best, _EQUAL_NAME, True)
        return NameJudged(PairVerdict.REVIEW, sigmoid(odds), odds)

    def _name_level(self, a: Side, b: Side, name: NameJudged) -> int | None:
        """0-1: equal, found at few or at several addresses; then by likeness; 4: one holds the other."""
        if not (a.has_name and b.has_name):
            return None
        if name.equal:
            return 0 if max(self.corpus.places_of(a.key), self.corpus.places_of(b.key)) <= 2 else 1
        likeness, held = sigmoid(name.log_odds), 0.0  # what a rule parts may be a slip of the pen: other fields tell
        if not (a.is_han and b.is_han) and "person" not in (a.record.kind, b.record.kind):
            likeness, held = self.corpus.overlap(a, b)
            likeness = max(likeness, name.probability if name.probability > 0.9 else 0.0)
        if likeness >= 0.8:
            return 2
        if likeness >= 0.6:
            return 3
        if held >= 0.85:
            return 4
        return 5 if likeness >= 0.4 else 6 if likeness >= 0.2 else 7

    def _by_name(self, name: NameJudged, codes: float | None) -> Judged:
        verdict, probability = name.allowed, name.probability
        if codes is not None and verdict is not PairVerdict.DIFFERENT:
            verdict = PairVerdict.REVIEW  # a masked number that fits proves nothing
        if verdict is PairVerdict.REVIEW and probability < self.policy.review_at and not name.equal and codes is None:
            verdict = PairVerdict.DIFFERENT
        return Judged(verdict, probability, name.log_odds)

    def _verdict(self, a: Side, b: Side, name: NameJudged, levels: Levels, probability: float) -> PairVerdict:
        if probability < self.policy.review_at:
            return PairVerdict.DIFFERENT
        if probability < self.policy.automatic_at or name.ruled_out or _years_apart(a, b):
            return PairVerdict.REVIEW
        if not name.equal and a.world.numbers != b.world.numbers and "person" not in (a.record.kind, b.record.kind):
            return PairVerdict.REVIEW
        supported = any([levels[at] == 0 for at in _SUPPORT])
        named = name.equal and a.record.kind == b.record.kind == "organisation"
        return PairVerdict.SAME if supported or named else PairVerdict.REVIEW

    def _name_features(self, a: Side, b: Side) -> list[Feature]:
        if "person" in (a.record.kind, b.record.kind):
            level = person_level(a, b)
            return world_name_features(a.world, b.world) if level is None else person_features(level, a, b)
        if (a.is_han and b.is_han) or a.organisation.code or b.organisation.code:
            return han_features(han_levels(a.organisation, b.organisation), a.organisation, b.organisation)
        return world_name_features(a.world, b.world)


def _named(allowed: PairVerdict, probability: float, equal: bool) -> NameJudged:
    return NameJudged(allowed, probability, logit(probability), equal)


def _judged(verdict: PairVerdict, probability: float) -> Judged:
    return Judged(verdict, probability, logit(probability))


def _codes(a: Side, b: Side) -> float | None:
    """1 where a single-valued number is equal, 0 where two differ, `_MASKED` where a masked one fits; None for none."""
    found = [_code_agreement(number, b.codes[kind]) for kind, number in a.codes.items() if kind in b.codes]
    return None if not found else 0.0 if 0.0 in found else max(found)


def _code_agreement(ours: str, theirs: str) -> float:
    if ours == theirs and _MASK not in ours:
        return 1.0
    fits = len(ours) == len(theirs) and all(
        [one == other or _MASK in (one, other) for one, other in zip(ours, theirs, strict=True)]
    )
    return _MASKED if fits and _MASK in ours + theirs else 0.0


def _history(a: Side, b: Side) -> str | None:
    """The name that one bears and the other bore at that time."""
    for one, other in ((a, b), (b, a)):
        for held in other.other_keys:
            if held[0] == one.key and held[1].held_in(one.record.year):
                return one.key
    return None


def _years_apart(a: Side, b: Side) -> bool:
    """Whether the names were used in different years: a name is free for others a year after it was given up."""
    ours, theirs = a.record.year, b.record.year
    return ours is not None and theirs is not None and ours != theirs
