"""Which records are one subject: candidates, comparison, decision, explanation. Pure: no archive, no files but tables.

    Record ─ Side ─ Candidates ─ Matcher.judge ─ PairVerdict, probability
                                 Matcher.explain ─ Explanation
             link(side, index, archive, matcher) ─ Outcome of a record, candidates in order

A `MatchingPolicy` names the model and the settings; its name is stored with whatever it decided.
"""

from creditgraph.matching.candidates import Candidates, candidate_pairs
from creditgraph.matching.corpus import Corpus
from creditgraph.matching.explanation import Explanation, Feature, PairVerdict
from creditgraph.matching.linking import Linked, Outcome, link
from creditgraph.matching.matcher import Judged, Matcher
from creditgraph.matching.policy import MatchingPolicy, policy_of, shipped_policy
from creditgraph.matching.record import HeldName, Record
from creditgraph.matching.side import Side

__all__ = [
    "Candidates",
    "Corpus",
    "Explanation",
    "Feature",
    "HeldName",
    "Judged",
    "Linked",
    "Matcher",
    "MatchingPolicy",
    "Outcome",
    "PairVerdict",
    "Record",
    "Side",
    "candidate_pairs",
    "link",
    "policy_of",
    "shipped_policy",
]
