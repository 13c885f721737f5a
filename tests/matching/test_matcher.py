"""Comparing two records: rules before probability, and what must always hold."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.matching.explanation import PairVerdict
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.policy import shipped_policy
from creditgraph.matching.record import HeldName, Kind, Record
from creditgraph.matching.side import Side

MATCHER = Matcher(shipped_policy())
COMPANY = Record("1", "organisation", "山东鲁信科技有限公司")
PERSON = Record("1", "person", "张三")

NAMES = st.one_of(
    st.text(max_size=30),
    st.text(
        alphabet="山东省济南市历下区鲁信新科技投资集团股份有限公司分()（）第一14ＡA·. \u200b\u3000⼭⻘", max_size=20
    ),
    st.sampled_from(
        ["", "无", "-", "0", "91379900MA3C00011B", "A", "山", "(", "·", "\ud800", "a\u0301" * 20, "ﷺ", "１"]
    ),
)
RECORDS = st.builds(
    Record,
    id=st.just("x"),
    kind=st.sampled_from(["organisation", "person", "other"]),
    name=NAMES,
    address=st.one_of(st.just(""), NAMES),
    phone=st.sampled_from(["", "0531-12345678", "12345678", "x"]),
    date=st.sampled_from(["", "1999-01-02", "19990201", "y"]),
    given=st.sampled_from(["", "Li", "Wei"]),
    family=st.sampled_from(["", "Li", "Wei"]),
    year=st.sampled_from([None, 2019, 2021]),
)


def judged(a: Record, b: Record) -> PairVerdict:
    return MATCHER.judge(Side(a), Side(b)).verdict


@given(RECORDS, RECORDS)
def test_a_comparison_is_symmetric_and_repeats_itself(a: Record, b: Record) -> None:
    there = MATCHER.judge(Side(a), Side(b))
    assert MATCHER.judge(Side(b), Side(a)) == there
    assert Matcher(shipped_policy()).judge(Side(a), Side(b)) == there
    assert 0 <= there.probability <= 1


@given(RECORDS, RECORDS)
def test_every_comparison_can_be_explained(a: Record, b: Record) -> None:
    explanation = MATCHER.explain(Side(a), Side(b))
    assert explanation.verdict is MATCHER.judge(Side(a), Side(b)).verdict
    assert explanation.zh.endswith("。")
    assert explanation.en.endswith(".")


@given(NAMES)
def test_a_record_is_never_another_than_itself(name: str) -> None:
    record = Record("x", "organisation", name)
    assert judged(record, record) is not PairVerdict.DIFFERENT


@given(NAMES)
def test_a_persons_name_alone_joins_nobody(name: str) -> None:
    person = Record("x", "person", name)
    assert judged(person, person) is not PairVerdict.SAME


@pytest.mark.parametrize("kind", ["organisation", "person", "other"])
def test_a_very_long_name_is_compared(kind: Kind) -> None:
    longest = Record("x", kind, "山东鲁信" * 2500)
    assert judged(longest, longest) is not PairVerdict.DIFFERENT
    assert judged(longest, replace(longest, name="A B " * 2500)) is not PairVerdict.SAME


def test_a_person_is_joined_by_what_supports_the_name() -> None:
    known = replace(PERSON, name="Harry Clarke", given="Harry", family="Clarke", date="1997-10-21", postcode="4805")
    known = replace(known, address="16 Hyndes Crescent", phone="53123456")
    assert judged(known, replace(known, phone="53123465")) is PairVerdict.SAME
    assert judged(known, replace(known, identifiers=(("citizen_id", "1"),))) is PairVerdict.SAME


def test_two_numbers_of_one_kind_are_two_subjects() -> None:
    first = replace(COMPANY, identifiers=(("credit_code", "91379900MA3C00011B"),), address="历下区1号", phone="1")
    second = replace(first, identifiers=(("credit_code", "91379900MA3C0002X3"),))
    assert judged(first, second) is PairVerdict.DIFFERENT
    assert judged(first, first) is PairVerdict.SAME


@pytest.mark.parametrize(("masked", "verdict"), [("370102********0016", "review"), ("370103********0016", "different")])
def test_a_masked_number_can_only_part(masked: str, verdict: str) -> None:
    known = replace(PERSON, identifiers=(("citizen_id", "370102196001010016"),))
    assert judged(known, replace(PERSON, identifiers=(("citizen_id", masked),))) == verdict


def test_equal_names_of_different_years_are_for_review() -> None:
    assert judged(replace(COMPANY, year=2019), replace(COMPANY, year=2019)) is PairVerdict.SAME
    assert judged(replace(COMPANY, year=2019), replace(COMPANY, year=2021)) is PairVerdict.REVIEW


def distinguishing() -> Iterator[tuple[str, str]]:
    whole = "山东鲁信科技有限公司"
    yield whole, "山东鲁信科技集团有限公司"
    yield whole, "山东鲁信投资有限公司"
    yield whole, "山东鲁信科技有限公司第一分公司"
    yield "山东第一建筑有限公司", "山东第二建筑有限公司"
    yield "东鲁信科技有限公司", "西鲁信科技有限公司"


@pytest.mark.parametrize(("a", "b"), list(distinguishing()))
def test_no_context_joins_what_a_distinguishing_word_parts(a: str, b: str) -> None:
    ours = replace(COMPANY, name=a, address="济南市历下区经十路1号", phone="053188887777", postcode="250014")
    assert judged(ours, replace(ours, name=b)) is not PairVerdict.SAME


def test_a_name_once_held_explains_another() -> None:
    now = Record("2", "organisation", "海尔智家股份有限公司", (HeldName("青岛海尔股份有限公司", None, 2019),))
    then = Record("1", "organisation", "青岛海尔股份有限公司")
    assert judged(then, now) is PairVerdict.SAME
    assert MATCHER.explain(Side(then), Side(now)).key.startswith("+HISTORY")


def test_an_explanation_names_both_sides() -> None:
    explanation = MATCHER.explain(Side(COMPANY), Side(replace(COMPANY, name="山东鲁新科技有限公司")))
    assert explanation.key == "-BRAND +DIVISION +TRADE +FORM"
    assert explanation.zh.startswith("判定为不同主体，字号不一致(鲁信 ≠ 鲁新)；")
    assert explanation.en.startswith("Different subjects: brand differs (鲁信 ≠ 鲁新); ")


@pytest.mark.parametrize("nothing", ["", "无", "/", "N/A", "（）", "  ", "···"])
def test_a_placeholder_is_no_name(nothing: str) -> None:
    record = Record("x", "organisation", nothing)
    assert judged(record, record) is PairVerdict.REVIEW
    assert judged(record, COMPANY) is PairVerdict.REVIEW
