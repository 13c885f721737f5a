"""What those need who do not see the page, or see it badly: names, roles, order of headings, contrast."""

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

NAMELESS = """[...document.querySelectorAll('input, select, button, a[href], textarea')].filter((one) => one.checkVisibility()
    && !(one.labels?.length && [...one.labels].some((label) => label.innerText.trim()))
    && !one.getAttribute('aria-label') && !one.innerText?.trim()).map((one) => one.outerHTML.slice(0, 120))"""
HEADINGS = "[...document.querySelectorAll('h1, h2, h3, h4, h5')].filter((one) => one.checkVisibility()).map((one) => +one.tagName[1])"
SAME_IDS = "[...document.querySelectorAll('[id]')].map((one) => one.id).filter((id, place, all) => all.indexOf(id) !== place)"
BROKEN = """[...document.querySelectorAll('[aria-labelledby], [aria-controls], [aria-describedby], label[for]')].flatMap((one) =>
    ['aria-labelledby', 'aria-controls', 'aria-describedby', 'for'].map((name) => one.getAttribute(name)).filter(Boolean))
    .filter((id) => !document.getElementById(id))"""
HEADLESS = "[...document.querySelectorAll('table')].filter((one) => !one.querySelector('th')).length"
FAINT = """() => {
    const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
    const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a),
        b: top.b * top.a + under.b * (1 - top.a), a: 1 });
    const light = ({ r, g, b }) => { const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * x + 0.7152 * y + 0.0722 * z; };
    const ground = (one) => { const stack = []; for (let at = one; at; at = at.parentElement) stack.push(parse(getComputedStyle(at).backgroundColor));
        return stack.reverse().reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 }); };
    const found = [];
    for (const one of document.querySelectorAll('body *')) {
        const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!own || !one.checkVisibility() || one.closest('.unseen, .skip, [disabled]')) continue;
        const style = getComputedStyle(one);
        const under = ground(one);
        const [high, low] = [light(over(parse(style.color), under)), light(under)].sort((a, b) => b - a);
        const ratio = (high + 0.05) / (low + 0.05);
        if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${one.tagName}.${one.className} ${one.textContent.slice(0, 20)}`);
    }
    return found;
}"""


def laid_out(site: Site, view: str) -> Page:
    page = site.open(ADDRESSES[view](site))
    page.wait_for_timeout(100)
    return page


@pytest.mark.parametrize("view", ADDRESSES)
def test_everything_has_a_name_and_headings_are_in_order(site: Site, view: str) -> None:
    page = laid_out(site, view)
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(SAME_IDS) == []
    assert page.evaluate(BROKEN) == []
    assert page.evaluate(HEADLESS) == 0
    assert page.evaluate("[...document.querySelectorAll('[tabindex]')].filter((one) => one.tabIndex > 0).length") == 0
    levels: list[int] = page.evaluate(HEADINGS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), levels
    assert page.locator("main").count() == page.locator("header.top").count() == page.locator("nav.views").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(visit: Visit, scheme: str) -> None:
    site = visit(color_scheme=scheme)
    for view in ADDRESSES:
        assert laid_out(site, view).evaluate(FAINT) == [], view


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_no_view_is_wider_than_the_screen(visit: Visit, width: int) -> None:
    site = visit(width)
    for view in ADDRESSES:
        over: int = laid_out(site, view).evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, view


def test_the_focus_is_visible(site: Site) -> None:
    page = site.open()
    for _ in range(6):
        page.keyboard.press("Tab")
        outline: str = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


def test_an_answer_is_announced(site: Site) -> None:
    page = site.open()
    page.get_by_role("searchbox").fill("远帆")
    site.until("document.getElementById('live').textContent.includes('找到 1 个主体')")
