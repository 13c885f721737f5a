"""On paper: A4, with what the answer rests on at the head, nothing to press, no table cut at the edge."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Site

A4 = (595.0, 842.0)
WIDTH = 695
"""Pixels between the margins of an A4 sheet (184 mm at 96 to the inch)."""

ADDRESSES = {
    "archive": lambda site: f"#/entity/{site.id_of('91379921YX9900029D')}",
    "paths": lambda site: site.paths(),
    "network": lambda site: f"#/network?seeds={site.id_of('91379921YX9900029D')}&max_hops=2",
    "check": lambda site: (
        "#/check?number="
        + site.server.post("/api/v1/checks", json={"subjects": ["91379911YX9900037Q"], "purpose": "试"}).json()[
            "number"
        ]
    ),
}


def on_paper(site: Site, page: Page) -> None:
    """Lays the page out as a sheet of A4 does."""
    page.evaluate("void dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WIDTH, "height": 1000})


@pytest.mark.parametrize("view", ADDRESSES)
def test_nothing_is_cut_at_the_edge_of_the_sheet(site: Site, view: str) -> None:
    page = site.open(ADDRESSES[view](site))
    on_paper(site, page)
    expect(page.locator("main td:visible").first).to_have_css("display", "table-cell")
    assert site.audit("beyond", WIDTH) == []


@pytest.mark.parametrize("view", ADDRESSES)
def test_there_is_nothing_to_press_on_paper(site: Site, view: str) -> None:
    page = site.open(ADDRESSES[view](site))
    on_paper(site, page)
    expect(page.locator("main form:visible, header.top:visible, main select:visible")).to_have_count(0)
    pressed = page.locator("main button:visible:not(.tile button):not(.candidates button)")
    expect(pressed).to_have_count(0)


def test_the_head_tells_transaction_time_and_address(site: Site) -> None:
    page = site.open(site.paths(as_of="2024-01-01"))
    on_paper(site, page)
    head = page.locator("#printhead")
    expect(head).to_be_visible()
    text = head.inner_text()
    assert re.search(r"数据版本（事务）\s*\d+", text)
    assert re.search(r"截至日期\s*2024-01-01", text)
    assert re.search(r"打印时间\s*\d{4}-\d\d-\d\d \d\d:\d\d", text)
    assert page.url in text


def test_the_head_of_a_check_tells_its_number(site: Site) -> None:
    page = site.open(ADDRESSES["check"](site))
    on_paper(site, page)
    assert re.search(r"核查编号\s*CK\d{8}-", page.locator("#printhead").inner_text())


def test_the_drawing_is_on_the_sheet_as_one_picture(site: Site) -> None:
    page = site.open(site.paths())
    site.drawn()
    page.wait_for_timeout(200)
    on_paper(site, page)
    sheet = page.locator("canvas.on-paper")
    expect(sheet).to_be_visible()
    assert site.audit("inked", "canvas.on-paper")


def test_the_sheet_is_a4_with_table_heads_repeated(site: Site) -> None:
    page = site.open(ADDRESSES["archive"](site))
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert boxes
    assert all(abs(float(w) - A4[0]) < 1 and abs(float(h) - A4[1]) < 1 for w, h in boxes)
    page.emulate_media(media="print")
    assert (
        page.locator(".records thead").first.evaluate("(one) => getComputedStyle(one).display") == "table-header-group"
    )
    assert page.locator(".records tbody tr").first.evaluate("(one) => getComputedStyle(one).breakInside") == "avoid"
