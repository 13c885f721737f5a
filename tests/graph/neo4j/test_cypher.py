"""The statements: headers, parameters, names, what Community refuses, and that no text is in code."""

import json
import re
from pathlib import Path

import pytest

from creditgraph.graph.neo4j.cypher import code_of, folder, parse, split_statements, statement
from creditgraph.graph.neo4j.migrations import migrations
from creditgraph.graph.publication.entities import LABELS
from creditgraph.model.vocabulary import LinkType

ROOT = Path(__file__).parents[3]
QUERIES = sorted((folder() / "queries").glob("*/*.cypher"))
INVARIANTS = sorted((folder() / "invariants").glob("*.cypher"))
ALL = sorted(folder().rglob("*.cypher"))
SCHEMA = json.loads((folder() / "schema.json").read_text("utf-8"))
STATED = [type_.value for type_ in LinkType if type_ is not LinkType.POSSIBLE_SAME_PERSON]
ENTERPRISE = re.compile(
    r"NODE KEY|RELATIONSHIP KEY|IS ::|IS TYPED|CREATE DATABASE|\bGRANT\b|\bDENY\b|runtime\s*=|apoc\.|gds\.",
    re.IGNORECASE,
)
CONSTRAINT = re.compile(r"CREATE CONSTRAINT.*REQUIRE.*IS (?!UNIQUE)", re.DOTALL)
CLAUSE = re.compile(r"\b(MATCH \(|MERGE \(|UNWIND \$|DETACH DELETE|CREATE CONSTRAINT)")
TYPES = re.compile(r"\[\w*:([A-Z_|]+)")


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_query_declares_what_it_uses(path: Path) -> None:
    one = statement(f"{path.parent.name}/{path.stem}")
    assert one.text
    assert one.header["returns"] or one.mode in ("write", "schema")
    if one.mode == "read":
        assert not re.search(r"\b(CREATE|MERGE|SET|DELETE|REMOVE)\b", code_of(one.text))


@pytest.mark.parametrize("path", INVARIANTS, ids=lambda path: path.stem)
def test_an_invariant_reads_only_and_shows_a_few(path: Path) -> None:
    one = statement(f"invariants/{path.stem}")
    assert one.mode == "read"
    assert dict(one.params) in ({}, {"slice": "int", "slices": "int"})
    assert "LIMIT 100" in one.text


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_nothing_is_asked_that_community_refuses(path: Path) -> None:
    assert not ENTERPRISE.search(code_of(path.read_text("utf-8")))
    assert not any(CONSTRAINT.search(code_of(one)) for one in split_statements(path.read_text("utf-8")))


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_only_the_schema_is_spoken_of(path: Path) -> None:
    code = code_of(path.read_text("utf-8"))
    known = {*SCHEMA["labels"], *SCHEMA["kind_labels"], "__Neo4jMigration", "__Neo4jMigrationsLock"}
    nodes = re.findall(r"\(\w*:([A-Z_]\w*(?:[|:]\w+)*)", code)
    assert {label for labels in nodes for label in re.split(r"[|:]", labels)} <= known
    types = {type_ for found in TYPES.findall(code) for type_ in found.split("|")}
    assert types <= {*SCHEMA["relationships"], "MIGRATED_TO"}


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_where_any_stated_link_is_meant_all_types_are_named(path: Path) -> None:
    for found in TYPES.findall(path.read_text("utf-8")):
        assert "|" not in found or found.split("|") == STATED


def test_the_schema_knows_every_kind_and_every_stated_type() -> None:
    assert set(SCHEMA["kind_labels"]) == set(LABELS.values())
    assert set(STATED) <= SCHEMA["relationships"].keys()


def test_no_statement_is_in_code() -> None:
    assert [path for path in (ROOT / "src").rglob("*.py") if CLAUSE.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("// name: x\n// mode: read\n// params:\nRETURN $a", "declares"),
        ("// name: x\n// mode: read\n// params: a: int\nRETURN 1", "declares"),
        ("// name: x\n// mode: read\n// params: a\nRETURN $a", "needs a type"),
        ("// name: x\n// mode: any\n// params:\nRETURN 1", "mode"),
        ("// name: y\n// mode: read\n// params:\nRETURN 1", "names y"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(content: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse("area/x", content)


def test_parameters_in_comments_and_strings_are_none() -> None:
    one = parse("x", "// name: x\n// mode: read\n// params: a: int\n\n// of $b\nRETURN $a, '$c'")
    assert dict(one.params) == {"a": "int"}


@pytest.mark.parametrize("given", [{}, {"a": "1"}, {"a": 1, "b": 2}])
def test_other_parameters_than_declared_are_a_fault(given: dict[str, object]) -> None:
    one = parse("x", "// name: x\n// mode: read\n// params: a: int\nRETURN $a")
    with pytest.raises(TypeError):
        one.check(given)


def test_statements_are_split_outside_of_strings_and_comments() -> None:
    assert split_statements("A ';';\n// no; end\nB `;`;\n\n") == ["A ';'", "// no; end\nB `;`"]


def test_migrations_are_numbered_from_one_without_a_gap() -> None:
    assert [one.version for one in migrations()] == [f"{number:03}" for number in range(1, len(migrations()) + 1)]
