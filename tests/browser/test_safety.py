"""Names are text: whatever a file says, nothing of it runs, and the page asks nobody but its own server."""

from playwright.sync_api import expect

from .conftest import HOSTILE, LEFT, Site, Visit


def test_a_name_with_markup_is_text_everywhere(site: Site) -> None:
    ident = site.id_of(HOSTILE)
    for address in (
        f"#/search?q={HOSTILE}",
        f"#/entity/{ident}",
        f"#/network?seeds={ident}",
        f"#/paths?from={ident}&to={site.id_of(LEFT)}",
        f"#/check?subject={ident}",
    ):
        page = site.open(address)
        page.wait_for_timeout(200)
        assert page.evaluate("window.pwned") is None, address
        assert page.evaluate("document.querySelectorAll('main img, main b[onclick], main i, main script').length") == 0
    page = site.open(f"#/entity/{ident}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(HOSTILE)
    expect(page.locator("#section-links")).to_contain_text("<b onclick=alert(1)>张三</b>")


def test_a_check_of_a_name_with_markup_shows_it_as_text(site: Site) -> None:
    asked = {"subjects": [HOSTILE, "<img src=x>"], "purpose": "<u>试</u>"}
    told = site.server.post("/api/v1/checks", json=asked).json()
    page = site.open(f"#/check?number={told['number']}")
    expect(page.locator(".certificate")).to_contain_text("<u>试</u>")
    expect(page.locator(".checked").first).to_contain_text(HOSTILE)
    assert page.evaluate("window.pwned") is None


QUERIES = ("name:(", "海 AND", "%25", "%22", "%3Csvg onload=window.pwned=1%3E", "x" * 5000)


def test_a_query_that_is_none_is_told_by_every_view(visit: Visit) -> None:
    site = visit(expect=["404", "413", "422"])
    views = [f"search?q={query}" for query in QUERIES]
    for query in QUERIES[3:5]:
        views += [f"entity/{query}", f"paths?from={query}&to={query}", f"network?seeds={query}"]
    for view in views:
        page = site.open(f"#/{view}")
        expect(page.locator(".empty, [role=alert]").first).to_be_visible()
        assert page.evaluate("window.pwned") is None, view


def test_an_address_with_markup_runs_nothing(site: Site) -> None:
    page = site.open("#/search?q=%3Csvg%20onload%3D%22window.pwned%3D1%22%3E")
    expect(page.locator(".empty")).to_contain_text("“<svg onload=")
    assert page.evaluate("window.pwned") is None


def test_inline_scripts_and_styles_are_forbidden_by_the_page_itself(visit: Visit) -> None:
    site = visit(expect=["violates the following Content Security Policy"])
    page = site.open()
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy is not None
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    sent = site.server.get("/").headers["content-security-policy"]
    assert sent.startswith("default-src 'none';")
    assert "unsafe" not in sent
    assert (
        page.evaluate(
            "new Promise((told) => { const one = new Image(); one.onerror = () => told('refused');"
            " one.onload = () => told('shown'); one.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='; })"
        )
        == "refused"
    )
    assert page.evaluate("document.querySelectorAll('script:not([src]), style, [style]').length") == 0
