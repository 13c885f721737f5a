"""Merge, refuse, reverse: each answers what it did, and a refusal names its cause."""

from typing import Any

import pytest

from creditgraph.model.errors import Ambiguous, BadInput, NotFound, Refused
from creditgraph.model.request import Principal, Request
from creditgraph.usecases.decide import merge, refuse, reverse
from creditgraph.usecases.show import show

REQUEST = Request(Principal("李审核", frozenset({"steward"})), reason="同一地址")
A, B = "海东市甲乙有限公司", "海东市甲乙商贸行"

ORGANISATIONS = (
    "SELECT COUNT(DISTINCT m.eid) FROM member AS m JOIN source AS s ON s.sid = m.sid"
    " WHERE s.stratum = 0 AND m.tx_to IS NULL"
)


@pytest.fixture
def two(office: Any) -> Any:
    """Two entities that no rule joins."""
    office.imported("registration", [A, "", "", "张三"], [B, "", "", "李四"])
    return office


def ident(office: Any, subject: str) -> str:
    return str(show(office.context, Request(), subject)["id"])


def test_a_merge_names_the_entity_that_stays_and_the_one_that_goes(two: Any) -> None:
    a, b = ident(two, A), ident(two, B)
    done = merge(two.context, REQUEST, A, B)
    assert {done["id"], *done["away"]} == {a, b}  # type: ignore[misc]
    assert (done["decision"], done["tx"], done["conflicts"]) == ("judgement:1", 2, [])
    assert ident(two, a) == ident(two, b) == done["id"]
    assert two.ask("SELECT actor, why FROM judgement") == [("李审核", "同一地址")]


def test_a_merge_that_is_reversed_leaves_no_trace_though_more_came_in(two: Any) -> None:
    never = two.another("never")
    never.imported("registration", [A, "", "", "张三"], [B, "", "", "李四"])
    decision = str(merge(two.context, REQUEST, A, B)["decision"])
    for office in (two, never):
        office.imported("registration", [A, "", "", "王五"], [B, "", "", "李四"], stated_on=20210101)
        office.imported("list", ["失信名单", B, "", "", "", "2019-01-01", "第1号", "海东市某局"])
    done = reverse(two.context, REQUEST, decision)
    assert (done["status"], done["still_joined_by"], len(done["ids"])) == ("reversed", [], 2)  # type: ignore[arg-type]
    assert two.export() == never.export()


def test_reversing_again_changes_nothing(two: Any) -> None:
    decision = str(merge(two.context, REQUEST, A, B)["decision"])
    reverse(two.context, REQUEST, decision)
    before = two.export()
    assert reverse(two.context, REQUEST, decision)["status"] == "already_reversed"
    assert two.export() == before


def test_two_codes_are_refused_and_both_named(office: Any) -> None:
    office.imported("registration", [A, office.code(1)], [B, office.code(2)])
    with pytest.raises(Refused) as raised:
        merge(office.context, REQUEST, office.code(1), office.code(2))
    assert raised.value.code == "two_identifiers"
    assert office.code(1) in raised.value.message
    assert office.code(2) in raised.value.message
    assert office.ask("SELECT COUNT(*) FROM tx") == [(1,)]


def test_an_entity_is_not_merged_with_itself(two: Any) -> None:
    a, b = ident(two, A), ident(two, B)
    with pytest.raises(Refused) as raised:
        merge(two.context, REQUEST, A, a)
    assert raised.value.code == "already_one"
    merge(two.context, REQUEST, A, B)
    with pytest.raises(Refused) as raised:
        merge(two.context, REQUEST, a, b)
    assert raised.value.code == "already_one"


def test_a_person_is_not_merged_with_a_company(two: Any) -> None:
    with pytest.raises(Refused) as raised:
        merge(two.context, REQUEST, A, "张三")
    assert raised.value.code == "different_strata"


def test_a_refusal_forbids_the_merge_until_it_is_reversed(two: Any) -> None:
    decision = str(refuse(two.context, REQUEST, A, B)["decision"])
    with pytest.raises(Refused) as raised:
        merge(two.context, REQUEST, A, B)
    assert decision in raised.value.message
    reverse(two.context, REQUEST, decision)
    assert merge(two.context, REQUEST, A, B)["decision"] == "judgement:2"


def test_every_automatic_join_is_listed_and_can_be_reversed(office: Any) -> None:
    office.imported("registration", [A, office.code(1)])
    office.imported("list", ["失信名单", B, office.code(1), "", "", "2019-01-01", "第1号", "海东市某局"])
    shown: Any = show(office.context, Request(), office.code(1))
    for decision in [one["id"] for one in shown["decisions"] if one["id"].startswith("claim:")]:
        done = reverse(office.context, REQUEST, decision)
        if not done["still_joined_by"]:
            break
    apart = office.ask(ORGANISATIONS)
    assert apart == [(2,)]
    office.imported(
        "list", ["失信名单", B, office.code(1), "", "", "2019-01-01", "第1号", "海东市某局", "另据"], stated_on=20210101
    )
    assert office.ask(ORGANISATIONS) == apart


def test_two_ids_of_one_entity_can_be_said_to_be_different(office: Any) -> None:
    number = {
        "mapping": str(
            office.text(
                "m.yaml",
                """
dataset: numbers
title: {zh: 号, en: numbers}
delivery: upsert
key: [row]
columns:
  row: {heading: 行, required: true}
  name: {heading: 名称, type: name, required: true}
  code: {heading: 代码, type: credit_code}
sources:
  subject: {kind: organisation, names: [{column: name}], identifiers: [code], key: [row]}
""",
            )
        )
    }
    office.load(office.text("n.csv", f"行,名称,代码\n1,{A},\n2,{B},\n"), **number)
    a, b = ident(office, A), ident(office, B)
    office.load(office.text("n.csv", f"行,名称,代码\n1,{A},{office.code(1)}\n2,{B},{office.code(1)}\n"), **number)
    assert ident(office, a) == ident(office, b)
    refuse(office.context, REQUEST, a, b)
    assert ident(office, a) != ident(office, b)


@pytest.mark.parametrize("decision", ["judgement:99999", "withdrawal:1", "claim:1:00ff"])
def test_what_never_was_is_not_found_and_makes_no_transaction(two: Any, decision: str) -> None:
    with pytest.raises(NotFound):
        reverse(two.context, REQUEST, decision)
    assert two.ask("SELECT COUNT(*) FROM tx") == [(1,)]


def test_rubbish_is_no_decision(two: Any) -> None:
    with pytest.raises(BadInput):
        reverse(two.context, REQUEST, "rubbish")


def test_subjects_must_be_one(two: Any) -> None:
    two.imported("registration", ["海东同名有限公司", two.code(1)], ["海东同名有限公司", two.code(2)])
    with pytest.raises(Ambiguous):
        merge(two.context, REQUEST, A, "海东同名有限公司")
    with pytest.raises(NotFound):
        merge(two.context, REQUEST, A, "cg-0dx1gs3b16857")
