"""How the parts of two organisations' Han names agree, and what that allows (`domain.md` 6.2).

The brand must be equal for anything better than different; a difference in form, group, trade, number, branch or body
is another subject; a class word left out, a division of former days or a bracket around 集团 is for a person to see.
"""

from enum import IntEnum
from typing import NamedTuple

from creditgraph.matching.explanation import Feature, PairVerdict
from creditgraph.model.vocabulary import EntityKind
from creditgraph.names import kind_of_name
from creditgraph.names.divisions import Agreement, agreement, leading_divisions
from creditgraph.names.organisations import OrganisationName, form_word


class Level(IntEnum):
    """How one part agrees."""

    EQUAL = 0
    CLOSE = 1
    """Equal but for what clerks leave out or write otherwise."""
    ABSENT = 2
    """One name lacks it."""
    DIFFERENT = 3
    NONE = 4
    """Neither name has it."""


class HanLevels(NamedTuple):
    """The agreement of each part."""

    text: Level
    brand: Level
    division: Agreement
    trade: Level
    form: Level
    group: Level
    branch: Level
    body: Level
    short: bool
    """Whether one of the two has no legal form, so that it may be a short name."""


def han_levels(a: OrganisationName, b: OrganisationName) -> HanLevels:
    """Compare part by part; symmetric."""
    if a.strict == b.strict:
        return _EQUAL
    return HanLevels(
        text=Level.DIFFERENT,
        brand=_brand(a, b),
        division=_division(a, b),
        trade=_part(a.trade, b.trade),
        form=_part(a.form, b.form),
        group=_group(a.group, b.group),
        branch=_branch(a, b),
        body=_part(a.body, b.body),
        short=not (a.form and b.form),
    )


def allowed_by_parts(a: OrganisationName, b: OrganisationName) -> PairVerdict:
    """What the names alone allow: at most this, whatever the probability."""
    if a.strict != b.strict and not (a.code or b.code) and _brand(a, b) is Level.DIFFERENT:
        return PairVerdict.DIFFERENT  # most pairs end here
    return verdict_of(han_levels(a, b), a, b)


def verdict_of(levels: HanLevels, a: OrganisationName, b: OrganisationName) -> PairVerdict:
    """What the agreement of the parts allows."""
    if levels.text is Level.EQUAL:
        return PairVerdict.REVIEW if says_too_little(a) else PairVerdict.SAME
    if a.code or b.code:
        return PairVerdict.REVIEW  # the field holds a number (企业名称登记管理规定 art. 23)
    if Level.DIFFERENT in (levels.body, levels.branch, levels.form, levels.group):
        return PairVerdict.DIFFERENT
    if Level.ABSENT in (levels.body, levels.branch):
        return PairVerdict.DIFFERENT
    if levels.brand is Level.DIFFERENT or levels.division is Agreement.DIFFERENT:
        return PairVerdict.DIFFERENT
    if levels.short:
        return PairVerdict.REVIEW if _may_be_short(a, b) else PairVerdict.DIFFERENT
    if levels.brand is not Level.EQUAL or levels.trade not in (Level.EQUAL, Level.NONE):
        return PairVerdict.DIFFERENT
    if levels.division is Agreement.ABSENT:
        return PairVerdict.REVIEW if says_too_little(a) or says_too_little(b) else PairVerdict.DIFFERENT
    return PairVerdict.DIFFERENT if levels.group is Level.ABSENT else PairVerdict.REVIEW


def are_institutions(a: OrganisationName, b: OrganisationName) -> bool:
    """Whether both names tell of institutions: those have no short names that a model could explain."""
    return all([kind_of_name(name.strict) is EntityKind.NON_ENTERPRISE_LEGAL_PERSON for name in (a, b)])


def han_features(levels: HanLevels, a: OrganisationName, b: OrganisationName) -> list[Feature]:
    """The agreement of each part with what both sides say."""
    if levels.text is Level.EQUAL:
        return [Feature("NAME", 1.0, a.strict)]
    sides = {
        "BRAND": (levels.brand, a.brand, b.brand),
        "TRADE": (levels.trade, a.trade, b.trade),
        "FORM": (levels.form, form_word(a.form), form_word(b.form)),
        "GROUP": (levels.group, a.group, b.group),
        "BRANCH": (levels.branch, a.branch + a.branch_word, b.branch + b.branch_word),
        "BODY": (levels.body, a.body, b.body),
    }
    # what a short name leaves out speaks neither for nor against
    found = [
        Feature(name, 0.5 if levels.short and level is Level.ABSENT else _SCORES[level], shown(ours, theirs))
        for name, (level, ours, theirs) in sides.items()
        if level is not Level.NONE
    ]
    places = ("".join(a.places + a.inner), "".join(b.places + b.inner))
    if any(places):
        found.insert(1, Feature("DIVISION", _division_score(levels), shown(*places)))
    if a.code or b.code:
        found.append(Feature("NUMBER", 0.5, a.code or b.code))
    return found


def _division_score(levels: HanLevels) -> float:
    absent = levels.short and levels.division is Agreement.ABSENT
    return 0.5 if absent else _DIVISION_SCORES[levels.division]


def shown(ours: str, theirs: str) -> str:
    """Both sides of a part, one text where they are equal; the order of the two says nothing."""
    return ours if ours == theirs else " ≠ ".join(text or "∅" for text in (ours, theirs))


def _brand(a: OrganisationName, b: OrganisationName) -> Level:
    if a.brand == b.brand:
        return Level.EQUAL
    if a.short or b.short:
        ours, theirs = a.stem, b.stem
        swap = (not b.short, len(theirs), theirs) < (not a.short, len(ours), ours)
        shorter, longer = (b, a) if swap else (a, b)
        if longer.stem.startswith(shorter.brand) or _letters_of(shorter.stem, longer):
            return Level.CLOSE
    return Level.DIFFERENT


def _letters_of(short: str, longer: OrganisationName) -> bool:
    """Whether all characters of a short name are in the other: 人保财险 in 中国人民财产保险."""
    return len(short) > 1 and longer.letters.issuperset(short)


def _may_be_short(a: OrganisationName, b: OrganisationName) -> bool:
    shorter, longer = sorted((a, b), key=lambda name: (not name.short, len(name.strict), name.strict))
    if a.form or b.form:
        return longer.letters.issuperset(shorter.stem)
    # two institutions: what follows their divisions must be one text
    return a.stem == b.stem


def _division(a: OrganisationName, b: OrganisationName) -> Agreement:
    if a.inner != b.inner:
        return Agreement.ABSENT if not (a.inner and b.inner) else Agreement.DIFFERENT
    return agreement(a.places, b.places)


def _part(ours: str, theirs: str) -> Level:
    if ours == theirs:
        return Level.EQUAL if ours else Level.NONE
    return Level.DIFFERENT if ours and theirs else Level.ABSENT


def _group(ours: str, theirs: str) -> Level:
    if ours == theirs:
        return Level.EQUAL if ours else Level.NONE
    return Level.CLOSE if ours and theirs else Level.ABSENT


def _branch(a: OrganisationName, b: OrganisationName) -> Level:
    if not (a.branch_word or b.branch_word):
        return Level.NONE
    if not (a.branch_word and b.branch_word):
        return Level.ABSENT
    if a.branch_word != b.branch_word:
        return Level.DIFFERENT
    if a.branch == b.branch:
        return Level.EQUAL
    ours, theirs = (leading_divisions(f"{name.branch}之处")[0] for name in (a, b))
    same_place = agreement(ours, theirs) in (Agreement.CLASS_WORD, Agreement.HISTORY)
    whole = "".join(ours) == a.branch and "".join(theirs) == b.branch
    return Level.CLOSE if same_place and whole else Level.DIFFERENT


def says_too_little(name: OrganisationName) -> bool:
    """Whether thousands may bear a name: a shop without its place."""
    if name.places or len(name.strict) > 8:
        return False
    return name.form == "shop" or kind_of_name(name.strict) is EntityKind.INDIVIDUAL_BUSINESS


_EQUAL = HanLevels(
    Level.EQUAL, Level.EQUAL, Agreement.EQUAL, Level.EQUAL, Level.EQUAL, Level.NONE, Level.NONE, Level.NONE, False
)
_SCORES = {Level.EQUAL: 1.0, Level.CLOSE: 0.6, Level.ABSENT: 0.3, Level.DIFFERENT: 0.0}
_DIVISION_SCORES = {
    Agreement.EQUAL: 1.0,
    Agreement.CLASS_WORD: 0.8,
    Agreement.HISTORY: 0.7,
    Agreement.NESTED: 0.5,
    Agreement.ABSENT: 0.3,
    Agreement.DIFFERENT: 0.0,
}
