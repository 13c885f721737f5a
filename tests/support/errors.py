"""The error codes that the sources raise, and the page that lists them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import creditgraph
from creditgraph.api.problems import status_of
from creditgraph.model import errors
from creditgraph.usecases.error_words import error_words

SOURCES = Path(creditgraph.__file__).parent
CLASSES = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.CreditGraphError) and kind is not errors.CreditGraphError
}
HEAD = """\
# Error codes

Every error has a stable code: program against it, not against the sentence. The command line prints it with `--json`
(`{"error": {"code", "message", "remedy"}}`); over HTTP it is the `code` of an RFC 9457 problem, whose status stands
here. Codes that only the command line meets have a status all the same.

| code | HTTP | when | what to do |
|---|---|---|---|
"""


def raised() -> dict[str, set[int]]:
    """The codes that the sources name where they make an error, each with its statuses."""
    found: dict[str, set[int]] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        for name, code in _made(ast.parse(path.read_text("utf-8"))):
            found.setdefault(code, set()).add(status_of(CLASSES[name], code))
    return found


def _made(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLASSES and node.args:
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                yield node.func.id, code.value
        if isinstance(node, ast.Dict):  # an error that a job keeps
            told = {key.value: value for key, value in zip(node.keys, node.values, strict=True) if _is_text(key)}
            code = told.get("code")
            if {"code", "message", "remedy"} <= told.keys() and isinstance(code, ast.Constant):
                yield "Broken", str(code.value)


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def page() -> str:
    """The page, one line a code."""
    statuses = raised()
    lines = [
        f"| `{code}` | {', '.join(map(str, sorted(statuses.get(code, ()))))} | {words.en} · {words.zh} |"
        f" {words.remedy_en} · {words.remedy_zh} |\n"
        for code, words in sorted(error_words().items())
    ]
    return HEAD + "".join(lines)
