"""The linked check: own records and those of related parties are never mixed, and the certificate has a number."""

import re

from playwright.sync_api import expect

from .conftest import Site, Visit


def test_a_check_keeps_own_and_related_apart_and_is_numbered(visit: Visit) -> None:
    site = visit()
    page = site.open("#/check")
    page.get_by_role("combobox", name="被核查主体").fill("远帆商贸")
    page.locator(".options li").first.click()
    page.get_by_label(re.compile("用途")).fill("政府采购")
    page.get_by_role("button", name="开始核查").click()
    expect(page.locator(".certificate")).to_contain_text(re.compile(r"CK\d{8}-"))
    own, related = page.locator(".own"), page.locator(".related")
    expect(own).not_to_contain_text("拖欠农民工工资")
    expect(related).to_contain_text("拖欠农民工工资失信联合惩戒对象名单")
    expect(related).to_contain_text("不属于本主体")
    expect(own).to_contain_text("未归集")
    assert "number=CK" in page.url
    fresh = visit()
    again = fresh.open(page.url.removeprefix(fresh.base).removeprefix("/"))
    assert again.locator(".certificate .facts").inner_text() == page.locator(".certificate .facts").inner_text()
    assert not [one for one in fresh.requests if one.method == "POST"]
    again.get_by_role("button", name="验证是否被改动").click()
    expect(again.locator(".verified")).to_contain_text("未被改动")


def test_without_a_purpose_nothing_is_asked(site: Site) -> None:
    page = site.open("#/check?subject=91379911YX9900037Q")
    page.get_by_role("button", name="开始核查").click()
    assert not [one for one in site.requests if one.method == "POST"]
    expect(page.get_by_label(re.compile("用途"))).to_be_focused()


def test_an_ambiguous_subject_lists_who_it_may_be(site: Site) -> None:
    told = site.server.post("/api/v1/checks", json={"subjects": ["云泽锦程商贸有限公司"], "purpose": "试"}).json()
    page = site.open(f"#/check?number={told['number']}")
    expect(page.locator(".checked")).to_contain_text("对应多个主体")
    expect(page.locator(".candidates button")).to_have_count(2)
