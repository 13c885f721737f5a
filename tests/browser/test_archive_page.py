"""The archive page: what is counted, what was never collected, what a former name found."""

from playwright.sync_api import expect

from .conftest import V1, Site


def test_the_sections_have_the_counts_of_the_answer(site: Site) -> None:
    told = site.server.get(f"{V1}/entities/91379921YX9900029D/archive").json()
    page = site.open(f"#/entity/{told['id']}")
    tiles = page.locator(".tile")
    expect(tiles).to_have_count(len(told["sections"]))
    shown = [(one["title"]["zh"], "未归集" if one["count"] is None else str(one["count"])) for one in told["sections"]]
    assert [
        (tile.locator(".tile-name").inner_text(), tile.locator(".tile-count").inner_text()) for tile in tiles.all()
    ] == shown
    assert {"未归集", "0"} <= {count for _title, count in shown}
    penalties = page.get_by_role("table", name="行政处罚").locator("tbody tr:not(.fields)")
    expect(penalties).to_have_count(2)


def test_what_was_never_collected_is_never_called_none(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of('91379921YX9900029D')}")
    section = page.locator(".sections > section", has=page.get_by_role("heading", name="信用承诺"))
    expect(section).to_contain_text("未归集")
    expect(section).not_to_contain_text("暂无")


def test_every_record_and_every_link_names_its_source_row(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of('91379921YX9900029D')}")
    rows = page.locator(".records tbody tr:not(.fields), .links tbody tr")
    assert rows.count() > 6
    for row in rows.all():
        expect(row.locator("a.source").first).to_be_visible()


def test_all_fields_of_a_record_unfold(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of('91379921YX9900029D')}")
    button = page.get_by_role("table", name="行政处罚").get_by_role("button", name="全部字段").first
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    expect(page.locator(".fields:visible")).to_contain_text("《水污染防治法》第八十三条")


def test_links_stand_by_type_with_their_counts(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of('91379921YX9900029D')}")
    heads = [one.inner_text().split() for one in page.locator("#section-links h3").all()]
    assert ["股东", "2"] in heads
    assert ["主要人员", "3"] in heads


def test_sources_and_decisions_stand_behind_a_disclosure(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of('91379921YX9900029D')}")
    expect(page.get_by_text("代码相同").first).to_be_hidden()
    page.locator("#section-origin summary").nth(1).click()
    expect(page.get_by_text("代码相同").first).to_be_visible()


def test_a_former_name_is_marked_in_the_answers(site: Site) -> None:
    page = site.open("#/search?q=葭琰实业")
    expect(page.locator("a.hit")).to_have_text("墨川市葭琰机械股份有限公司")
    expect(page.locator(".hit-name")).to_have_text("曾用名 墨川市葭琰实业股份有限公司")
