"""How much the page makes a browser fetch."""

import gzip

from .conftest import LEFT, WEB, Site

MOST_SCRIPT = 350 * 1024


def packed(pattern: str) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in WEB.rglob(pattern))


def test_all_scripts_together_are_small_enough() -> None:
    assert 100_000 < packed("*.js") + packed("*.mjs") <= MOST_SCRIPT


def test_a_graph_library_is_fetched_only_where_a_graph_is_shown(site: Site) -> None:
    site.open("#/search?q=远帆")
    site.open(f"#/entity/{site.id_of(LEFT)}")
    assert not [one.url for one in site.requests if one.url.endswith(".mjs")]
    site.open(site.paths())
    site.drawn()
    assert [one.url for one in site.requests if one.url.endswith("cytoscape.esm.min.mjs")]


def test_the_first_scripts_are_told_in_the_head(site: Site) -> None:
    page = site.open()
    told: list[str] = page.evaluate("[...document.querySelectorAll('link[rel=modulepreload]')].map((one) => one.href)")
    fetched = {one.url for one in site.requests if one.url.endswith(".js")}
    assert set(told) == fetched
