"""Records against the archive: who they may be, what decides, and that a bad item in a batch spoils no other."""

import json
import time
from typing import Any

import pytest

from creditgraph.archive import candidates
from creditgraph.model.errors import BadInput, NotFound
from creditgraph.model.request import Request
from creditgraph.usecases.match import MOST_QUERIES, Wishes, match

from .conftest import Office

INK, PAPER, FORMER = "霁州市松烟笔墨有限公司", "霁州市白砚纸业有限公司", "霁州市墨庄笔墨有限公司"


@pytest.fixture
def full(office: Office) -> Office:
    """Two companies with codes, one without, and an officer with a number."""
    office.imported(
        "registration",
        [
            INK,
            office.code(1),
            "有限责任公司",
            "",
            "2010-03-01",
            "霁州市文化路1号",
            "0539-0000001",
            "霁州市墨庄笔墨有限公司",
        ],
        [PAPER, office.code(2), "有限责任公司", "", "2011-03-01", "霁州市砚台路2号"],
        ["云泽省松烟贸易有限公司", "", "有限责任公司"],
    )
    office.imported(
        "officers",
        [INK, office.code(1), "顾念慈", office.citizen(1), "监事", "2018-05-01"],
        [PAPER, office.code(2), "沈听澜", "", "经理", "2018-05-01"],
    )
    return office


def ask(office: Office, queries: dict[str, Any], lang: Any = "en", **wishes: Any) -> dict[str, Any]:
    """The answers by name."""
    found = match(office.context, Request(lang=lang), queries, Wishes(**wishes))
    return dict(found["responses"])


def one(office: Office, schema: str = "Company", **properties: Any) -> dict[str, Any]:
    """The answer to one query."""
    answer: dict[str, Any] = ask(office, {"q": {"schema": schema, "properties": properties}})["q"]
    return answer


def first(office: Office, schema: str = "Company", **properties: Any) -> dict[str, Any]:
    """The best candidate."""
    answer = one(office, schema, **properties)
    assert answer["status"] == 200, answer
    result: dict[str, Any] = answer["results"][0]
    return result


@pytest.mark.parametrize(
    ("properties", "verdict", "basis"),
    [
        ({"name": INK}, "same", "name"),
        ({"name": [INK]}, "same", "name"),
        ({"name": FORMER}, "same", "name_history"),
        ({"name": "霁州市松烟笔墨", "alias": [INK]}, "same", "name_history"),
        ({"name": "霁州市松烟笔墨"}, "same", "name"),
        ({"name": INK, "address": "霁州市文化路1号"}, "same", "name_and_context"),
        ({"name": "霁州松烟笔墨有限公司", "address": "霁州市文化路1号"}, "review", "name_and_context"),
        ({"name": "霁州市松烟笔黑有限公司"}, "different", "name"),
    ],
)
def test_a_company_by_its_name(full: Office, properties: dict[str, Any], verdict: str, basis: str) -> None:
    found = first(full, **properties)
    assert found["caption"] == INK
    assert (found["verdict"], found["basis"], found["match"]) == (verdict, basis, verdict == "same")


def test_a_code_decides_whatever_the_name_says(full: Office) -> None:
    found = first(full, name="完全另一个名称有限公司", uscCode=full.code(2))
    assert (found["caption"], found["verdict"], found["basis"], found["match"]) == (PAPER, "same", "identifier", True)
    assert found["properties"]["uscCode"] == [full.code(2)]
    for name in ("registrationNumber", "idNumber", "taxNumber"):
        assert first(full, **{name: full.code(2)})["match"]
    assert first(full, registrationNumber=full.code(2)[8:17])["caption"] == PAPER


def test_another_code_parts_equal_names(full: Office) -> None:
    assert one(full, name=INK, uscCode=full.code(9))["results"] == []


def test_with_a_cutoff_of_nought_the_different_are_listed(full: Office) -> None:
    query = {"schema": "Company", "properties": {"name": INK, "uscCode": full.code(9)}, "cutoff": 0}
    results = ask(full, {"q": query})["q"]["results"]
    assert {result["verdict"] for result in results if result["caption"] == INK} == {"different"}
    assert not any(result["match"] for result in results)


@pytest.mark.parametrize("text", ["{name} {code}", "{code}/{name}", "{name}（{code}）", "{code}"])
def test_a_name_that_holds_a_code_is_found_by_it(full: Office, text: str) -> None:
    found = first(full, name=text.format(name="笔误的名称", code=full.code(1)))
    assert (found["caption"], found["basis"], found["match"]) == (INK, "identifier", True)


@pytest.mark.parametrize("schema", ["Person", "LegalEntity"])
def test_a_persons_bare_name_never_matches(full: Office, schema: str) -> None:
    answer = one(full, schema, name="顾念慈")
    assert [(found["caption"], found["verdict"], found["match"]) for found in answer["results"]] == [
        ("顾念慈", "review", False)
    ]
    answer = one(full, schema, name="顾念慈", alias=["顾念慈"], threshold=0)
    assert not any(found["match"] for found in answer["results"])


def test_a_person_by_the_number_and_nothing_shows_it(full: Office) -> None:
    number = full.citizen(1)
    queries = {
        "a": {"schema": "Person", "properties": {"name": "顾念慈", "idNumber": number}},
        "b": {"schema": "Person", "properties": {"name": number}},
        "c": {"schema": "Person", "properties": {"name": f"顾念慈 {number}"}},
        number: {"schema": "Person", "properties": {"name": "顾念慈", "idNumber": full.citizen(2), number: "x"}},
    }
    answers = ask(full, queries)
    for name in "abc":
        found = answers[name]["results"][0]
        assert (found["verdict"], found["basis"], found["match"]) == ("same", "identifier", True)
    text = json.dumps(answers, ensure_ascii=False)
    hashes = full.ask("SELECT value FROM identifier WHERE mask IS NOT NULL")
    trail = json.dumps([kept.entry.about for kept in full.context.ledger.audit()], ensure_ascii=False)
    for secret in (number, full.citizen(2), *[value for (value,) in hashes]):
        assert secret not in text
        assert secret not in trail


def test_the_schema_says_whom_it_may_mean(full: Office) -> None:
    assert one(full, "Company", name="顾念慈")["results"] == []
    assert one(full, "Person", name=INK)["results"] == []
    assert first(full, "LegalEntity", name=INK)["schema"] == "Company"
    assert first(full, "LegalEntity", name="顾念慈")["schema"] == "Person"


def test_names_apart_of_a_person(full: Office) -> None:
    assert first(full, "Person", firstName="念慈", lastName="顾")["caption"] == "顾念慈"
    answer = one(full, "Company", name=INK, firstName="念慈")
    assert answer["ignored"] == [{"property": "firstName", "code": "unknown"}]


def test_two_of_one_name_are_for_a_person_to_tell_apart(full: Office) -> None:
    full.imported("registration", [INK, full.code(3), "有限责任公司"])
    results = one(full, name=INK)["results"]
    assert [found["caption"] for found in results[:2]] == [INK, INK]
    assert {found["verdict"] for found in results[:2]} == {"review"}
    assert not any(found["match"] for found in results)
    assert first(full, name=INK, uscCode=full.code(3))["match"]


def test_a_short_name_is_taken_only_where_its_rivals_were_read(full: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert first(full, name="松烟笔墨")["match"]
    monkeypatch.setattr(candidates, "LISTED", 0)
    found = first(full, name="松烟笔墨")
    assert (found["caption"], found["verdict"], found["match"]) == (INK, "review", False)
    assert first(full, name=INK)["match"]


@pytest.mark.parametrize(
    ("item", "status", "code"),
    [
        ("text", 400, "malformed"),
        (None, 400, "malformed"),
        ({}, 400, "malformed"),
        ({"schema": "Company"}, 400, "malformed"),
        ({"schema": "Company", "properties": []}, 400, "malformed"),
        ({"schema": "Company", "properties": {"name": {"a": 1}}}, 400, "malformed"),
        ({"schema": "Company", "properties": {"name": ["x"] * 51}}, 400, "malformed"),
        ({"schema": "Company", "properties": {"name": "甲"}, "limit": "5"}, 400, "malformed"),
        ({"schema": "Company", "properties": {"name": "甲"}, "limit": 0}, 422, "bounds"),
        ({"schema": "Company", "properties": {"name": "甲"}, "threshold": float("nan")}, 422, "bounds"),
        ({"properties": {"name": INK}}, 422, "schema"),
        ({"schema": "Vessel", "properties": {"name": INK}}, 422, "schema"),
        ({"schema": ["Company"], "properties": {"name": INK}}, 422, "schema"),
        ({"schema": "Company", "properties": {}}, 422, "empty"),
        ({"schema": "Company", "properties": {"name": []}}, 422, "empty"),
        ({"schema": "Company", "properties": {"name": " "}}, 422, "empty"),
        ({"schema": "Company", "properties": {"name": None}}, 422, "empty"),
        ({"schema": "Company", "properties": {"country": "cn"}}, 422, "empty"),
        ({"schema": "Company", "properties": {"name": "甲" * 10_000}}, 422, "length"),
        ({"schema": "Company", "properties": {"name": "x", "address": "甲" * 300_000}}, 422, "length"),
        ({"schema": "Company", "properties": {"name": "甲\x00乙"}}, 422, "control"),
        ({"schema": "Company", "properties": {"name": "甲\ud800乙"}}, 422, "control"),
        ({"schema": "Company", "properties": {"name": "无"}}, 422, "placeholder"),
        ({"schema": "Company", "properties": {"name": "、。"}}, 422, "no_letter"),
        ({"schema": "Company", "properties": {"name": "——"}}, 422, "placeholder"),
        ({"schema": "Company", "properties": {"name": "91379900MA00000X0X"}}, 422, "checksum"),
        ({"schema": "Company", "properties": {"uscCode": "91379900MA00000X0X"}}, 422, "checksum"),
    ],
)
def test_a_bad_item_is_told_why_and_spoils_no_other(full: Office, item: Any, status: int, code: str) -> None:
    answers = ask(full, {"bad": item, "good": {"schema": "Company", "properties": {"name": INK}}})
    bad = answers["bad"]
    assert (bad["status"], bad["code"], bad["results"], bad["total"]["value"]) == (status, code, [], 0)
    assert bad["detail"] not in ("", code)
    assert answers["good"]["results"][0]["match"]
    assert ask(full, {"bad": item}, lang="zh")["bad"]["detail"] != bad["detail"]
    json.dumps(answers, ensure_ascii=False).encode()


@pytest.mark.parametrize("name", ["墨", "一", "A", "600000", "甲" * 200, "松烟 (暂定)", "OR", "%", "某某", "12345"])
def test_an_odd_name_gets_a_decision(full: Office, name: str) -> None:
    answer = one(full, "LegalEntity", name=name)
    assert answer["status"] in (200, 422)
    assert not any(found["match"] for found in answer["results"])


def test_what_is_not_compared_is_said(full: Office) -> None:
    answer = one(full, name=INK, country="cn", topics=["x"], uscCode="91379900MA00000X0X")
    assert answer["ignored"] == [
        {"property": "country", "code": "unknown"},
        {"property": "topics", "code": "unknown"},
        {"property": "uscCode", "code": "checksum"},
    ]
    assert answer["results"][0]["match"]


def test_limit_and_threshold_are_the_batchs_or_the_items(full: Office) -> None:
    query = {"schema": "Company", "properties": {"name": "松烟"}, "cutoff": 0}
    sure = {"schema": "Company", "properties": {"name": INK}}
    answers = ask(full, {"a": query, "b": {**query, "limit": 2}, "c": sure, "d": {**sure, "threshold": 0.5}}, limit=1)
    assert [len(answers[name]["results"]) for name in "ab"] == [1, 2]
    strict = ask(full, {"c": sure, "d": {**sure, "threshold": 0.5}}, threshold=1.0)
    assert [answers["c"]["results"][0]["match"], strict["c"]["results"][0]["match"]] == [True, False]
    assert strict["d"]["results"][0]["match"]


def test_candidates_may_be_left_out(full: Office) -> None:
    home = first(full, name=INK)["id"]

    def captions(**wishes: Any) -> list[str]:
        query = {"schema": "LegalEntity", "properties": {"name": INK}, "cutoff": 0}
        return [found["caption"] for found in ask(full, {"q": query}, limit=50, **wishes)["q"]["results"]]

    assert INK in captions()
    assert INK not in captions(exclude_ids=(home, "cg-nonsense"))
    assert INK not in captions(exclude_schemas=("Company",))
    datasets = first(full, name=INK)["datasets"]
    assert len(datasets) == 2
    assert INK not in captions(exclude_datasets=(datasets[0],))
    assert INK in captions(datasets=(datasets[1],))
    with pytest.raises(NotFound, match="no dataset"):
        captions(datasets=("no_such",))


def test_a_batch_has_bounds(full: Office) -> None:
    for count in (0, MOST_QUERIES + 1):
        with pytest.raises(BadInput) as raised:
            ask(full, {str(number): {} for number in range(count)})
        assert raised.value.code == "batch_size"


def test_what_the_time_did_not_suffice_for_says_so(full: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    request = Request(deadline=time.monotonic() + 60, lang="en")
    monkeypatch.setattr(Request, "out_of_time", lambda _self: True)
    query = {"schema": "Company", "properties": {"name": INK}}
    found = match(full.context, request, {"q": query}, Wishes())["responses"]["q"]
    assert (found["status"], found["code"], found["results"]) == (503, "timed_out", [])


def test_as_of_a_transaction(full: Office) -> None:
    query = {"q": {"schema": "Company", "properties": {"name": INK}}}
    answer = match(full.context, Request(tx=0), query, Wishes())
    assert (answer["tx"], answer["responses"]["q"]["results"]) == (0, [])


def test_answers_are_the_same_each_time(full: Office) -> None:
    query = {"q": {"schema": "LegalEntity", "properties": {"name": "松烟"}, "cutoff": 0, "limit": 50}}
    assert ask(full, query) == ask(full, query)


def test_the_reasons_are_told(full: Office) -> None:
    found = first(full, name="霁州市松烟笔黑有限公司", phone="0539-0000001")
    assert found["key"] == "-BRAND +FORM +PHONE"
    assert found["explanation"]["zh"].startswith("需要人工复核")
    assert all({"score", "detail", "query", "candidate"} == one.keys() for one in found["explanations"].values())
    assert found["explanations"]["PHONE"]["score"] == 1
