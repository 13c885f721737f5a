"""What the page says when there is nothing, when it fails, when it takes long, and when the reader has gone on."""

from playwright.sync_api import Route, expect

from .conftest import HUB, LEFT, Site, Visit


def test_a_problem_shows_message_remedy_and_trace(visit: Visit) -> None:
    site = visit(expect=["404"])
    page = site.open("#/entity/cg-0000000000000")
    box = page.get_by_role("alert")
    expect(box).to_contain_text("档案中没有相符的主体")
    expect(box).to_contain_text("处理办法")
    expect(box).to_contain_text("unknown_subject · 404")
    english = site.open("#/entity/cg-0000000000000?lang=en").get_by_role("alert")
    expect(english).to_contain_text("What to do")


def test_nothing_found_says_what_to_try(site: Site) -> None:
    page = site.open("#/search?q=乌有先生贸易")
    expect(page.locator(".empty")).to_contain_text("没有找到与“乌有先生贸易”相符的主体")


def test_an_unknown_view_leads_back(site: Site) -> None:
    page = site.open("#/nowhere")
    page.get_by_role("main").get_by_role("link", name="检索").click()
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_an_empty_form_says_what_it_is_for(site: Site) -> None:
    expect(site.open("#/paths").locator(".empty")).to_contain_text("选择两个主体")
    expect(site.open("#/network").locator(".empty")).to_contain_text("起点主体")
    expect(site.open("#/check").locator(".empty")).to_contain_text("用途")


def test_a_slow_server_is_told_and_can_be_given_up(site: Site) -> None:
    held: list[Route] = []
    page = site.page
    page.route("**/api/v1/paths", lambda one: held.append(one))
    page.goto(f"{site.base}/{site.paths()}")
    expect(page.get_by_text("正在查询…")).to_be_visible()
    expect(page.get_by_role("button", name="停止等待")).to_be_visible()
    page.get_by_role("button", name="停止等待").click()
    expect(page.get_by_text("已停止等待。")).to_be_visible()
    page.unroute("**/api/v1/paths")
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".notice-head")).to_have_text("已找到 1 条关联路径")


def test_who_goes_on_is_not_overtaken_by_an_old_answer(site: Site) -> None:
    held: list[Route] = []
    page = site.open()
    page.route("**/api/v1/entities/**", lambda one: held.append(one))
    page.goto(f"{site.base}/#/entity/{site.id_of(LEFT)}")
    expect(page.get_by_text("正在查询…")).to_be_visible()
    page.get_by_role("navigation", name="功能").get_by_role("link", name="关联路径").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("查关联路径")
    page.unroute("**/api/v1/entities/**")
    page.wait_for_timeout(300)
    expect(page.get_by_role("heading", level=1)).to_have_text("查关联路径")
    assert [one for one in site.requests if "/entities/" in one.url and one.failure == "net::ERR_ABORTED"]


def test_an_expansion_that_fails_is_told_and_the_network_stays(visit: Visit) -> None:
    site = visit(expect=["Failed to load"])
    page = site.open(f"#/network?seeds={site.id_of(HUB)}")
    site.drawn()
    expect(page.locator(".counts button")).to_be_visible()
    page.route("**/adjacent/**", lambda one: one.abort())
    page.locator(".counts button").click()
    expect(page.get_by_role("alert")).to_contain_text("连不上服务器")
    assert site.drawn() == [HUB]


def test_a_newer_search_overtakes_an_older_one(site: Site) -> None:
    page = site.open()
    held: list[Route] = []
    page.route("**/search?q=%E8%BF%9C%E5%B8%86**", lambda one: held.append(one))
    page.get_by_role("searchbox").fill("远帆")
    expect(page.get_by_text("正在查询…")).to_be_visible()
    page.get_by_role("searchbox").fill("沉舟")
    expect(page.locator("a.hit")).to_have_text("墨川市沉舟物流有限公司")


def test_a_server_out_of_reach_is_told(visit: Visit) -> None:
    site = visit(expect=["ERR_INTERNET_DISCONNECTED", "Failed to load"])
    page = site.open()
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("远帆")
    expect(page.get_by_role("alert")).to_contain_text("连不上服务器")
    page.context.set_offline(False)
    page.get_by_role("button", name="重试").click()
    expect(page.locator("a.hit")).to_have_count(1)


def test_what_was_met_but_not_walked_is_never_called_unlinked(site: Site) -> None:
    page = site.open(f"#/paths?from={site.id_of('91379911YX9900109H')}&to={site.id_of('91379931YX9900117B')}")
    notice = page.locator(".notice")
    expect(notice).to_contain_text("在所查范围内未发现关联")
    expect(notice).to_contain_text("未发现不等于无关联")
    expect(notice).to_contain_text("“未穿过”不等于“无关联”")
    row = page.locator("table tr", has_text="云泽省国有资产监督管理委员会")
    expect(row).to_contain_text("国家机关")
    expect(row).to_contain_text("是")
