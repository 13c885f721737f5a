"""What the server is told at its start. There are no other settings, and none is read later."""

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from creditgraph.archive.archive import Archive
from creditgraph.identifiers import default_key_path
from creditgraph.model.errors import BadInput
from creditgraph.usecases.context import Context

MEBIBYTE = 1 << 20
OVERRIDE = "--expose-without-access-control"
"""The option without which no address but loopback is listened on."""
UPLOAD_VARIABLE = "CREDITGRAPH_UPLOAD_LIMIT"
SECONDS_VARIABLE = "CREDITGRAPH_REQUEST_SECONDS"


@dataclass(frozen=True, slots=True)
class Settings:
    """An archive to serve, and the bounds of the service."""

    archive: str
    key_path: Path
    graph: str | None = None
    """The address of the published graph, None where the archive alone answers."""
    public_names: frozenset[str] = frozenset()
    """Names besides localhost under which the server may be asked."""
    exposed: bool = False
    """Whether it may be asked by an address that is not loopback."""
    json_bytes: int = MEBIBYTE
    upload_bytes: int = 2048 * MEBIBYTE
    request_seconds: float = 10.0
    """After this long a question stops and says what it has found."""
    body_seconds: float = 10.0
    """A JSON body must have arrived by then."""
    idle_seconds: float = 30.0
    """An upload may pause, or a reader not read, for this long."""
    requests: int = 64
    """At a time; one more is told to come again."""
    threads: int = 4
    """Use cases that run at a time; the other requests wait for one of these."""
    web: Path | None = None
    """The folder of the page."""

    def context(self) -> Context:
        """The archive, its key and its graph."""
        return Context(Archive(self.archive), self.key_path, graph_address=self.graph)


def settings_for(
    archive: str,
    key_path: Path | None = None,
    *,
    exposed: bool = False,
    names: str = "",
    graph: str | None = None,
) -> Settings:
    """Settings from what the command line said and from the environment."""
    return Settings(
        archive,
        key_path or default_key_path(),
        graph=graph,
        public_names=frozenset(name.strip().lower() for name in names.split(",") if name.strip()),
        exposed=exposed,
        upload_bytes=int(_number(UPLOAD_VARIABLE, 2048) * MEBIBYTE),
        request_seconds=_number(SECONDS_VARIABLE, 10.0),
        web=_page(),
    )


def _page() -> Path | None:
    """The page's files, which lie in the package `creditgraph.web`."""
    folder = Path(str(files("creditgraph"))) / "web"
    return folder if (folder / "index.html").is_file() else None


def _number(variable: str, default: float) -> float:
    text = os.environ.get(variable)
    if text is None:
        return default
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e6:
        raise BadInput("setting", f"{variable} is {text!r}, which is no number above 0", "write a number such as 10")
    return number
