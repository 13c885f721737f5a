"""A walk over all routes: each passes the audit hook, with the purpose that was given."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx

from creditgraph.api.settings import Settings
from support.openapi import described

from .conftest import CLEAN, LEFT, RIGHT, V1, Serve

Ask = Callable[[httpx.Client], httpx.Response]
ENTITY = f"{V1}/entities/{LEFT}"
ASKED: dict[str, tuple[str, Ask]] = {
    "search": ("search", lambda c: c.get(f"{V1}/search?q=%E6%B8%85%E9%9C%96")),
    "get_entity": ("show", lambda c: c.get(ENTITY)),
    "get_archive": ("archive_page", lambda c: c.get(f"{ENTITY}/archive")),
    "get_adjacent": ("adjacent", lambda c: c.get(f"{ENTITY}/adjacent")),
    "get_adjacent_page": ("adjacent_page", lambda c: c.get(f"{ENTITY}/adjacent/HOLDS")),
    "find_paths": ("paths", lambda c: c.post(f"{V1}/paths", json={"from": [LEFT], "to": [RIGHT]})),
    "draw_network": ("network", lambda c: c.post(f"{V1}/network", json={"seeds": [LEFT]})),
    "check": ("check", lambda c: c.post(f"{V1}/checks", json={"subjects": [CLEAN], "purpose": "walk"})),
    "get_check": ("stored_check", lambda c: c.get(f"{V1}/checks/CK1")),
    "verify_check": ("verify_check", lambda c: c.get(f"{V1}/checks/CK1/verify")),
    "import_file": ("submit", lambda c: c.post(f"{V1}/imports", files={"file": ("a.csv", b"a,b\n1,2\n")})),
    "get_quarantine": ("quarantine", lambda c: c.get(f"{V1}/imports/JB1/quarantine")),
    "get_returned": ("returned", lambda c: c.get(f"{V1}/imports/JB1/returned")),
    "merge": ("merge", lambda c: c.post(f"{V1}/merges", json={"a": LEFT, "b": RIGHT, "reason": "walk"})),
    "reverse": ("reverse", lambda c: c.post(f"{V1}/merges/judgement:9/reverse")),
    "why": ("why", lambda c: c.get(f"{V1}/why", params={"a": LEFT, "b": RIGHT})),
    "how": ("how", lambda c: c.get(f"{ENTITY}/how")),
    "list_reviews": ("reviews", lambda c: c.get(f"{V1}/reviews")),
    "get_review": ("review", lambda c: c.get(f"{V1}/reviews/9")),
    "decide_review": (
        "review same",
        lambda c: c.post(
            f"{V1}/reviews/9/decision", json={"verdict": "same", "reason": "walk"}, headers={"if-match": "*"}
        ),
    ),
    "match": ("match", lambda c: c.post(f"{V1}/match", json={"queries": {"q": {}}})),
    "match_dataset": ("match", lambda c: c.post("/match/default", json={"queries": {"q": {}}})),
    "get_source_row": ("source_row", lambda c: c.get(f"{V1}/sources/1/4")),
}
UNTRAILED = {"get_import", "get_health", "get_readiness", "get_version"}
"""They tell nothing of an entity."""


def test_each_route_passes_the_audit_hook(served: Serve, province_settings: Settings, tmp_path: Path) -> None:
    client = served()
    ledger = replace(province_settings, archive=str(tmp_path / "archive.sqlite")).context().ledger
    operations = {one["operationId"] for verbs in described()["paths"].values() for one in verbs.values()}
    assert ASKED.keys() | UNTRAILED == operations
    for operation, (action, ask) in ASKED.items():
        before = ledger.audit()[-1].seq if ledger.audit() else 0
        client.headers["x-purpose"] = "walk"
        assert ask(client).status_code < 500
        entries = [kept.entry for kept in ledger.audit(before)]
        mine = [entry for entry in entries if entry.action == action]
        assert [entry.stage for entry in mine] == ["intent", "outcome"], operation
        assert {entry.purpose for entry in mine} == {"walk"}, operation
