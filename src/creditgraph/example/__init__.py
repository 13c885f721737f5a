"""The example province: fictional files to try the archive on, shipped inside the wheel."""

from importlib import resources
from pathlib import Path

from creditgraph.ingest import QUARANTINE_SUFFIX

_IN_CHECKOUT = Path(__file__).parents[3] / "examples" / "province" / "data"


def copy_example(folder: Path) -> list[Path]:
    """Copy the files of the example into a folder; the files, in the order in which the demo imports them."""
    packaged = resources.files("creditgraph.example").joinpath("data")
    source = packaged if packaged.is_dir() else _IN_CHECKOUT  # an editable install has no copy of its own
    folder.mkdir(parents=True, exist_ok=True)
    copied = []
    for file in sorted(source.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".csv") and not file.name.endswith(QUARANTINE_SUFFIX):
            target = folder / file.name
            target.write_bytes(file.read_bytes())
            copied.append(target)
    return copied
