"""What a search answers: its shape, its bounds, and what reaches the audit trail."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from creditgraph.access.audit import AuditEntry
from creditgraph.archive.archive import Archive
from creditgraph.identifiers import citizen_id_check, credit_code_check
from creditgraph.model.errors import BadInput, CreditGraphError
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.search import search

BODY = "91379900MA0000001"
CODE = BODY + credit_code_check(BODY)
CITIZEN = "37990019000101001" + citizen_id_check("37990019000101001")
MASK = f"379900********{CITIZEN[14:]}"


@dataclass
class Trail:
    """An audit hook that remembers."""

    entries: list[AuditEntry] = field(default_factory=list)

    def record(self, entry: AuditEntry) -> None:
        self.entries.append(entry)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder: Path = tmp_path_factory.mktemp("search")
    context = Context(Archive(str(folder / "a.sqlite")), folder / "key")
    context.ensure()
    file = folder / "officers.csv"
    file.write_text(
        "企业名称,统一社会信用代码,姓名,证件号码,职务,任职日期,离任日期\n"
        f"海东市甲乙科技有限公司,{CODE},赵一,{CITIZEN},监事,2010-01-01,\n"
        "海东市丙丁实业有限公司,,钱二,,经理,,\n".replace("\\\\n", "\\n"),
        "utf-8",
    )
    import_file(context, Request(), file, Options())
    return context


def found(context: Context, query: str, **options: Any) -> list[dict[str, Any]]:
    told = search(context, Request(), query, **options)
    results = told["results"]
    assert isinstance(results, list)
    return results


def test_the_shape_is_that_of_the_interface(context: Context) -> None:
    told = search(context, Request(), "甲乙")
    assert set(told) == {"tx", "results", "truncated", "next"}
    assert (told["tx"], told["truncated"], told["next"]) == (1, False, None)
    (one,) = found(context, "甲乙")
    assert {key: value for key, value in one.items() if key != "id"} == {
        "kind": "enterprise",
        "name": "海东市甲乙科技有限公司",
        "hit": {"text": "海东市甲乙科技有限公司", "name_kind": "registered"},
        "identifiers": [{"kind": "credit_code", "value": CODE}],
    }


def test_a_code_is_a_hit_of_its_kind(context: Context) -> None:
    (one,) = found(context, CODE)
    assert one["hit"] == {"text": CODE, "name_kind": None, "identifier_kind": "credit_code"}


def test_a_citizen_number_finds_its_bearer_and_is_nowhere_in_plain(context: Context) -> None:
    trail = Trail()
    told = search(Context(context.archive, context.key_path, trail), Request(), CITIZEN)
    assert CITIZEN not in repr(told)
    assert MASK in repr(told)
    assert [entry.about for entry in trail.entries] == [(MASK,), (MASK,)]
    assert [entry.action for entry in trail.entries] == ["search", "search"]


def test_the_limit_cuts_and_says_so(context: Context) -> None:
    assert search(context, Request(), "海东", limit=1)["truncated"] is True
    assert len(found(context, "海东", limit=1)) == 1
    with pytest.raises(BadInput):
        search(context, Request(), "海东", limit=0)


def test_a_transaction_that_is_not_there_yet_is_refused(context: Context) -> None:
    with pytest.raises(CreditGraphError):
        search(context, Request(tx=99), "海东")
    assert search(context, Request(tx=0), "海东")["results"] == []


@pytest.fixture
def crowd(tmp_path: Path) -> Context:
    """Thirty companies of one place, ten of which once had another name."""
    context = Context(Archive(str(tmp_path / "a.sqlite")), tmp_path / "key")
    context.ensure()
    rows = [
        f"海东市{a}{b}贸易有限公司,,,,,,," + (f"海东市旧{a}{b}商行,2015-01-01" if a == "甲" else ",")
        for a in "甲乙丙"
        for b in "子丑寅卯辰巳午未申酉"
    ]
    headings = "企业名称,统一社会信用代码,主体类型,法定代表人,成立日期,住所,联系电话,曾用名,更名日期"
    file = tmp_path / "registration.csv"
    file.write_text("\n".join((headings, *rows)) + "\n", "utf-8")
    import_file(context, Request(), file, Options())
    return context


def pages(context: Context, query: str, limit: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        told: Any = search(context, Request(), query, limit, cursor)
        found.append(told)
        cursor = told["next"]
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 7, 10, 30, 50])
@pytest.mark.parametrize("query", ["海东", "海东市旧", "贸易 甲"])
def test_pages_hold_what_one_answer_holds(crowd: Context, query: str, limit: int) -> None:
    whole = found(crowd, query, limit=200)
    told = pages(crowd, query, limit)
    assert [one for page in told for one in page["results"]] == whole
    assert [page["truncated"] for page in told] == [True] * (len(told) - 1) + [False]


def test_a_later_page_knows_no_more_than_the_first(crowd: Context, tmp_path: Path) -> None:
    first: Any = search(crowd, Request(), "海东", 10)
    before = [one for page in pages(crowd, "海东", 10) for one in page["results"]]
    file = tmp_path / "more.csv"
    file.write_text(
        "企业名称,统一社会信用代码,主体类型,法定代表人,成立日期,住所,联系电话,曾用名,更名日期\n海东,,,,,,,,\n", "utf-8"
    )
    import_file(crowd, Request(), file, Options())
    assert search(crowd, Request(), "海东", 10)["results"] != first["results"]
    second: Any = search(crowd, Request(), "海东", 10, first["next"])
    assert (second["tx"], second["results"]) == (first["tx"], before[10:20])


def test_a_cursor_of_another_query_is_refused(crowd: Context) -> None:
    following = search(crowd, Request(), "海东", 10)["next"]
    for query, text in (("贸易", following), ("海东", "cursor"), ("海东", str(following) + "A")):
        with pytest.raises(BadInput) as raised:
            search(crowd, Request(), query, 10, str(text))
        assert raised.value.code == "cursor"
