"""Names in their dated history: who used which name when."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.model.vocabulary import Certainty, DetailKind, EntityKind, IdentifierKind, NameKind
from creditgraph.resolution.claims import FoldedName, Reason, View
from creditgraph.resolution.judge import Candidate, Pair, judge
from creditgraph.resolution.policy import EXACT

NAME, LATER = "山东能源集团有限公司", "兖矿集团有限公司"
OLD_CODE, NEW_CODE = "91370000166120002R", "91370000166122374N"
CODES = ("1" * 18, "2" * 18)


def used(day: int | None = None, text: str = NAME) -> FoldedName:
    return FoldedName(text, NameKind.REGISTERED, None, None, day)


def borne(start: int | None, end: int | None, text: str = NAME, kind: NameKind = NameKind.REGISTERED) -> FoldedName:
    return FoldedName(text, kind, start, end, None)


def one(
    sid: int,
    *names: FoldedName,
    code: str | None = None,
    division: str | None = None,
    representatives: Sequence[str] = (),
) -> Candidate:
    identifiers = () if code is None else ((IdentifierKind.CREDIT_CODE, code),)
    details = () if division is None else ((DetailKind.DIVISION, division),)
    return Candidate(sid, View(EntityKind.ENTERPRISE, names, identifiers, details, tuple(representatives), False))


def pairs(*group: Candidate) -> set[tuple[int, int]]:
    return {(pair.a, pair.b) for pair in judge(NAME, group, EXACT)}


def test_without_a_dated_name_nothing_is_judged() -> None:
    assert pairs(one(1, used()), one(2, used(20200101))) == set()


def test_a_name_alone_in_its_group_is_no_pair() -> None:
    assert pairs(one(1, borne(20200101, None))) == set()


@pytest.mark.parametrize(
    ("seen", "same"),
    [(20191231, False), (20200101, True), (20201231, True), (20210101, False), (20220101, False)],
)
def test_a_use_counts_inside_the_interval_only(seen: int, same: bool) -> None:
    assert bool(pairs(one(1, borne(20200101, 20210101)), one(2, used(seen)))) is same


@pytest.mark.parametrize(("end", "same"), [(None, True), (20990101, False)])
def test_an_undated_use_means_the_name_as_it_is_now(end: int | None, same: bool) -> None:
    assert bool(pairs(one(1, borne(20200101, end)), one(2, used()))) is same


@pytest.mark.parametrize(
    ("start", "end", "same"),
    [
        (20180101, 20200101, False),
        (20180101, 20200102, True),
        (20201231, None, True),
        (20210101, None, False),
        (None, 20200101, False),
        (None, 20200102, True),
        (None, None, False),
    ],
)
def test_two_dated_names_must_have_been_borne_at_one_time(start: int | None, end: int | None, same: bool) -> None:
    """A name without any date is a use; it has no day and the holder gave the name up."""
    assert bool(pairs(one(1, borne(20200101, 20210101)), one(2, borne(start, end)))) is same


def test_the_same_text_at_two_dates_is_two_legal_persons() -> None:
    """N36 of `domain.md` 6.5: the old one was absorbed in 2020, and another took the name."""
    old = one(1, borne(None, 20200801), code=OLD_CODE)
    new = one(2, borne(20210401, None), borne(None, 20210401, LATER, NameKind.FORMER), code=NEW_CODE)
    in_2019, in_2021 = one(3, used(20190101)), one(4, used(20210601))
    assert pairs(old, new, in_2019, in_2021) == {(1, 3), (2, 4)}


def test_a_former_name_leads_to_its_bearer() -> None:
    bearer = one(1, used(text=LATER), borne(None, 20200101, NAME, NameKind.FORMER), code=OLD_CODE)
    assert pairs(bearer, one(2, used(20190101))) == {(1, 2)}
    assert pairs(bearer, one(2, used(20200101))) == set()


def test_a_short_name_decides_nothing() -> None:
    assert pairs(one(1, borne(20200101, None, kind=NameKind.SHORT)), one(2, used(20200601))) == set()


def test_two_codes_decide_nothing() -> None:
    holders = one(1, borne(20190101, None), code=CODES[0]), one(2, borne(20180101, None), code=CODES[1])
    assert pairs(*holders, one(3, used(20200101))) == set()


def test_a_code_that_uses_the_name_without_dates_is_a_rival() -> None:
    holder, user = one(1, borne(20190101, None), code=CODES[0]), one(3, used(20200101))
    assert pairs(holder, user) == {(1, 3)}
    assert pairs(holder, user, one(2, used(20200101), code=CODES[1])) == set()
    assert pairs(holder, user, one(2, used(20200101), code=CODES[0])) == {(1, 2), (1, 3)}


@pytest.mark.parametrize("agreeing", [{"division": "370100"}, {"representatives": ["张三"]}])
def test_an_agreeing_context_points_to_one_of_two_codes(agreeing: dict[str, str]) -> None:
    holders = (
        one(1, borne(20190101, None), code=CODES[0] + "", **agreeing),  # type: ignore[arg-type]
        one(2, borne(20180101, None), code=CODES[1]),
    )
    user = one(3, used(20200101), **agreeing)  # type: ignore[arg-type]
    found = {pair for pair in judge(NAME, [*holders, user], EXACT) if 3 in pair[:2]}
    assert found == {Pair(1, 3, Reason.NAME_HISTORY, Certainty.CERTAIN, "+NAME_HISTORY+CONTEXT")}


def test_without_context_a_pair_is_probable() -> None:
    (pair,) = judge(NAME, [one(1, borne(20190101, None)), one(2, used(20200101))], EXACT)
    assert pair == Pair(1, 2, Reason.NAME_HISTORY, Certainty.PROBABLE, "+NAME_HISTORY")


def test_two_divisions_are_two_companies() -> None:
    holder = one(1, borne(20190101, None), division="370100")
    assert pairs(holder, one(2, used(20200101), division="370200")) == set()
    assert pairs(holder, one(2, used(20200101), division="370100")) == {(1, 2)}


def test_other_names_of_a_source_do_not_count() -> None:
    assert pairs(one(1, borne(20190101, None)), one(2, used(20200101, LATER), borne(None, 20190101))) == set()


# in general ----------------------------------------------------------------------------------------------------------

DAYS = st.sampled_from((None, 20190101, 20200101, 20210101))
CANDIDATES = st.builds(
    lambda names, code, division, representatives: one(
        0, *names, code=code, division=division, representatives=representatives
    ),
    st.lists(
        st.builds(FoldedName, st.sampled_from((NAME, LATER)), st.sampled_from(NameKind), DAYS, DAYS, DAYS),
        min_size=1,
        max_size=2,
    ),
    st.sampled_from((None, None, *CODES)),
    st.sampled_from((None, "370100", "370200")),
    st.lists(st.sampled_from(("张三", "李四")), max_size=1),
)
GROUPS = st.lists(CANDIDATES, max_size=5).map(
    lambda found: [candidate._replace(sid=sid) for sid, candidate in enumerate(found, 1)]
)


@settings(deadline=None, max_examples=300)
@given(GROUPS.flatmap(lambda group: st.tuples(st.just(group), st.permutations(group))))
def test_the_order_of_a_group_does_not_matter(case: tuple[list[Candidate], list[Candidate]]) -> None:
    group, turned = case
    assert judge(NAME, turned, EXACT) == judge(NAME, group, EXACT)


@settings(deadline=None, max_examples=300)
@given(GROUPS)
def test_numbers_of_sources_do_not_matter(group: list[Candidate]) -> None:
    renamed = [candidate._replace(sid=100 - candidate.sid) for candidate in group]
    back = {frozenset((100 - pair.a, 100 - pair.b)) for pair in judge(NAME, renamed, EXACT)}
    assert back == {frozenset(pair[:2]) for pair in judge(NAME, group, EXACT)}


@settings(deadline=None, max_examples=300)
@given(GROUPS)
def test_a_pair_never_states_two_codes_and_always_has_a_dated_name(group: list[Candidate]) -> None:
    by_sid = {candidate.sid: candidate.view for candidate in group}
    for pair in judge(NAME, group, EXACT):
        first, second = by_sid[pair.a], by_sid[pair.b]
        assert pair.a < pair.b
        assert len(set(first.identifiers) | set(second.identifiers)) <= 1
        assert any(name.dated and name.folded == NAME for name in first.names + second.names)
