"""How likely a short or misspelt Han name is another's: numbers that a model weighs.

The shorter name is explained by the longer: which of its characters are there, how rare the missing ones are, whether
they stand in order, at the head of the brand, and whether place, form and group contradict.
"""

from collections.abc import Mapping
from functools import cache
from operator import add
from typing import NamedTuple

from rapidfuzz.distance import OSA, LCSseq, Prefix

from creditgraph.matching.rarity import Rarity
from creditgraph.model.tables import table_rows
from creditgraph.names.loose import sound_of
from creditgraph.names.organisations import OrganisationName

HAN_FEATURES = (
    "covered",
    "pairs",
    "order",
    "brand_prefix",
    "brand_covered",
    "brand_equal",
    "run",
    "first",
    "in_brand",
    "place_agrees",
    "place_differs",
    "rarest_missing",
    "missing",
    "all",
    "group_missing",
    "holding_missing",
    "likeness",
    "weight",
    "brief",
    "form_differs",
    "group_differs",
    "whole_names",
    "one_edit",
    "sounds",
    "brand_differs",
    "branch_differs",
    "numerals_differ",
)
"""The numbers that `han_score_features` gives; most lie between 0 and 1."""
_ENDS = ("股份", "集团", "控股")
_PLACE_COUNTS = 0.8
_NUMERALS = frozenset("零一二三四五六七八九十百0123456789")


class HanProfile(NamedTuple):
    """A Han organisation's name prepared for comparison under one rarity table."""

    name: OrganisationName
    text: str
    pieces: frozenset[str]
    core: str
    weights: tuple[float, ...]
    pairs: tuple[tuple[str, float], ...]
    total: float
    norm: float
    end: str
    places: str
    brand_weights: tuple[tuple[str, float], ...]
    stem: str
    sounds: str
    numerals: str
    pair_total: float
    brand_total: float
    heads: str
    """The first characters of stem and text."""
    head: str
    """The first two characters of the core, empty where it has fewer."""
    lead: str
    """The brand and the first character behind it."""
    order: tuple[bool, int, str]
    """By which the shorter of two names is told."""


def han_profile(name: OrganisationName, rarity: Rarity) -> HanProfile:
    """Prepare a name."""
    text = "".join([c for c in name.strict if c.isalnum()])
    core = "".join([c for c in "".join(name.places) + name.stem + name.group if c.isalnum()])
    end = core[-2:] if len(core) > 3 and core.endswith(_ENDS) else ""
    core = core[: len(core) - len(end)]
    pairs = tuple([(pair, rarity.weight(pair)) for pair in map(add, core, core[1:])])
    weights = tuple([rarity.weight(c) for c in core])
    brand_weights = tuple([(c, rarity.weight(c)) for c in name.brand])
    pieces = frozenset([*text, *map(add, text, text[1:])])
    return HanProfile(
        name=name,
        text=text,
        pieces=pieces,
        core=core,
        weights=weights,
        pairs=pairs,
        total=sum(weights) or 1.0,
        norm=sum([rarity.weight(piece) ** 2 for piece in pieces]) ** 0.5 or 1.0,
        end=end,
        places="".join(name.places + name.inner),
        brand_weights=brand_weights,
        stem=name.stem,
        sounds=" ".join([sound_of(c) or c for c in name.stem]),
        numerals="".join([c for c in name.brand if c in _NUMERALS]),
        pair_total=sum([weight for _, weight in pairs]) or 1.0,
        brand_total=sum([weight for _, weight in brand_weights]) or 1.0,
        heads=name.stem[:1] + text[:1],
        head=core[:2],
        lead=name.brand + name.trade[:1],
        order=(name.form != "", len(text), name.strict),
    )


def han_score_features(a: HanProfile, b: HanProfile) -> tuple[float, ...]:
    """The numbers of `HAN_FEATURES` for two names; symmetric."""
    if b.order < a.order:
        a, b = b, a
    text, pieces, places, core = b.text, b.pieces, b.places, a.core
    abbreviations = place_characters()
    found = rarest = shared = 0.0
    missing = 0
    for character, weight in zip(core, a.weights, strict=True):
        if character in text:
            found += weight
            shared += weight * weight
        elif abbreviations.get(character, "-") in places:
            found += _PLACE_COUNTS * weight
        else:
            missing += 1
            if weight > rarest:
                rarest = weight
    common, run, longest = 0.0, 0, 0
    for pair, weight in a.pairs:
        if pair in pieces:
            common += weight
            shared += weight * weight
            run += 1
            if run > longest:
                longest = run
        else:
            run = 0
    size = len(core) or 1
    order = 1.0 if core in text else LCSseq.similarity(core, text) / size
    brand, ours, theirs = b.name.brand, a.name, b.name
    first = core[:1]
    covered_brand = 0.0
    for character, weight in b.brand_weights:
        if character in core:
            covered_brand += weight
    both = ours.form != "" and theirs.form != ""
    sounds_alike = missing > 0 and a.sounds in b.sounds and a.stem != b.stem
    place_agrees = bool(ours.places) and any([place[:2] in places for place in ours.places])
    place_differs = bool(ours.places) and not place_agrees and not any([place[:2] in text for place in ours.places])
    return (
        found / a.total,
        common / a.pair_total if a.pairs else found / a.total,
        order,
        min(Prefix.similarity(a.stem, b.stem), len(brand)) / (len(brand) or 1),
        covered_brand / b.brand_total,
        1.0 if brand == core or brand == ours.brand else 0.0,
        (longest + 1) / size if longest or found else 0.0,
        1.0 if first and (first in b.heads or abbreviations.get(first, "-") in places) else 0.0,
        1.0 if a.head and a.head in b.lead else 0.0,
        1.0 if place_agrees else 0.0,
        1.0 if place_differs else 0.0,
        rarest,
        missing / size,
        1.0 if not missing and order == 1 else 0.0,
        1.0 if a.end == "集团" and not theirs.group else 0.0,
        1.0 if a.end == "控股" and "控股" not in text else 0.0,
        shared / b.norm,
        found,
        1.0 if size <= 2 else 0.0,
        1.0 if both and ours.form != theirs.form else 0.0,
        1.0 if both and bool(ours.group) != bool(theirs.group) else 0.0,
        1.0 if both else 0.0,
        1.0 if both and OSA.distance(a.text, text, score_cutoff=1) == 1 else 0.0,
        1.0 if sounds_alike else 0.0,
        1.0 if both and ours.brand != brand else 0.0,
        1.0 if ours.branch_word != theirs.branch_word or ours.branch != theirs.branch else 0.0,
        1.0 if both and a.numerals != b.numerals else 0.0,
    )


@cache
def place_characters() -> Mapping[str, str]:
    """A character → the division that it stands for in a short name: 黔 is 贵州."""
    return dict(table_rows("creditgraph.matching", "tables/places.tsv"))
