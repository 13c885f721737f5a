"""The libraries that the page takes from others: are they the files that were looked at, under licences that we allow?

    python tools/vendor.py --check

A new version: `npm pack` it in an empty folder, copy the file or run the command that `VENDOR.toml` gives, and write
its version and the hash that the check prints.
"""

import argparse
import hashlib
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "src" / "creditgraph" / "web" / "vendor"
MANIFEST = "VENDOR.toml"
ALLOWED = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"}


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the folder, one sentence each; nothing where all is well."""
    libraries = tomllib.loads((folder / MANIFEST).read_text("utf-8"))["library"]
    told = {MANIFEST}
    for library in libraries:
        name = f"{library['name']} {library['version']}"
        if library["licence"] not in ALLOWED:
            yield f"{name}: the licence {library['licence']} is not among {', '.join(sorted(ALLOWED))}"
        told |= {library["file"], *library["licence_files"]}
        if not library["licence_files"]:
            yield f"{name}: no text of its licence"
        file = folder / library["file"]
        if not file.is_file():
            yield f"{name}: {library['file']} is missing"
        elif (found := hashlib.sha256(file.read_bytes()).hexdigest()) != library["sha256"]:
            yield f"{name}: {library['file']} has the hash {found}"
        yield from (f"{name}: {text} is missing" for text in library["licence_files"] if not (folder / text).is_file())
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    yield from (f"{path}: no library in {MANIFEST} names it" for path in sorted(held - told))


def main() -> int:
    """Prints what is wrong; 1 where something is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", required=True, help="recompute hashes, look at licences")
    parser.parse_args()
    found = list(problems(VENDOR))
    print("\n".join(found) or "all vendored files are as recorded")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
