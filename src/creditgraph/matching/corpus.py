"""What is usual among the records at hand: rare characters and words, contacts that several addresses share.

Measured once and then frozen: a comparison never depends on the order in which records come.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from creditgraph.matching.rarity import Rarity, general_rarity, rarity_of
from creditgraph.matching.side import Side

_COMMON_NAME = 5
"""Borne by more records than this, a given or family name is a common one."""
_ADDRESS_PREFIX = 6
MOST_KEPT = 20_000
"""So many names are kept prepared: of more, most are met once."""


class Corpus:
    """The frequencies of a set of records, or general ones where there is none."""

    def __init__(self, sides: Iterable[Side] = ()) -> None:
        """Measure; without records only the general rarity of the language is known."""
        places: dict[str, set[str]] = defaultdict(set)
        words: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        han: list[str] = []
        self._total = 0
        for side in sides:
            self._total += 1
            place = place_of(side)
            places[side.phone].add(place)
            places[side.key].add(place)
            if side.is_han:
                han.append(side.key)
            else:
                words.update(set(side.world.words))
            self._names.update(filter(None, (side.given, side.family)))
        self._shared = {value: len(found) for value, found in places.items()}
        self._words = words
        self._weights: dict[str, tuple[dict[str, float], float]] = {}
        self.rarity: Rarity = rarity_of(han) if len(han) > 1000 else general_rarity()

    @classmethod
    def measured(cls, sample: Iterable[Side], shared: Mapping[str, int], names: Mapping[str, int]) -> "Corpus":
        """Frequencies of a set too large to be held: of words and pieces by a sample of it; of the whole set `shared`,
        at how many addresses telephone numbers and keys are found, where several, and `names`, how many records bear a
        given or family name."""
        corpus = cls(sample)
        corpus._shared = dict(shared)
        corpus._names = Counter(names)
        return corpus

    def places_of(self, value: str) -> int:
        """At how many addresses a telephone number or a name is found; 1 where none is known."""
        return self._shared.get(value, 1)

    def is_common(self, name: str) -> bool:
        """Whether a given or family name is borne by many."""
        return self._names[name] > _COMMON_NAME

    def word_weight(self, word: str) -> float:
        """How much a word tells: little where many names have it."""
        return math.log((self._total + 2) / (self._words[word] + 1))

    def overlap(self, a: Side, b: Side) -> tuple[float, float]:
        """Cosine of two names as weighted words, and the share of the smaller that the other holds."""
        ours, our_norm = self._weighed(a)
        theirs, their_norm = self._weighed(b)
        if not (our_norm and their_norm):
            return 0.0, 0.0
        common = math.fsum([square for word, square in ours.items() if word in theirs])
        return common / (our_norm * their_norm), math.sqrt(common) / min(our_norm, their_norm)

    def _weighed(self, side: Side) -> tuple[dict[str, float], float]:
        """The squared weight of each word of a name, and the root of their sum."""
        name = side.record.name
        found = self._weights.get(name)
        if found is None:
            if len(self._weights) > MOST_KEPT:
                self._weights.clear()
            squares = {word: self.word_weight(word) ** 2 for word in sorted(set(side.world.words))}
            found = self._weights[name] = (squares, math.sqrt(sum(squares.values())))
        return found


def place_of(side: Side) -> str:
    """An address cut down to what tells it from others, the name where there is no address."""
    address = side.address
    return f"{address.number} {address.joined[:_ADDRESS_PREFIX]}" if address is not None else side.key
