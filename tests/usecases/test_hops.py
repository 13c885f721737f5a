"""A hop names the rows that state it, and says when there are more."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from creditgraph.archive.links import LinkRow
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations.paths import Bounds
from creditgraph.usecases import hops
from creditgraph.usecases.find_paths import find_paths


def hop(office: Any) -> dict[str, Any]:
    answer: Any = find_paths(office.context, Request(), [office.code(1)], ["张三"], Bounds(), Certainty.PROBABLE)
    found: dict[str, Any] = answer["paths"][0]["hops"][0]
    return found


def test_a_hop_has_type_ends_dates_and_the_row(office: Any) -> None:
    office.imported(
        "officers",
        ["海东甲有限公司", office.code(1), "张三", office.citizen(1), "董事/经理", "2019-01-01", "2030-12-31"],
        supplier="某局",
    )
    found = hop(office)
    assert (found["type"], found["from_name"], found["to_name"]) == ("OFFICER_OF", "张三", "海东甲有限公司")
    assert (found["from_kind"], found["to_kind"]) == ("natural_person", "enterprise")
    assert (found["valid_from"], found["valid_to"], found["certainty"]) == ("2019-01-01", "2031-01-01", "certain")
    assert [one["attributes"] for one in (found, *found["also"])] == [[{"post": "董事"}], [{"post": "经理"}]]
    assert {(one["file"], one["row"], one["supplier"], one["stated_on"]) for one in found["sources"]} == {
        ("officers-1.csv", 2, "某局", "2020-01-01")
    }


def test_other_relationships_of_the_same_two_are_told_beside_the_first(office: Any) -> None:
    office.imported("registration", ["海东甲有限公司", office.code(1), "", "张三"])
    office.imported("officers", ["海东甲有限公司", office.code(1), "张三", "", "董事"])
    found = hop(office)
    assert {found["type"], *(one["type"] for one in found["also"])} == {"LEGAL_REP_OF", "OFFICER_OF"}


def test_each_post_keeps_its_own_time_and_row(office: Any) -> None:
    person = ["张三", office.citizen(1)]
    office.imported(
        "officers",
        ["海东甲有限公司", office.code(1), *person, "监事", "2010-03-01", "2012-01-01"],
        ["海东甲有限公司", office.code(1), *person, "董事长", "2020-01-01", ""],
    )
    found = hop(office)
    told = [
        (one["attributes"][0]["post"], one["valid_from"], one["valid_to"], [row["row"] for row in one["sources"]])
        for one in (found, *found["also"])
    ]
    assert told == [("董事长", "2020-01-01", None, [3]), ("监事", "2010-03-01", "2012-01-02", [2])]


def test_the_relations_of_a_hop_are_bounded(office: Any) -> None:
    rows = [["海东甲有限公司", office.code(1), "张三", office.citizen(1), f"职务{n}"] for n in range(30)]
    office.imported("officers", *rows)
    found = hop(office)
    assert (len(found["also"]), found["also_truncated"]) == (hops.RELATIONS, True)


@given(st.lists(st.tuples(st.sampled_from((None, 1, 2, 3, 4)), st.sampled_from((None, 2, 3, 5)))))
def test_unbroken_times_are_parted_by_gaps_alone(times: list[tuple[int | None, int | None]]) -> None:
    links = [
        LinkRow(lid, start, end, None, Certainty.CERTAIN)
        for lid, (start, end) in enumerate(times)
        if start is None or end is None or start < end
    ]
    groups = hops.unbroken(links)
    assert sorted(link for group in groups for link in group) == sorted(links)
    known = [group for group in groups if group[0].valid_from]
    spans = sorted((group[0].valid_from, max(link.valid_to or 9 for link in group)) for group in known)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
