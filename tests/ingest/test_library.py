from pathlib import Path

import pytest

from creditgraph.ingest import TEMPLATES, fit_mapping, list_mappings, load_mapping, template
from creditgraph.ingest.library import parse_mapping
from creditgraph.model.errors import BadInput
from creditgraph.model.vocabulary import DERIVED_LINKS, LinkType

SMALL = """\
dataset: small
title: {zh: 小, en: Small}
delivery: upsert
key: [code, [name, "day?"]]
columns:
  name: {heading: 名称, type: name, required: true}
  code: {heading: 代码, type: credit_code}
  day: {heading: 日期, type: date}
  secret: {heading: 身份证号, type: citizen_id}
sources:
  subject:
    kind: organisation
    names: [{column: name}]
    identifiers: [code]
    key: [code]
"""


def test_every_shipped_mapping_loads() -> None:
    assert set(list_mappings()) == {
        *TEMPLATES,
        "licence_2015",
        "penalty_2015",
        "a_share_companies",
        "a_share_officers",
    }
    for name in list_mappings():
        assert load_mapping(name).file.dataset == name


def test_a_mapping_is_loaded_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, "utf-8")
    assert load_mapping(path).name == "small"
    assert load_mapping(str(path)).sha256 == parse_mapping(SMALL, "x", "x").sha256


def test_words_and_dates_are_texts_without_quotation_marks() -> None:
    text = SMALL.replace("day:", "on:").replace("day?", "on?") + "stated_on: 2018-12-31\nsupplier: trueman\n"
    file = parse_mapping(text, "x", "x").file
    assert (file.stated_on, file.supplier) == ("2018-12-31", "trueman")
    assert "on" in file.columns


def test_what_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither a shipped mapping nor a file") as caught:
        load_mapping("nonesuch")
    assert "licence" in caught.value.remedy
    (tmp_path / "gb.yaml").write_bytes("数据".encode("gb18030"))
    for path in (tmp_path, tmp_path / "gb.yaml"):
        with pytest.raises(BadInput, match="cannot read the mapping"):
            load_mapping(path)


def test_the_hash_is_of_what_the_mapping_says() -> None:
    same = parse_mapping("# a comment\n" + SMALL, "x", "x")
    other = parse_mapping(SMALL.replace("upsert", "append"), "x", "x")
    assert same.sha256 == parse_mapping(SMALL, "y", "y").sha256 != other.sha256


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("delivery: upsert", "delivery: sometimes", 3, "delivery"),
        ("delivery: upsert", "delivery: snapshot", 1, "the file"),
        ("dataset: small", "dataset: 小", 1, "dataset"),
        ("delivery: upsert\n", "", 1, "delivery"),
        ("type: date}", "type: day}", 8, "columns.day.type"),
        ("type: date}", "type: date, colour: red}", 8, "columns.day.colour"),
        ("type: date}", "type: enum}", 8, "columns.day"),
        ("type: date}", "type: date, values: {a: b}}", 8, "columns.day"),
        ("type: date}", "type: date, document_kind: name}", 8, "columns.day"),
        ("heading: 日期, type: date}", "heading: 日期, not_after_today: true}", 8, "columns.day"),
        ("heading: 日期", "heading: （名 称）", 8, "columns.day"),
        ("heading: 日期", "heading: …", 8, "columns.day"),
        ('"day?"', '"when?"', 4, "key.1"),
        ("kind: organisation", "kind: company", 12, "sources.subject.kind"),
        (
            "kind: organisation",
            "kind: {column: secret, values: {a: auto}}",
            12,
            "sources.subject.kind.column",
        ),
        ("{column: name}", "{column: day}", 13, "sources.subject.names.0.column"),
        ("{column: name}", "{column: name, seen_on: name}", 13, "sources.subject.names.0.seen_on"),
        ("identifiers: [code]", "identifiers: [day]", 14, "sources.subject.identifiers"),
        ("identifiers: [code]", "split: 、\n    identifiers: [code]", 14, "sources.subject.split"),
        ("identifiers: [code]", "details: {address: secret}", 14, "sources.subject.details.address"),
        ("identifiers: [code]", "mention_in: other", 14, "sources.subject.mention_in"),
        ("identifiers: [code]", "when: {column: name}", 14, "sources.subject.when"),
        ("identifiers: [code]", "when: {column: nobody, filled: true}", 14, "sources.subject.when.column"),
        ("    key: [code]\n", "    key: [kode]\n", 15, "sources.subject.key.0"),
    ],
)
def test_complaints_name_line_and_field(old: str, new: str, line: int, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_mapping(SMALL.replace(old, new, 1), "small", "small.yaml")
    assert caught.value.message.startswith(f"small.yaml, line {line}, {field}: ")


@pytest.mark.parametrize("type_", sorted(DERIVED_LINKS))
@pytest.mark.parametrize("rule", ["{}", "{{kind_of: subject, values: {{branch: HOLDS}}, else: {}}}"])
def test_no_file_states_what_the_archive_derives(type_: LinkType, rule: str) -> None:
    links = f"links:\n  - {{type: {rule.format(type_)}, from: subject, to: subject}}\n"
    with pytest.raises(BadInput, match=f"{type_} is derived"):
        parse_mapping(SMALL + links, "small", "small.yaml")
    assert parse_mapping(SMALL + links.replace(type_, "HOLDS"), "small", "small.yaml").file.links


def test_a_file_of_no_mapping_at_all_is_refused() -> None:
    for text in ("", "[]", "text"):
        with pytest.raises(BadInput, match="line 1, the file"):
            parse_mapping(text, "x", "x.yaml")


@pytest.mark.parametrize("name", list_mappings())
def test_each_shipped_mapping_fits_its_own_headings_alone(name: str) -> None:
    columns = load_mapping(name).file.columns.values()
    full = [column.heading for column in columns]
    least = [column.heading for column in columns if column.required]
    assert fit_mapping([["某市公示表", "2023"], full]).name == name
    assert fit_mapping([least]).name == name


def test_no_fit_names_the_nearest_and_what_they_miss() -> None:
    headings = [heading for heading in template("licence") if heading not in ("许可内容", "有效期至")]
    with pytest.raises(BadInput, match="licence misses 许可内容, 有效期至") as caught:
        fit_mapping([headings])
    assert caught.value.code == "no_mapping"
    with pytest.raises(BadInput, match=r"fit no shipped mapping$"):
        fit_mapping([["甲", "乙"]])


def test_two_fits_are_named() -> None:
    with pytest.raises(BadInput, match="officers, shareholders"):
        fit_mapping([[*template("officers"), *template("shareholders")]])


def test_the_generations_are_told_apart_although_their_codes_swap_numbers() -> None:
    first = [
        "行政许可决定书文号", "项目名称", "审批类别", "许可内容", "行政相对人名称",
        "行政相对人代码_1(统一社会信用代码)", "行政相对人代码_2(组织机构代码)",
        "行政相对人代码_3(工商登记码)", "行政相对人代码_4(税务登记号)", "行政相对人代码_5(居民身份证号)",
        "法定代表人姓名", "许可决定日期", "许可截止期", "许可机关", "当前状态",
        "地方编码", "数据更新时间戳", "备注",
    ]  # fmt: skip
    assert fit_mapping([first]).name == "licence_2015"
    assert fit_mapping([template("licence")]).name == "licence"


def test_aliases_are_refused_with_their_line() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    with pytest.raises(BadInput, match=r"bomb.yaml, line 2, \*a: a mapping has no aliases"):
        parse_mapping(bomb, "bomb", "bomb.yaml")


@pytest.mark.parametrize("text", ["[" * 5000, "- " * 5000, "\x00"])
def test_what_is_no_mapping_at_all_is_named(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_mapping(text, "odd", "odd.yaml")
    assert caught.value.code == "mapping"
    assert "odd.yaml" in caught.value.details["message_zh"]
