"""Loading mappings: the shipped ones by name, others by path, and the one that fits a header.

Every complaint names the file, the line and the field, for a mapping is written by hand.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import yaml
from pydantic import ValidationError

from creditgraph.ingest.headings import fold_heading
from creditgraph.ingest.mapping import MappingFile
from creditgraph.ingest.references import Place, faults
from creditgraph.model.errors import BadInput

_REMEDY = "mend the mapping; docs/mappings.md describes the language"
_NEAREST = 3


class _Loader(yaml.SafeLoader):
    """Plain scalars are texts, but for `true`, `false` and nothing: no date, no number, no `on` and `no`."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"~?\Z"), ["~", ""])


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping. `sha256` is the hash of what it says, so a new comment makes no new mapping."""

    name: str
    file: MappingFile
    sha256: str

    @property
    def record_types(self) -> tuple[str, ...]:
        """The types of record that the mapping can state."""
        found: list[str] = []
        for record in self.file.records:
            type_ = record.type
            found += [type_] if isinstance(type_, str) else [*type_.values.values(), type_.otherwise]
        return tuple(dict.fromkeys(found))

    def missing(self, header: Sequence[str]) -> tuple[str, ...]:
        """The required headings that a header lacks, as the mapping writes them."""
        present = set(map(fold_heading, header))
        return tuple(
            column.heading
            for column in self.file.columns.values()
            if column.required and present.isdisjoint(column.headings())
        )

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header has every required heading."""
        return not self.missing(header)


def list_mappings() -> tuple[str, ...]:
    """The names of the shipped mappings."""
    files = resources.files("creditgraph.ingest.mappings").iterdir()
    return tuple(sorted(f.name.removesuffix(".yaml") for f in files if f.name.endswith(".yaml")))


def load_mapping(name_or_path: str | Path) -> Mapping:
    """A shipped mapping by its name, or the one in a YAML file. BadInput names file, line and field."""
    if isinstance(name_or_path, str) and name_or_path in list_mappings():
        return _shipped(name_or_path)
    path = Path(name_or_path)
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        known = ", ".join(list_mappings())
        raise BadInput(
            "no_such_mapping",
            f"{name_or_path} is neither a shipped mapping nor a file",
            f"name a file or one of {known}",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("mapping", f"cannot read the mapping {path}: {error}", _REMEDY) from error
    return parse_mapping(text, path.stem, str(path))


def fit_mapping(header_candidates: Iterable[Sequence[str]]) -> Mapping:
    """The shipped mapping whose required headings one of the rows has.

    BadInput if none fits (it lists the nearest with what they miss) or more than one.
    """
    headers = [tuple(cells) for cells in header_candidates]
    known = [_shipped(name) for name in list_mappings()]
    fitting = [mapping for mapping in known if any(map(mapping.fits, headers))]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(mapping.name for mapping in fitting)
        raise BadInput("several_mappings", f"the headings fit {names}", "choose one with --mapping")
    message = "the headings fit no shipped mapping" + _nearest(known, headers)
    raise BadInput("no_mapping", message, "name one with --mapping, or write one (docs/mappings.md)")


def parse_mapping(text: str, name: str, where: str) -> Mapping:
    """The mapping that a text writes down; `where` names its file in complaints."""
    try:
        node = yaml.compose(text, Loader=_Loader)
        content = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput("mapping", f"{where}, line {line}: {error.problem}", _REMEDY, line=line) from error
    for key, line in _repeated(node):
        raise BadInput("mapping", f"{where}, line {line}, {key}: it is written twice", _REMEDY, line=line, field=key)
    try:
        file = MappingFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise _fault(where, node, first["loc"], first["msg"].removeprefix("Value error, ")) from error
    for place, message in faults(file):
        raise _fault(where, node, place, message)
    canonical = json.dumps(file.model_dump(mode="json", by_alias=True), ensure_ascii=False)
    return Mapping(name, file, hashlib.sha256(canonical.encode()).hexdigest())


@cache
def _shipped(name: str) -> Mapping:
    file = resources.files("creditgraph.ingest.mappings").joinpath(f"{name}.yaml")
    return parse_mapping(file.read_text("utf-8"), name, f"{name}.yaml")


def _nearest(known: Iterable[Mapping], headers: Sequence[Sequence[str]]) -> str:
    """The nearest mappings with the headings they miss, most of their required headings present first."""
    ranked = []
    for mapping in known:
        missing = min((mapping.missing(header) for header in headers), key=len, default=None)
        if missing is not None and len(missing) < len(mapping.missing(())):
            ranked.append((len(missing), mapping.name, missing))
    shown = [f"{name} misses {', '.join(missing)}" for _, name, missing in sorted(ranked)[:_NEAREST]]
    return ": " + "; ".join(shown) if shown else ""


def _fault(where: str, node: yaml.Node | None, place: Place, message: str) -> BadInput:
    line, field = _locate(node, place)
    return BadInput("mapping", f"{where}, line {line}, {field}: {message}", _REMEDY, line=line, field=field)


def _locate(node: yaml.Node | None, place: Place) -> tuple[int, str]:
    """The line of the deepest node on the way, and the way. Steps that only pydantic knows are skipped."""
    line = node.start_mark.line + 1 if node else 1
    way = []
    for step in place:
        if isinstance(node, yaml.MappingNode):
            entry = next((pair for pair in node.value if pair[0].value == str(step)), None)
            if entry is None:
                continue
            line, node = entry[0].start_mark.line + 1, entry[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            continue
        way.append(str(step))
    # A field that is missing has no node of its own: it is named at its parent's line.
    if place and str(place[-1]) not in way and isinstance(node, yaml.MappingNode):
        way.append(str(place[-1]))
    return line, ".".join(way) or "the file"


def _repeated(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Keys written twice in one block, of which YAML would silently keep the last, with their line."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _repeated(child)
