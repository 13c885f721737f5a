"""What is believed of one row, from the points at which it was stated or left out."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.model.vocabulary import Absence
from creditgraph.resolution.timeline import WHOLE_DATASET, Absent, Run, Stated, timeline

SCOPE, OTHER_SCOPE = b"scope", b"other"
A, B = 1, 2
Y19, Y20, Y21, Y22, Y23 = 20190101, 20200101, 20210101, 20220101, 20230101


def said(day: int, content: int = A, tx: int = 1, scope: bytes | None = SCOPE) -> Stated:
    return Stated(day, tx, content, scope)


def ended(day: int, tx: int = 1, scope: bytes = SCOPE) -> Absent:
    return Absent(day, tx, scope, Absence.ENDED)


def withdrawn(day: int, tx: int = 1, scope: bytes = SCOPE) -> Absent:
    return Absent(day, tx, scope, Absence.WITHDRAWN)


def believed(*points: Stated | Absent) -> list[Run]:
    return timeline(
        [point for point in points if isinstance(point, Stated)],
        [point for point in points if isinstance(point, Absent)],
    )


# statements ----------------------------------------------------------------------------------------------------------


def test_of_a_row_that_was_never_stated_nothing_is_believed() -> None:
    assert believed() == []


def test_a_statement_holds_until_further_notice() -> None:
    assert believed(said(Y20)) == [Run(A, None, Y20)]


def test_a_later_statement_ends_the_one_before() -> None:
    assert believed(said(Y20, A), said(Y21, B)) == [Run(A, Y21, Y20), Run(B, None, Y21)]


def test_a_late_file_fills_in_its_years_and_replaces_nothing_newer() -> None:
    assert believed(said(Y21, B, tx=1), said(Y20, A, tx=2)) == [Run(A, Y21, Y20), Run(B, None, Y21)]


def test_of_two_statements_of_one_day_the_later_transaction_corrects_the_other() -> None:
    assert believed(said(Y20, A, tx=1), said(Y20, B, tx=2)) == [Run(B, None, Y20)]
    assert believed(said(Y20, A, tx=2), said(Y20, B, tx=1)) == [Run(A, None, Y20)]


def test_equal_content_at_neighbouring_points_is_a_confirmation() -> None:
    assert believed(said(Y20), said(Y21), said(Y22)) == [Run(A, None, Y22)]


def test_a_confirmation_before_the_statement_moves_nothing() -> None:
    assert believed(said(Y21, A, tx=1), said(Y22, B, tx=1), said(Y20, A, tx=2)) == [
        Run(A, Y22, Y21),
        Run(B, None, Y22),
    ]


def test_content_that_returns_is_believed_once_from_its_return() -> None:
    assert believed(said(Y20, A), said(Y21, B), said(Y22, A)) == [Run(B, Y22, Y21), Run(A, None, Y22)]


# absences ------------------------------------------------------------------------------------------------------------


def test_a_row_that_ended_is_believed_up_to_the_snapshot() -> None:
    assert believed(said(Y20), ended(Y21)) == [Run(A, Y21, Y20)]


def test_a_row_that_was_withdrawn_is_believed_no_more() -> None:
    assert believed(said(Y20), withdrawn(Y21)) == []


def test_a_withdrawal_takes_the_confirmations_with_it() -> None:
    assert believed(said(Y20), said(Y21), withdrawn(Y22)) == []


def test_a_withdrawal_leaves_what_another_statement_had_ended() -> None:
    assert believed(said(Y20, A), said(Y21, B), withdrawn(Y22)) == [Run(A, Y21, Y20)]


@pytest.mark.parametrize("gap", [ended(Y19), withdrawn(Y19), ended(Y19, tx=9)])
def test_an_absence_before_the_first_statement_says_nothing(gap: Absent) -> None:
    assert believed(said(Y20), gap) == [Run(A, None, Y20)]


@pytest.mark.parametrize(("gap", "first"), [(ended, [Run(A, Y21, Y20)]), (withdrawn, [])])
def test_a_row_that_was_absent_may_return_with_other_content(gap: type[Absent], first: list[Run]) -> None:
    assert believed(said(Y20, A), gap(Y21), said(Y22, B)) == [*first, Run(B, None, Y22)]


@pytest.mark.parametrize("gap", [ended, withdrawn])
def test_a_row_that_returns_unchanged_is_believed_from_its_return(gap: type[Absent]) -> None:
    assert believed(said(Y20, A), gap(Y21), said(Y22, A)) == [Run(A, None, Y22)]


def test_a_row_stated_in_the_snapshot_is_not_absent() -> None:
    assert believed(said(Y20, tx=1), said(Y21, tx=2), ended(Y21, tx=2)) == [Run(A, None, Y21)]


def test_a_later_snapshot_of_the_same_day_corrects_a_statement_to_absence() -> None:
    assert believed(said(Y20, tx=1), withdrawn(Y20, tx=2)) == []
    assert believed(said(Y20, A, tx=1), said(Y21, B, tx=2), ended(Y21, tx=3)) == [Run(A, Y21, Y20)]


def test_a_later_statement_of_the_same_day_corrects_an_absence() -> None:
    assert believed(said(Y20, A, tx=1), ended(Y21, tx=2), said(Y21, B, tx=3)) == [Run(A, Y21, Y20), Run(B, None, Y21)]


# scopes --------------------------------------------------------------------------------------------------------------


def test_a_snapshot_of_another_scope_says_nothing() -> None:
    assert believed(said(Y20), ended(Y21, scope=OTHER_SCOPE)) == [Run(A, None, Y20)]


def test_a_snapshot_of_the_whole_dataset_concerns_every_row() -> None:
    assert believed(said(Y20, scope=None), ended(Y21, scope=WHOLE_DATASET)) == [Run(A, Y21, Y20)]


def test_a_row_without_scope_is_absent_from_no_subject() -> None:
    assert believed(said(Y20, scope=None), ended(Y21)) == [Run(A, None, Y20)]


def test_the_scope_that_counts_is_that_of_the_latest_statement_before() -> None:
    moved = (said(Y20, A, scope=SCOPE), said(Y21, B, scope=OTHER_SCOPE))
    assert believed(*moved, ended(Y22, scope=SCOPE)) == [Run(A, Y21, Y20), Run(B, None, Y21)]
    assert believed(*moved, ended(Y22, scope=OTHER_SCOPE)) == [Run(A, Y21, Y20), Run(B, Y22, Y21)]


# in general ----------------------------------------------------------------------------------------------------------

STATED = st.tuples(st.just("said"), st.sampled_from((A, B)), st.sampled_from((SCOPE, OTHER_SCOPE, None)))
ABSENT = st.tuples(st.just("absent"), st.sampled_from(Absence), st.sampled_from((SCOPE, OTHER_SCOPE, WHOLE_DATASET)))
POINTS = st.dictionaries(st.integers(1, 8), STATED | ABSENT, max_size=7)
"""One point a day: what is said or left out, and the scope."""


def arrived(points: dict[int, tuple], order: Iterable[int]) -> list[Run]:  # type: ignore[type-arg]
    """The timeline after the points arrived in an order."""
    stated, absent = [], []
    for tx, day in enumerate(order, 1):
        what, value, scope = points[day]
        if what == "said":
            stated.append(Stated(day, tx, value, scope))
        else:
            absent.append(Absent(day, tx, scope, value))
    return timeline(stated, absent)


@settings(deadline=None, max_examples=300)
@given(POINTS.flatmap(lambda points: st.tuples(st.just(points), st.permutations(sorted(points)))))
def test_the_order_in_which_points_arrive_does_not_matter(case: tuple[dict, list[int]]) -> None:  # type: ignore[type-arg]
    points, order = case
    assert arrived(points, order) == arrived(points, sorted(points))


@settings(deadline=None, max_examples=300)
@given(POINTS)
def test_believed_runs_follow_one_another(points: dict) -> None:  # type: ignore[type-arg]
    runs = arrived(points, sorted(points))
    assert len({run.content for run in runs}) == len(runs)
    assert all(run.until is not None and run.until <= later.last_stated for run, later in pairwise(runs))
    assert all(run.until is None or run.last_stated < run.until for run in runs)


@settings(deadline=None, max_examples=300)
@given(POINTS)
def test_only_what_was_said_is_believed_and_the_last_word_counts(points: dict) -> None:  # type: ignore[type-arg]
    runs = arrived(points, sorted(points))
    assert {run.content for run in runs} <= {value for what, value, _scope in points.values() if what == "said"}
    if points and points[max(points)][0] == "said":
        assert runs[-1] == Run(points[max(points)][1], None, max(points))
