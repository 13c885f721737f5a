"""Everything that an installation without internet needs, one archive a kind of machine.

    python tools/bundle.py [--out build/bundle] [x86_64] [aarch64]

Each `creditgraph-VERSION-MACHINE.tar` holds the wheels of `requirements-server.lock`, checked against its hashes, the
wheel of CreditGraph itself, the lock file, `SHA256SUMS` and `install.sh`. They want Linux with glibc 2.28 or newer and
Python 3.11. Packages come from wherever pip is configured to look; it runs in the environment that has hatchling.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements-server.lock"
MACHINES = ("x86_64", "aarch64")
_PYTHON = "3.11"
_PLATFORMS = ("manylinux2014", "manylinux_2_17", "manylinux_2_28")
_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
INSTALL = """\
#!/bin/sh
# Installs CreditGraph from the files beside this script: ./install.sh /opt/creditgraph
set -eu
cd "$(dirname "$0")"
target=${1:?say where to: ./install.sh /opt/creditgraph}
python=${PYTHON:-python3.11}
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed" >&2; exit 1; }
[ "$(uname -m)" = "@MACHINE@" ] || { echo "these files are for @MACHINE@, not $(uname -m)" >&2; exit 1; }
sha256sum --check --quiet SHA256SUMS
[ -x "$target/bin/python" ] || "$python" -m venv "$target"
pip="$target/bin/python -m pip --disable-pip-version-check --quiet"
$pip install --no-index --find-links wheels --require-hashes -r requirements-server.lock
$pip install --no-index --no-deps --force-reinstall wheels/creditgraph-*.whl
"$target/bin/creditgraph" --help >/dev/null
echo "installed in $target"
"""


def main() -> None:
    """Make the bundles that the command asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("machines", nargs="*", help="both by default")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bundle")
    arguments = parser.parse_args()
    if unknown := set(arguments.machines) - set(MACHINES):
        parser.error(f"no such machine: {', '.join(sorted(unknown))}; there are {' and '.join(MACHINES)}")
    out: Path = arguments.out
    shutil.rmtree(out, ignore_errors=True)
    own = _own_wheel(out / "own")
    for machine in arguments.machines or MACHINES:
        print(_bundle(out, machine, own))
    shutil.rmtree(out / "own")


def _bundle(out: Path, machine: str, own: Path) -> Path:
    """One bundle: a folder of this name, packed."""
    version = own.name.split("-")[1]
    folder = out / f"creditgraph-{version}-{machine}"
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    platforms = [f"--platform={platform}_{machine}" for platform in _PLATFORMS]
    wanted = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(LOCK)]
    _pip("download", *platforms, f"--python-version={_PYTHON}", "--implementation=cp", "-d", str(wheels), *wanted)
    shutil.copy(own, wheels)
    shutil.copy(LOCK, folder)
    install = folder / "install.sh"
    install.write_text(INSTALL.replace("@MACHINE@", machine), "utf-8")
    install.chmod(0o755)
    (folder / "SHA256SUMS").write_text("".join(_sums(folder)), "utf-8")
    packed = out / f"{folder.name}.tar"
    with tarfile.open(packed, "w") as tar:
        tar.add(folder, folder.name)
    shutil.rmtree(folder)
    return packed


def _own_wheel(folder: Path) -> Path:
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (built,) = folder.glob("creditgraph-*.whl")
    return built


def _sums(folder: Path) -> Iterator[str]:
    """A line a file, as `sha256sum --check` reads it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                yield f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(folder)}\n"


def _pip(*arguments: str) -> None:
    done = subprocess.run([*_PIP, *arguments], check=False)
    if done.returncode:
        sys.exit(f"bundle: pip {arguments[0]} failed; is there an index in reach, and is hatchling installed?")


if __name__ == "__main__":
    main()
