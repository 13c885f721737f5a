"""The archive page of an entity: complete, masked, bounded, dated, and each decision can be reversed by its id."""

from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.identifiers import citizen_id_check, credit_code_check
from creditgraph.model.errors import Ambiguous, NotFound
from creditgraph.model.request import Request
from creditgraph.usecases import show as show_module
from creditgraph.usecases.context import Context
from creditgraph.usecases.decide import merge, refuse, reverse
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.show import show

BODY = "91379900MA0000001"
CODE = BODY + credit_code_check(BODY)
CITIZEN = "37990019000101001" + citizen_id_check("37990019000101001")
FILES = {
    "registration.csv": (
        "企业名称,统一社会信用代码,主体类型,法定代表人,成立日期,住所,联系电话,曾用名,更名日期",
        f"海东市甲乙科技有限公司,{CODE},,王海,2001-01-01,海东市一路1号,,海东旧名科技有限公司,2015-01-01",
        "海东市无号商行,,,,,,,,",
    ),
    "officers.csv": (
        "企业名称,统一社会信用代码,姓名,证件号码,职务,任职日期,离任日期",
        f"海东市甲乙科技有限公司,{CODE},赵一,{CITIZEN},监事,2010-01-01,2015-12-31",
        f"海东市甲乙科技有限公司,{CODE},钱二,,经理,2016-01-01,",
    ),
    "shareholders.csv": (
        "企业名称,统一社会信用代码,股东名称,股东代码,持股比例(%),起始日期,终止日期",
        f"海东市甲乙科技有限公司,{CODE},赵一,{CITIZEN},33.5,2010-01-01,",
    ),
    "list.csv": (
        "名单名称,主体名称,统一社会信用代码,证件号码,法定代表人,列入日期,列入决定书文号,列入机关,列入依据,移出日期",
        f"海东失信名单,海东市甲乙科技有限公司,{CODE},,,2020-01-01,海列1号,海东市财政局,办法,2021-01-01",
        f"海东失信名单,海东市甲乙科技有限公司,{CODE},,,2022-01-01,海列2号,海东市财政局,办法,",
    ),
}


@pytest.fixture
def context(tmp_path: Path) -> Context:
    context = Context(Archive(str(tmp_path / "a.sqlite")), tmp_path / "keys" / "key")
    context.ensure()
    for name, lines in FILES.items():
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        assert not import_file(context, Request(), path, Options(supplier="海东市数据局")).finding
    return context


def page(context: Context, subject: str = CODE, **request: Any) -> dict[str, Any]:
    return show(context, Request(**request), subject)


def test_names_numbers_and_details(context: Context) -> None:
    told = page(context)
    assert (told["tx"], told["kind"], told["name"]) == (4, "enterprise", "海东市甲乙科技有限公司")
    assert told["identifiers"] == [{"kind": "credit_code", "value": CODE}]
    named = [(one["text"], one["kind"]) for one in told["names"]]
    assert named[0] == ("海东市甲乙科技有限公司", "registered")
    assert ("海东旧名科技有限公司", "former") in named
    assert {"kind": "address", "value": "海东市一路1号"}.items() <= told["details"][0].items()


def test_links_tell_both_ends_dates_attributes_and_the_row_that_states_them(context: Context) -> None:
    told = page(context)
    by_type = {(one["type"], one["name"]): one for one in told["links"]}
    assert told["links_count"] == len(by_type) == 4
    held = by_type["HOLDS", "赵一"]
    assert (held["direction"], held["valid_from"], held["certainty"]) == ("in", "2010-01-01", "certain")
    assert held["attributes"][0]["share_text"] == "33.5"
    (source,) = held["sources"]
    assert (source["file"], source["row"], source["supplier"]) == ("shareholders.csv", 2, "海东市数据局")
    assert by_type["OFFICER_OF", "赵一"]["valid_to"] == "2016-01-01"
    other = page(context, held["id"])
    assert {one["direction"] for one in other["links"]} == {"out"}


def test_a_secret_number_is_shown_masked(context: Context) -> None:
    told = page(context, CITIZEN)
    assert told["identifiers"] == [{"kind": "citizen_id", "value": f"379900********{CITIZEN[14:]}"}]
    assert CITIZEN not in repr(told)


@pytest.mark.parametrize(
    ("as_of", "officers", "records"),
    [(None, {"赵一", "钱二"}, 2), (20120101, {"赵一"}, 0), (20200601, {"钱二"}, 1), (20230101, {"钱二"}, 1)],
)
def test_as_of_a_day_only_what_was_so_then(
    context: Context, as_of: int | None, officers: set[str], records: int
) -> None:
    told = page(context, as_of=as_of)
    assert {one["name"] for one in told["links"] if one["type"] == "OFFICER_OF"} == officers
    assert told["records_count"] == records


def test_as_of_a_day_only_the_names_borne_then(context: Context) -> None:
    assert "former" in {one["kind"] for one in page(context, as_of=20120101)["names"]}
    assert "former" not in {one["kind"] for one in page(context, as_of=20200101)["names"]}


def test_past_belief_is_shown_as_it_was(context: Context) -> None:
    assert page(context, tx=1)["records_count"] == 0
    assert {one["dataset"] for one in page(context, tx=1)["sources"]} == {"registration"}


def test_every_decision_listed_can_be_reversed_by_its_id(context: Context) -> None:
    merge(context, Request(reason="同一家"), CODE, "海东市无号商行")
    told = page(context)
    assert {one["by"] for one in told["decisions"]} == {"local", "rule"}
    assert {"同一家", "identifier"} <= {one["reason"] for one in told["decisions"]}
    assert told["decisions_count"] == len(told["decisions"])
    for one in told["decisions"]:
        assert one["verdict"] == "same"
        assert one["at"].startswith("20")
        assert reverse(context, Request(), one["id"])["status"] == "reversed"
    assert page(context, "海东市无号商行")["id"] != told["id"]


def test_refusals_and_withdrawals_are_listed(context: Context) -> None:
    refuse(context, Request(), CODE, "海东市无号商行")
    claim = next(one["id"] for one in page(context)["decisions"] if one["id"].startswith("claim:"))
    reverse(context, Request(reason="误并"), claim)
    listed = [(one["id"].partition(":")[0], one["verdict"], one["by"]) for one in page(context)["decisions"]]
    assert ("judgement", "different", "local") in listed
    assert ("withdrawal", "different", "local") in listed


def test_lists_are_bounded_and_counted(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show_module, "MOST", 1)
    told = page(context)
    for name in ("links", "records", "sources", "decisions"):
        assert len(told[name]) == 1
        assert told[f"{name}_count"] > 1


def test_what_is_no_single_entity_is_an_error(context: Context) -> None:
    with pytest.raises(NotFound):
        page(context, "西山不存在有限公司")
    merge_target = page(context, "海东市无号商行")
    assert merge_target["links"] == []
    with pytest.raises(Ambiguous):
        context_with_two(context)


def context_with_two(context: Context) -> None:
    """Import two more firms of the same name, and ask for the name."""
    path = context.key_path.parent / "more.csv"
    codes = [body + credit_code_check(body) for body in ("91379900MA0000002", "91379900MA0000010")]
    lines = (FILES["registration.csv"][0], *[f"海东市无号商行,{code},,,,,,," for code in codes])
    path.write_text("\n".join(lines) + "\n", "utf-8")
    import_file(context, Request(), path, Options())
    page(context, "海东市无号商行")
