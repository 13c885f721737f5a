"""Loading mappings: the shipped ones by name, others by path, and the one that fits a header.

Every complaint names the file, the line and the field, for a mapping is written by hand.
"""

import hashlib
import json
import re
import shlex
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


# Ten times as fast where libyaml is there, and every command loads the shipped mappings.
_Fastest: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fastest):  # type: ignore[valid-type, misc]
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
            message_zh=f"{name_or_path} 既不是自带的映射，也不是文件",
            remedy_zh=f"指明映射文件，或用 {known} 之一",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            "mapping",
            f"cannot read the mapping {path}: {error}",
            _REMEDY,
            message_zh=f"无法读取映射 {path}：{error}",
            remedy_zh="检查路径；映射文件应为 UTF-8 文本",
        ) from error
    return parse_mapping(text, path.stem, str(path))


def fit_mapping(header_candidates: Iterable[Sequence[str]], file: str = "FILE") -> Mapping:
    """The shipped mapping whose required headings one of the rows has.

    BadInput if none fits (it lists the nearest with what they miss, and how to have one drafted for the `file`) or more
    than one.
    """
    headers = [tuple(cells) for cells in header_candidates]
    known = [_shipped(name) for name in list_mappings()]
    fitting = [mapping for mapping in known if any(map(mapping.fits, headers))]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(mapping.name for mapping in fitting)
        raise BadInput(
            "several_mappings",
            f"the headings fit {names}",
            "choose one with --mapping",
            message_zh=f"表头同时符合 {names}",
            remedy_zh="用 --mapping 选定一个",
        )
    nearest = _nearest(known, headers)
    quoted, made = _typed(file), _typed(f"{Path(file).stem}.yaml")
    draft = f"creditgraph mapping draft {quoted} --output {made}"
    raise BadInput(
        "no_mapping",
        "the headings fit no shipped mapping"
        + (": " if nearest else "")
        + "; ".join(f"{name} misses {', '.join(missing)}" for name, missing in nearest),
        f"have one drafted: {draft}; check it, then import with --mapping {made} (docs/mappings.md)",
        message_zh="表头不符合任何自带的映射"
        + ("：" if nearest else "")
        + "；".join(f"{name} 缺 {'、'.join(missing)}" for name, missing in nearest),
        remedy_zh=f"先起草一个：{draft}；逐行核对后，导入时加 --mapping {made}（见 docs/mappings.md）",
    )


def _typed(path: str) -> str:
    """A path as one types it into a shell: Chinese needs no quotes there."""
    return path if all(one.isalnum() or one in "_+=:,./-" for one in path) else shlex.quote(path)


def parse_mapping(text: str, name: str, where: str) -> Mapping:
    """The mapping that a text writes down; `where` names its file in complaints."""
    loader = _Loader(text)
    try:
        _refuse_aliases(text, where)
        node = loader.get_single_node()
        content = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _mapping_error(where, line, "", str(error.problem)) from error
    except (yaml.YAMLError, RecursionError) as error:  # characters that YAML does not allow, or no end of nesting
        raise _mapping_error(where, 1, "", f"it is no YAML: {error}") from error
    finally:
        loader.dispose()
    for key, line in _repeated(node):
        raise _mapping_error(where, line, key, "it is written twice")
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


def _nearest(known: Iterable[Mapping], headers: Sequence[Sequence[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """The nearest mappings with the headings they miss, most of their required headings present first."""
    ranked = []
    for mapping in known:
        missing = min((mapping.missing(header) for header in headers), key=len, default=None)
        if missing is not None and len(missing) < len(mapping.missing(())):
            ranked.append((len(missing), mapping.name, missing))
    return [(name, missing) for _, name, missing in sorted(ranked)[:_NEAREST]]


def _refuse_aliases(text: str, where: str) -> None:
    """Aliases are no part of the language: a few lines of them can say more than any computer can hold."""
    for event in yaml.parse(text, Loader=_Loader) if "*" in text else ():
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise _mapping_error(where, line, f"*{event.anchor}", "a mapping has no aliases")


def _fault(where: str, node: yaml.Node | None, place: Place, message: str) -> BadInput:
    return _mapping_error(where, *_locate(node, place), message)


def _mapping_error(where: str, line: int, field: str, message: str) -> BadInput:
    named = {"field": field} if field else {}
    return BadInput(
        "mapping",
        f"{where}, line {line}{field and ', ' + field}: {message}",
        _REMEDY,
        line=line,
        message_zh=f"{where} 第 {line} 行{field and '，' + field}：{message}",
        remedy_zh="修改映射文件；写法见 docs/mappings.md",
        **named,
    )


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
