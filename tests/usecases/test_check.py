"""A check keeps own and related records apart, says what was never collected, and guesses nothing."""

import re
from typing import Any

import pytest

from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import RecordType
from creditgraph.usecases.check import check

PURPOSE = Request(purpose="采购资格审查")
CLEAN, PENALISED = "91379911YX99000101", "91379921YX9900029D"
NEIGHBOUR, ON_LIST = "91379911YX9900037Q", "91379912YX99000452"


def ask(office: Any, *subjects: str, request: Request = PURPOSE) -> list[dict[str, Any]]:
    answer: Any = check(office.context, request, list(subjects))
    return answer["subjects"]


def test_a_check_needs_a_purpose(province: Any) -> None:
    for purpose in (None, ""):
        with pytest.raises(BadInput) as raised:
            check(province.context, Request(purpose=purpose), [CLEAN])
        assert raised.value.code == "no_purpose"


@pytest.mark.parametrize("count", [0, 501])
def test_a_check_takes_1_to_500_subjects(province: Any, count: int) -> None:
    with pytest.raises(BadInput) as raised:
        check(province.context, PURPOSE, [CLEAN] * count)
    assert raised.value.code == "batch_size"


def test_the_frame_of_the_answer_is_named(province: Any) -> None:
    answer = check(province.context, Request(purpose="贷款", as_of=20240101), [CLEAN])
    assert (answer["purpose"], answer["as_of"]) == ("贷款", "2024-01-01")
    assert re.fullmatch(r"CK\d{8}-[0-9A-Z]{12}", str(answer["number"]))
    assert answer["tx"] == 8
    assert str(answer["at"]).endswith("+00:00")


def test_a_clean_company_has_its_licence_and_no_record(province: Any) -> None:
    subject = ask(province, CLEAN)[0]
    assert (subject["status"], subject["name"]) == ("confirmed", "云泽省清霖仪器有限公司")
    own = subject["own"]
    assert own["licence"]["count"] == 1
    assert (own["penalty"]["state"], own["penalty"]["count"]) == ("collected", 0)
    assert all(one["count"] in (0, None) for one in subject["related"])
    assert {"温以宁", "苏禾"} <= {one["name"] for one in subject["related"]}


def test_every_section_is_there_and_says_not_collected_where_it_is(province: Any) -> None:
    own = ask(province, CLEAN)[0]["own"]
    assert list(own) == [type_.value for type_ in RecordType]
    collected = {type_ for type_, section in own.items() if section["state"] == "collected"}
    assert collected == {"licence", "penalty", "list_entry"}
    for type_ in own.keys() - collected:
        assert (own[type_]["state"], own[type_]["count"], own[type_]["last_delivery"]) == ("not_collected", None, None)


def test_own_records_name_their_rows(province: Any) -> None:
    penalty = ask(province, PENALISED)[0]["own"]["penalty"]
    assert penalty["count"] == len(penalty["records"]) == 2
    for record in penalty["records"]:
        assert {one["file"] for one in record["sources"]} == {"penalty.csv"}
        assert all(one["row"] > 1 for one in record["sources"])


def test_a_record_of_a_related_party_is_not_ones_own(province: Any) -> None:
    subject = ask(province, NEIGHBOUR)[0]
    assert subject["own"]["list_entry"]["count"] == 0
    related = {one["name"]: one for one in subject["related"]}
    listed = related["墨川市沉舟物流有限公司"]
    assert (listed["count"], listed["records_shown"]) == (1, True)
    assert len(listed["path"]["hops"]) == 2
    own = ask(province, ON_LIST)[0]["own"]["list_entry"]
    assert own["count"] == 1


def test_records_of_related_persons_are_not_shown(office: Any) -> None:
    office.imported("officers", ["海东市甲乙有限公司", office.code(1), "张三", office.citizen(1), "董事"])
    office.imported(
        "list", ["严重违法失信名单", "张三", "", office.citizen(1), "", "2019-01-01", "第1号", "海东市某局", "依据"]
    )
    person = ask(office, office.citizen(1))[0]
    assert (person["kind"], person["own"]["list_entry"]["count"]) == ("natural_person", 1)
    related = ask(office, office.code(1))[0]["related"]
    assert [(one["name"], one["records_shown"], one["count"], one["records"]) for one in related] == [
        ("张三", False, None, [])
    ]


def test_ambiguous_unknown_and_invalid_subjects_are_answered_beside_good_ones(province: Any) -> None:
    names = ["云泽锦程商贸有限公司", "91379911YX9900993M", "91379911YX99000102", CLEAN, "云泽省清霖仪器有限公司", ""]
    subjects = ask(province, *names)
    assert [one["status"] for one in subjects] == [
        "ambiguous",
        "unknown",
        "invalid",
        "confirmed",
        "probable",
        "invalid",
    ]
    assert {one["identifiers"][0]["value"] for one in subjects[0]["candidates"]} == {
        "91379911YX9900053E",
        "91379931YX99000618",
    }
    for one in subjects:
        assert (one["id"] is None) == (one["status"] not in ("confirmed", "probable"))
        assert (one["own"] == {}) == (one["id"] is None)


def test_no_measure_is_made_up(province: Any) -> None:
    assert [one["measures"] for one in ask(province, PENALISED, CLEAN)] == [[], []]


def test_only_what_holds_at_the_day_is_told(office: Any) -> None:
    entry = [
        "失信名单",
        "海东市甲乙有限公司",
        office.code(1),
        "",
        "",
        "2019-01-01",
        "第1号",
        "海东市某局",
        "依据",
        "2021-01-01",
    ]
    office.imported("list", entry)

    def count(day: int) -> int:
        return ask(office, office.code(1), request=Request(purpose="x", as_of=day))[0]["own"]["list_entry"]["count"]  # type: ignore[no-any-return]

    assert [count(day) for day in (20181231, 20190101, 20201231, 20210101)] == [0, 1, 1, 0]


def test_only_what_was_known_is_told(office: Any) -> None:
    office.imported("registration", ["海东市甲乙有限公司", office.code(1)])
    office.imported(
        "list", ["失信名单", "海东市甲乙有限公司", office.code(1), "", "", "2019-01-01", "第1号", "海东市某局"]
    )
    before = ask(office, office.code(1), request=Request(purpose="x", tx=1))[0]["own"]["list_entry"]
    assert (before["state"], before["count"]) == ("not_collected", None)
    assert ask(office, office.code(1))[0]["own"]["list_entry"]["count"] == 1


def test_one_decision_from_two_suppliers_is_one_fact(office: Any) -> None:
    entry = ["失信名单", "海东市甲乙有限公司", office.code(1), "", "", "2019-01-01", "第1号", "海东市某局"]
    office.imported("list", entry, dataset="city", supplier="市")
    office.imported("list", entry, dataset="province", supplier="省")
    section = ask(office, office.code(1))[0]["own"]["list_entry"]
    assert (section["count"], [one["supplier"] for one in section["records"][0]["sources"]]) == (1, ["市", "省"])


def test_state_bodies_are_listed_and_not_walked(province: Any) -> None:
    subject = ask(province, "91379911YX9900109H")[0]
    body = next(one for one in subject["skipped"] if one["name"] == "云泽省国有资产监督管理委员会")
    assert (body["reason"], body["degree"]) == ("state_body", 8)
    assert "霁州市公共交通集团有限公司" not in {one["name"] for one in subject["related"]}


def test_without_the_key_companies_can_still_be_checked(office: Any) -> None:
    office.imported("registration", ["海东市甲乙有限公司", office.code(1)])
    office.context.key_path.unlink()
    assert ask(office, office.code(1))[0]["status"] == "confirmed"
