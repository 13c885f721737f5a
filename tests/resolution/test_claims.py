"""The keys that a source states, rule by rule."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.model.vocabulary import Certainty, DetailKind, EntityKind, IdentifierKind, NameKind
from creditgraph.resolution.claims import (
    CERTAINTY,
    JOINING,
    SUSPECTING,
    Claim,
    FoldedName,
    Reason,
    View,
    basis,
    claims,
    divisions,
)
from creditgraph.resolution.policy import EXACT

CODE = "91370100MA3C00011J"
OTHER_CODE = "91440300708461136T"
STATE_CODE = "11370000004500001A"
NAME = "山东鲁信科技有限公司"
COMMITTEE = "海东市国有资产监督管理委员会"
Details = tuple[tuple[DetailKind, str], ...]
BORN = ((DetailKind.SEX, "女"), (DetailKind.BIRTH_YEAR, "1980"))


def name(
    folded: str = NAME,
    kind: NameKind = NameKind.REGISTERED,
    start: int | None = None,
    end: int | None = None,
    seen: int | None = None,
) -> FoldedName:
    return FoldedName(folded, kind, start, end, seen)


def view(
    *names: FoldedName,
    kind: EntityKind = EntityKind.ENTERPRISE,
    identifiers: Iterable[tuple[IdentifierKind, str]] = (),
    details: Details = (),
    representatives: tuple[str, ...] = (),
    mentioned: bool = False,
) -> View:
    return View(kind, names, tuple(identifiers), details, representatives, mentioned)


def person(*names: str, mentioned: bool = True, **said: object) -> View:
    uses = tuple(name(text) for text in names)
    return view(*uses, kind=EntityKind.NATURAL_PERSON, mentioned=mentioned, **said)  # type: ignore[arg-type]


def numbered(kind: IdentifierKind, value: str) -> View:
    return view(identifiers=((kind, value),))


def keys(source: View, *reasons: Reason) -> set[Claim]:
    return {claim for claim in claims(source, EXACT) if not reasons or claim.reason in reasons}


def shared(first: View, second: View) -> set[Reason]:
    """The reasons for which two sources would be one."""
    return {claim.reason for claim in keys(first) & keys(second)}


# numbers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [IdentifierKind.CREDIT_CODE, IdentifierKind.CITIZEN_ID])
def test_an_equal_code_or_identity_number_is_one_subject(kind: IdentifierKind) -> None:
    assert Reason.IDENTIFIER in shared(numbered(kind, CODE), numbered(kind, CODE))
    assert Reason.IDENTIFIER not in shared(numbered(kind, CODE), numbered(kind, OTHER_CODE))


@pytest.mark.parametrize(
    "kind",
    [
        IdentifierKind.REGISTRATION_NUMBER,
        IdentifierKind.CERTIFICATE_NUMBER,
        IdentifierKind.STOCK_CODE,
        IdentifierKind.PERSON_DOCUMENT,
    ],
)
def test_another_equal_number_is_a_bridge(kind: IdentifierKind) -> None:
    assert shared(numbered(kind, "370102200000129"), numbered(kind, "370102200000129")) == {Reason.BRIDGE}


def test_equal_digits_of_two_kinds_of_number_are_no_bridge() -> None:
    number = "370102200000129"
    first, second = IdentifierKind.REGISTRATION_NUMBER, IdentifierKind.CERTIFICATE_NUMBER
    assert shared(numbered(first, number), numbered(second, number)) == set()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (IdentifierKind.ORG_CODE, "MA3C00011"),
        (IdentifierKind.TAX_NUMBER, "370102MA3C00011"),
        (IdentifierKind.TAX_NUMBER, CODE),
    ],
)
def test_the_organisation_code_inside_a_credit_code_is_a_bridge(kind: IdentifierKind, value: str) -> None:
    assert shared(numbered(IdentifierKind.CREDIT_CODE, CODE), numbered(kind, value)) == {Reason.BRIDGE}


def test_an_organisation_code_that_is_not_valid_is_no_bridge() -> None:
    assert keys(numbered(IdentifierKind.ORG_CODE, "MA3C00012")) == set()


def test_a_person_has_no_organisation_code() -> None:
    assert keys(person("张三", identifiers=((IdentifierKind.ORG_CODE, "MA3C00011"),)), Reason.BRIDGE) == set()


# names of organisations ----------------------------------------------------------------------------------------------


def test_a_name_alone_claims_nothing() -> None:
    assert keys(view(name())) == set()


@pytest.mark.parametrize(
    "said",
    [
        {"details": ((DetailKind.DIVISION, "370100"),)},
        {"identifiers": ((IdentifierKind.REGISTRATION_NUMBER, "370100200000121"),)},
        {"identifiers": ((IdentifierKind.CREDIT_CODE, CODE),)},
    ],
)
def test_an_equal_name_in_one_registering_division_is_one_subject(said: dict[str, object]) -> None:
    known = view(name(), details=((DetailKind.DIVISION, "370100"),))
    assert Reason.NAME_IN_CONTEXT in shared(known, view(name(), **said))  # type: ignore[arg-type]
    assert Reason.NAME_IN_CONTEXT not in shared(known, view(name("山东鲁新科技有限公司"), **said))  # type: ignore[arg-type]


def test_an_equal_name_in_two_divisions_is_no_reason() -> None:
    first, second = (view(name(), details=((DetailKind.DIVISION, place),)) for place in ("370100", "370200"))
    assert shared(first, second) == set()


def test_an_equal_name_under_one_legal_representative_is_one_subject() -> None:
    first = view(name(), representatives=("张三", "李四"))
    assert shared(first, view(name(), representatives=("李四",))) == {Reason.NAME_IN_CONTEXT}
    assert shared(first, view(name(), representatives=("王五",))) == set()


def test_a_division_is_not_taken_for_a_representative() -> None:
    first = view(name(), details=((DetailKind.DIVISION, "370100"),))
    assert shared(first, view(name(), representatives=("370100",))) == set()


@pytest.mark.parametrize(("start", "end"), [(20200101, None), (None, 20200101), (20190101, 20200101)])
def test_a_dated_name_claims_nothing(start: int | None, end: int | None) -> None:
    dated = name(start=start, end=end)
    assert keys(view(dated, details=((DetailKind.DIVISION, "370100"),), representatives=("张三",))) == set()


def test_a_name_of_which_only_the_use_is_dated_claims() -> None:
    said = {"details": ((DetailKind.DIVISION, "370100"),)}
    assert shared(view(name(), **said), view(name(seen=20200101), **said)) == {Reason.NAME_IN_CONTEXT}  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "count"), [(NameKind.FORMER, 1), (NameKind.SHORT, 0), (NameKind.ENGLISH, 0)])
def test_only_registered_and_former_names_claim(kind: NameKind, count: int) -> None:
    assert len(keys(view(name(kind=kind), details=((DetailKind.DIVISION, "370100"),)))) == count


def test_divisions_come_from_numbers_and_details() -> None:
    said = view(
        name(),
        identifiers=((IdentifierKind.CREDIT_CODE, CODE), (IdentifierKind.REGISTRATION_NUMBER, "370102200000129")),
        details=((DetailKind.DIVISION, "370200"), (DetailKind.INDUSTRY, "J66")),
    )
    assert divisions(said) == {"370100", "370102", "370200"}


# state bodies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [{}, {"identifiers": ((IdentifierKind.CREDIT_CODE, STATE_CODE),)}])
def test_a_state_body_is_known_by_its_words(said: dict[str, object]) -> None:
    assert Reason.STATE_BODY in shared(view(name(COMMITTEE)), view(name(COMMITTEE), **said))  # type: ignore[arg-type]


def test_a_state_body_is_known_by_its_class_where_its_words_tell_nothing() -> None:
    first = view(name("海东馆"), identifiers=((IdentifierKind.CREDIT_CODE, STATE_CODE),))
    assert {claim.reason for claim in keys(first)} >= {Reason.STATE_BODY}
    assert keys(view(name("海东馆"))) == set()


def test_a_state_body_keeps_its_name_through_dates() -> None:
    assert shared(view(name(COMMITTEE, start=20200101)), view(name(COMMITTEE))) == {Reason.STATE_BODY}


def test_a_company_is_no_state_body() -> None:
    said = view(name(), identifiers=((IdentifierKind.CREDIT_CODE, CODE),))
    assert keys(said, Reason.STATE_BODY) == set()


# persons -------------------------------------------------------------------------------------------------------------


def test_a_persons_bare_name_claims_nothing() -> None:
    assert keys(person("张三", mentioned=False)) == set()


def test_a_mentioned_person_claims_the_name_inside_the_organisation() -> None:
    assert shared(person("张三"), person("张三")) == {Reason.SAME_ORGANISATION}
    assert shared(person("张三"), person("张三", mentioned=False)) == set()
    assert shared(person("张三"), person("李四")) == set()


@pytest.mark.parametrize("details", [(), BORN[:1], BORN[1:]])
def test_a_possible_person_needs_sex_and_birth_year(details: Details) -> None:
    assert keys(person("张三", details=details), Reason.POSSIBLE_PERSON) == set()
    assert shared(person("张三", mentioned=False, details=BORN), person("张三", details=BORN)) == {
        Reason.POSSIBLE_PERSON
    }


@pytest.mark.parametrize("other", [((DetailKind.SEX, "男"), BORN[1]), (BORN[0], (DetailKind.BIRTH_YEAR, "1981"))])
def test_another_sex_or_birth_year_is_another_person(other: Details) -> None:
    first, second = (person("张三", mentioned=False, details=details) for details in (BORN, other))
    assert shared(first, second) == set()


def test_a_person_and_an_organisation_of_one_name_share_nothing() -> None:
    said = {"details": ((DetailKind.DIVISION, "370100"), *BORN), "representatives": ("张三",)}
    assert shared(person("张三", **said), view(name("张三"), **said)) == set()  # type: ignore[arg-type]


# in general ----------------------------------------------------------------------------------------------------------


def test_a_key_is_claimed_once() -> None:
    said = view(name(), name(), name(kind=NameKind.FORMER), details=((DetailKind.DIVISION, "370100"),) * 2)
    assert len(claims(said, EXACT)) == 1


def test_what_is_suspected_joins_nothing() -> None:
    assert set(Reason) - set(JOINING) == set(SUSPECTING)
    assert {reason for reason, certainty in CERTAINTY.items() if certainty is Certainty.SUSPECTED} == set(SUSPECTING)


USES = st.builds(
    FoldedName,
    st.sampled_from((NAME, COMMITTEE, "张三")),
    st.sampled_from(NameKind),
    st.sampled_from((None, 20200101)),
    st.sampled_from((None, 20210101)),
    st.sampled_from((None, 20200601)),
)
NUMBERS = st.sampled_from(
    (
        (IdentifierKind.CREDIT_CODE, CODE),
        (IdentifierKind.CREDIT_CODE, STATE_CODE),
        (IdentifierKind.REGISTRATION_NUMBER, "370102200000129"),
        (IdentifierKind.CITIZEN_ID, "a" * 32),
    )
)
DETAILS = st.sampled_from(((DetailKind.DIVISION, "370100"), (DetailKind.ADDRESS, "x"), *BORN))
VIEWS = st.builds(
    View,
    st.sampled_from((EntityKind.ENTERPRISE, EntityKind.NATURAL_PERSON)),
    st.lists(USES, max_size=2).map(tuple),
    st.lists(NUMBERS, max_size=2).map(tuple),
    st.lists(DETAILS, max_size=3, unique=True).map(tuple),
    st.lists(st.sampled_from(("张三", "李四")), max_size=2, unique=True).map(tuple),
    st.booleans(),
)


@settings(deadline=None)
@given(VIEWS, st.randoms(use_true_random=False))
def test_claims_do_not_depend_on_the_order_of_what_is_said(source: View, rng: object) -> None:
    def turned(values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(rng.sample(values, len(values)))  # type: ignore[attr-defined]

    other = source._replace(
        names=turned(source.names),  # type: ignore[arg-type]
        identifiers=turned(source.identifiers),  # type: ignore[arg-type]
        details=turned(source.details),  # type: ignore[arg-type]
        representatives=turned(source.representatives),  # type: ignore[arg-type]
    )
    assert keys(other) == keys(source)


@settings(deadline=None)
@given(VIEWS, VIEWS)
def test_views_of_one_basis_claim_the_same(first: View, second: View) -> None:
    reseen = first._replace(names=tuple(use._replace(seen_on=20250101) for use in first.names))
    assert basis(reseen) == basis(first)
    assert claims(reseen, EXACT) == claims(first, EXACT)
    if claims(first, EXACT) != claims(second, EXACT):
        assert basis(first) != basis(second)
