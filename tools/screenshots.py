"""The pictures of the investigators' guide, made anew from the example province.

    python tools/screenshots.py [--out docs/images]

Needs Debian's chromium and fonts-noto-cjk. Pictures are PNG, each under 200 KB.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

import creditgraph
from creditgraph.api.settings import Settings
from creditgraph.example import copy_example
from creditgraph.model.request import Request
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from support.server import running  # noqa: E402

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-accelerated-2d-canvas"]
LARGEST = 200 * 1000
WIDTH, HEIGHT, TALL = 1280, 800, 920
LEFT, RIGHT, STATE, LISTED = "91379911YX990007X1", "91379931YX9900096T", "11379900YX11000191", "91379921YX9900029D"
CHECKED = {"subjects": ["91379911YX9900037Q"], "purpose": "政府采购"}

Find = Callable[[str], str]


def addresses(find: Find, client: httpx.Client) -> dict[str, str]:
    """The address of each picture, by its name."""
    number = client.post("/api/v1/checks", json=CHECKED).json()["number"]
    return {
        "search": "#/search?q=墨韵",
        "archive": f"#/entity/{find(LISTED)}",
        "source-row": f"#/paths?from={find(LEFT)}&to={find(RIGHT)}",
        "paths": f"#/paths?from={find(LEFT)}&to={find(RIGHT)}",
        "skipped": f"#/paths?from={find('91379911YX9900109H')}&to={find('91379931YX9900117B')}",
        "network": f"#/network?seeds={find(STATE)}&max_hops=3",
        "check": f"#/check?number={number}",
        "paths-en": f"#/paths?from={find(LEFT)}&to={find(RIGHT)}&lang=en",
        "check-en": f"#/check?number={number}&lang=en",
    }


def settings(folder: Path) -> Settings:
    """An archive of the example."""
    made = Settings(str(folder / "archive.sqlite"), folder / "key", web=Path(creditgraph.__file__).parent / "web")
    context = made.context()
    context.ensure()
    for file in copy_example(folder / "files"):
        import_file(context, Request(), file, Options())
    context.archive.close()
    return made


def take(page: Page, name: str, address: str, out: Path) -> None:
    """One picture; SystemExit where it is larger than a guide should carry."""
    page.set_viewport_size({"width": WIDTH, "height": TALL if name in ("network", "archive") else HEIGHT})
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("html.ready")
    page.wait_for_timeout(1500)
    if name == "source-row":
        page.locator(".hops a.source").nth(1).click()
        page.get_by_role("dialog").get_by_role("table").wait_for()
        page.wait_for_timeout(300)
    file = out / f"{name}.png"
    page.screenshot(path=file)
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file} has {file.stat().st_size} bytes: more than {LARGEST}")


def main() -> None:
    """Makes all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    path = shutil.which("chromium")
    if path is None:
        sys.exit("this needs Debian's chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        running(settings(Path(folder))) as client,
    ):

        def find(text: str) -> str:
            found = client.get("/api/v1/search", params={"q": text}).json()["results"]
            return str(found[0]["id"])

        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN")
        for name, address in addresses(find, client).items():
            take(page, name, f"{str(client.base_url).rstrip('/')}/{address}", out)
            print(out / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
