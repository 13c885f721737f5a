"""The steward's queue: what is in it, in which order, and how a decision takes a case out for good or for a while."""

from typing import Any

import pytest

from creditgraph.model.errors import BadInput, NotFound, Refused
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Principal, Request
from creditgraph.model.vocabulary import Verdict
from creditgraph.usecases.decide import merge, reverse
from creditgraph.usecases.rebuild import rebuild
from creditgraph.usecases.review_decision import decide
from creditgraph.usecases.review_page import show_review
from creditgraph.usecases.reviews import list_reviews
from creditgraph.usecases.show import show
from support.reviews import first_source, open_similar

STEWARD = Request(Principal("李审核", frozenset({"steward"})), reason="核对登记材料")
NAME, OTHER, THIRD = "海东市青禾茶业有限公司", "海东市白石砖瓦有限公司", "海东市远帆船务有限公司"


def listed(office: Any, **how: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = list_reviews(office.context, Request(), **how)["results"]
    return found


def likely(office: Any, a: str, b: str, score: float = 0.8) -> int:
    return open_similar(office.context.archive, a, b, score)


@pytest.fixture
def alike(office: Any) -> Any:
    """Three organisations that nothing joins and matching finds unlike, for the test to say what is likely."""
    office.imported("registration", [NAME, "", "", "张三"], [OTHER, "", "", "李四"], [THIRD, "", "", "王五"])
    return office


@pytest.fixture
def namesakes(office: Any) -> Any:
    """Two registered companies of one name and representative, and a third without a code."""
    office.imported("registration", [NAME, office.code(1), "", "张三"], [NAME, office.code(2), "", "张三"])
    office.imported("list", ["失信名单", NAME, "", "", "张三", "2019-01-01", "第1号", "海东市某局"])
    return office


def test_the_likeliest_pair_comes_first(alike: Any) -> None:
    less, more = likely(alike, NAME, THIRD, 0.4), likely(alike, NAME, OTHER, 0.9)
    first, second = listed(alike)
    assert (first["id"], first["score"], first["key"], first["kind"]) == (more, 0.9, "+BRAND ~DIVISION", "similar")
    assert [one["name"] for one in first["subjects"]] == [NAME, OTHER]
    assert second["id"] == less


def test_pages_go_on_where_the_last_one_ended_in_its_transaction(alike: Any) -> None:
    cids = [likely(alike, NAME, OTHER, 0.9), likely(alike, NAME, THIRD, 0.9), likely(alike, OTHER, THIRD, 0.2)]
    seen: list[int] = []
    cursors: list[str | None] = [None]
    for _page in range(3):
        page = list_reviews(alike.context, Request(), limit=1, cursor=cursors[-1])
        seen += [one["id"] for one in page["results"]]
        cursors.append(page["next"])
        if len(seen) == 1:
            decide(alike.context, STEWARD, cids[1], Verdict.DIFFERENT)
    assert (seen, cursors[-1]) == (cids, None)
    with pytest.raises(BadInput, match="another question"):
        list_reviews(alike.context, Request(), kind="values", cursor=cursors[1])


def test_a_list_can_be_of_a_kind_a_dataset_or_an_entity(alike: Any) -> None:
    pair, other = likely(alike, NAME, OTHER), likely(alike, OTHER, THIRD)
    assert listed(alike, kind="values") == []
    assert {one["id"] for one in listed(alike, kind="similar")} == {pair, other}
    assert [one["id"] for one in listed(alike, entity=NAME)] == [pair]
    (dataset,) = {one["subjects"][0]["dataset"] for one in listed(alike)}
    assert {one["id"] for one in listed(alike, dataset=dataset)} == {pair, other}
    with pytest.raises(NotFound):
        listed(alike, dataset="no_such_dataset")
    for wrong in ({"kind": "no such kind"}, {"limit": 0}):
        with pytest.raises(BadInput):
            listed(alike, **wrong)


def test_a_pair_that_became_one_is_not_listed(alike: Any) -> None:
    cid = likely(alike, NAME, OTHER)
    merge(alike.context, STEWARD, NAME, OTHER)
    assert cid not in [one["id"] for one in listed(alike)]


def test_same_joins_and_takes_the_case_out(alike: Any) -> None:
    cid = likely(alike, NAME, OTHER)
    told = decide(alike.context, STEWARD, cid, Verdict.SAME)
    assert (told["review"], told["verdict"], told["decision"], told["conflicts"]) == (cid, "same", "judgement:1", [])
    assert show(alike.context, Request(), NAME)["id"] == show(alike.context, Request(), OTHER)["id"] == told["id"]
    assert alike.ask("SELECT actor, why, verdict FROM judgement") == [("李审核", "核对登记材料", 0)]
    assert listed(alike) == []


def apart(office: Any, *names: str) -> bool:
    """Whether the first sources of names are as many entities."""
    sids = [first_source(office.context.archive, name) for name in names]
    held = office.ask("SELECT eid FROM member WHERE tx_to IS NULL AND sid IN EACH(:sids)", sids=sids)
    return len({eid for (eid,) in held}) == len(names)


def test_different_blocks_a_later_join_also_through_a_third_record(office: Any) -> None:
    code = office.code(1)
    office.imported("registration", [NAME, code, "", "张三"], [OTHER, "", "", "李四"])
    decide(office.context, STEWARD, likely(office, NAME, OTHER), Verdict.DIFFERENT)
    office.imported("list", ["失信名单", OTHER, code, "", "李四", "2019-01-01", "第1号", "海东市某局"])
    assert apart(office, NAME, OTHER)  # the third record shares a code with one and a name in context with the other
    case, *_others = listed(office, kind="different")  # one for each reason that would join the two
    assert case["reason"] == "name_in_context"
    decide(office.context, STEWARD, case["id"], Verdict.DIFFERENT)
    assert listed(office) == []
    office.imported("registration", [OTHER, "", "", "李四"], [NAME, code, "", "张三"], stated_on=20210101)
    assert listed(office) == []
    assert apart(office, NAME, OTHER)


def test_the_next_delivery_of_the_same_rows_does_not_bring_a_decided_pair_back(namesakes: Any) -> None:
    (case,) = listed(namesakes, kind="ambiguous key")
    assert (case["kind"], case["reason"], case["subjects_count"]) == ("ambiguous key", "name_in_context", 3)
    with pytest.raises(BadInput) as raised:
        decide(namesakes.context, STEWARD, case["id"], Verdict.SAME)
    assert raised.value.code == "pair_needed"
    plain = next(one["source"] for one in case["subjects"] if not one["identifiers"])
    coded = [one["source"] for one in case["subjects"] if one["identifiers"]]
    decide(namesakes.context, STEWARD, case["id"], Verdict.DIFFERENT, plain, coded[0])
    assert [one["id"] for one in listed(namesakes, kind="ambiguous key")] == [
        case["id"]
    ]  # the other company is still to be judged
    decide(namesakes.context, STEWARD, case["id"], Verdict.SAME, plain, coded[1])
    assert listed(namesakes) == []
    namesakes.imported("registration", [NAME, namesakes.code(1), "", "张三"], stated_on=20210101)
    namesakes.imported(
        "list", ["失信名单", NAME, "", "", "张三", "2019-01-01", "第1号", "海东市某局"], stated_on=20210101
    )
    assert listed(namesakes) == []


def test_new_evidence_brings_a_decided_pair_back(namesakes: Any) -> None:
    (case,) = listed(namesakes, kind="ambiguous key")
    plain, *coded = sorted(case["subjects"], key=lambda one: len(one["identifiers"]))
    for other in coded:
        decide(namesakes.context, STEWARD, case["id"], Verdict.DIFFERENT, plain["source"], other["source"])
    assert listed(namesakes) == []
    namesakes.imported(
        "list", ["失信名单", NAME, "", "", "张三", "2019-01-01", "第1号", "海东市某局", "另据"], stated_on=20210101
    )
    assert {one["kind"] for one in listed(namesakes)} == {"evidence changed"}


def test_unsure_is_stored_and_joins_nothing(alike: Any) -> None:
    told = decide(alike.context, STEWARD, likely(alike, NAME, OTHER), Verdict.UNSURE)
    assert (told["verdict"], told["decision"], told["away"]) == ("unsure", "judgement:1", [])
    assert listed(alike) == []
    assert apart(alike, NAME, OTHER)
    merge(alike.context, STEWARD, NAME, OTHER)  # a judgement ends the doubt
    assert alike.ask("SELECT jid, tx_to IS NULL FROM judgement ORDER BY jid") in (
        [(1, 0), (2, 1)],
        [(1, False), (2, True)],
    )


def test_unsure_on_a_case_that_stands_comes_back_with_new_evidence(namesakes: Any) -> None:
    (case,) = listed(namesakes, kind="ambiguous key")
    plain, *coded = sorted(case["subjects"], key=lambda one: len(one["identifiers"]))
    for other in coded:
        decide(namesakes.context, STEWARD, case["id"], Verdict.UNSURE, plain["source"], other["source"])
    assert listed(namesakes) == []
    with pytest.raises(Refused, match="unsure"):
        decide(namesakes.context, STEWARD, case["id"], Verdict.UNSURE, plain["source"], coded[0]["source"])
    namesakes.imported(
        "list", ["失信名单", NAME, "", "", "张三", "2019-01-01", "第1号", "海东市某局", "另据"], stated_on=20210101
    )
    assert [one["id"] for one in listed(namesakes, kind="ambiguous key")] == [case["id"]]


def test_a_second_decision_is_superseded_and_names_the_first(alike: Any) -> None:
    cid = likely(alike, NAME, OTHER)
    version = listed(alike)[0]["version"]
    decide(alike.context, STEWARD, cid, Verdict.DIFFERENT, version=version)
    with pytest.raises(Refused) as raised:
        decide(alike.context, STEWARD, cid, Verdict.SAME, version=version)
    assert (raised.value.code, raised.value.details["by"]) == ("superseded", "李审核")
    assert raised.value.details["decision"] == "judgement:1"


def test_a_case_that_moved_is_not_decided_unseen(namesakes: Any) -> None:
    (case,) = listed(namesakes, kind="ambiguous key")
    plain, first, _second = (one["source"] for one in sorted(case["subjects"], key=lambda one: len(one["identifiers"])))
    namesakes.imported("registration", [NAME, namesakes.code(1), "", "张三", "2001-01-01"], stated_on=20210101)
    with pytest.raises(Refused) as raised:
        decide(namesakes.context, STEWARD, case["id"], Verdict.SAME, plain, first, case["version"])
    assert raised.value.code == "version_moved"
    now = raised.value.details["version"]
    assert now > case["version"]
    assert decide(namesakes.context, STEWARD, case["id"], Verdict.SAME, plain, first, now)["verdict"] == "same"


def test_a_decision_needs_a_reason_a_case_and_subjects_of_it(alike: Any) -> None:
    cid = likely(alike, NAME, OTHER)
    ids = [one["source"] for one in listed(alike)[0]["subjects"]]
    third = str(show(alike.context, Request(), THIRD)["id"])
    for error, code, how in (
        (BadInput, "no_reason", (Request(), cid, Verdict.SAME)),
        (NotFound, "no_review", (STEWARD, 99, Verdict.SAME)),
        (BadInput, "not_in_review", (STEWARD, cid, Verdict.SAME, ids[0], third)),
        (BadInput, "not_in_review", (STEWARD, cid, Verdict.SAME, ids[0], "x")),
        (BadInput, "pair_needed", (STEWARD, cid, Verdict.SAME, ids[0])),
        (Refused, "itself", (STEWARD, cid, Verdict.SAME, ids[0], ids[0])),
    ):
        with pytest.raises(error) as raised:
            decide(alike.context, *how)  # type: ignore[arg-type]
        assert raised.value.code == code
    assert alike.ask("SELECT COUNT(*) FROM judgement") == [(0,)]


def changed(office: Any) -> dict[str, Any]:
    """A case of a merge whose evidence changed."""
    office.imported("registration", ["海东市长风织造有限公司", office.code(1), "", "张三"])
    merge(office.context, STEWARD, office.code(1), OTHER)
    office.imported("registration", ["海东市长风织造有限公司", office.code(1), "", "赵六"], stated_on=20210101)
    (case,) = listed(office)
    assert case["kind"] == "evidence changed"
    return case


def test_a_decision_whose_evidence_changed_can_be_confirmed(alike: Any) -> None:
    case = changed(alike)
    assert case["decision"] == "judgement:1"
    judged = show_review(alike.context, Request(), case["id"])["judged"]
    assert (judged["verdict"], judged["by"], judged["said"]) == ("same", "李审核", "核对登记材料")
    told = decide(alike.context, STEWARD, case["id"], Verdict.SAME)
    assert told["decision"] == "judgement:2"
    assert listed(alike) == []
    assert show(alike.context, Request(), alike.code(1))["id"] == show(alike.context, Request(), OTHER)["id"]
    assert reverse(alike.context, STEWARD, "judgement:1")["status"] == "superseded"
    assert reverse(alike.context, STEWARD, "judgement:2")["status"] == "reversed"
    assert show(alike.context, Request(), alike.code(1))["id"] != show(alike.context, Request(), OTHER)["id"]


def test_a_decision_whose_evidence_changed_can_be_turned_round(alike: Any) -> None:
    case = changed(alike)
    decide(alike.context, STEWARD, case["id"], Verdict.DIFFERENT)
    assert listed(alike) == []
    assert show(alike.context, Request(), alike.code(1))["id"] != show(alike.context, Request(), OTHER)["id"]


def test_unsure_leaves_a_decision_in_force(alike: Any) -> None:
    case = changed(alike)
    decide(alike.context, STEWARD, case["id"], Verdict.UNSURE)
    assert listed(alike) == []
    assert show(alike.context, Request(), alike.code(1))["id"] == show(alike.context, Request(), OTHER)["id"]


def test_a_code_that_a_merge_cannot_bear_is_asked_about(alike: Any) -> None:
    one, other = "海东市长风织造有限公司", "海东市松涛木器有限公司"
    alike.imported("registration", [one, alike.code(1), "", "张三"], [other, "", "", "李四"])
    merge(alike.context, STEWARD, alike.code(1), other)
    alike.imported("registration", [other, alike.code(2), "", "李四"])
    case, *_others = listed(alike, kind="values")
    assert case["reason"] == "name_in_context"
    with pytest.raises(Refused) as raised:
        decide(alike.context, STEWARD, case["id"], Verdict.SAME)
    assert raised.value.code == "two_identifiers"
    decide(alike.context, STEWARD, case["id"], Verdict.DIFFERENT)
    assert listed(alike) == []


def test_a_source_that_is_gone_is_asked_about_through_what_took_its_place(office: Any) -> None:
    office.imported("registration", [NAME, office.code(1), "", "张三"], [OTHER, office.code(2), "", "张三"])
    home = "SELECT s.home_id FROM source AS s JOIN name AS n ON n.sid = s.sid JOIN text AS t ON t.tid = n.tid"
    ids = [encode_id(one) for (one,) in office.ask(f"{home} WHERE t.folded = '张三' ORDER BY s.sid")]
    merge(office.context, STEWARD, *ids)
    office.imported("registration", [OTHER, office.code(2), "", "张叁"])  # of the same day: a correction
    (case,) = listed(office, kind="source gone")
    assert [(one["name"], one["organisation"], one["id"] is None) for one in case["subjects"]] == [
        ("张三", NAME, False),
        ("张三", OTHER, True),
        ("张叁", OTHER, False),
    ]
    decide(office.context, STEWARD, case["id"], Verdict.SAME)
    assert show(office.context, Request(), "张叁")["id"] == show(office.context, Request(), "张三")["id"]
    assert listed(office) == []
    assert rebuild(office.context, Request(), check=True)["differences"] == 0


def test_a_case_is_shown_with_rows_and_what_matching_says(alike: Any) -> None:
    cid = likely(alike, NAME, OTHER)
    told = show_review(alike.context, Request(), cid)
    assert (told["state"], told["version"]) == ("open", listed(alike)[0]["version"])
    assert [one["sources"][0]["row"] for one in told["subjects"]] == [2, 3]
    (compared,) = told["comparisons"]
    assert compared["pair"] == [one["source"] for one in told["subjects"]]
    assert "-BRAND" in compared["key"]
    assert compared["explanation"]["zh"]
    decide(alike.context, STEWARD, cid, Verdict.DIFFERENT)
    assert show_review(alike.context, Request(), cid)["state"] in ("settled", "closed")
    with pytest.raises(NotFound):
        show_review(alike.context, Request(), 99)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_matching_finds_likely_is_asked_once(office: Any, verdict: Verdict) -> None:
    rows = ["海东市甲乙有限公司", office.code(1), "", "张三"], ["海东甲乙有限公司", "", "", "李四"]
    office.imported("registration", *rows)
    case, *others = listed(office)
    assert (case["kind"], others) == ("similar", [])
    decide(office.context, STEWARD, case["id"], verdict)
    assert listed(office) == []
    office.imported("registration", *rows, stated_on=20210101)
    assert listed(office) == []
    office.imported("registration", [*rows[0], "2001-01-01"], stated_on=20220101)
    kinds = [one["kind"] for one in listed(office)]
    assert kinds == (["similar"] if verdict is Verdict.UNSURE else ["evidence changed"])
    assert rebuild(office.context, Request(), check=True)["differences"] == 0
