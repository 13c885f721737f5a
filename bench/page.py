"""The page: how soon it is ready, how much script it fetches, and how a crowded network moves without a GPU.

    python bench/page.py [--entities 2000]

Chromium draws in software (`--disable-gpu`), as on a thin client. The crowd is one holder's network of as many entities
as the page draws at most, drawn by the page's own scripts and panned or zoomed anew in every frame.
"""

import argparse
import csv
import gzip
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import creditgraph
from creditgraph.api.settings import Settings
from creditgraph.example import copy_example
from creditgraph.identifiers import credit_code_check
from creditgraph.ingest import template
from creditgraph.model.request import Request
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from support.server import running

WEB = Path(creditgraph.__file__).parent / "web"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-accelerated-2d-canvas"]
HUB = "91379911MAYXHUB01"
READY, SCRIPT, RATE = 1.0, 350 * 1024, 30.0
OPENED = 5

FRAMES = """([motion, seconds]) => new Promise((done) => {
    const cy = window.__graph;
    const at = { x: cy.width() / 2, y: cy.height() / 2 };
    const move = {
        pan: (step) => cy.panBy({ x: step % 80 < 40 ? 6 : -6, y: step % 60 < 30 ? 4 : -4 }),
        zoom: (step) => cy.zoom({ level: cy.zoom() * (step % 40 < 20 ? 1.02 : 1 / 1.02), renderedPosition: at }),
    }[motion];
    const times = [];
    const tick = (now) => {
        times.push(now);
        move(times.length);
        if (now - times[0] < seconds * 1000) requestAnimationFrame(tick);
        else done((times.length - 1) / (now - times[0]) * 1000);
    };
    requestAnimationFrame(tick);
})"""
"""Moves the drawing in every frame for some seconds; frames a second."""


def archive(folder: Path, held: int) -> Settings:
    """The example, and one holder of many companies."""
    settings = Settings(str(folder / "archive.sqlite"), folder / "key", web=WEB)
    context = settings.context()
    context.ensure()
    crowd = folder / "crowd.csv"
    with crowd.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, template("shareholders"), restval="")
        table.writeheader()
        code = HUB + credit_code_check(HUB)
        hub = {"股东名称": "云泽枢纽投资有限公司", "股东代码": code, "持股比例(%)": "10"}
        table.writerows({"企业名称": f"云泽被持{n}有限公司", **hub} for n in range(held))
    for file in copy_example(folder / "files"):
        import_file(context, Request(), file, Options())
    import_file(context, Request(), crowd, Options(dataset="crowd"))
    context.archive.close()
    return settings


def say(what: str, value: str, limit: str, met: bool) -> None:
    print(f"{what:<58}{value:>14}   limit {limit:<14}{'met' if met else 'MISSED'}")


def ready(page: Page, address: str) -> float:
    """Seconds from asking for the page to the search field waiting for input."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("html.ready")
    found: float = page.evaluate("performance.getEntriesByName('ready')[0].startTime / 1000")
    return found


def moved(page: Page, address: str) -> tuple[int, float, float]:
    """Entities drawn; frames a second while the drawing is dragged; and when it is zoomed."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("html.ready")
    while page.evaluate("window.__graph?.nodes().length ?? 0") < 2:
        page.wait_for_timeout(100)
    page.wait_for_timeout(1500)
    drawn: int = page.evaluate("window.__graph.nodes().length")
    panned, zoomed = (float(page.evaluate(FRAMES, [motion, 4])) for motion in ("pan", "zoom"))
    return drawn, panned, zoomed


def main() -> None:
    """Prints each figure beside its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=2000)
    asked = parser.parse_args()
    path = shutil.which("chromium")
    if path is None:
        sys.exit("this needs Debian's chromium")
    packed = sum(len(gzip.compress(file.read_bytes(), 9)) for kind in ("js", "mjs") for file in WEB.rglob(f"*.{kind}"))
    say("all scripts, compressed", f"{packed / 1024:.0f} KiB", f"{SCRIPT / 1024:.0f} KiB", packed <= SCRIPT)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        running(archive(Path(folder), asked.entities + 50)) as client,
    ):
        base = str(client.base_url).rstrip("/")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        seconds = [ready(browser.new_page(), base) for _ in range(OPENED)]
        middle = statistics.median(seconds)
        say(f"page ready, median of {OPENED} cold ones", f"{middle:.2f} s", f"{READY:.0f} s", middle <= READY)
        query = f"seeds={HUB + credit_code_check(HUB)}&hub_degree=10000&max_entities={asked.entities}"
        drawn, panned, zoomed = moved(page, f"{base}/#/network?{query}")
        say(f"{drawn:,} entities, moved", f"{panned:.0f} frames/s", f"{RATE:.0f} frames/s", panned >= RATE)
        say(f"{drawn:,} entities, zoomed", f"{zoomed:.0f} frames/s", f"{RATE:.0f} frames/s", zoomed >= RATE)
        print(f"the page draws at most 2,000 and says so; budget notice: {page.locator('.budget').inner_text()!r}")
        browser.close()


if __name__ == "__main__":
    main()
