"""Which records are worth comparing: rare pieces of names, and values that two records share.

Pieces are the grams by which both databases index names, weighted by rarity; a shared telephone, address, number, date
with a name, or loose key counts like a rare piece. A record's candidates are those that share most weight, at most
`most`; no list of a common value is read to its end, so the time for a record is bounded.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest

from creditgraph.matching.corpus import Corpus
from creditgraph.matching.han_score import place_characters
from creditgraph.matching.rarity import Rarity, rarity_of
from creditgraph.matching.side import Side
from creditgraph.names import grams, loose_key, query_grams
from creditgraph.names.persons import readings

_LATIN = re.compile("[A-Za-z0-9]")
_READ_AT_MOST = 5_000
"""Entries of lists read for one record; rarest pieces first, so the rest would add little."""
VALUE_WEIGHT = 6.0
"""A shared value counts as much as some rare characters."""
_LONGEST_LIST = 200
"""Of a longer list only the nearest in the order of names are taken: no more are compared anyway."""
_LENGTH_COUNTS = 0.5
"""How far a long name is held against a candidate: 1 would be a cosine, 0 nothing."""


class Candidates:
    """An index of records in memory. What it returns hangs on the records alone, not on their order."""

    def __init__(self, sides: Sequence[Side], corpus: Corpus) -> None:
        """Index records; ties between candidates are broken by record id."""
        texts = [_text(side) for side in sides]
        self._rarity: Rarity = rarity_of(texts)
        self._lists: dict[str, list[int]] = defaultdict(list)
        self._values: dict[str, list[int]] = defaultdict(list)
        order = sorted(range(len(sides)), key=lambda at: (texts[at], sides[at].record.id))
        self._norms = [0.0] * len(sides)
        self._ordered = [texts[at] for at in order]
        for at in order:
            pieces = grams(texts[at])
            self._norms[at] = sum([self._rarity.weight(piece) ** 2 for piece in pieces]) or 1.0
            for piece in pieces:
                self._lists[piece].append(at)
            for value in values_of(sides[at]):
                self._values[value].append(at)
        self._rank = {at: rank for rank, at in enumerate(order)}

    def of(self, side: Side, most: int, but: int | None = None) -> list[int]:
        """The positions of a record's candidates, best first; `but` is the record's own position."""
        scores: dict[int, float] = defaultdict(float)
        rank_of_own = bisect_left(self._ordered, _text(side)) if but is None else self._rank[but]
        for weight, positions in self._read(side, rank_of_own):
            for at in positions:
                scores[at] += weight
        if but is not None:
            scores.pop(but, None)
        norms, rank = self._norms, self._rank
        return nsmallest(most, scores, key=lambda at: (-scores[at] / norms[at] ** (_LENGTH_COUNTS / 2), rank[at]))

    def _read(self, side: Side, own: int) -> Iterator[tuple[float, Iterable[int]]]:
        """Weighted lists of positions that share something with a record."""
        left = _READ_AT_MOST
        for value in values_of(side):
            found = self._values.get(value, ())
            # a value that many share says little, and near neighbours of the name stand for the rest of its list
            weight = VALUE_WEIGHT / max(1, len(found)) ** 0.25
            yield weight, found if len(found) <= _LONGEST_LIST else self._near(found, own)
            left -= min(len(found), _LONGEST_LIST)
        pieces = [(weight, piece) for piece, weight in query_pieces(side, self._rarity) if piece in self._lists]
        for weight, piece in sorted(pieces, reverse=True):
            found = self._lists[piece]
            if len(found) > left:
                yield weight * weight, self._near(found, own)
                break
            yield weight * weight, found
            left -= len(found)

    def _near(self, found: Sequence[int], own: int) -> Sequence[int]:
        """The part of a long list whose names stand next to a record's own in the order of names."""
        start = max(0, bisect_left(found, own, key=self._rank.__getitem__) - _LONGEST_LIST // 2)
        return found[start : start + _LONGEST_LIST]


def candidate_pairs(sides: Sequence[Side], corpus: Corpus, most: int) -> dict[tuple[int, int], int]:
    """The pairs within a set of records, each with the better of the two ranks at which it was found, from 0."""
    index = Candidates(sides, corpus)
    pairs: dict[tuple[int, int], int] = {}
    for at, side in enumerate(sides):
        for rank, other in enumerate(index.of(side, most, at)):
            pair = (at, other) if at < other else (other, at)
            pairs[pair] = min(rank, pairs.get(pair, rank))
    return pairs


def values_of(side: Side) -> list[str]:
    """The values by which a record finds others, each with what it is."""
    record, address = side.record, side.address
    found = [f"n:{kind}:{number}" for kind, number in (*side.codes.items(), *side.numbers.items()) if number]
    if side.phone:
        found.append(f"t:{side.phone[-7:]}")
    if record.email:
        found.append(f"e:{record.email.lower()}")
    if address is not None:
        found.append(f"a:{address.number}:{address.joined[:5]}")
        found.append(f"s:{address.joined}")
    if side.date:
        found += [f"d:{side.date}:{part[:1]}" for part in (side.given, side.family) if part]
        found.append(f"d:{side.date}:{record.postcode}")
    if side.family and side.given:
        found.append("g:" + ":".join(sorted((side.given, side.family))))
        if record.postcode:
            found += [f"p:{record.postcode}:{part[:2]}" for part in (side.given, side.family)]
    if side.is_han and record.kind == "person":
        found += [f"r:{reading}" for reading in sorted(readings(side.key))]
    elif record.kind == "person":
        found.append("r:" + side.world.joined)
    elif side.key:
        found.append(loose_value(loose_key(record.name[:300])))
    found += [f"k:{key}" for key in (side.key, *[held for held, _ in side.other_keys]) if key]
    return list(dict.fromkeys(found))


def loose_value(loose: str) -> str:
    """The value by which organisations of one loose key find each other."""
    return f"l:{loose}"


def rare_pieces(key: str, rarity: Rarity, most: int = 4) -> list[str]:
    """The rarest pieces of a key that are more than one character: pairs that hold a Han one, and words."""
    if _LATIN.search(key) is None:
        return rarity.rarest(query_grams(key), most)
    return rarity.rarest(
        [piece for piece in grams(key) if len(piece) > 2 or (len(piece) == 2 and not piece.isascii())], most
    )


def _text(side: Side) -> str:
    """What of a record is cut into pieces: its names."""
    return "\n".join((side.key, *[key for key, _ in side.other_keys]))


def query_pieces(side: Side, rarity: Rarity) -> list[tuple[str, float]]:
    """The pieces of a record's name with their weights: of a Han organisation without the words of its form."""
    if not (side.is_han and side.record.kind != "person"):
        return [(piece, rarity.weight(piece)) for piece in grams(side.key)]
    name = side.organisation
    text = "".join(name.places) + name.stem
    found = {piece: rarity.weight(piece) for piece in grams(text + name.branch)}
    for character in text:
        place = place_characters().get(character)
        if place is not None and place[:2] not in found:
            found[place[:2]] = rarity.weight(place[:2]) * 0.7
    return list(found.items())
