"""Counts of neighbours first, then pages that meet, whatever is imported meanwhile."""

from typing import Any

import pytest

from creditgraph.model.errors import BadInput, NotFound
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.usecases import adjacent as adjacent_module
from creditgraph.usecases.adjacent import adjacent, adjacent_page

HOLDS, OFFICER = LinkType.HOLDS, LinkType.OFFICER_OF
COMPANY = "海东甲有限公司"


@pytest.fixture
def company(office: Any) -> Any:
    """A company with five holders, one of them an officer too, which holds two others."""
    holders = [[COMPANY, office.code(1), f"海东股东{n}有限公司", office.code(10 + n), "20"] for n in range(4)]
    holders.append([COMPANY, office.code(1), "张三", office.citizen(1), "20", "2015-01-01"])
    held = [[f"海东子{n}有限公司", office.code(30 + n), COMPANY, office.code(1), "100"] for n in range(2)]
    office.imported("shareholders", *holders, *held)
    office.imported(
        "officers", [COMPANY, office.code(1), "张三", office.citizen(1), "董事", "2015-01-01", "2018-12-31"]
    )
    return office


def counts(office: Any, **request: Any) -> list[tuple[str, str, int, bool]]:
    told: Any = adjacent(office.context, Request(**request), office.code(1))
    return [(one["type"], one["direction"], one["count"], one["capped"]) for one in told["adjacent"]]


def pages(office: Any, direction: str | None, limit: int, **request: Any) -> list[list[str]]:
    """The names on all pages."""
    found: list[list[str]] = []
    cursor = None
    while True:
        told: Any = adjacent_page(office.context, Request(**request), office.code(1), HOLDS, direction, limit, cursor)
        found.append([one["name"] for one in told["results"]])
        cursor = told["next"]
        if cursor is None:
            return found


def test_neighbours_are_counted_by_type_and_direction(company: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert counts(company) == [("OFFICER_OF", "in", 1, False), ("HOLDS", "out", 2, False), ("HOLDS", "in", 5, False)]
    assert counts(company, as_of=20200101)[0][0] == "HOLDS"
    monkeypatch.setattr(adjacent_module, "COUNTED", 3)
    assert counts(company)[-1] == ("HOLDS", "in", 3, True)


def test_the_head_names_the_entity(company: Any) -> None:
    told: Any = adjacent(company.context, Request(as_of=20200101), company.code(1), Certainty.CERTAIN)
    assert (told["tx"], told["name"], told["kind"], told["as_of"]) == (2, COMPANY, "enterprise", "2020-01-01")


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
@pytest.mark.parametrize(("direction", "count"), [("in", 5), ("out", 2), (None, 7)])
def test_pages_meet_and_no_neighbour_comes_twice(company: Any, limit: int, direction: str | None, count: int) -> None:
    found = pages(company, direction, limit)
    names = [name for page in found for name in page]
    assert len(names) == len(set(names)) == count
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert found[-1]
    if direction is None:
        assert names == [name for way in ("out", "in") for page in pages(company, way, 50) for name in page]


def test_a_result_tells_the_relation_with_its_rows(company: Any) -> None:
    told: Any = adjacent_page(company.context, Request(), company.code(1), OFFICER)
    (one,) = told["results"]
    assert (told["type"], told["direction"], told["next"]) == ("OFFICER_OF", None, None)
    assert (one["name"], one["direction"], one["kind"], one["valid_to"]) == (
        "张三",
        "in",
        "natural_person",
        "2019-01-01",
    )
    assert one["attributes"] == [{"post": "董事"}]
    assert [(source["file"], source["row"]) for source in one["sources"]] == [("officers-2.csv", 2)]


def test_several_relations_with_one_neighbour_are_one_result(office: Any) -> None:
    person = [COMPANY, office.code(1), "张三", office.citizen(1)]
    office.imported("officers", [*person, "经理", "2020-01-01"], [*person, "董事", "2015-01-01", "2018-12-31"])
    told: Any = adjacent_page(office.context, Request(), office.code(1), OFFICER)
    (one,) = told["results"]
    assert [part["attributes"] for part in (one, *one["also"])] == [[{"post": "经理"}], [{"post": "董事"}]]


def test_a_cursor_keeps_its_transaction(company: Any) -> None:
    first: Any = adjacent_page(company.context, Request(), company.code(1), HOLDS, "in", 3)
    company.imported("registration", [COMPANY, company.code(1), "", "李四"])
    company.imported("shareholders", [COMPANY, company.code(1), "海东新股东有限公司", company.code(50), "100"])
    rest: Any = adjacent_page(company.context, Request(), company.code(1), HOLDS, "in", 3, first["next"])
    assert rest["tx"] == first["tx"] == 2
    assert len({one["id"] for one in (*first["results"], *rest["results"])}) == 5


@pytest.mark.parametrize(
    "changed", [{"direction": "out"}, {"type_": OFFICER}, {"min_certainty": Certainty.CERTAIN}, {"subject": "张三"}]
)
def test_a_cursor_of_another_question_is_refused(company: Any, changed: dict[str, Any]) -> None:
    first: Any = adjacent_page(company.context, Request(), company.code(1), HOLDS, "in", 2)
    asked = {"subject": company.code(1), "type_": HOLDS, "direction": "in", "cursor": first["next"]} | changed
    with pytest.raises(BadInput) as raised:
        adjacent_page(company.context, Request(), **asked)
    assert raised.value.code == "cursor"


@pytest.mark.parametrize("limit", [0, 201])
def test_the_limit_is_bounded(company: Any, limit: int) -> None:
    with pytest.raises(BadInput, match="limit"):
        adjacent_page(company.context, Request(), company.code(1), HOLDS, "in", limit)


def test_an_unknown_subject_is_an_error(company: Any) -> None:
    for question in (adjacent, lambda *asked: adjacent_page(*asked, HOLDS)):
        with pytest.raises(NotFound):
            question(company.context, Request(), "西山不存在有限公司")


def test_a_number_of_a_person_stands_in_no_cursor(company: Any) -> None:
    number = company.citizen(1)
    company.imported("shareholders", ["海东乙有限公司", company.code(2), "张三", number, "20"])
    texts = {
        str(adjacent_page(company.context, Request(), subject, HOLDS, "out", 1)["next"])
        for subject in (number, adjacent(company.context, Request(), number)["id"])
    }
    assert len(texts) == 1
