"""The records of one subject in sections."""

from creditgraph.credit.own import Section, sections
from creditgraph.model.vocabulary import RecordType

PENALTY, LICENCE = RecordType.PENALTY, RecordType.LICENCE


def test_there_is_a_section_for_every_type_in_order() -> None:
    assert list(sections([], {})) == list(RecordType)


def test_an_archive_that_holds_none_of_a_type_does_not_know_that_there_is_none() -> None:
    found = sections([], {LICENCE: 20260101})
    assert (found[LICENCE].collected, found[LICENCE].facts) == (True, [])
    assert (found[PENALTY].collected, found[PENALTY].facts) == (False, [])
    assert (found[LICENCE].last_delivery, found[PENALTY].last_delivery) == (20260101, None)


def test_one_decision_from_two_suppliers_is_one_fact() -> None:
    found = sections(
        [(PENALTY, "no. 7", "city"), (PENALTY, "no. 8", "city"), (PENALTY, "no. 7", "province")], {PENALTY: 20260101}
    )
    assert found[PENALTY].facts == [["city", "province"], ["city"]]


def test_records_of_two_types_are_never_one_fact() -> None:
    found = sections([(PENALTY, "no. 7", "a"), (LICENCE, "no. 7", "b")], {})
    assert (found[PENALTY].facts, found[LICENCE].facts) == ([["a"]], [["b"]])


def test_facts_keep_the_order_in_which_they_came() -> None:
    found = sections([(PENALTY, number, number) for number in (3, 1, 2)], {})
    assert found[PENALTY].facts == [[3], [1], [2]]


def test_a_record_may_be_there_though_its_delivery_is_not_known() -> None:
    """The section is not collected, and shows what it has all the same."""
    assert sections([(PENALTY, 1, "a")], {})[PENALTY] == Section(None, [["a"]])
