"""The table of sections: every record type has its place, and every record one."""

import pytest

from creditgraph.credit.archive_sections import archive_sections, section_of
from creditgraph.model.vocabulary import RecordType


def test_every_record_type_has_a_section() -> None:
    assert {type_ for section in archive_sections() for type_ in section.types} == set(RecordType)


def test_sections_have_names_of_their_own_and_titles_in_both_languages() -> None:
    names = [section.name for section in archive_sections()]
    assert len(names) == len(set(names)) == 8
    assert all(set(section.title) == {"zh", "en"} for section in archive_sections())


def test_what_is_one_type_in_several_sections_has_a_title_in_each() -> None:
    lists = {
        section.name: section.title_of(RecordType.LIST_ENTRY)
        for section in archive_sections()
        if RecordType.LIST_ENTRY in section.types
    }
    assert set(lists) == {"good_faith", "serious_breach", "abnormal_operation", "other"}
    assert len({title["zh"] for title in lists.values() if title}) == len(lists)
    assert archive_sections()[0].title_of(RecordType.PENALTY) is None


@pytest.mark.parametrize("type_", list(RecordType))
def test_every_record_has_a_place_whatever_its_fields(type_: RecordType) -> None:
    for fields in ({}, {"polarity": "red"}, {"polarity": "black"}, {"polarity": "green"}):
        for item in ("", "经营异常名录"):
            assert section_of(type_, item, fields) in {section.name for section in archive_sections()}


def test_the_rule_with_the_most_conditions_decides() -> None:
    entry = RecordType.LIST_ENTRY
    assert section_of(entry, "某名单", {}) == "other"
    assert section_of(entry, "某名单", {"polarity": "red"}) == "good_faith"
    assert section_of(entry, "某名单", {"polarity": "black"}) == "serious_breach"
    assert section_of(entry, "经营异常名录", {"polarity": "black"}) == "abnormal_operation"
    assert section_of(RecordType.PENALTY, "某名单", {"polarity": "red"}) == "administration"
