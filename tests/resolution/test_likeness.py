"""Organisations without a code and their names: what is joined, what a person sees, and that order says nothing."""

import random

import pytest

from creditgraph.matching.matcher import Matcher
from creditgraph.matching.policy import shipped_policy
from creditgraph.model.vocabulary import DetailKind, EntityKind, IdentifierKind, NameKind
from creditgraph.resolution import likeness
from creditgraph.resolution.claims import FoldedName, Reason, View
from creditgraph.resolution.likeness import Bearer, Likeness, likenesses, short_stem

MATCHER = Matcher(shipped_policy())
FULL, SHORT = "山东清霖环保科技股份有限公司", "清霖环保"
CODE, OTHER = "91379900MA0000001M", "91379900MA0000002K"


def bearer(
    sid: int,
    name: str,
    code: str | None = None,
    place: str | None = None,
    alias: str | None = None,
    until: int | None = None,
) -> Bearer:
    names = [FoldedName(name, NameKind.REGISTERED, None, until, None)]
    if alias is not None:
        names.append(FoldedName(alias, NameKind.SHORT, None, None, None))
    numbers = () if code is None else ((IdentifierKind.CREDIT_CODE, code),)
    details = () if place is None else ((DetailKind.DIVISION, place),)
    return Bearer(sid, ("d", sid), View(EntityKind.ENTERPRISE, tuple(names), numbers, details, (), False))


def joined(found: list[Likeness]) -> list[tuple[int, int]]:
    return [(one.a, one.b) for one in found if one.reason is not None]


def seen(found: list[Likeness]) -> list[tuple[int, int]]:
    return [(one.a, one.b) for one in found if one.reason is None]


def test_a_full_name_that_one_code_bears_is_that_organisation() -> None:
    found = likenesses(FULL, [bearer(1, FULL, CODE), bearer(2, FULL), bearer(3, FULL)], MATCHER)
    assert joined(found) == [(1, 2), (1, 3)]
    assert {one.reason for one in found} == {Reason.UNIQUE_NAME}


def test_a_full_name_without_any_code_is_one_organisation() -> None:
    assert joined(likenesses(FULL, [bearer(2, FULL), bearer(3, FULL)], MATCHER)) == [(2, 3)]


def test_a_name_that_two_codes_bear_is_for_a_person_to_see() -> None:
    found = likenesses(FULL, [bearer(1, FULL, CODE), bearer(2, FULL, OTHER), bearer(3, FULL)], MATCHER)
    assert (joined(found), seen(found)) == ([], [(1, 3), (2, 3)])
    assert {one.score for one in found} == {0.5}


def test_divisions_that_differ_keep_equal_names_for_a_person() -> None:
    found = likenesses(FULL, [bearer(1, FULL, CODE, "379901"), bearer(2, FULL, None, "379902")], MATCHER)
    assert (joined(found), seen(found), found[0].why) == ([], [(1, 2)], "+NAME -DIVISION")


def test_a_dated_name_is_left_to_its_history() -> None:
    assert likenesses(FULL, [bearer(1, FULL, CODE, until=20200101), bearer(2, FULL)], MATCHER) == []


@pytest.mark.parametrize("name", ["张三餐馆", "清霖", "91379900MA0000001M", "一", "ABC"])
def test_a_name_that_says_too_little_joins_nothing(name: str) -> None:
    assert likenesses(name, [bearer(1, name, CODE), bearer(2, name)], MATCHER) == []


def test_a_short_name_means_the_one_that_holds_it() -> None:
    group = [bearer(1, FULL, CODE), bearer(2, SHORT), bearer(3, "山东海川贸易有限公司", OTHER)]
    (found,) = likenesses(SHORT, group, MATCHER)
    assert (found.a, found.b, found.reason) == (1, 2, Reason.LIKE_NAME)
    assert found.score >= MATCHER.policy.joined_at
    assert "+BRAND" in found.why


def test_a_short_name_that_two_hold_is_for_a_person_to_see() -> None:
    rival = "青岛清霖环保科技股份有限公司"
    found = likenesses(SHORT, [bearer(1, FULL, CODE), bearer(2, SHORT), bearer(3, rival, OTHER)], MATCHER)
    assert (joined(found), seen(found)) == ([], [(1, 2), (2, 3)])


def test_two_sources_of_one_code_are_no_rivals() -> None:
    group = [bearer(1, FULL, CODE), bearer(2, SHORT), bearer(3, "山东清霖环保股份有限公司", CODE)]
    assert joined(likenesses(SHORT, group, MATCHER)) == [(1, 2)]


def test_an_alias_settles_what_a_short_name_means() -> None:
    rival = "青岛清霖环保科技股份有限公司"
    group = [bearer(1, FULL, CODE, alias=SHORT), bearer(2, SHORT), bearer(3, rival, OTHER)]
    (found,) = likenesses(SHORT, group, MATCHER)
    assert (found.a, found.b, found.why) == (1, 2, "+ALIAS")
    both = [bearer(1, FULL, CODE, alias=SHORT), bearer(2, SHORT), bearer(3, rival, OTHER, alias=SHORT)]
    assert joined(likenesses(SHORT, both, MATCHER)) == []


def test_where_too_many_fit_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "MOST_COMPARED", 1)
    group = [bearer(1, FULL, CODE), bearer(2, SHORT), bearer(3, "青岛清霖环保科技股份有限公司", OTHER)]
    assert likenesses(SHORT, group, MATCHER) == []


def test_a_clerks_slip_in_a_full_name_is_shown_not_joined() -> None:
    slip = "山东省清霖环保科技股份有限公司"
    found = likenesses(slip, [bearer(1, FULL, CODE), bearer(2, slip)], MATCHER)
    assert (joined(found), seen(found)) == ([], [(1, 2)])


def test_one_with_a_code_is_never_asked_for() -> None:
    assert likenesses(SHORT, [bearer(1, FULL, CODE), bearer(2, SHORT, OTHER)], MATCHER) == []


def test_order_and_strangers_change_nothing() -> None:
    group = [bearer(1, FULL, CODE), bearer(2, SHORT), bearer(3, "青岛清霖环保科技股份有限公司"), bearer(4, SHORT)]
    strangers = [bearer(number, f"{place}海川贸易有限公司") for number, place in enumerate("甲乙丙丁", 10)]
    wanted = likenesses(SHORT, group, MATCHER)
    for seed in range(10):
        everyone = group + strangers
        random.Random(seed).shuffle(everyone)
        assert likenesses(SHORT, everyone, MATCHER) == wanted


@pytest.mark.parametrize(
    ("name", "stem"),
    [("清霖环保", "清霖环保"), ("山东清霖", "清霖"), (FULL, None), ("海东市教育局", None), ("清", None), ("ABC", None)],
)
def test_a_short_name_is_known_by_its_stem(name: str, stem: str | None) -> None:
    assert short_stem(name) == (None if stem is None else frozenset(stem))
