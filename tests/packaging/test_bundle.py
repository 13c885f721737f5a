"""The bundle for an installation without internet: whole, for both kinds of machine, and pip needs no index for it."""

import os
import platform
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements-server.lock"
MACHINES = ("x86_64", "aarch64")
NO_INDEX = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The unpacked bundles by machine."""
    folder = tmp_path_factory.mktemp("bundle")
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "bundle.py"), "--out", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        message = f"NOT TESTED: no bundle could be made: {done.stderr[-500:]}"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    made = {}
    for packed in folder.glob("*.tar"):
        with tarfile.open(packed) as tar:
            tar.extractall(folder, filter="data")
        made[packed.stem.rpartition("-")[2]] = packed.with_suffix("")
    return made


def test_there_is_a_wheel_for_each_locked_package_and_machine(bundles: dict[str, Path]) -> None:
    assert set(bundles) == set(MACHINES)
    locked = set(re.findall(r"^([a-z0-9.-]+)==", LOCK.read_text("utf-8"), re.MULTILINE))
    for machine, folder in bundles.items():
        wheels = [path.name for path in (folder / "wheels").iterdir()]
        assert {re.sub(r"[._]", "-", name.split("-")[0]).lower() for name in wheels} == locked | {"creditgraph"}
        built = [name for name in wheels if not name.endswith("-none-any.whl")]
        assert len(built) > 5
        assert all(name.endswith(f"_{machine}.whl") for name in built)


def test_it_is_installed_without_an_index_and_runs(bundles: dict[str, Path], tmp_path: Path) -> None:
    folder, target = bundles[platform.machine()], tmp_path / "installed"
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    environment = {**plain, **NO_INDEX, "PYTHON": sys.executable}
    done = subprocess.run([folder / "install.sh", target], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    code = "import creditgraph, neo4j, psycopg; print(creditgraph.__file__)"
    found = subprocess.run([target / "bin" / "python", "-c", code], env=plain, capture_output=True, text=True)
    assert Path(found.stdout.strip()).is_relative_to(target), found.stderr
    settings = {"CREDITGRAPH_ARCHIVE": str(tmp_path / "a.sqlite"), "CREDITGRAPH_KEY_FILE": str(tmp_path / "key")}
    subprocess.run([target / "bin" / "creditgraph", "init"], env={**plain, **settings}, check=True, capture_output=True)
    assert (tmp_path / "a.sqlite").exists()


def test_an_altered_wheel_is_not_installed(bundles: dict[str, Path], tmp_path: Path) -> None:
    folder = bundles[platform.machine()]
    wheel = next((folder / "wheels").glob("typer-*.whl"))
    content = wheel.read_bytes()
    try:
        wheel.write_bytes(content[:-1] + b"x")
        environment = {**os.environ, **NO_INDEX, "PYTHON": sys.executable}
        done = subprocess.run([folder / "install.sh", tmp_path / "x"], env=environment, capture_output=True, text=True)
    finally:
        wheel.write_bytes(content)
    assert done.returncode != 0
    assert wheel.name in done.stdout + done.stderr
    assert not (tmp_path / "x").exists()
