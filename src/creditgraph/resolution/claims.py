"""Exact rules as claims: each source states keys, and sources that share a key are the same.

A claim costs one row a source, where pairs would cost a thousand sources a million. The kinds are ordered by strength;
joins are tried in that order (architecture 1.3), so a weak reason never wins over a strong one.
"""

from enum import IntEnum
from typing import NamedTuple

from creditgraph.identifiers import division_of, is_state_body_code, org_codes_of
from creditgraph.model.dates import Day
from creditgraph.model.digest import digests
from creditgraph.model.vocabulary import Certainty, DetailKind, EntityKind, IdentifierKind, NameKind
from creditgraph.names import is_state_body_name
from creditgraph.resolution.policy import Policy


class Reason(IntEnum):
    """Why two sources are the same, strongest first. The numbers are stored."""

    STEWARD = 0
    IDENTIFIER = 1
    """Equal credit code or identity number. A subject has one: two values are two subjects."""
    BRIDGE = 2
    """Equal organisation code (also inside a credit code), registration, certificate, exchange or document number."""
    NAME_HISTORY = 3
    """One bears a dated name, the other uses it at a date inside (a judgement, not a claim)."""
    NAME_IN_CONTEXT = 4
    """Equal strict name, and equal registering division or legal representative."""
    STATE_BODY = 5
    """Equal strict name of a state body."""
    SAME_ORGANISATION = 6
    """A person's equal name in one organisation; the key counts inside the organisation's cluster only."""
    POSSIBLE_PERSON = 7
    """Equal name, sex and birth year: never joins, walked on request."""
    UNIQUE_NAME = 8
    """Equal full name of an organisation, which no two credit codes bear (a judgement, not a claim)."""
    LIKE_NAME = 9
    """A short name that means one organisation by its score (a judgement, not a claim)."""
    LIKELY = 10
    """A pair that matching leaves to a person, while its case is open: never joins, walked on request."""


CERTAINTY = {
    Reason.STEWARD: Certainty.CERTAIN,
    Reason.IDENTIFIER: Certainty.CERTAIN,
    Reason.BRIDGE: Certainty.CERTAIN,
    Reason.NAME_IN_CONTEXT: Certainty.CERTAIN,
    Reason.STATE_BODY: Certainty.PROBABLE,
    Reason.SAME_ORGANISATION: Certainty.PROBABLE,
    Reason.POSSIBLE_PERSON: Certainty.SUSPECTED,
    Reason.LIKELY: Certainty.SUSPECTED,
}
SUSPECTING = (Reason.POSSIBLE_PERSON, Reason.LIKELY)
JOINING = tuple(reason for reason in Reason if reason not in SUSPECTING)

_BY_NUMBER = {
    IdentifierKind.CREDIT_CODE: Reason.IDENTIFIER,
    IdentifierKind.CITIZEN_ID: Reason.IDENTIFIER,
    IdentifierKind.REGISTRATION_NUMBER: Reason.BRIDGE,
    IdentifierKind.CERTIFICATE_NUMBER: Reason.BRIDGE,
    IdentifierKind.STOCK_CODE: Reason.BRIDGE,
    IdentifierKind.PERSON_DOCUMENT: Reason.BRIDGE,
}
"""What equal numbers of a kind mean: a subject has one credit code and one identity number."""
_NUMBERED = {kind: f"identifier\x1f{kind}\x1f" for kind in IdentifierKind}
"""What comes before a number in the text of its claim."""
CLAIMED_NAMES = (NameKind.REGISTERED, NameKind.FORMER)


class FoldedName(NamedTuple):
    """A name as matching sees it: the strict key and when it was borne or used."""

    folded: str
    kind: NameKind
    valid_from: Day | None
    valid_to: Day | None
    seen_on: Day | None

    @property
    def dated(self) -> bool:
        """Whether the source says since or until when the name was borne."""
        return self.valid_from is not None or self.valid_to is not None


class View(NamedTuple):
    """What the rules see of a source in one row. `representatives` are folded names of legal representatives."""

    kind: EntityKind
    names: tuple[FoldedName, ...]
    identifiers: tuple[tuple[IdentifierKind, str], ...]
    details: tuple[tuple[DetailKind, str], ...]
    representatives: tuple[str, ...]
    mentioned: bool
    """Whether the source is a person mentioned in an organisation."""


class Claim(NamedTuple):
    """A key that a source states, and why equal keys mean one subject."""

    reason: Reason
    key: bytes


Claimed = tuple[Reason, str]
"""A claim before its key is made of the text."""

# A first import states millions of claims: an attribute of an enumeration costs more than a global.
_PERSON = EntityKind.NATURAL_PERSON
_CREDIT_CODE, _ORG_CODE, _DIVISION = IdentifierKind.CREDIT_CODE, IdentifierKind.ORG_CODE, DetailKind.DIVISION
_BRIDGE, _IN_CONTEXT = Reason.BRIDGE, Reason.NAME_IN_CONTEXT
_STATE_BODY, _SAME_ORGANISATION = Reason.STATE_BODY, Reason.SAME_ORGANISATION


def basis(source: View) -> int:
    """A number for all that the claims of a source depend on: it changes when they may have changed."""
    kind, names, identifiers, details, representatives, mentioned = source
    borne = tuple([(folded, word, start, end) for folded, word, start, end, _seen in names])
    return hash((kind, borne, identifiers, details, representatives, mentioned))


def claims(source: View, policy: Policy) -> tuple[Claim, ...]:
    """The keys of a source under a policy, by the exact rules (`domain.md` 6.2 rule 7, 6.3)."""
    found = claimed(source, policy)
    return tuple(map(Claim, [reason for reason, _text in found], digests([text for _reason, text in found])))


def claimed(source: View, policy: Policy) -> list[Claimed]:
    """The same with the texts whose digests the keys are: a first import states millions, and digests them together."""
    found = [(_BY_NUMBER[kind], _NUMBERED[kind] + value) for kind, value in source[2] if kind in _BY_NUMBER]
    found += _person_claims(source) if source[0] is _PERSON else _organisation_claims(source)
    return found if len(found) < 2 else list(dict.fromkeys(found))


def divisions(source: View) -> frozenset[str]:
    """The registering divisions that a source's numbers or details state."""
    found = [division for kind, value in source[2] if (division := division_of(kind, value))]
    if source[3]:
        found += [value for kind, value in source[3] if kind is _DIVISION]
    return frozenset(found)


def _organisation_claims(source: View) -> list[Claimed]:
    _kind, names, numbers, details, representatives, _mentioned = source
    found: list[Claimed] = []
    state_body = False
    for word, value in numbers:
        state_body |= word is _CREDIT_CODE and is_state_body_code(value)
        found += [(_BRIDGE, _NUMBERED[_ORG_CODE] + code) for code in org_codes_of(word, value)]
    places = sorted(divisions(source)) if numbers or details else ()
    for folded, kind, start, end, _seen in names:
        if kind not in CLAIMED_NAMES:
            continue
        if state_body or is_state_body_name(folded):
            found.append((_STATE_BODY, f"state body\x1f{folded}"))
        if start is not None or end is not None:
            continue  # a dated name is judged by its dates, see judge
        found += [(_IN_CONTEXT, f"name, division\x1f{folded}\x1f{place}") for place in places]
        found += [(_IN_CONTEXT, f"name, representative\x1f{folded}\x1f{person}") for person in representatives]
    return found


def _person_claims(source: View) -> list[Claimed]:
    found: list[Claimed] = []
    details = dict(source.details)
    sex = born = None
    if details:
        sex, born = details.get(DetailKind.SEX), details.get(DetailKind.BIRTH_YEAR)
    for name in source.names:
        if source.mentioned:
            found.append((_SAME_ORGANISATION, f"person\x1f{name.folded}"))
        if sex and born:
            found.append((Reason.POSSIBLE_PERSON, f"possible person\x1f{name.folded}\x1f{sex}\x1f{born}"))
    return found
