"""What the page takes from others is what was looked at, under licences that we allow."""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src" / "creditgraph" / "web" / "vendor"


@pytest.fixture(scope="module")
def problems() -> Callable[[Path], Iterator[str]]:
    spec = importlib.util.spec_from_file_location("vendor", ROOT / "tools" / "vendor.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[Path], Iterator[str]] = module.problems
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VENDOR, tmp_path / "vendor"))


def test_the_vendored_files_are_as_recorded(problems: Callable[[Path], Iterator[str]]) -> None:
    assert list(problems(VENDOR)) == []


def test_a_changed_file_is_found(problems: Callable[[Path], Iterator[str]], copy: Path) -> None:
    with (copy / "cytoscape.esm.min.mjs").open("a") as file:
        file.write("\n")
    (found,) = problems(copy)
    assert "cytoscape 3.34.4: cytoscape.esm.min.mjs has the hash" in found


def test_a_forbidden_licence_is_found(problems: Callable[[Path], Iterator[str]], copy: Path) -> None:
    manifest = copy / "VENDOR.toml"
    manifest.write_text(manifest.read_text("utf-8").replace('licence = "MIT"', 'licence = "GPL-3.0"', 1), "utf-8")
    assert [text for text in problems(copy) if "GPL-3.0" in text]


def test_a_file_that_nobody_recorded_is_found(problems: Callable[[Path], Iterator[str]], copy: Path) -> None:
    (copy / "extra.mjs").write_text("export {}", "utf-8")
    assert list(problems(copy)) == ["extra.mjs: no library in VENDOR.toml names it"]


def test_a_missing_licence_text_is_found(problems: Callable[[Path], Iterator[str]], copy: Path) -> None:
    (copy / "licences" / "dagre.txt").unlink()
    assert list(problems(copy)) == ["cytoscape-dagre 4.0.1: licences/dagre.txt is missing"]


def test_no_file_of_the_page_names_a_package_registry(problems: Callable[[Path], Iterator[str]]) -> None:
    host = "registry." + "npmjs"
    assert not [path for path in VENDOR.parent.rglob("*") if path.is_file() and host in path.read_text("utf-8")]
