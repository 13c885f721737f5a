"""How two subjects are linked: by whom, since when, on which row of which file; and what was not walked."""

from typing import Any

import pytest

from creditgraph.model.errors import Ambiguous, BadInput, NotFound
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.find_paths import Wishes, find_paths

QINGYUN, BAIYAN, SONGYAN = "91379911YX990007X1", "91379921YX9900088G", "91379931YX9900096T"
WATER, BUSES, COMMISSION = "91379911YX9900109H", "91379931YX9900117B", "11379900YX11000191"
CLEAN, JIUYU = "91379911YX99000101", "91379932YX990031X9"
TEA, BOATS, FARM = "91379912YX9900408X", "91379912YX9900416Q", "91379912YX9900432E"


def ask(office: Any, a: str, b: str, least: Certainty = Certainty.PROBABLE, **bounds: Any) -> dict[str, Any]:
    request = Request(as_of=bounds.pop("as_of", None), tx=bounds.pop("tx", None))
    answer: Any = find_paths(office.context, request, [a], [b], Bounds(**bounds), least)
    return answer


def entities(path: dict[str, Any]) -> set[str]:
    return {hop[end] for hop in path["hops"] for end in ("from_name", "to_name")}


def test_two_hops_through_a_person_known_by_number(province: Any) -> None:
    answer = ask(province, QINGYUN, BAIYAN)
    assert answer["status"] == "found"
    path = answer["paths"][0]
    assert (len(path["hops"]), path["certainty"]) == (2, "certain")
    assert "顾念慈" in entities(path)
    assert {hop["type"] for hop in path["hops"]} == {"OFFICER_OF", "HOLDS"}
    for hop in path["hops"]:
        for source in hop["sources"]:
            assert source["file"] in ("officers.csv", "shareholders.csv")
            assert source["row"] > 1
            assert source["batch"] > 0


def test_four_hops_through_two_persons(province: Any) -> None:
    answer = ask(province, QINGYUN, SONGYAN)
    assert len(answer["paths"][0]["hops"]) == 4
    assert {"顾念慈", "鹤陵市白砚纸业有限公司", "沈听澜"} <= entities(answer["paths"][0])
    assert ask(province, QINGYUN, SONGYAN, max_hops=3)["status"] == "none_within_bounds"


def test_a_path_is_the_same_from_the_other_end(province: Any) -> None:
    there, back = (ask(province, a, b)["paths"][0] for a, b in ((QINGYUN, SONGYAN), (SONGYAN, QINGYUN)))
    assert [hop["sources"] for hop in there["hops"]] == [hop["sources"] for hop in reversed(back["hops"])]


def test_a_state_body_is_named_and_not_walked(province: Any) -> None:
    answer = ask(province, WATER, BUSES)
    assert (answer["status"], answer["paths"]) == ("none_within_bounds", [])
    first = answer["skipped"][0]
    assert (first["name"], first["reason"], first["connects"]) == ("云泽省国有资产监督管理委员会", "state_body", True)
    assert first["degree"] == 8


def test_a_state_body_that_is_asked_about_is_an_end(province: Any) -> None:
    answer = ask(province, WATER, COMMISSION)
    assert [len(path["hops"]) for path in answer["paths"]] == [1]


def test_namesakes_are_linked_only_by_suspicion(office: Any) -> None:
    mapping = office.text(
        "people.yaml",
        """
dataset: people
title: {zh: 人员, en: people}
delivery: upsert
key: [company, person]
columns:
  company: {heading: 公司, type: name, required: true}
  person: {heading: 姓名, type: person_name, required: true}
  sex: {heading: 性别}
  born: {heading: 出生年}
sources:
  company: {kind: organisation, names: [{column: company}], key: [company]}
  person:
    kind: natural_person
    mention_in: company
    names: [{column: person}]
    details: {sex: sex, birth_year: born}
links:
  - {type: OFFICER_OF, from: person, to: company}
""",
    )
    rows = (
        "公司,姓名,性别,出生年\n海东甲有限公司,张伟,男,1900\n海东乙有限公司,张伟,男,1900\n海东丙有限公司,张伟,男,1901\n"
    )
    office.load(office.text("people.csv", rows), mapping=str(mapping))
    assert ask(office, "海东甲有限公司", "海东乙有限公司")["status"] == "none_within_bounds"
    answer = ask(office, "海东甲有限公司", "海东乙有限公司", Certainty.SUSPECTED)
    path = answer["paths"][0]
    assert path["certainty"] == "suspected"
    assert [hop["type"] for hop in path["hops"]] == ["OFFICER_OF", "POSSIBLE_SAME_PERSON", "OFFICER_OF"]
    assert {source["row"] for source in path["hops"][1]["sources"]} == {2, 3}
    assert ask(office, "海东甲有限公司", "海东丙有限公司", Certainty.SUSPECTED)["status"] == "none_within_bounds"


def test_namesakes_of_the_province_are_not_linked(province: Any) -> None:
    for other in (BOATS, FARM):
        assert ask(province, TEA, other, max_hops=2)["status"] == "none_within_bounds"


def test_equal_numbers_link_for_certain_and_other_numbers_do_not(office: Any) -> None:
    rows = [
        ["海东甲有限公司", office.code(1), "张伟", office.citizen(1), "董事"],
        ["海东乙有限公司", office.code(2), "张伟", office.citizen(1), "监事"],
        ["海东丙有限公司", office.code(3), "张伟", office.citizen(2), "监事"],
    ]
    office.imported("officers", *rows)
    answer = ask(office, office.code(1), office.code(2), Certainty.CERTAIN)
    assert [path["certainty"] for path in answer["paths"]] == ["certain"]
    assert ask(office, office.code(1), office.code(3), Certainty.SUSPECTED)["status"] == "none_within_bounds"


def test_a_past_office_links_while_it_lasted(office: Any) -> None:
    office.imported(
        "officers", ["海东甲有限公司", office.code(1), "张三", office.citizen(1), "董事", "2015-01-01", "2017-12-31"]
    )
    office.imported("officers", ["海东乙有限公司", office.code(2), "张三", office.citizen(1), "监事", "2016-01-01"])

    def status(day: int | None) -> str:
        return str(ask(office, office.code(1), office.code(2), as_of=day)["status"])

    none = "none_within_bounds"
    days = (None, 20151231, 20160101, 20171231, 20180101)
    assert [status(day) for day in days] == ["found", none, "found", "found", none]


def test_a_past_office_of_the_province(province: Any) -> None:
    answer = ask(province, CLEAN, JIUYU, max_hops=2)
    assert answer["status"] == "found"
    assert "苏禾" in entities(answer["paths"][0])
    assert ask(province, CLEAN, JIUYU, as_of=20160101, max_hops=2)["status"] == "none_within_bounds"


def test_before_it_was_known_there_was_no_link(office: Any) -> None:
    office.imported("registration", ["海东甲有限公司", office.code(1)], ["海东乙有限公司", office.code(2)])
    office.imported(
        "officers",
        *[
            [name, office.code(n), "张三", office.citizen(1), "董事"]
            for n, name in ((1, "海东甲有限公司"), (2, "海东乙有限公司"))
        ],
    )
    assert ask(office, office.code(1), office.code(2), tx=1)["status"] == "none_within_bounds"
    assert ask(office, office.code(1), office.code(2))["status"] == "found"


def test_a_subject_and_itself_are_linked_without_a_hop(province: Any) -> None:
    answer = ask(province, QINGYUN, QINGYUN)
    assert (answer["status"], [path["hops"] for path in answer["paths"]]) == ("found", [[]])
    assert answer["paths"][0]["entities"] == [answer["from"][0]["id"]] == [answer["to"][0]["id"]]
    assert answer["bounds"]["expanded"] == 0


def test_a_small_budget_says_truncated(province: Any) -> None:
    assert ask(province, QINGYUN, SONGYAN, budget=2)["status"] == "truncated"


def test_no_time_says_timed_out(province: Any) -> None:
    answer: Any = find_paths(
        province.context, Request(deadline=0.0), [QINGYUN], [SONGYAN], Bounds(), Certainty.PROBABLE
    )
    assert answer["status"] == "timed_out"


def test_a_loop_of_holdings_ends(province: Any) -> None:
    answer = ask(province, "91379922YX9900205Q", "91379922YX9900221E", max_hops=6, limit=50)
    assert answer["status"] == "found"
    assert {len(path["hops"]) for path in answer["paths"]} >= {1, 2}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("云泽锦程商贸有限公司", Ambiguous),
        ("91379911YX9900993M", NotFound),
        ("91379911YX99000102", BadInput),
        ("", BadInput),
    ],
)
def test_a_subject_that_is_not_one_is_an_error(province: Any, text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        ask(province, QINGYUN, text)


def test_an_id_of_another_archive_and_a_fake_one_are_unknown(province: Any) -> None:
    for text in ("cg-0dx1gs3b16857", "cg-0000000000000"):
        with pytest.raises(NotFound):
            ask(province, QINGYUN, text)
    with pytest.raises(BadInput):
        ask(province, QINGYUN, "cg-zzzzzzzzzzzzz")


def test_the_bounds_are_in_the_answer(province: Any) -> None:
    bounds = ask(province, QINGYUN, BAIYAN, max_hops=3, limit=2)["bounds"]
    assert {"max_hops": 3, "limit": 2, "min_certainty": "probable"}.items() <= bounds.items()
    assert bounds["expanded"] > 0


def wish(office: Any, first: list[str], second: list[str], wishes: Wishes, **bounds: Any) -> dict[str, Any]:
    answer: Any = find_paths(office.context, Request(), first, second, Bounds(**bounds), wishes=wishes)
    return answer


def test_paths_between_sets_start_and_end_in_them(province: Any) -> None:
    answer = wish(province, [QINGYUN, TEA], [SONGYAN, BAIYAN], Wishes(), max_hops=2)
    first, second = ({one["id"] for one in answer[end]} for end in ("from", "to"))
    assert (len(first), len(second)) == (2, 2)
    for path in answer["paths"]:
        assert path["entities"][0] in first
        assert path["entities"][-1] in second
        assert len(path["entities"]) == len(path["hops"]) + 1


def test_a_subject_named_twice_on_a_side_is_one(province: Any) -> None:
    answer = wish(province, [QINGYUN, "墨川市青筠文化传播有限公司"], [BAIYAN], Wishes())
    assert [one["name"] for one in answer["from"]] == ["墨川市青筠文化传播有限公司"]


def test_only_links_of_the_types_asked_for(province: Any) -> None:
    types = frozenset({LinkType.OFFICER_OF, LinkType.HOLDS})
    answer = wish(province, [QINGYUN], [BAIYAN], Wishes(types=types), max_hops=2)
    assert (answer["status"], answer["bounds"]["types"]) == ("found", ["HOLDS", "OFFICER_OF"])
    none = wish(province, [QINGYUN], [BAIYAN], Wishes(types=frozenset({LinkType.BRANCH_OF})))
    assert none["status"] == "none_within_bounds"


def test_whoever_is_avoided_is_gone_around_or_forbidden(province: Any) -> None:
    person = ask(province, QINGYUN, BAIYAN)["paths"][0]["entities"][1]
    preferred = wish(province, [QINGYUN], [BAIYAN], Wishes(avoid=(person,)), max_hops=2)
    assert [path["entities"][1] for path in preferred["paths"]] == [person]
    assert preferred["bounds"]["avoid"] == [person]
    forbidden = wish(province, [QINGYUN], [BAIYAN], Wishes(avoid=(person,), forbid_avoided=True), max_hops=2)
    assert (forbidden["status"], forbidden["paths"]) == ("none_within_bounds", [])
    assert (forbidden["skipped"][0]["id"], forbidden["skipped"][0]["reason"]) == (person, "avoided")


def test_a_hop_must_be_stated_by_a_dataset_asked_for(province: Any) -> None:
    found = wish(province, [QINGYUN], [BAIYAN], Wishes(require_sources=frozenset({"shareholders"})), max_hops=2)
    assert found["status"] == "found"
    none = wish(province, [QINGYUN], [BAIYAN], Wishes(require_sources=frozenset({"licence"})), max_hops=2)
    assert none["status"] == "none_within_bounds"
    with pytest.raises(BadInput) as raised:
        wish(province, [QINGYUN], [BAIYAN], Wishes(require_sources=frozenset({"nobodys"})))
    assert raised.value.code == "unknown_dataset"
    assert "shareholders" in raised.value.remedy


@pytest.mark.parametrize(("first", "second", "avoid"), [(0, 1, 0), (1, 0, 0), (51, 1, 0), (1, 51, 0), (1, 1, 51)])
def test_the_sets_are_bounded(province: Any, first: int, second: int, avoid: int) -> None:
    with pytest.raises(BadInput) as raised:
        wish(province, [QINGYUN] * first, [BAIYAN] * second, Wishes(avoid=(TEA,) * avoid))
    assert raised.value.code == "bounds"
