"""How two persons' names agree (`domain.md` 6.3). The best that two bare names reach is review.

One exception is no judgement about persons: where the texts differ in blanks alone (张　三, as forms are padded), the
written name is the same, and that is what `same` then says. A record is never joined by it.
"""

from enum import IntEnum

from creditgraph.matching.explanation import Feature, PairVerdict
from creditgraph.matching.han_levels import shown
from creditgraph.matching.side import Side
from creditgraph.names.loose import sound_of
from creditgraph.names.persons import fits, readings


class PersonLevel(IntEnum):
    """How two names of persons agree, best first."""

    EQUAL = 0
    BLANKS = 1
    """Equal but for blanks."""
    VARIANT = 2
    """Equal but for variants of characters or a dot."""
    LOST = 3
    """Equal where no character was lost."""
    READING = 4
    """One is the other in Latin letters."""
    SOUND = 5
    """Other characters of one sound."""
    DIFFERENT = 6


PERSON_PROBABILITY = {
    PersonLevel.EQUAL: 0.7,
    PersonLevel.BLANKS: 0.7,
    PersonLevel.VARIANT: 0.5,
    PersonLevel.LOST: 0.4,
    PersonLevel.READING: 0.3,
    PersonLevel.SOUND: 0.06,
    PersonLevel.DIFFERENT: 0.02,
}
"""Of two records with names that agree so and nothing else known, the share that is one person, for a rare name."""


def person_level(a: Side, b: Side) -> PersonLevel | None:
    """How a Han name agrees with another name; None where neither is in Han characters."""
    ours, theirs = a.person, b.person
    if ours is None and theirs is None:
        return None
    if ours is None or theirs is None:
        han, other = (ours, b) if ours is not None else (theirs, a)
        assert han is not None
        return PersonLevel.READING if other.world.joined in readings(han.key) else PersonLevel.DIFFERENT
    if ours.key == theirs.key:
        blanks = a.record.name.strip() != b.record.name.strip()
        return PersonLevel.BLANKS if blanks else PersonLevel.EQUAL
    if ours.folded == theirs.folded:
        return PersonLevel.VARIANT
    if (ours.lost and fits(ours, theirs)) or (theirs.lost and fits(theirs, ours)):
        return PersonLevel.LOST
    alike = len(ours.key) == len(theirs.key) and all(map(_sounds_alike, ours.key, theirs.key))
    return PersonLevel.SOUND if alike else PersonLevel.DIFFERENT


def person_verdict(level: PersonLevel) -> PairVerdict:
    """What two bare names allow."""
    if level is PersonLevel.BLANKS:
        return PairVerdict.SAME
    return PairVerdict.DIFFERENT if level >= PersonLevel.SOUND else PairVerdict.REVIEW


def person_features(level: PersonLevel, a: Side, b: Side) -> list[Feature]:
    """What was compared of two names, of which one at least is in Han characters."""
    names = shown(a.record.name, b.record.name)
    if level <= PersonLevel.BLANKS:
        return [Feature("NAME", 1.0, a.key)]
    named = {
        PersonLevel.VARIANT: ("SPELLING", 0.7),
        PersonLevel.LOST: ("LOST", 0.6),
        PersonLevel.READING: ("READING", 0.6),
        PersonLevel.SOUND: ("READING", 0.5),
    }
    found = [Feature(*named[level], names)] if level in named else []
    ours, theirs = a.person, b.person
    if level >= PersonLevel.SOUND and ours is not None and theirs is not None:
        found.append(Feature("SURNAME", float(ours.surname == theirs.surname), shown(ours.surname, theirs.surname)))
        found.append(Feature("GIVEN", float(ours.given == theirs.given), shown(ours.given, theirs.given)))
    return found or [Feature("NAME", 0.0, names)]


def _sounds_alike(one: str, other: str) -> bool:
    return one == other or (sound_of(one) or one) == (sound_of(other) or other)
