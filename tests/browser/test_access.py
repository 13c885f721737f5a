"""What those need who do not see the page, or see it badly: names, roles, order of headings, contrast."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from .conftest import Site, Visit

CHECKS = {"subjects": ["91379911YX9900037Q", "云泽锦程商贸有限公司"], "purpose": "试"}
ADDRESSES = {
    "start": lambda site: "#/search",
    "search": lambda site: "#/search?q=墨韵",
    "archive": lambda site: f"#/entity/{site.id_of('91379921YX9900029D')}",
    "paths": lambda site: site.paths(),
    "skipped": lambda site: f"#/paths?from={site.id_of('91379911YX9900109H')}&to={site.id_of('91379931YX9900117B')}",
    "network": lambda site: f"#/network?seeds={site.id_of('91379911YX9900109H')}&max_hops=2",
    "form": lambda site: "#/check",
    "check": lambda site: "#/check?number=" + site.server.post("/api/v1/checks", json=CHECKS).json()["number"],
    "source": lambda site: f"#/entity/{site.id_of('91379921YX9900029D')}?source=1:2",
}


def laid_out(site: Site, view: str) -> Page:
    page = site.open(ADDRESSES[view](site))
    page.wait_for_timeout(100)
    return page


@pytest.mark.parametrize("view", ADDRESSES)
def test_everything_has_a_name_and_headings_are_in_order(site: Site, view: str) -> None:
    page = laid_out(site, view)
    for fault in ("nameless", "repeatedIds", "brokenReferences", "headlessTables", "forcedOrder"):
        assert site.audit(fault) == [], fault
    levels: list[int] = site.audit("headings")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    assert page.locator("main").count() == page.locator("header.top").count() == page.locator("nav.views").count() == 1


def test_every_text_stands_out_from_its_ground(visit: Visit) -> None:
    site = visit()
    for view in ADDRESSES:
        page = laid_out(site, view)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert site.audit("faint") == [], (view, scheme)


@pytest.mark.parametrize("first", [390, 1440])
def test_no_view_is_wider_than_the_screen(visit: Visit, first: int) -> None:
    """Neither as it is opened nor when the window is made wider or narrower."""
    site = visit(first)
    widths = sorted((390, 820, 1440), reverse=first == 1440)
    for view in ADDRESSES:
        page = laid_out(site, view)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(50)
            over: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (view, width)
        page.set_viewport_size({"width": first, "height": 900})


def test_the_focus_is_visible(site: Site) -> None:
    page = site.open()
    for _ in range(4):
        page.keyboard.press("Tab")
        outline: str = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


def test_an_answer_is_announced(site: Site) -> None:
    page = site.open()
    page.get_by_role("searchbox").fill("远帆")
    site.until("document.getElementById('live').textContent.includes('找到 1 个主体')")
