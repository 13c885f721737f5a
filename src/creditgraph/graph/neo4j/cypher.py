"""The statements for Neo4j: one a file under `cypher/`, loaded by name, never text in code.

A file begins with header lines (`// mode: read`, `// params: eids: list, tx: int`), then the statement. What it
declares and what it uses are compared when it is loaded, and what a caller gives is compared before it is sent.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"//\s*([a-z_]+)\s*:\s*(.*)")
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")
_NOT_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`", re.DOTALL)
MODES = ("read", "write", "schema", "autocommit")
_TYPES: Mapping[str, tuple[type, ...]] = {
    "int": (int,),
    "int?": (int, type(None)),
    "str": (str,),
    "str?": (str, type(None)),
    "bool": (bool,),
    "list": (list,),
}


@dataclass(frozen=True)
class Statement:
    """A statement with what its header declares."""

    name: str
    text: str
    mode: str
    params: Mapping[str, str]
    header: Mapping[str, str]

    def check(self, given: Mapping[str, Any]) -> None:
        """TypeError where the parameters given are not those declared: a fault of the program."""
        if given.keys() != self.params.keys():
            raise TypeError(f"{self.name} takes {sorted(self.params)}, not {sorted(given)}")
        for name, value in given.items():
            if not isinstance(value, _TYPES[self.params[name]]):
                raise TypeError(f"{self.name}: {name} is {self.params[name]}, not {type(value).__name__}")


def folder() -> Path:
    """Where the statements are: inside the package as it is shipped, beside the sources in a checkout."""
    shipped = Path(str(resources.files("creditgraph"))) / "cypher"
    return shipped if shipped.is_dir() else Path(__file__).parents[4] / "cypher"


@cache
def statement(name: str) -> Statement:
    """The statement `area/name` under `queries/`, or `invariants/name`."""
    root = folder() if name.startswith("invariants/") else folder() / "queries"
    return parse(name, (root / f"{name}.cypher").read_text("utf-8"))


def parse(name: str, content: str) -> Statement:
    """A statement from the content of its file; ValueError where header and statement disagree."""
    header, body = split_header(content)
    text = body.strip().rstrip(";")
    declared = dict(_declared(one) for one in header.get("params", "").split(",") if one.strip())
    used = set(_PARAMETER.findall(_NOT_CODE.sub(" ", text)))
    if declared.keys() != used:
        raise ValueError(f"{name}: declares {sorted(declared)}, uses {sorted(used)}")
    if header.get("mode") not in MODES:
        raise ValueError(f"{name}: mode must be one of {', '.join(MODES)}")
    if header.get("name") != name.rpartition("/")[2]:
        raise ValueError(f"{name}: the header names {header.get('name')}")
    return Statement(name, text, header["mode"], declared, header)


def split_header(content: str) -> tuple[dict[str, str], str]:
    """The header lines of a file as a mapping, and the rest."""
    header: dict[str, str] = {}
    lines = content.splitlines()
    while lines and (found := _HEADER.fullmatch(lines[0])):
        header[found[1]] = found[2].strip()
        lines.pop(0)
    return header, "\n".join(lines)


def code_of(text: str) -> str:
    """A text without comments, strings and quoted names."""
    return _NOT_CODE.sub(" ", text)


def split_statements(content: str) -> list[str]:
    """The statements of a file, separated by `;` outside comments, strings and quoted names; the last needs none."""
    hidden = _NOT_CODE.sub(lambda found: "".join(one if one == "\n" else " " for one in found[0]), content)
    cuts = [-1, *(place for place, one in enumerate(hidden) if one == ";"), len(content)]
    return [content[start + 1 : end].strip() for start, end in pairwise(cuts) if hidden[start + 1 : end].strip()]


def _declared(one: str) -> tuple[str, str]:
    name, _, type_ = one.partition(":")
    if type_.strip() not in _TYPES:
        raise ValueError(f"parameter {one.strip()!r} needs a type: {', '.join(_TYPES)}")
    return name.strip(), type_.strip()
