"""A drafted mapping is a mapping, says why, takes nothing for granted and shows nobody's number."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from creditgraph.identifiers import Sealer
from creditgraph.ingest import compile_mapping, open_table
from creditgraph.ingest.column_guess import _roles
from creditgraph.ingest.draft import Draft, draft_mapping
from creditgraph.ingest.library import parse_mapping
from creditgraph.model.errors import BadInput

TODAY = 20261124


@pytest.fixture
def drafted(tmp_path: Path) -> Callable[..., Draft]:
    def make(headings: Sequence[str], *rows: Sequence[str], name: str = "shops") -> Draft:
        path = tmp_path / "a.csv"
        path.write_text("\n".join(",".join(row) for row in (headings, *rows)), "utf-8")
        return draft_mapping(open_table(path), name, TODAY)

    return make


@pytest.fixture
def shops(drafted: Callable[..., Draft], credit_code: Callable[..., str], citizen_id: Callable[..., str]) -> Draft:
    headings = ["商户名称", "证照", "经营者姓名", "经营者身份证号", "开业日期", "血型", "检查时间", "备注"]
    rows = [
        [f"海东市第{n}号餐馆", credit_code(n, "92"), f"赵{n}", citizen_id(n), "2001-02-03", "A", f"2020-01-0{n}", "好"]
        for n in range(1, 9)
    ]
    return drafted(["某街道商户清单"], headings, *rows)


def test_every_column_is_used_ignored_or_refused_with_a_reason(shops: Draft) -> None:
    used = {guess.heading: guess.role for guess in shops.guesses if guess.role}
    assert used == {
        "商户名称": "company", "证照": "credit_code", "经营者姓名": "legal_rep", "经营者身份证号": "legal_rep_id",
        "开业日期": "founded_on",
    }  # fmt: skip
    assert {guess.heading for guess in shops.guesses if guess.refused} == {"血型"}
    assert all(guess.reason_zh and guess.reason_en for guess in shops.guesses)
    assert '# 不得归集 / refused (blood_group): "血型"' in shops.text
    assert '# 未采用 / ignored: "检查时间"' in shops.text
    assert "100% 是校验通过的统一社会信用代码" in shops.text
    assert shops.header_row == 2


def test_the_draft_imports_after_review(shops: Draft, sealer: Sealer) -> None:
    mapping = parse_mapping(shops.text, "shops", "shops.yaml")
    assert mapping.file.dataset == "shops"
    assert [link.type for link in mapping.file.links] == ["LEGAL_REP_OF"]
    mapper = compile_mapping(mapping, [guess.heading for guess in shops.guesses], sealer, TODAY)
    assert [column.code for column in mapper.refused_columns] == ["blood_group"]


def test_no_number_of_a_person_is_shown(drafted: Callable[..., Draft], citizen_id: Callable[..., str]) -> None:
    numbers = [citizen_id(n) for n in range(1, 9)]
    draft = drafted(["姓名", f"号{numbers[0]}"], *[[f"赵{n}", number] for n, number in enumerate(numbers)])
    assert [guess.role for guess in draft.guesses] == ["person", "person_id"]
    for number in numbers:
        assert number not in draft.text


def test_a_key_that_tells_rows_apart_is_found(drafted: Callable[..., Draft], credit_code: Callable[..., str]) -> None:
    company = ["海东市甲乙有限公司", credit_code(1)]
    posts = drafted(["单位名称", "统一代码", "姓名", "职务"], *[[*company, f"赵{n}", "董事"] for n in range(6)])
    assert posts.key == [["credit_code|company", "person?", "post?"]]
    assert "OFFICER_OF" in posts.text
    assert "    key: [credit_code, company]\n" in posts.text  # a company stands in many rows: one subject all the same
    same = drafted(["单位名称", "统一代码"], *[company] * 6)
    assert "    key: [credit_code]\n" in same.text
    assert same.key == []
    assert "key: content" in same.text
    assert drafted(["单位名称", "x"], ["海东市甲乙有限公司"], ["海东市丙丁有限公司"]).key == [["company"]]


@pytest.mark.parametrize("heading", ["供应商全称", "被检查单位名称", "受托企业名称", "名称"])
def test_a_heading_that_ends_as_names_of_organisations_do_is_one_of_them(
    drafted: Callable[..., Draft], heading: str
) -> None:
    draft = drafted([heading, "计量单位", "产品型号"], ["海东市甲乙有限公司", "吨", "a"])
    assert [guess.role for guess in draft.guesses] == ["company", None, None]


def test_holders_and_their_shares(drafted: Callable[..., Draft]) -> None:
    draft = drafted(["企业名称", "股东姓名", "出资比例"], *[["海东市甲乙有限公司", f"赵{n}", "10"] for n in range(6)])
    assert "{type: HOLDS, from: holder, to: company, attributes: {share: {column: share}}}" in draft.text


def test_what_is_uncertain_is_left_out(drafted: Callable[..., Draft], credit_code: Callable[..., str]) -> None:
    codes = [credit_code(n) for n in range(1, 7)]
    rows = [["海东市甲乙有限公司", code if n < 4 else "x", "不是代码", "", code] for n, code in enumerate(codes)]
    draft = drafted(["企业名称", "某码", "统一社会信用代码", "空", ""], *rows)
    reasons = {guess.heading: guess.reason_en for guess in draft.guesses if guess.role is None}
    assert reasons == {
        "某码": "67% of 6 cells look like valid credit codes: not enough",
        "统一社会信用代码": "the heading says credit_code, but only 0% of 6 cells pass its check",
        "空": "only 0 filled cells: too few to tell",
        "": "it has no heading",
    }


def test_a_second_column_of_one_meaning_and_a_repeated_heading_wait(drafted: Callable[..., Draft]) -> None:
    draft = drafted(["企业名称", "单位名称", "备注", "备注"], *[["海东市甲乙有限公司"] * 4] * 6)
    assert [guess.role for guess in draft.guesses] == ["company", None, None, None]
    assert draft.guesses[1].reason_zh == "已有另一列作为 company"
    assert draft.guesses[2].reason_zh == "表头重复，请改名区分"


def test_names_are_known_by_their_endings(drafted: Callable[..., Draft]) -> None:
    draft = drafted(["甲", "乙"], *[[f"海东市第{n}号商贸有限公司", str(n)] for n in range(10)])
    assert draft.guesses[0].role == "company"


@pytest.mark.parametrize("headings", [["甲", "乙"], ["甲"]])
def test_a_file_without_names_gets_no_draft(drafted: Callable[..., Draft], headings: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        drafted(headings, *[["x", str(n)][: len(headings)] for n in range(10)])
    assert caught.value.code == "no_subject"


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("商户", "shanghu"),
        ("2026年度供应商", "file_2026niandugongyingshang"),
        ("……", "file"),
        ("2024 Shops!", "file_2024_shops"),
        ("Shops", "shops"),
    ],
)
def test_the_dataset_is_named_after_the_file(drafted: Callable[..., Draft], name: str, dataset: str) -> None:
    assert f"dataset: {dataset}\n" in drafted(["企业名称", "x"], ["甲", "1"], name=name).text


def test_headings_cannot_break_the_mapping(drafted: Callable[..., Draft]) -> None:
    draft = drafted(["企业名称", 'a: {#"\\t]'], ["甲", "1"])
    assert parse_mapping(draft.text, "a", "a").file.columns.keys() == {"company"}


def test_every_role_names_columns_that_exist() -> None:
    assert {role.name for role in _roles().values()} >= {"company", "credit_code", "holder", "person", "former_names"}
