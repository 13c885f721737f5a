"""Levels of agreement of the fields beside the name: 0 is the best, None where a side lacks the field.

Levels are few and plain, so that their weights can be estimated from the records at hand and read by a person.
"""

from collections.abc import Callable

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from creditgraph.matching.corpus import Corpus
from creditgraph.matching.side import Side
from creditgraph.names.world import given_name_groups

Levels = tuple[int | None, ...]

LEVELS = {
    "NAME": 8,
    "GIVEN": 5,
    "SURNAME": 5,
    "ADDRESS": 8,
    "CITY": 3,
    "POSTCODE": 4,
    "PHONE": 6,
    "EMAIL": 3,
    "DATE": 4,
    "SEX": 2,
    "ORGANISATION": 3,
    "NUMBER": 4,
}
"""Field → how many levels it has, in the order in which `field_levels` gives them."""
FIELDS = tuple(LEVELS)
_NOTHING: Levels = (None,) * (len(LEVELS) - 1)
SHARED_AT = 4
"""A telephone number of so many addresses is a switchboard's."""


def field_levels(a: Side, b: Side, corpus: Corpus, name: int | None) -> Levels:
    """The level of each field of `LEVELS`; symmetric. `name` is the level of the names."""
    shared = a.known & b.known
    if not shared:
        return (name, *_NOTHING)
    given, family = _parts_of_name(a, b, corpus) if "name" in shared else (None, None)
    ours, theirs = a.record, b.record
    return (
        None if given is not None and family is not None else name,
        given,
        family,
        _address(a, b) if "address" in shared else None,
        _both(a.city, b.city, _city) if "city" in shared else None,
        _both(ours.postcode, theirs.postcode, _edits) if "postcode" in shared else None,
        _phone(a, b, corpus) if "phone" in shared else None,
        _both(ours.email.lower(), theirs.email.lower(), _email) if "email" in shared else None,
        _both(a.date, b.date, _date) if "date" in shared else None,
        _both(ours.sex[:1].lower(), theirs.sex[:1].lower(), _equal) if "sex" in shared else None,
        _both(ours.organisation, theirs.organisation, _organisation) if "organisation" in shared else None,
        _number(a, b) if "numbers" in shared else None,
    )


def are_names_alone(levels: Levels) -> bool:
    """Whether no field but the name was compared."""
    return levels[1:] == _NOTHING


def has_parts(side: Side) -> bool:
    """Whether a record tells given and family name apart."""
    return bool(side.record.given and side.record.family)


def _both(ours: str, theirs: str, level: Callable[[str, str], int]) -> int | None:
    if not (ours and theirs):
        return None
    return 0 if ours == theirs else level(ours, theirs)


def _parts_of_name(a: Side, b: Side, corpus: Corpus) -> tuple[int | None, int | None]:
    if a.given != b.given and a.given == b.family and a.family == b.given:
        return 2, 2  # given and family name exchanged
    return _person_word(a.given, b.given, corpus), _person_word(a.family, b.family, corpus)


def _person_word(ours: str, theirs: str, corpus: Corpus) -> int | None:
    if not (ours and theirs):
        return None
    if ours == theirs:
        return 1 if corpus.is_common(ours) else 0
    groups = given_name_groups()
    if ours in groups and theirs in groups and groups[ours] & groups[theirs]:
        return 2
    likeness = _jaro_winkler(ours, theirs)
    return 2 if likeness >= 0.92 else 3 if likeness >= 0.8 else 4


def _address(a: Side, b: Side) -> int | None:
    """0-3: one house number, by likeness of the street; 4: a number with one character wrong; 5-7: another number."""
    ours, theirs = a.address, b.address
    if ours is None or theirs is None:
        return None
    if ours.joined == theirs.joined:
        likeness = 1.0
    else:
        likeness = max(
            fuzz.token_set_ratio(ours.street, theirs.street) / 100,
            Indel.normalized_similarity(ours.joined, theirs.joined),
        )
    if ours.number == theirs.number and ours.number:
        return 0 if likeness == 1 else 1 if likeness >= 0.8 else 2 if likeness >= 0.5 else 3
    if likeness >= 0.9:
        near = ours.number and theirs.number and OSA.distance(ours.number, theirs.number, score_cutoff=1) == 1
        return 4 if near else 5
    return 6 if likeness >= 0.7 else 7


def _city(ours: str, theirs: str) -> int:
    return 1 if _jaro_winkler(ours, theirs) >= 0.9 else 2


def _jaro_winkler(ours: str, theirs: str) -> float:
    """The likeness of two words; taken in one order, for which characters pair up hangs on it."""
    return JaroWinkler.normalized_similarity(*sorted((ours, theirs)))


def _edits(ours: str, theirs: str) -> int:
    return min(OSA.distance(ours, theirs, score_cutoff=2), 3)


def _phone(a: Side, b: Side, corpus: Corpus) -> int | None:
    """0-2: one number, found at one address, at a few, at many; 3-4: one or two digits wrong; 5: another."""
    ours, theirs = a.phone, b.phone
    if not (ours and theirs):
        return None
    shorter = min(len(ours), len(theirs))
    if ours == theirs or (shorter >= 7 and ours[-shorter:] == theirs[-shorter:]):
        places = max(corpus.places_of(ours), corpus.places_of(theirs))
        return 0 if places < 2 else 1 if places < SHARED_AT else 2
    return 2 + _edits(ours, theirs)


def _email(ours: str, theirs: str) -> int:
    return 1 if ours.rpartition("@")[2] == theirs.rpartition("@")[2] else 2


def _date(ours: str, theirs: str) -> int:
    """1: one digit wrong, or two exchanged; 2: day and month exchanged, or one year; 3: another."""
    if OSA.distance(ours, theirs, score_cutoff=1) == 1:
        return 1
    if ours[:4] == theirs[:4]:
        return 2
    return 3


def _equal(ours: str, theirs: str) -> int:
    return 0 if ours == theirs else 1


def _organisation(ours: str, theirs: str) -> int:
    return 1 if Indel.normalized_similarity(ours.upper(), theirs.upper()) >= 0.8 else 2


def _number(a: Side, b: Side) -> int | None:
    """The best agreement among numbers of one type."""
    ours, theirs = a.numbers, b.numbers
    if len(ours) == len(theirs) == 1 and ours.keys() == theirs.keys():  # one number of one type, as most records have
        (one,), (other,) = ours.values(), theirs.values()
        return _both(one, other, _edits)
    found = [
        0 if number == theirs[kind] else _edits(number, theirs[kind])
        for kind, number in ours.items()
        if kind in theirs and number and theirs[kind]
    ]
    return min(found, default=None)
