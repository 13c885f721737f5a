"""Dates of three precisions, half-open intervals, and ends that mean no end."""

import calendar
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.model.dates import Day, after, earlier, holds_at, iso, of_date, parse_day, parse_end

YEARS = st.integers(1000, 9998)
MONTHS = st.builds(lambda year, month: year * 10000 + month * 100, YEARS, st.integers(1, 12))
DATES = st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 30))
DAYS = st.one_of(YEARS.map(lambda year: year * 10000), MONTHS, DATES.map(of_date))
BOUNDS = st.none() | DATES.map(of_date)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-05-03", 20180503),
        ("2018-5-3", 20180503),
        ("2018/05/03", 20180503),
        ("2018.05.03", 20180503),
        ("20180503", 20180503),
        ("2018年5月3日", 20180503),
        ("2018年5月", 20180500),
        ("2018-05", 20180500),
        ("2018年", 20180000),
        ("2018", 20180000),
        (" 2018-05-03　", 20180503),
        ("2018-05-03 09:30:00", 20180503),
        ("2018-05-03T09:30:00.000+08:00", 20180503),
        ("2018-05-03T09:30:00Z", 20180503),
        ("2020-02-29", 20200229),
        ("2000-02-29", 20000229),
    ],
)
def test_a_text_names_a_day_a_month_or_a_year(text: str, day: Day) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "长期",
        "2018-13",
        "2018-00",
        "2018-05-00",
        "2018-05-32",
        "2018-04-31",
        "2019-02-29",
        "1900-02-29",
        "0999",
        "18-05-03",
        "201805",
        "20181301",
        "2018-05-03 noon",
        "2018-05-03 2019-05-03",
        "43223.5",
    ],
)
def test_a_text_that_names_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        parse_day(text)


@pytest.mark.parametrize(
    ("last", "end"),
    [
        ("2018-05-03", 20180504),
        ("2018-12-31", 20190101),
        ("2020-02-28", 20200229),
        ("2020-02-29", 20200301),
        ("2019-02-28", 20190301),
        ("2018-05", 20180600),
        ("2018-12", 20190100),
        ("2018", 20190000),
        ("2099-12-30", 20991231),
        ("2099", 21000000),
    ],
)
def test_an_inclusive_end_becomes_the_next_day_month_or_year(last: str, end: Day) -> None:
    assert parse_end(last) == end


@pytest.mark.parametrize("text", ["2099-12-31", "2099/12/31", "20991231", "2099年12月31日"])
def test_the_last_day_of_2099_means_no_end(text: str) -> None:
    assert parse_end(text) is None


def test_the_last_day_of_the_calendar_is_an_end_or_no_date() -> None:
    assert parse_end("9999-12-31") is None


@settings(deadline=None)
@given(DATES)
def test_after_a_day_comes_the_next_day_of_the_calendar(date: dt.date) -> None:
    assert after(of_date(date)) == of_date(date + dt.timedelta(days=1))


@settings(deadline=None)
@given(MONTHS)
def test_after_a_month_comes_the_month_that_follows_its_last_day(month: Day) -> None:
    year, number = month // 10000, month // 100 % 100
    last = dt.date(year, number, calendar.monthrange(year, number)[1])
    assert after(month) == of_date(last + dt.timedelta(days=1)) // 100 * 100


@settings(deadline=None)
@given(YEARS)
def test_after_a_year_comes_the_next_year(year: int) -> None:
    assert after(year * 10000) == (year + 1) * 10000


@settings(deadline=None)
@given(DAYS)
def test_what_is_printed_is_read_back_at_its_precision(day: Day) -> None:
    text = iso(day)
    assert text is not None
    assert parse_day(text) == day


@settings(deadline=None)
@given(DAYS)
def test_what_comes_after_is_later(day: Day) -> None:
    assert after(day) > day


@pytest.mark.parametrize(
    ("day", "text"),
    [(20180503, "2018-05-03"), (20180500, "2018-05"), (20180000, "2018"), (10000101, "1000-01-01"), (None, None)],
)
def test_iso_keeps_the_precision(day: Day | None, text: str | None) -> None:
    assert iso(day) == text


@pytest.mark.parametrize(
    ("start", "end", "as_of", "holds"),
    [
        (20180101, 20190101, 20180101, True),
        (20180101, 20190101, 20181231, True),
        (20180101, 20190101, 20190101, False),
        (20180101, 20190101, 20171231, False),
        (None, 20190101, 10000101, True),
        (20180101, None, 99991231, True),
        (None, None, 20180101, True),
        (20180101, 20190101, None, True),
        (20180101, 20180101, 20180101, False),
        (20180500, None, 20180430, False),
        (20180500, None, 20180501, True),
        (20180000, 20190000, 20181231, True),
        (20180000, 20190000, 20190101, False),
    ],
)
def test_an_interval_holds_from_its_start_up_to_its_end(
    start: Day | None, end: Day | None, as_of: Day | None, holds: bool
) -> None:
    assert holds_at(start, end, as_of) is holds


@settings(deadline=None)
@given(BOUNDS, BOUNDS, DATES.map(of_date))
def test_two_neighbouring_intervals_never_hold_together(start: Day | None, end: Day | None, as_of: Day) -> None:
    middle = 20180101
    assert not (holds_at(start, middle, as_of) and holds_at(middle, end, as_of))


@settings(deadline=None)
@given(BOUNDS, BOUNDS, st.none() | DATES.map(of_date))
def test_the_earlier_of_two_ends_is_the_end_of_both(first: Day | None, second: Day | None, as_of: Day | None) -> None:
    both = holds_at(None, first, as_of) and holds_at(None, second, as_of)
    assert holds_at(None, earlier(first, second), as_of) is both
    assert earlier(first, second) == earlier(second, first)
