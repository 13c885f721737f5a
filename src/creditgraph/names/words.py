"""What the words of a name tell: the kind of its bearer, and whether that is a state body.

Words decide only where no registration does. Endings count, longest first, with brackets set aside; who
bears a name without any such word is a person.
"""

import re
from functools import cache, lru_cache

from creditgraph.model.vocabulary import EntityKind
from creditgraph.names._tables import rows
from creditgraph.names.keys import HAN, person_key, strict_key

_BRACKETS = re.compile(r"\(([^()]*)\)")
_HAN = re.compile(rf"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Z]+")
_GROUP_OF_PERSONS = re.compile(r"员工|职工|\d[人名户位]$")
_LONGEST_ENDING = 12
_MAY_BE_PART = frozenset({EntityKind.INDIVIDUAL_BUSINESS, EntityKind.ENTERPRISE})
"""Behind the name of a company, such an ending names a part of that company."""


@lru_cache(maxsize=1 << 16)
def is_state_body_name(strict: str) -> bool:
    """Whether a strict key names a state body or an office that holds capital for one (GB 32100, class 11).

    Companies of the state (国有资本运营有限公司) are none: they are owned and can be walked through.

    >>> is_state_body_name("济南市财政局"), is_state_body_name("山西省国有资本运营有限公司")
    (True, False)
    """
    if "公司" in strict:
        return False
    if "(" not in strict:
        return _ends_as_state_body(strict)
    return any(map(_ends_as_state_body, (_BRACKETS.sub("", strict), *_BRACKETS.findall(strict))))


@lru_cache(maxsize=1 << 16)
def kind_of_name(text: str) -> EntityKind:
    """The kind of subject that a name's words tell of; a natural person where they tell of nothing else.

    >>> kind_of_name("华为技术有限公司济南分公司").value, kind_of_name("张三").value
    ('branch', 'natural_person')
    """
    strict = strict_key(text)
    if _HAN.search(strict) is None:
        return _kind_of_latin(person_key(text))
    if is_state_body_name(strict):
        return EntityKind.NON_ENTERPRISE_LEGAL_PERSON
    within = _BRACKETS.findall(strict) if "(" in strict else []
    if any([part.endswith(("合伙", "个人独资")) for part in within]):
        return EntityKind.UNINCORPORATED
    head = _BRACKETS.sub("", strict)
    kinds = filter(None, map(_kind_by_ending, (head, *within)))
    return next(kinds, _kind_without_ending(head))


def _kind_by_ending(name: str) -> EntityKind | None:
    endings = _endings()
    if name[-1:] not in _last_of_endings():
        return None
    for length in range(min(_LONGEST_ENDING, len(name)), 0, -1):
        ending = name[-length:]
        kind, fewest = endings.get(ending, (None, 0))
        if kind is None or len(name) < fewest:
            continue
        part_of_company = kind in _MAY_BE_PART or ending.endswith("中心")
        return EntityKind.BRANCH if part_of_company and "公司" in name[:-length] else kind
    return None


def _kind_without_ending(name: str) -> EntityKind:
    return EntityKind.UNINCORPORATED if _GROUP_OF_PERSONS.search(name) else EntityKind.NATURAL_PERSON


def _kind_of_latin(name: str) -> EntityKind:
    anywhere, at_end = _foreign_forms()
    found = _LATIN_WORD.findall(name.replace(".", ""))
    if anywhere.isdisjoint(found) and not (len(found) > 1 and found[-1] in at_end):
        return EntityKind.NATURAL_PERSON
    return EntityKind.ENTERPRISE


def _ends_as_state_body(name: str) -> bool:
    # Every name is asked, and few end in one of some twenty characters.
    return name[-1:] in _last_of_state_bodies() and any(
        name.endswith(endings) and part in name for part, endings in _state_bodies()
    )


@cache
def _endings() -> dict[str, tuple[EntityKind, int]]:
    """Ending → the kind it tells of, and the fewest characters of a name for it to count."""
    return {
        word: (EntityKind(kind), len(word) + int(fewest) if fewest.startswith("+") else int(fewest))
        for kind, fewest, listed in rows("kinds.tsv")
        for word in listed.split()
    }


@cache
def _last_of_endings() -> frozenset[str]:
    return frozenset(ending[-1] for ending in _endings())


@cache
def _state_bodies() -> list[tuple[str, tuple[str, ...]]]:
    """What a name contains (nothing in particular where empty), and the endings that then decide."""
    return [(part.strip("-"), tuple(listed.split())) for part, listed in rows("state_bodies.tsv")]


@cache
def _last_of_state_bodies() -> frozenset[str]:
    return frozenset(ending[-1] for _, endings in _state_bodies() for ending in endings)


@cache
def _foreign_forms() -> tuple[frozenset[str], frozenset[str]]:
    """The words of foreign companies that count anywhere, and those that count at the end."""
    listed = {where: frozenset(forms.split()) for where, forms in rows("foreign_forms.tsv")}
    return listed["anywhere"], listed["end"]
