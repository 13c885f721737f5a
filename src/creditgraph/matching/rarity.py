"""How rare the pieces of names are, measured from names themselves and frozen with the policy that uses it."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from creditgraph.names import grams
from creditgraph.names.organisations import common_words

_GENERAL_TOTAL = 10_000


def weight_of(count: int, total: int) -> float:
    """The weight of a piece that so many of all names have: 0 where every name has it, 1 where none does."""
    return math.log((2 + total) / (1 + min(count, total))) / math.log(2 + total)


class Rarity:
    """Piece of a name → weight: 0 for a piece that every name has, 1 for one that none has."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        """`counts` says in how many of `total` names a piece occurs."""
        self._weights = {piece: weight_of(count, total) for piece, count in counts.items()}

    def weight(self, piece: str) -> float:
        """The weight of a piece; 1 where it was never seen."""
        return self._weights.get(piece, 1.0)

    def rarest(self, pieces: Iterable[str], most: int) -> list[str]:
        """The pieces of most weight."""
        weight = self._weights.get
        return [piece for _, piece in sorted([(-weight(piece, 1.0), piece) for piece in pieces])[:most]]


def rarity_of(names: Iterable[str]) -> Rarity:
    """The rarity of characters and pairs of characters among keys of names, each name counted once."""
    counts: Counter[str] = Counter()
    total = 0
    for name in dict.fromkeys(names):
        counts.update(grams(name))
        total += 1
    return Rarity(counts, total)


@cache
def general_rarity() -> Rarity:
    """What can be said without any archive: words of trade, form and place are common, all else is rare."""
    counts: Counter[str] = Counter()
    for word in common_words():
        counts.update(grams(word))
    usual = {piece: 20 * count for piece, count in counts.items()}
    usual |= dict.fromkeys(grams("股份有限公司集团"), _GENERAL_TOTAL // 2)
    return Rarity(usual, _GENERAL_TOTAL)
