"""From a name to the row of the file that says so, by mouse and by keyboard, and the address that says where one is."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from .conftest import LEFT, RIGHT, Site, Visit


def choose(page: Page, label: str, text: str) -> None:
    """Types into a subject field and takes the first suggestion."""
    page.get_by_role("combobox", name=label).fill(text)
    page.locator(".options li").first.click()


def test_the_search_field_has_the_focus(site: Site) -> None:
    page = site.open()
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page).to_have_title(re.compile("实体信用档案"))


def test_search_entity_paths_and_source_row_by_mouse(site: Site) -> None:
    page = site.open()
    page.get_by_role("searchbox").fill("青筠文化")
    page.get_by_role("link", name="墨川市青筠文化传播有限公司").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("墨川市青筠文化传播有限公司")
    page.locator(".entity-head").get_by_role("link", name="关联路径").click()
    choose(page, "主体二", "松烟笔墨")
    page.get_by_role("button", name="查路径").click()
    expect(page.locator(".notice-head")).to_have_text("已找到 1 条关联路径")
    rows = page.locator(".hops tbody tr")
    expect(rows).to_have_count(4)
    assert "墨川市青筠文化传播有限公司" in rows.nth(0).inner_text()
    assert "顾念慈" in rows.nth(0).inner_text()
    assert set(site.drawn()) == {
        "墨川市青筠文化传播有限公司",
        "顾念慈",
        "鹤陵市白砚纸业有限公司",
        "沈听澜",
        "霁州市松烟笔墨有限公司",
    }
    rows.nth(1).locator("a.source").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name="持股比例(%) 25")).to_be_visible()
    expect(dialog).to_contain_text("shareholders.csv")
    assert "379900198506210521" not in dialog.inner_text()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).not_to_have_url(re.compile("source="))


def test_search_entity_paths_and_source_row_by_keyboard_alone(site: Site) -> None:
    page = site.open()
    page.keyboard.type("青筠文化")
    expect(page.locator("a.hit")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("墨川市青筠文化传播有限公司")
    tab_to(page, ".entity-head .actions a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="主体二")).to_be_focused()
    page.keyboard.type("松烟笔墨")
    expect(page.locator(".options li").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator(".hops tbody tr")).to_have_count(4)
    tab_to(page, ".hops a.source")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("row", name="职务 监事")).to_be_visible()
    page.keyboard.press("Enter")  # the dialog's button to close it has the focus
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".hops a.source").first).to_be_focused()


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until what the selector names has the focus."""
    for _ in range(80):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")


def test_tab_walks_the_whole_page_without_a_trap(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of(LEFT)}")
    seen: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        here: str = site.audit("focused")
        if here == "":
            break
        if here not in seen[-1:]:  # a field for a date has several stops
            seen.append(here)
    assert len(seen) == len(set(seen)) == site.audit("reachable")


def test_the_skip_button_goes_to_the_main_part(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of(LEFT)}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="跳到主要内容")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_an_address_shows_the_same_in_a_fresh_page(visit: Visit) -> None:
    first = visit()
    address = first.paths(max_hops=5, as_of="2020-06-01", min_certainty="certain", lang="en")
    page = first.open(address)
    page.locator(".hops a.source").first.click()
    page.get_by_role("dialog").get_by_role("row", name="职务 监事").wait_for()
    second = visit()
    again = second.open("#" + urlsplit(page.url).fragment)
    again.get_by_role("dialog").get_by_role("row", name="职务 监事").wait_for()
    for drawn in (page, again):
        drawn.get_by_text("⤢").wait_for()
    assert again.locator("main").inner_text() == page.locator("main").inner_text()
    assert "As of: 2020-06-01" in again.locator(".stamp").inner_text()
    assert "at most 5 hops" in again.locator(".notice").inner_text()
    assert again.locator("html").get_attribute("lang") == "en"


def test_a_typed_search_is_in_the_address(visit: Visit) -> None:
    first = visit()
    page = first.open()
    page.get_by_role("searchbox").fill("远帆")
    expect(page.locator("a.hit")).to_have_count(1)
    again = visit().open("#" + urlsplit(page.url).fragment)
    assert again.get_by_role("searchbox").input_value() == "远帆"
    expect(again.locator("a.hit")).to_have_text("墨川市远帆商贸有限公司")


def test_the_day_goes_along_from_view_to_view_and_counts(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of('91379921YX9900029D')}")
    expect(page.locator("#section-links")).to_contain_text("葛长风")
    page.get_by_label("截至日期").fill("2024-12-31")
    expect(page.locator("#section-links")).not_to_contain_text("葛长风")
    page.get_by_role("navigation", name="功能").get_by_role("link", name="关联路径").click()
    assert page.get_by_label("截至日期").input_value() == "2024-12-31"


def test_the_lasting_address_is_pinned_to_the_transaction(visit: Visit) -> None:
    site = visit(permissions=["clipboard-read", "clipboard-write"])
    page = site.open(site.paths())
    page.get_by_role("button", name="复制固定地址").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    told = parse_qs(urlsplit("?" + copied.split("?", 1)[1]).query)
    assert told["known_at"][0].startswith("tx:")
    assert told["from"] == [site.id_of(LEFT)]
    expect(site.open("#" + urlsplit(copied).fragment).locator(".stamp")).to_contain_text("已固定在此数据版本")


def test_back_returns_to_the_view_before(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of(LEFT)}")
    page.locator(".entity-head").get_by_role("link", name="关系网络").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("看关系网络")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("墨川市青筠文化传播有限公司")


def test_a_name_that_fits_several_lists_them(visit: Visit) -> None:
    site = visit(expect=["409"])
    page = site.open(f"#/paths?from=云泽锦程商贸有限公司&to={site.id_of(RIGHT)}")
    choices = page.get_by_role("alert").get_by_role("button")
    expect(choices).to_have_count(2)
    choices.nth(1).click()
    expect(page.locator(".notice-head")).to_contain_text("在所查范围内未发现关联")
