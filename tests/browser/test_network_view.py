"""The network: counts before anything expands, a cap that holds, filters that hide, a table for the keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import HUB, V1, Site, Visit

WATER = "91379911YX9900109H"
"""墨川水务集团有限公司: held by a state body that holds seven others."""


def drawn(page: Page) -> int:
    count: int = page.evaluate("window.__graph.nodes().length")
    return count


def hub(site: Site, **more: object) -> str:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"#/network?seeds={site.id_of(HUB)}{extra}"


def test_a_hub_is_counted_and_not_expanded(site: Site) -> None:
    page = site.open(hub(site))
    expect(page.locator(".panels section.cut")).to_contain_text("关联方过多")
    expect(page.locator(".notice").first).to_contain_text("“未展开”不等于“无关联”")
    row = page.locator(".counts li")
    expect(row).to_contain_text("对外持股")
    expect(row).to_contain_text("0／共 1,000+")
    assert len(site.drawn()) == 1


def test_a_type_expands_by_the_limit_and_the_next_page_follows(site: Site) -> None:
    page = site.open(hub(site))
    page.get_by_label("展开上限").select_option("10")
    page.locator(".counts").get_by_role("button", name="展开").click()
    site.until("window.__graph.nodes().length === 11")
    expect(page.locator(".counts li")).to_contain_text("10／共 1,000+")
    page.locator(".counts").get_by_role("button", name="展开").click()
    site.until("window.__graph.nodes().length === 21")


def test_expanding_moves_nobody_who_is_there(site: Site) -> None:
    page = site.open(hub(site))
    page.locator(".counts").get_by_role("button", name="展开").click()
    site.until("window.__graph.nodes().length === 21")
    places = "Object.fromEntries(window.__graph.nodes().map((one) => [one.id(), one.position()]))"
    before: dict[str, Any] = page.evaluate(places)
    page.locator(".counts").get_by_role("button", name="展开").click()
    site.until("window.__graph.nodes().length === 41")
    after: dict[str, Any] = page.evaluate(places)
    assert {key: after[key] for key in before} == before
    new = [place for key, place in after.items() if key not in before]
    assert len({(round(one["x"]), round(one["y"])) for one in new}) == len(new)


def test_expansions_and_filters_are_in_the_address(visit: Visit) -> None:
    site = visit()
    page = site.open(hub(site))
    page.locator(".counts").get_by_role("button", name="展开").click()
    site.until("window.__graph.nodes().length === 21")
    page.get_by_role("checkbox", name="持股").last.uncheck()
    site.until("window.__graph.nodes().length === 1")
    fresh = visit()
    again = fresh.open(page.url.removeprefix(fresh.base).removeprefix("/"))
    fresh.drawn()
    fresh.until("document.querySelector('.filter input:not(:checked)')")
    again.locator(".filter input").check()
    fresh.until("window.__graph.nodes().length === 21")


@pytest.mark.slow
def test_the_hard_cap_holds_and_says_refine(site: Site) -> None:
    page = site.open(hub(site, max_entities=2000, hub_degree=10000))
    site.until("window.__graph && window.__graph.nodes().length >= 1000")
    page.wait_for_timeout(300)
    assert drawn(page) <= 2000
    expect(page.locator(".budget")).to_contain_text("缩小范围")
    expect(page.locator(".notice").first).to_contain_text("不完整")
    expect(page.locator(".twin tbody tr")).to_have_count(drawn(page))


def test_the_usual_cap_is_150(site: Site) -> None:
    page = site.open(hub(site, hub_degree=10000))
    assert len(site.drawn()) <= 150
    expect(page.locator(".notice").first).to_contain_text("最多 150 个主体")
    expect(page.locator(".budget")).to_be_hidden()


def test_a_filter_hides_and_gives_back(site: Site) -> None:
    page = site.open(f"#/network?seeds={site.id_of(WATER)}")
    everyone = set(site.drawn())
    assert "云泽省国有资产监督管理委员会" in everyone
    box = page.locator(".filter").get_by_role("checkbox", name="持股")
    box.uncheck()
    site.until(f"window.__graph.nodes().length < {len(everyone)}")
    assert "云泽省国有资产监督管理委员会" not in site.drawn()
    assert "云泽省国有资产监督管理委员会" not in page.locator(".twin").inner_text()
    box.check()
    site.until(f"window.__graph.nodes().length === {len(everyone)}")


def test_the_table_says_what_the_drawing_shows(site: Site) -> None:
    page = site.open(f"#/network?seeds={site.id_of('云泽元亨控股集团有限公司')}&max_hops=3")
    names = set(site.drawn())
    rows = page.locator(".twin .level-1 b").all_inner_texts()
    assert set(rows) == names
    told = site.server.post(f"{V1}/network", json={"seeds": ["云泽元亨控股集团有限公司"], "max_hops": 3}).json()
    assert names == {one["name"] for one in told["entities"]}


def test_the_table_is_walked_by_keyboard(site: Site) -> None:
    page = site.open(f"#/network?seeds={site.id_of(HUB)}")
    site.drawn()
    page.locator(".twin tbody tr").first.focus()
    page.keyboard.press("Enter")
    group = page.locator(".twin .level-2")
    expect(group).to_contain_text("0／共 1,000+")
    site.until("document.getElementById('live').textContent.includes('对外持股')")
    page.keyboard.press("ArrowDown")
    expect(group).to_be_focused()
    page.keyboard.press("Enter")
    site.until("document.getElementById('live').textContent.includes('新增 20 个主体')")
    expect(page.locator(".twin .level-3")).to_have_count(20)
    expect(group).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".twin .level-3").first).to_be_focused()
    page.keyboard.press("Enter")
    focused: str = page.evaluate("document.activeElement.className")
    assert focused == "level-1"
    assert page.locator(".twin tr[tabindex='0']").count() == 1
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".twin .level-2")).to_have_count(0)


def test_a_click_on_an_entity_shows_its_counts(site: Site) -> None:
    page = site.open(f"#/network?seeds={site.id_of(WATER)}")
    site.drawn()
    place: dict[str, float] = site.audit("placeOf", "云泽省国有资产监督管理委员会")
    page.mouse.click(place["x"], place["y"])
    chosen = page.locator(".panels .chosen")
    expect(chosen).to_contain_text("云泽省国有资产监督管理委员会")
    expect(chosen.locator(".counts")).to_contain_text("1／共 8")
    chosen.get_by_role("button", name="展开").click()
    site.until("window.__graph.nodes().length >= 9")
