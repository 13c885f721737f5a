"""Why two are one entity or not, and how one came to be: facts, rows, decisions, and what matching says."""

from typing import Any

import pytest

from creditgraph.model.errors import NotFound
from creditgraph.model.request import Principal, Request
from creditgraph.usecases.decide import merge, refuse, reverse
from creditgraph.usecases.how import how
from creditgraph.usecases.show import show
from creditgraph.usecases.why import why

STEWARD = Request(Principal("李审核", frozenset({"steward"})), reason="住所相同")
NAME, OTHER = "海东市甲乙有限公司", "海东市甲乙商贸有限公司"


def asked(office: Any, a: str, b: str, **frame: Any) -> dict[str, Any]:
    return why(office.context, Request(**frame), a, b)


@pytest.fixture
def named(office: Any) -> Any:
    """Three sources: two by their code one company, the third under another name without a code."""
    office.imported("registration", [NAME, office.code(1), "", "张三"], [OTHER, "", "", "李四"])
    office.imported("list", ["失信名单", "海东甲乙公司", office.code(1), "", "", "2019-01-01", "第1号", "海东市某局"])
    return office


def test_a_shared_number_joins_and_its_rows_are_named(named: Any) -> None:
    told = asked(named, NAME, "海东甲乙公司")
    assert told["one"] is True
    fact = told["joined_by"][0]
    assert (fact["reason"], fact["certainty"], fact["by"]) == ("identifier", "certain", "rule")
    assert fact["values"] == [{"kind": "credit_code", "value": named.code(1)}]
    assert [fact[side]["rows"][0]["file"] for side in ("a", "b")] == ["registration-1.csv", "list-2.csv"]
    assert (fact["since"]["tx"], len(fact["decisions"])) == (2, 2)
    assert told["explanation"]["zh"] == f"两者是同一主体：代码相同（{named.code(1)}）。"
    assert told["comparison"]["key"] == told["key"]
    assert "+CODE" in told["key"]


def test_a_chain_of_facts_is_told_in_order(named: Any) -> None:
    merge(named.context, STEWARD, named.code(1), OTHER)
    told = asked(named, "海东甲乙公司", OTHER)
    assert [fact["reason"] for fact in told["joined_by"]] == ["identifier", "steward"]
    last = told["joined_by"][-1]
    assert (last["by"], last["said"], last["decisions"]) == ("李审核", "住所相同", ["judgement:1"])
    assert "由 李审核 判定为同一主体" in told["explanation"]["zh"]
    assert asked(named, "海东甲乙公司", OTHER, tx=2)["one"] is False


def test_what_keeps_two_apart_is_named(named: Any) -> None:
    assert asked(named, NAME, OTHER)["kept_apart_by"] == [{"kind": "nothing_in_common"}]
    refuse(named.context, STEWARD, NAME, OTHER)
    (cause,) = asked(named, NAME, OTHER)["kept_apart_by"]
    assert (cause["kind"], cause["decision"], cause["by"], cause["said"]) == (
        "judged_different", "judgement:1", "李审核", "住所相同",
    )  # fmt: skip
    named.imported("registration", [OTHER, named.code(2), "", "王五"], stated_on=20210101)
    causes = asked(named, named.code(1), named.code(2))["kept_apart_by"]
    assert {"kind": "two_identifiers", "identifiers": [named.code(1), named.code(2)]} in causes
    assert asked(named, NAME, "张三")["kept_apart_by"][0] == {"kind": "different_strata"}


def test_a_withdrawn_claim_is_named(named: Any) -> None:
    for _key in ("code", "organisation code inside it"):
        told = asked(named, NAME, "海东甲乙公司")
        reverse(named.context, STEWARD, told["joined_by"][0]["decisions"][1])
    told = asked(named, NAME, "海东甲乙公司")
    assert told["one"] is False
    assert {"withdrawal:1", "withdrawal:2"} <= {cause.get("decision") for cause in told["kept_apart_by"]}
    assert "李审核 撤销了共同的依据" in told["explanation"]["zh"]


def test_one_row_can_state_both(named: Any) -> None:
    told = asked(named, named.code(1), NAME)
    assert (told["one"], told["joined_by"]) == (True, [])
    assert told["explanation"]["en"] == f"One entity: one source states both ({NAME})."


def test_an_identity_number_is_told_by_its_mask(office: Any) -> None:
    number = office.citizen(1)
    for company in (NAME, OTHER):
        office.imported("officers", [company, "", "张三", number, "董事"])
    told: Any = how(office.context, Request(), number)
    fact = told["steps"][0]["fact"]
    assert fact["values"][0]["kind"] == "citizen_id"
    assert "*" in fact["values"][0]["value"]
    ends = [fact[side]["source"] for side in ("a", "b")]
    compared = asked(office, *ends)
    stored = [value for (value,) in office.ask("SELECT value FROM identifier WHERE mask IS NOT NULL")]
    assert not any(value in str(told) + str(compared) for value in [number, *stored])
    assert "+CODE" in compared["key"]


def test_the_steps_say_which_sides_were_joined(named: Any) -> None:
    assert how(named.context, Request(), OTHER)["steps"] == []
    merge(named.context, STEWARD, named.code(1), OTHER)
    told = how(named.context, Request(), OTHER)
    assert (told["sources_count"], told["steps_count"]) == (3, 2)
    assert told["id"] == show(named.context, Request(), NAME)["id"]
    first, second = told["steps"]
    assert (first["fact"]["reason"], second["fact"]["reason"]) == ("steward", "identifier")
    assert [second[side]["sources_count"] for side in ("left", "right")] == [2, 1]
    assert how(named.context, Request(tx=2), NAME)["steps_count"] == 1


def test_a_persons_name_joins_within_one_organisation(office: Any) -> None:
    office.imported("registration", [NAME, office.code(1), "", "张三"])
    office.imported("officers", [NAME, office.code(1), "张三", "", "经理"])
    told = how(office.context, Request(), "张三")
    assert [step["fact"]["reason"] for step in told["steps"]] == ["same_organisation"]
    assert told["steps"][0]["fact"]["certainty"] == "probable"


def test_an_unknown_side_is_said(named: Any) -> None:
    with pytest.raises(NotFound):
        asked(named, NAME, "查无此企业")
