"""Who is around some entities: names, distances, links with their rows, and what lies behind a cut."""

from typing import Any

import pytest

from creditgraph.model.errors import Ambiguous, BadInput
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.usecases import network as network_module
from creditgraph.usecases.network import Bounds, network

QINGYUN, BAIYAN, WATER = "91379911YX990007X1", "91379921YX9900088G", "91379911YX9900109H"


def draw(office: Any, *seeds: str, bounds: Bounds | None = None, **asked: Any) -> dict[str, Any]:
    request = Request(as_of=asked.pop("as_of", None), deadline=asked.pop("deadline", None))
    return network(office.context, request, seeds, bounds or Bounds(), **asked)


def test_the_entities_by_distance_and_the_links_with_their_rows(province: Any) -> None:
    told = draw(province, QINGYUN, bounds=Bounds(max_hops=2))
    assert told["status"] == "complete"
    distances = [one["distance"] for one in told["entities"]]
    assert distances == sorted(distances)
    assert told["seeds"] == [told["entities"][0]["id"]]
    assert told["entities"][0]["name"] == "墨川市青筠文化传播有限公司"
    shown = {one["id"] for one in told["entities"]}
    assert {"顾念慈", "鹤陵市白砚纸业有限公司"} <= {one["name"] for one in told["entities"]}
    for link in told["links"]:
        assert {link["from"], link["to"]} <= shown
        assert link["sources"][0]["row"] > 1
        assert link["from_name"]


def test_seeds_that_are_one_entity_are_one(province: Any) -> None:
    told = draw(province, QINGYUN, "墨川市青筠文化传播有限公司", BAIYAN)
    assert len(told["seeds"]) == 2
    assert [one["distance"] for one in told["entities"]][:3] == [0, 0, 1]


def test_a_state_body_is_shown_and_told_as_a_cut(province: Any) -> None:
    told = draw(province, WATER, bounds=Bounds(max_hops=2))
    body = next(one for one in told["cut"] if one["reason"] == "state_body")
    assert (body["name"], body["degree"]) == ("云泽省国有资产监督管理委员会", 8)
    assert {"type": "HOLDS", "direction": "out", "count": 8, "capped": False} in body["counts"] or body["counts"]
    assert told["cut_count"] == len(told["cut"])


def test_a_hub_tells_no_more_than_that_it_is_one(office: Any) -> None:
    rows = [["海东甲有限公司", office.code(1), f"海东股东{n}有限公司", office.code(10 + n), "1"] for n in range(5)]
    office.imported("shareholders", *rows, ["海东乙有限公司", office.code(2), "海东甲有限公司", office.code(1), "1"])
    told = draw(office, office.code(2), bounds=Bounds(max_hops=2, hub_degree=3))
    hub = next(one for one in told["entities"] if one["name"] == "海东甲有限公司")
    assert (hub["degree"], hub["degree_capped"]) == (3, True)
    (cut,) = told["cut"]
    assert (cut["reason"], cut["degree"]) == ("hub", 4)
    assert {(one["direction"], one["count"]) for one in cut["counts"]} == {("out", 1), ("in", 5)}


def test_where_there_is_no_room_what_is_hidden_is_counted(office: Any) -> None:
    rows = [["海东甲有限公司", office.code(1), f"海东股东{n}有限公司", office.code(10 + n), "1"] for n in range(5)]
    office.imported("shareholders", *rows)
    told = draw(office, office.code(1), bounds=Bounds(max_entities=3))
    assert (told["status"], len(told["entities"]), len(told["links"])) == ("truncated", 3, 2)
    (cut,) = told["cut"]
    assert (cut["reason"], cut["degree"]) == ("budget", 5)
    assert cut["counts"] == [{"type": "HOLDS", "direction": "in", "count": 3, "capped": False}]


def test_only_the_types_asked_for(province: Any) -> None:
    told = draw(province, QINGYUN, types=frozenset({LinkType.OFFICER_OF}), min_certainty=Certainty.CERTAIN)
    assert {link["type"] for link in told["links"]} == {"OFFICER_OF"}
    assert (told["bounds"]["types"], told["bounds"]["min_certainty"]) == (["OFFICER_OF"], "certain")


def test_no_time_says_timed_out(province: Any) -> None:
    told = draw(province, QINGYUN, deadline=0.0)
    assert (told["status"], len(told["entities"])) == ("timed_out", 1)
    assert told["entities"][0]["degree"] is None


@pytest.mark.parametrize("bounds", [Bounds(0), Bounds(4), Bounds(1, 0), Bounds(1, 2001), Bounds(1, 150, 0)], ids=repr)
def test_bounds_outside_the_allowed_are_refused(province: Any, bounds: Bounds) -> None:
    with pytest.raises(BadInput) as raised:
        draw(province, QINGYUN, bounds=bounds)
    assert raised.value.code == "bounds"


def test_seeds_are_bounded_and_each_is_one_entity(province: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network_module, "MOST_SEEDS", 1)
    for seeds in ((), (QINGYUN, BAIYAN)):
        with pytest.raises(BadInput):
            draw(province, *seeds)
    with pytest.raises(Ambiguous):
        draw(province, "云泽锦程商贸有限公司")
