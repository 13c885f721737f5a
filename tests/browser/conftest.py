"""The page in Debian's Chromium, against a real server of the example province with a hub and a hostile name added.

Without Chromium these tests are skipped, loudly; where CI says that it is CI they fail.
"""

import csv
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page, Request, sync_playwright

import creditgraph
from creditgraph.api.settings import Settings
from creditgraph.example import copy_example
from creditgraph.identifiers.credit_code import credit_code_check
from creditgraph.ingest import template
from creditgraph.model import request
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from support.server import running

WEB = Path(creditgraph.__file__).parent / "web"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-accelerated-2d-canvas"]
AUDIT = (Path(__file__).parent / "audit.js").read_text("utf-8").split("\n", 1)[1].strip()
WAIT = 15_000
V1 = "/api/v1"

LEFT, RIGHT = "91379911YX990007X1", "91379931YX9900096T"
"""墨川市青筠文化传播有限公司 and 霁州市松烟笔墨有限公司, four hops apart."""
HUB = "云泽枢纽投资有限公司"
_HUB_BODY = "91379911MAYXHUB01"
HELD = 2_050
HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>商贸有限公司'


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An archive of the example, of a holder of 2,050 companies, and of a company whose name is markup."""
    folder = tmp_path_factory.mktemp("page")
    settings = Settings(str(folder / "archive.sqlite"), folder / "key", web=WEB)
    context = settings.context()
    context.ensure()
    files = [*copy_example(folder / "files"), *_own_files(folder)]
    for file in files:
        # a dataset's files are told apart by their name's first word
        import_file(context, request.Request(), file, Options(dataset=file.stem if file.parent == folder else None))
    context.archive.close()
    return settings


def _own_files(folder: Path) -> list[Path]:
    hostile = {
        "企业名称": HOSTILE,
        "法定代表人": "<b onclick=alert(1)>张三</b>",
        "住所": "<i>1</i>号",
        "成立日期": "2015-01-01",
    }
    hub = {"股东名称": HUB, "股东代码": _HUB_BODY + credit_code_check(_HUB_BODY), "持股比例(%)": "10"}
    held = [{"企业名称": f"云泽被持{n}有限公司", **hub} for n in range(HELD)]
    return [_write(folder / "hostile.csv", "registration", [hostile]), _write(folder / "hub.csv", "shareholders", held)]


def _write(file: Path, kind: str, rows: Sequence[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, template(kind), restval="")
        table.writeheader()
        table.writerows(rows)
    return file


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[httpx.Client]:
    """A client of the server. It is not to be changed, but for checks."""
    with running(settings) as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NO CHROMIUM: the page was not tested")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Site:
    """The page in a browser: every message of its console, every failed script and every request is noted."""

    page: Page
    base: str
    server: httpx.Client
    complaints: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def open(self, address: str = "") -> Page:
        """Opens an address such as `#/search?q=…` and waits until its answers have come."""
        self.page.goto("about:blank")  # an address that differs by its hash alone would be no new page
        self.page.goto(self.base + "/" + address)
        self.page.wait_for_selector("html.ready")
        self.until("!document.querySelector('[aria-busy]')")
        return self.page

    def until(self, expression: str) -> None:
        """Waits for an expression to hold. (The library's own wait evaluates text, which the page's policy forbids.)"""
        end = time.monotonic() + WAIT / 1000
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, f"never came to hold: {expression}"
            self.page.wait_for_timeout(30)

    def audit(self, what: str, *given: object) -> Any:
        """What a function of `audit.js` finds on the page."""
        return self.page.evaluate(f"(given) => ({AUDIT}).{what}(...given)", list(given))

    def id_of(self, name: str) -> str:
        """The id of the first that a search finds."""
        found: dict[str, Any] = self.server.get(f"{V1}/search", params={"q": name}).json()
        return str(found["results"][0]["id"])

    def paths(self, **more: object) -> str:
        """The address of the paths between the two companies."""
        extra = "".join(f"&{name}={value}" for name, value in more.items())
        return f"#/paths?from={self.id_of(LEFT)}&to={self.id_of(RIGHT)}{extra}"

    def drawn(self) -> list[str]:
        """The names in the drawing, once there is one."""
        self.until("window.__graph?.nodes().length > 0")
        names: list[str] = self.page.evaluate("window.__graph.nodes().map((one) => one.data('name'))")
        return names


Visit = Callable[..., Site]


@pytest.fixture
def visit(browser: Browser, server: httpx.Client) -> Iterator[Visit]:
    """Makes sites in contexts of their own. At the end none may have complained, nor asked anyone else."""
    made: list[Site] = []

    def visit(width: int = 1440, height: int = 900, *, expect: Sequence[str] = (), **options: Any) -> Site:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        site = Site(page, str(server.base_url).rstrip("/"), server)
        page.on("console", lambda one: _note(site, one.type, one.text, expect))
        page.on("pageerror", lambda error: _note_error(site, error))
        page.on("request", lambda one: site.requests.append(one))
        made.append(site)
        return site

    yield visit
    for site in made:
        site.page.context.close()
        origins = {urlsplit(one.url).netloc for one in site.requests}
        assert origins <= {urlsplit(site.base).netloc}, f"asked elsewhere: {origins}"
        assert site.complaints == []


def _note(site: Site, kind: str, text: str, expect: Sequence[str]) -> None:
    if kind in ("error", "warning") and not any(part in text for part in expect):
        site.complaints.append(f"{kind}: {text}")


def _note_error(site: Site, error: Error) -> None:
    site.complaints.append(f"exception: {error}")


@pytest.fixture
def site(visit: Visit) -> Site:
    """The page at desktop size."""
    return visit()
