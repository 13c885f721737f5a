"""A hop names the rows that state it, and says when there are more."""

from typing import Any

from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations.paths import Bounds
from creditgraph.usecases import hops
from creditgraph.usecases.find_paths import find_paths


def hop(office: Any) -> dict[str, Any]:
    answer: Any = find_paths(office.context, Request(), office.code(1), "张三", Bounds(), Certainty.PROBABLE)
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
    assert (found["valid_from"], found["valid_to"], found["certainty"]) == ("2019-01-01", "2031-01-01", "certain")
    assert found["attributes"] == [{"post": "董事"}, {"post": "经理"}]
    assert {(one["file"], one["row"], one["supplier"], one["stated_on"]) for one in found["sources"]} == {
        ("officers-1.csv", 2, "某局", "2020-01-01")
    }


def test_other_relationships_of_the_same_two_are_told_beside_the_first(office: Any) -> None:
    office.imported("registration", ["海东甲有限公司", office.code(1), "", "张三"])
    office.imported("officers", ["海东甲有限公司", office.code(1), "张三", "", "董事"])
    found = hop(office)
    assert {found["type"], *(one["type"] for one in found["also"])} == {"LEGAL_REP_OF", "OFFICER_OF"}


def test_no_more_rows_are_named_than_twenty(office: Any) -> None:
    rows = [["海东甲有限公司", office.code(1), "张三", office.citizen(1), f"职务{n}"] for n in range(30)]
    office.imported("officers", *rows)
    found = hop(office)
    assert (len(found["sources"]), found["sources_truncated"]) == (hops.SOURCES, True)
