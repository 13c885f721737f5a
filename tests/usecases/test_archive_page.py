"""The archive of an entity: every section with its count, also where there is nothing, and none where nobody knows."""

from typing import Any

import pytest

from creditgraph.model.errors import Ambiguous, NotFound
from creditgraph.model.request import Request
from creditgraph.usecases import archive_page as archive_page_module
from creditgraph.usecases.archive_page import archive_page

ORDER = [
    "administration",
    "good_faith",
    "serious_breach",
    "abnormal_operation",
    "commitment",
    "rating",
    "court",
    "other",
]
COMPANY = "海东甲有限公司"


@pytest.fixture
def listed(office: Any) -> Any:
    """A company on four lists."""

    def entry(name: str, number: int, listed_on: str, removed_on: str = "") -> list[str]:
        about = [name, COMPANY, office.code(1), "", "", listed_on, f"第{number}号", "海东某局", "某办法"]
        return [*about, removed_on]

    office.imported("registration", [COMPANY, office.code(1)], ["海东乙有限公司", office.code(2)])
    office.imported(
        "list",
        entry("海东失信惩戒名单", 1, "2019-01-01", "2020-01-01"),
        entry("海东失信惩戒名单", 2, "2021-01-01"),
        entry("海东守信红名单", 3, "2021-01-01"),
        entry("海东经营异常名录", 4, "2021-01-01"),
        entry("海东其它名录", 5, "2021-01-01"),
        stated_on=20220630,
    )
    return office


def sections(office: Any, subject: str | None = None, **request: Any) -> dict[str, dict[str, Any]]:
    told: Any = archive_page(office.context, Request(**request), subject or office.code(1))
    assert [one["section"] for one in told["sections"]] == ORDER
    return {one["section"]: one for one in told["sections"]}


def test_each_list_stands_in_its_section(listed: Any) -> None:
    found = sections(listed)
    counts = {name: found[name]["count"] for name in ORDER}
    assert counts == {
        "administration": None,
        "good_faith": 1,
        "serious_breach": 2,
        "abnormal_operation": 1,
        "commitment": None,
        "rating": None,
        "court": None,
        "other": 1,
    }
    (type_,) = found["serious_breach"]["types"]
    assert (type_["type"], type_["state"], type_["count"]) == ("list_entry", "collected", 2)
    assert {one["fields"]["decision_no"] for one in type_["records"]} == {"第1号", "第2号"}
    assert {one["item"] for one in found["other"]["types"][0]["records"]} == {"海东其它名录"}


def test_a_section_without_records_says_zero_or_that_nobody_knows(listed: Any) -> None:
    found = sections(listed, listed.code(2))
    assert (found["serious_breach"]["state"], found["serious_breach"]["count"]) == ("collected", 0)
    assert found["serious_breach"]["last_delivery"] == "2022-06-30"
    court = found["court"]
    assert (court["state"], court["count"], court["last_delivery"]) == ("not_collected", None, None)
    assert court["title"] == {"zh": "司法判决", "en": "Courts"}
    assert [one["type"] for one in found["administration"]["types"]] == ["licence", "penalty", "inspection"]


def test_of_a_section_some_types_may_be_collected_and_others_not(province: Any) -> None:
    found = sections(province, "91379911YX99000101")["administration"]
    states = {one["type"]: (one["state"], one["count"]) for one in found["types"]}
    assert states["inspection"] == ("not_collected", None)
    assert states["licence"][0] == "collected"
    assert found["count"] == sum(count or 0 for _state, count in states.values())


def test_only_what_holds_at_the_day_counts(listed: Any) -> None:
    assert sections(listed, as_of=20190601)["serious_breach"]["count"] == 1
    assert sections(listed, as_of=20220101)["serious_breach"]["count"] == 1
    assert sections(listed, tx=1)["serious_breach"]["state"] == "not_collected"


def test_records_are_bounded_and_counted(listed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_page_module, "RECORDS", 1)
    (type_,) = sections(listed)["serious_breach"]["types"]
    assert (type_["count"], len(type_["records"])) == (2, 1)


def test_the_head_is_that_of_the_entity(listed: Any) -> None:
    told: Any = archive_page(listed.context, Request(as_of=20220101), COMPANY)
    assert (told["tx"], told["name"], told["kind"], told["as_of"]) == (2, COMPANY, "enterprise", "2022-01-01")
    assert [one["text"] for one in told["names"]] == [COMPANY]
    assert told["identifiers"] == [{"kind": "credit_code", "value": listed.code(1)}]
    assert "moved_from" not in told


def test_what_is_no_single_entity_is_an_error(province: Any) -> None:
    for subject, kind in (("西山不存在有限公司", NotFound), ("云泽锦程商贸有限公司", Ambiguous)):
        with pytest.raises(kind):
            archive_page(province.context, Request(), subject)
