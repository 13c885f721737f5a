from collections.abc import Callable

import pytest
from tests.support.ingest import keys_of, redact, state

from creditgraph.identifiers import Sealer
from creditgraph.ingest import Outcome, compile_mapping, load_mapping, messages
from creditgraph.ingest.columns import REDACTION_CODES
from creditgraph.ingest.library import parse_mapping
from creditgraph.model.errors import BadInput

Outcomes = Callable[..., list[Outcome]]

CONTENT = """\
dataset: notices
title: {zh: 公告, en: Notices}
delivery: append
key: content
columns:
  name: {heading: 名称, type: name, required: true}
  text: {heading: 内容}
sources:
  subject: {kind: organisation, names: [{column: name}]}
records:
  - {type: inspection, source: subject, item: notice, fields: [text]}
"""


def codes(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(problem.column, problem.scope, problem.code) for problem in outcome.problems]


def test_a_content_key_counts_equal_rows(sealer: Sealer) -> None:
    mapping = parse_mapping(CONTENT, "notices", "notices.yaml")

    def keys(*rows: str) -> list[bytes]:
        mapper = compile_mapping(mapping, ["名称", "内容"], sealer, 20261124)
        return keys_of(mapper, redact(mapper, *[[name, "x"] for name in rows]))

    first = keys("甲公司", "乙公司", "甲公司", "甲公司")
    assert len(set(first)) == 4
    assert keys("乙公司", "甲公司", "甲公司", "甲公司") == [first[1], first[0], first[2], first[3]]


def test_headings_are_found_by_alias_but_the_heading_itself_goes_first(sealer: Sealer) -> None:
    mapping = load_mapping("officers")
    mapper = compile_mapping(mapping, ["单位名称", "职位", "姓名", "职务"], sealer, 20261124)
    statement = state(mapper, redact(mapper, ["山海公司", "二", "张三", "一"]))[0].statement
    assert statement is not None
    assert statement.links[0].attributes == (("post", "一"),)


def test_missing_and_repeated_headings_are_named(sealer: Sealer) -> None:
    with pytest.raises(BadInput, match="姓名, 职务"):
        compile_mapping(load_mapping("officers"), ["企业名称"], sealer, 20261124)
    for header in (["企业名称", "姓名", "职务", "姓 名"], ["主体名称", "单位名称", "姓名", "职务"]):
        with pytest.raises(BadInput, match="several columns could be"):
            compile_mapping(load_mapping("officers"), header, sealer, 20261124)


def test_a_forbidden_column_does_not_count_as_present(sealer: Sealer) -> None:
    mapping = parse_mapping(CONTENT.replace("heading: 内容", "heading: 病史, required: heading"), "x", "x")
    with pytest.raises(BadInput, match="病史"):
        compile_mapping(mapping, ["名称", "病史"], sealer, 20261124)


def test_all_problems_of_a_row_are_reported(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    row = licence_row | {
        "subject": "",
        "credit_code": licence_row["credit_code"][:-1],
        "doc_no": " ",
        "decided_on": "2027-01-01",
        "valid_from": "五月",
        "authority": "///",
    }
    outcome = outcomes("licence", row)[0]
    assert outcome.statement is None
    assert sorted(codes(outcome)) == sorted(
        [
            ("行政相对人名称", "row", "missing"),
            ("行政相对人代码_1(统一社会信用代码)", "cell", "length"),
            ("行政许可决定文书号", "row", "missing"),
            ("许可决定日期", "row", "in_the_future"),
            ("有效期自", "row", "not_a_date"),
            ("许可机关", "row", "not_a_name"),
        ]
    )
    assert {problem.row for problem in outcome.problems} == {2}


def test_a_bad_number_that_may_be_missing_spares_its_row(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    outcome = outcomes("licence", licence_row | {"credit_code": "91370100MA3C00011I"})[0]
    assert codes(outcome) == [("行政相对人代码_1(统一社会信用代码)", "cell", "charset")]
    assert outcome.problems[0].value == "91370100MA3C00011I"
    assert outcome.statement is not None
    assert outcome.statement.sources[0].identifiers == ()
    assert "credit_code" not in dict(outcome.statement.records[0].fields)


def test_a_number_that_must_be_there_refuses_the_row(outcomes: Outcomes) -> None:
    bad = {"stock_code": "12", "person_name": "张三", "posts": "董事"}
    assert codes(outcomes("a_share_officers", bad)[0]) == [("stock_code", "row", "length")]


def test_placeholders_are_just_missing(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    row = licence_row | {"credit_code": "00000000000000000X", "org_code": "无", "tax_number": "/"}
    outcome = outcomes("licence", row)[0]
    assert outcome.problems == ()
    assert outcome.statement is not None
    assert outcome.statement.sources[0].identifiers == ()


def test_warnings_are_no_problems(
    outcomes: Outcomes, licence_row: dict[str, str], credit_code: Callable[..., str]
) -> None:
    outcome = outcomes("licence", licence_row | {"credit_code": credit_code(3, "98")})[0]
    assert outcome.problems == ()
    assert outcome.statement is not None
    assert outcome.statement.sources[0].identifiers[0].value == credit_code(3, "98")


def test_an_end_before_its_start_refuses_the_row(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    reversed_, same_day, coarse = outcomes(
        "licence",
        licence_row | {"valid_to": "2023-05-01"},
        licence_row | {"valid_to": "2023-05-03"},
        licence_row | {"valid_to": "2023-05"},
    )
    assert codes(reversed_) == [("有效期至", "row", "ends_before_start")]
    assert same_day.problems == coarse.problems == ()
    row = {"list_name": "黑名单", "subject": "山海公司", "listed_on": "2023-05-03"}
    month, year, before = outcomes(
        "list", row | {"removed_on": "2023-05"}, row | {"removed_on": "2023"}, row | {"removed_on": "2023-04"}
    )
    assert month.problems == year.problems == ()
    assert codes(before) == [("移出日期", "row", "ends_before_start")]


def test_what_is_required_may_depend_on_another_column(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    organisation, person = outcomes(
        "licence", licence_row | {"legal_rep": ""}, licence_row | {"legal_rep": "", "category": "自然人"}
    )
    assert codes(organisation) == [("法定代表人", "row", "missing")]
    assert ("法定代表人", "row", "missing") not in codes(person)


def test_a_row_without_any_key_is_refused(sealer: Sealer) -> None:
    text = CONTENT.replace("key: content", "key: [code]").replace(
        "  text:", "  code: {heading: 代码, type: org_code}\n  text:"
    )
    mapper = compile_mapping(parse_mapping(text, "x", "x"), ["名称", "代码"], sealer, 20261124)
    for cells, found in [
        (["甲公司", ""], [("", "row", "no_key")]),
        (["甲公司", "1"], [("代码", "cell", "length"), ("", "row", "no_key")]),
        (["", ""], [("名称", "row", "missing")]),
    ]:
        (outcome,) = state(mapper, redact(mapper, cells))
        assert outcome.statement is None
        assert codes(outcome) == found


def test_every_code_has_its_words() -> None:
    emitted = {
        "too_many_cells", "control_character", "missing", "no_key", "ends_before_start", "not_a_name",
        "not_a_date", "in_the_future", "not_a_percentage", "not_a_number", "unknown_word",
        "number_of_organisation",
    }  # fmt: skip
    read = {"cell_too_long", "error_cell", "formula_without_value", "percent_cell"}
    in_lines = {"not_json", "not_an_object", "repeated_key_in_line", "nested_value"}
    when_stored = {"repeated_key", "append_conflict", "row_too_wide"}
    assert messages().keys() == emitted | read | in_lines | when_stored | REDACTION_CODES
