"""What is shipped: the wheel, built as a release is, holds the package with its data and nothing else."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "creditgraph"
EXAMPLE = ROOT / "examples" / "province" / "data"
CYPHER = ROOT / "cypher"
NOT_SHIPPED = {".pyc", ".sqlite"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def shipped(folder: Path, prefix: str) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in NOT_SHIPPED:
            yield f"{prefix}/{path.relative_to(folder).as_posix()}"


def run(unpacked: Path, code: str) -> str:
    """What a program prints that sees the unpacked wheel before the checkout."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": str(unpacked), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=unpacked,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "pattern",
    [
        "ingest/mappings/*.yaml",
        "ingest/*.yaml",
        "names/tables/*.tsv",
        "identifiers/tables/*.csv",
        "py.typed",
        "web/*.*",
        "web/css/*.css",
        "web/i18n/*.json",
        "web/js/**/*.js",
        "web/vendor/**/*.*",
    ],
)
def test_the_data_files_of_the_package_are_inside(names: set[str], pattern: str) -> None:
    expected = {f"creditgraph/{path.relative_to(SOURCE).as_posix()}" for path in SOURCE.glob(pattern)}
    assert expected
    assert expected <= names


def test_the_example_data_is_inside(names: set[str]) -> None:
    expected = set(shipped(EXAMPLE, "creditgraph/example/data"))
    assert expected
    assert expected <= names


def test_the_statements_for_neo4j_are_inside(names: set[str]) -> None:
    expected = set(shipped(CYPHER, "creditgraph/cypher"))
    assert expected
    assert expected <= names


def test_nothing_else_is_inside(names: set[str]) -> None:
    package = {name for name in names if ".dist-info/" not in name}
    data = set(shipped(EXAMPLE, "creditgraph/example/data")) | set(shipped(CYPHER, "creditgraph/cypher"))
    assert package == set(shipped(SOURCE, "creditgraph")) | data


def test_the_licence_the_command_and_the_types_are_declared(wheel: Path, names: set[str]) -> None:
    with ZipFile(wheel) as archive:
        texts = {name.split("/", 1)[1]: archive.read(name).decode() for name in names if ".dist-info/" in name}
    assert "creditgraph = creditgraph.cli.main:main" in texts["entry_points.txt"]
    assert "License-Expression: Apache-2.0" in texts["METADATA"]
    assert (ROOT / "LICENSE").read_text("utf-8") == texts["licenses/LICENSE"]


def test_the_version_is_that_of_the_project(wheel: Path) -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{wheel.name.split("-")[1]}"' in project


def test_the_unpacked_wheel_finds_its_own_data(unpacked: Path) -> None:
    found = run(
        unpacked,
        "import creditgraph, creditgraph.cli.main\n"
        "from creditgraph.names import is_state_body_name, kind_of_name, strict_key\n"
        "from creditgraph.identifiers import kind_of_credit_code\n"
        "from importlib.resources import files\n"
        "assert is_state_body_name('济南市财政局')\n"
        "assert kind_of_credit_code('11370000004500001A') is not None\n"
        "assert (files('creditgraph.example') / 'data' / 'expected.json').is_file()\n"
        "assert (files('creditgraph') / 'cypher' / 'queries' / 'read' / 'walk.cypher').is_file()\n"
        "from creditgraph.api.settings import settings_for\n"
        "web = settings_for('none.sqlite').web\n"
        "assert web is not None and (web / 'vendor' / 'VENDOR.toml').is_file()\n"
        "print(creditgraph.__file__)\n",
    )
    assert Path(found).is_relative_to(unpacked)


def test_the_command_of_the_unpacked_wheel_answers(unpacked: Path) -> None:
    code = "import sys; sys.argv[1:] = ['--help']; from creditgraph.cli.main import main; main()"
    assert "import" in run(unpacked, code)
