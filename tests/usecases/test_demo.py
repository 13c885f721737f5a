"""The demo loads the example into a folder and answers the two questions."""

import time
from typing import Any

from creditgraph.model.request import Request
from creditgraph.usecases.demo import demo


def test_the_demo_shows_a_linked_check_and_a_path(office: Any) -> None:
    started = time.monotonic()
    said: list[Any] = []
    told: Any = demo(office.context, Request(), office.folder / "example", said.append)
    assert time.monotonic() - started < 60
    assert len(said) == len(told["imports"]) == 8
    for report in told["imports"]:
        rows = report["rows"]
        assert report["status"] == "imported"
        assert rows["read"] == rows["accepted"] + rows["unchanged"] + rows["quarantined"]
        assert report["file"].startswith(str(office.folder / "example"))
    subject = told["check"]["subjects"][0]
    assert subject["status"] == "confirmed"
    assert any(one["count"] for one in subject["related"])
    assert told["paths"]["status"] == "found"
    assert len(told["paths"]["paths"][0]["hops"]) == 4


def test_the_demo_twice_changes_nothing(office: Any) -> None:
    demo(office.context, Request(), office.folder / "example", lambda _report: None)
    before = office.export()
    told: Any = demo(office.context, Request(), office.folder / "example", lambda _report: None)
    assert {report["status"] for report in told["imports"]} == {"unchanged"}
    assert office.export() == before
