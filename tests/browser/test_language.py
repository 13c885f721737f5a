"""Two languages with the same texts, and a word for every value of the closed lists."""

import json
import re
from enum import Enum

import pytest
from playwright.sync_api import expect

from creditgraph.model.vocabulary import (
    Certainty,
    DetailKind,
    EntityKind,
    IdentifierKind,
    LinkType,
    NameKind,
    RecordType,
    Verdict,
)

from .conftest import LEFT, WEB, Site

SCRIPTS = list((WEB / "js").rglob("*.js"))


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WEB / "i18n" / f"{language}.json").read_text("utf-8"))
    return found


def test_both_dictionaries_have_the_same_keys_in_order() -> None:
    assert list(words("zh")) == list(words("en")) == sorted(words("zh"))


def test_no_text_is_empty_and_parameters_agree() -> None:
    zh, en = words("zh"), words("en")
    for key, text in zh.items():
        assert text.strip(), key
        assert en[key].strip(), key
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", en[key])), key


@pytest.mark.parametrize(
    ("group", "values"),
    [
        ("kind", EntityKind),
        ("name", NameKind),
        ("identifier", IdentifierKind),
        ("detail", DetailKind),
        ("link", LinkType),
        ("record", RecordType),
        ("verdict", Verdict),
    ],
)
def test_every_value_of_a_closed_list_has_a_word(group: str, values: type[Enum]) -> None:
    assert {f"{group}.{one.value}" for one in values} <= words("zh").keys()


def test_every_certainty_and_every_role_has_a_word() -> None:
    assert {f"certainty.{one.word}" for one in Certainty} <= words("zh").keys()
    assert {f"role.{one.value}.{way}" for one in LinkType for way in ("in", "out")} <= words("zh").keys()


def test_every_text_that_a_script_names_is_there() -> None:
    named = {key for path in SCRIPTS for key in re.findall(r"\bt\('([\w.]+)'", path.read_text("utf-8"))}
    named |= set(re.findall(r'data-i18n(?:-label)?="([\w.]+)"', (WEB / "index.html").read_text("utf-8")))
    assert len(named) > 100
    assert named <= words("zh").keys()


def test_no_script_holds_chinese_text_of_its_own() -> None:
    # labels belong into the dictionaries, where the other language stands beside them
    for path in SCRIPTS:
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text("utf-8"), flags=re.S)
        assert not re.search(r"[\u4e00-\u9fff]", code), path


def test_the_switch_keeps_the_view_and_turns_its_texts(site: Site) -> None:
    page = site.open(f"#/entity/{site.id_of(LEFT)}?as_of=2024-01-01")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Overview of records")
    expect(page.get_by_role("heading", level=1)).to_contain_text("墨川市青筠文化传播有限公司")
    assert "as_of=2024-01-01" in page.url
    assert "lang=en" in page.url
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("公共信用信息概要")
    assert page.locator("html").get_attribute("lang") == "zh-CN"


def test_the_bare_address_remembers_the_language_and_says_it(site: Site) -> None:
    page = site.open("#/search?lang=zh")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.goto("about:blank")
    page.goto(site.base + "/")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    assert "lang=en" in page.url
