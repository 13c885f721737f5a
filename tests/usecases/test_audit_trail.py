"""An auditor reads who asked what, page by page; reading is an entry too."""

from typing import Any

import pytest

from creditgraph.model.errors import BadInput
from creditgraph.model.request import Principal, Request
from creditgraph.usecases.audit_trail import audit_trail
from creditgraph.usecases.search import search

AUDITOR = Request(Principal("auditor", frozenset({"auditor"})), reason="yearly audit")


def test_every_question_is_in_the_trail_with_who_and_why(office: Any) -> None:
    search(office.context, Request(purpose="lending"), "海东")
    entries: Any = audit_trail(office.context, AUDITOR)["entries"]
    told = [(one["seq"], one["principal"], one["action"], one["stage"], one["outcome"]) for one in entries]
    assert told == [
        (1, "local", "search", "intent", None),
        (2, "local", "search", "outcome", "done"),
        (3, "auditor", "audit", "intent", None),
    ]
    assert (entries[0]["about"], entries[0]["purpose"]) == (("海东",), "lending")
    assert entries[2]["reason"] == "yearly audit"
    assert entries[0]["act"] == entries[1]["act"]


def test_it_is_read_page_by_page(office: Any) -> None:
    for n in range(4):
        search(office.context, Request(), f"海东{n}")
    seen: list[int] = []
    page: Any = {"next": 0}
    for _ in range(3):
        page = audit_trail(office.context, AUDITOR, page["next"], limit=3)
        seen += [one["seq"] for one in page["entries"]]
    assert seen == list(range(1, 10))
    last: Any = audit_trail(office.context, AUDITOR, after=14)
    assert ([one["seq"] for one in last["entries"]], last["next"]) == ([15], None)


@pytest.mark.parametrize(("after", "limit"), [(0, 0), (0, 1001), (-1, 10), (1 << 63, 10)])
def test_a_page_has_bounds(office: Any, after: int, limit: int) -> None:
    with pytest.raises(BadInput) as raised:
        audit_trail(office.context, AUDITOR, after, limit)
    assert raised.value.code == "page"
