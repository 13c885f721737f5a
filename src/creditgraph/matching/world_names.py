"""How two names of the world agree: words aligned one to one, letters for what is left.

Words equal, known to be forms of one given name, or initials of one another count more than likeness of letters: a
name with two words exchanged is the same name, one with another surname is not.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel

from creditgraph.matching.explanation import Feature
from creditgraph.matching.han_levels import shown
from creditgraph.names.world import WorldName, given_name_groups

WORLD_FEATURES = (
    "whole",
    "sorted",
    "shorter",
    "longer",
    "worst",
    "apart",
    "extra",
    "last",
    "first",
    "numbers",
    "form",
    "one_word",
    "sound",
    "equal",
    "typing",
)
"""The numbers that `world_features` gives, each between 0 and 1."""
_UNLIKE = 0.6
_PAIRED = 0.3
"""Words less alike are no pair."""
_FAR_LETTERS, _FAR_SOUNDS = 0.45, 0.6
_INITIAL, _FORM_OF_NAME, _SOUNDS = 0.8, 0.93, 0.92
_WEAK = str.maketrans(
    {"Z": "S", "V": "B", "W": "B", "F": "P", "D": "T", "G": "K", "Q": "K", "C": "K", "J": "I", "Y": "I"}
)
_DROPPED = str.maketrans("", "", "AEIOUH")


class Aligned(NamedTuple):
    """The words of two names, paired: likeness of each pair, and what has no fellow."""

    pairs: tuple[tuple[str, str, float], ...]
    left: tuple[str, ...]
    right: tuple[str, ...]


def world_features(a: WorldName, b: WorldName) -> tuple[float, ...]:
    """The numbers of `WORLD_FEATURES` for two names; symmetric."""
    if (len(b.words), b.joined, b.words) < (len(a.words), a.joined, a.words):
        a, b = b, a
    pairs, left, right = aligned = align(a.words, b.words)
    length_a, length_b = max(len(a.joined), 1), max(len(b.joined), 1)
    alike = [(ours, theirs, likeness) for ours, theirs, likeness in pairs if likeness >= _UNLIKE]
    worst = min([likeness for _, _, likeness in pairs], default=0.0) if not left else 0.0
    shorter = sum([len(ours) * likeness for ours, _, likeness in alike]) / length_a
    longer = sum([len(theirs) * likeness for _, theirs, likeness in alike]) / length_b
    bad = len(pairs) - len(alike)
    whole = Indel.normalized_similarity(a.joined, b.joined)
    return (
        whole,
        Indel.normalized_similarity("".join(sorted(a.words)), "".join(sorted(b.words))),
        min(shorter, 1.0),
        min(longer, 1.0),
        worst,
        1.0 if bad or (left and right) else 0.0,
        min(len(right) / max(len(b.words), 1), 1.0),
        _likeness(a.words[-1], b.words[-1]) if a.words and b.words else 0.0,
        _likeness(a.words[0], b.words[0]) if a.words and b.words else 0.0,
        1.0 if a.numbers != b.numbers else 0.0,
        1.0 if a.form and b.form and a.form != b.form else 0.0,
        1.0 if len(a.words) < 2 else 0.0,
        1.0 if skeleton(a.joined) == skeleton(b.joined) else 0.0,
        1.0 if not aligned.right and all([likeness == 1.0 for _, _, likeness in pairs]) else 0.0,
        1.0 if OSA.distance(a.joined, b.joined, score_cutoff=1) == 1 else 0.0,
    )


def are_far(a: WorldName, b: WorldName) -> bool:
    """Whether two names share neither a word nor half their letters, in sound either."""
    if not set(a.words).isdisjoint(b.words):
        return False
    if Indel.normalized_similarity(a.joined, b.joined, score_cutoff=_FAR_LETTERS) > 0:
        return False
    return Indel.normalized_similarity(skeleton(a.joined), skeleton(b.joined), score_cutoff=_FAR_SOUNDS) == 0


def world_name_features(a: WorldName, b: WorldName) -> list[Feature]:
    """The agreement of words, numbers and form with what both sides say."""
    pairs, left, right = align(a.words, b.words)
    if a.words == b.words:
        found = [Feature("NAME", 1.0, " ".join(a.words))]
    else:
        likeness = Indel.normalized_similarity(a.joined, b.joined)
        differing = [(ours, theirs) for ours, theirs, _ in pairs if ours != theirs]
        ours = " ".join([word for word, _ in differing] + list(left))
        theirs = " ".join([word for _, word in differing] + list(right))
        found = [Feature("WORDS", likeness, shown(ours, theirs) if ours or theirs else " ".join(a.words))]
    if a.numbers or b.numbers:
        sides = (" ".join(sorted(a.numbers)), " ".join(sorted(b.numbers)))
        found.append(Feature("NUMERALS", float(a.numbers == b.numbers), shown(*sides)))
    if a.form or b.form:
        score = 1.0 if a.form == b.form else 0.3 if not (a.form and b.form) else 0.0
        found.append(Feature("FORM", score, shown(a.form, b.form)))
    return found


def align(ours: Sequence[str], theirs: Sequence[str]) -> Aligned:
    """Pair the words of two names: equal ones first, then the most alike; the result does not hang on their order."""
    left, right = list(ours), list(theirs)
    pairs: list[tuple[str, str, float]] = []
    for word in ours:
        if word in right:
            pairs.append((word, word, 1.0))
            left.remove(word)
            right.remove(word)
    if left and right:
        likely = [(likeness, x, y) for x in set(left) for y in set(right) if (likeness := _likeness(x, y)) >= _PAIRED]
        likely.sort(key=lambda one: (-one[0], min(one[1:]), max(one[1:])))
        for likeness, x, y in likely:
            if x in left and y in right:
                pairs.append((x, y, likeness))
                left.remove(x)
                right.remove(y)
    return Aligned(tuple(pairs), tuple(left), tuple(right))


@lru_cache(maxsize=1 << 18)
def skeleton(word: str) -> str:
    """What remains of a word when vowels go and letters that scripts exchange are one; rough on purpose.

    >>> skeleton("QADHAFI") == skeleton("GADDAFI")
    True
    """
    plain = word.replace("PH", "F").replace("CK", "K").replace("TS", "S").replace("SCH", "SH").replace("X", "KS")
    consonants = plain[:1].translate(_WEAK) + plain[1:].translate(_DROPPED).translate(_WEAK)
    return "".join([c for at, c in enumerate(consonants) if at == 0 or c != consonants[at - 1]])


@lru_cache(maxsize=1 << 18)
def _likeness(x: str, y: str) -> float:
    if x == y:
        return 1.0
    if len(x) == 1 or len(y) == 1:
        return _INITIAL if x[:1] == y[:1] else 0.0
    groups = given_name_groups()
    if x in groups and y in groups and groups[x] & groups[y]:
        return _FORM_OF_NAME
    likeness: float = OSA.normalized_similarity(x, y)
    if likeness < _SOUNDS and len(x) > 3 and len(y) > 3 and skeleton(x) == skeleton(y):
        return max(likeness, min(_SOUNDS, (1 + likeness) / 2))
    return likeness
