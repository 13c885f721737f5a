"""Exact rules as claims: each source states keys, and sources that share a key are the same.

A claim costs one row a source, where pairs would cost a thousand sources a million. The kinds are ordered by strength;
joins are tried in that order (architecture 1.3), so a weak reason never wins over a strong one.
"""

from enum import IntEnum
from functools import partial
from typing import NamedTuple

from creditgraph.identifiers import division_of, is_state_body_code, org_codes_of
from creditgraph.model.dates import Day
from creditgraph.model.digest import digest
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


CERTAINTY = {
    Reason.STEWARD: Certainty.CERTAIN,
    Reason.IDENTIFIER: Certainty.CERTAIN,
    Reason.BRIDGE: Certainty.CERTAIN,
    Reason.NAME_IN_CONTEXT: Certainty.CERTAIN,
    Reason.STATE_BODY: Certainty.PROBABLE,
    Reason.SAME_ORGANISATION: Certainty.PROBABLE,
    Reason.POSSIBLE_PERSON: Certainty.SUSPECTED,
}
JOINING = tuple(reason for reason in Reason if reason is not Reason.POSSIBLE_PERSON)

_BY_NUMBER = {
    IdentifierKind.CREDIT_CODE: Reason.IDENTIFIER,
    IdentifierKind.CITIZEN_ID: Reason.IDENTIFIER,
    IdentifierKind.REGISTRATION_NUMBER: Reason.BRIDGE,
    IdentifierKind.CERTIFICATE_NUMBER: Reason.BRIDGE,
    IdentifierKind.STOCK_CODE: Reason.BRIDGE,
    IdentifierKind.PERSON_DOCUMENT: Reason.BRIDGE,
}
"""What equal numbers of a kind mean: a subject has one credit code and one identity number."""
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


# A first import states millions of claims: an attribute of an enumeration and the constructor of a named tuple each
# cost more than the rest of a claim but its digest.
_claim = partial(tuple.__new__, Claim)
_PERSON = EntityKind.NATURAL_PERSON
_CREDIT_CODE, _ORG_CODE = IdentifierKind.CREDIT_CODE, IdentifierKind.ORG_CODE
_BRIDGE, _IN_CONTEXT = Reason.BRIDGE, Reason.NAME_IN_CONTEXT
_STATE_BODY, _SAME_ORGANISATION = Reason.STATE_BODY, Reason.SAME_ORGANISATION


def basis(source: View) -> int:
    """A number for all that the claims of a source depend on: it changes when they may have changed."""
    kind, names, identifiers, details, representatives, mentioned = source
    borne = tuple([(folded, word, start, end) for folded, word, start, end, _seen in names])
    return hash((kind, borne, identifiers, details, representatives, mentioned))


def claims(source: View, policy: Policy) -> tuple[Claim, ...]:
    """The keys of a source under a policy, by the exact rules (`domain.md` 6.2 rule 7, 6.3)."""
    found = [
        _claim((_BY_NUMBER[kind], digest("identifier", kind, value)))
        for kind, value in source.identifiers
        if kind in _BY_NUMBER
    ]
    if source.kind is _PERSON:
        found += _person_claims(source)
    else:
        if source.identifiers:
            found += _org_code_claims(source)
        found += _name_claims(source)
    return tuple(dict.fromkeys(found))


def divisions(source: View) -> frozenset[str]:
    """The registering divisions that a source's numbers or details state."""
    found = {division for kind, value in source.identifiers if (division := division_of(kind, value))}
    if source.details:
        found |= {value for kind, value in source.details if kind is DetailKind.DIVISION}
    return frozenset(found)


def _org_code_claims(source: View) -> list[Claim]:
    return [
        _claim((_BRIDGE, digest("identifier", _ORG_CODE, code)))
        for kind, value in source.identifiers
        for code in org_codes_of(kind, value)
    ]


def _name_claims(source: View) -> list[Claim]:
    found = []
    places = sorted(divisions(source))
    state_body = _has_state_body_code(source)
    for folded, kind, start, end, _seen in source.names:
        if kind not in CLAIMED_NAMES:
            continue
        if state_body or is_state_body_name(folded):
            found.append(_claim((_STATE_BODY, digest("state body", folded))))
        if start is not None or end is not None:
            continue  # a dated name is judged by its dates, see judge
        found += [_claim((_IN_CONTEXT, digest("name, division", folded, place))) for place in places]
        found += [
            _claim((_IN_CONTEXT, digest("name, representative", folded, person))) for person in source.representatives
        ]
    return found


def _has_state_body_code(source: View) -> bool:
    return any([kind is IdentifierKind.CREDIT_CODE and is_state_body_code(value) for kind, value in source.identifiers])


def _person_claims(source: View) -> list[Claim]:
    found = []
    details = dict(source.details)
    sex = born = None
    if details:
        sex, born = details.get(DetailKind.SEX), details.get(DetailKind.BIRTH_YEAR)
    for name in source.names:
        if source.mentioned:
            found.append(_claim((_SAME_ORGANISATION, digest("person", name.folded))))
        if sex and born:
            found.append(_claim((Reason.POSSIBLE_PERSON, digest("possible person", name.folded, sex, born))))
    return found
