"""On a graph of some size statements are planned by index, and the reading ones stay within what their headers allow.

A plan for an empty database says nothing, so 12,000 entities with a power-law part are loaded first.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creditgraph.graph.neo4j.cypher import Statement, folder, statement
from creditgraph.graph.neo4j.migrations import migrate
from creditgraph.graph.neo4j.server import Server
from creditgraph.model.vocabulary import LinkType

ENTITIES, LINKS, HUB, MANY = 12_000, 24_000, 1, 50
FRAME = {"tx": 1, "as_of": 20200101, "least": 2, "types": [type_.value for type_ in LinkType]}
OF_TYPE = {"tx": 1, "as_of": None, "least": 2, "type": "HOLDS"}
SOME = list(range(100, 100 + MANY))
ASKED: dict[str, dict[str, Any]] = {
    "watermark": {},
    "entities": {"eids": SOME, "tx": 1},
    "state_bodies": {"eids": SOME, "tx": 1},
    "records": {"eids": SOME, "tx": 1, "as_of": 20200101},
    "walk": {"eids": SOME[:2], "hops": 3, "most": 500, "held": True, "cap": 100, "cap_and_one": 101, **FRAME},
    "degrees": {"eids": SOME, "cap_and_one": 101, **FRAME},
    "hubs": {"eids": [HUB, *SOME], "cap": 100, "cap_and_one": 101, **FRAME},
    "between": {"first": [HUB, 2], "second": SOME, **FRAME},
    "suspected": {"eids": SOME, "tx": 1},
    "crowded": {"eids": SOME, "most": 2001, "tx": 1},
    "spread": {"eid": HUB, "cap_and_one": 101, **FRAME},
    "adjacent_out": {"eid": HUB, "after": 0, "limit": 50, **OF_TYPE},
    "adjacent_in": {"eid": HUB, "after": 0, "limit": 50, **OF_TYPE},
    "stated_in": {"rows": [{"number": 1, "start": 100, "end": HUB, "lids": [1]}], "datasets": ["x"]},
}


def operators(plan: dict[str, Any]) -> Iterator[str]:
    """All operators of a plan, without the names of their planner; a product with a single node is none."""
    name, children = plan["operatorType"].partition("@")[0], plan.get("children", ())
    if name != "CartesianProduct" or sum(not is_single(child) for child in children) > 1:
        yield name
    for child in children:
        yield from operators(child)


def is_single(plan: dict[str, Any]) -> bool:
    """Whether a part of a plan finds one node by a key of its own."""
    return set(operators(plan)) <= {"NodeUniqueIndexSeek", "NodeUniqueIndexSeek(Locking)", "Filter", "CacheProperties"}


def db_hits(plan: dict[str, Any]) -> int:
    return int(plan.get("dbHits", 0)) + sum(db_hits(child) for child in plan.get("children", ()))


def fill(server: Server) -> None:
    """Companies that hold one another, ten times as many hold the first ones, and groups of persons."""
    rng = random.Random(1)
    state = {"kind": "enterprise", "state_body": False, "identified": True, "tx_from": 1, "tx_to": None}
    entities = [
        {"eid": eid, "id": f"id{eid}", "ends": None, "past": [], "latest": {"name": f"甲{eid}", **state}, "labels": []}
        for eid in range(1, ENTITIES + 1)
    ]
    stated = {"tx_from": 1, "certainty": 3, "dataset": "x", "batch": 1, "row": 1}
    links = [
        {
            "start": rng.randint(11, ENTITIES),
            "end": rng.randint(1, 10) if rng.random() < 0.2 else rng.randint(11, ENTITIES),
            "type": "HOLDS",
            "properties": {"lid": lid, **stated},
        }
        for lid in range(1, LINKS + 1)
    ]
    groups = [
        {"start": eid, "key": f"{eid % 600}", "properties": {"sid": eid, "tx_from": 1}} for eid in range(50, 3000)
    ]
    records = [
        {
            "start": eid,
            "rid": eid,
            "record": {"rid": eid, "type": "licence", "name": "licence", "fields": "{}"},
            "properties": {"tx_from": 1, "valid_from": 20200101, "stated_on": 20200101},
        }
        for eid in range(1, ENTITIES, 3)
    ]
    server.write(lambda transaction: transaction.rows("publish/begin"))
    parts = {"entities": entities, "open_links": links, "open_records": records, "open_groups": groups}
    for name, rows in parts.items():
        for start in range(0, len(rows), 5000):
            chunk = rows[start : start + 5000]
            server.write(lambda transaction, name=name, chunk=chunk: transaction.rows(f"publish/{name}", rows=chunk))  # type: ignore[misc]


VALUES: dict[str, Any] = {"int": 1, "int?": None, "str": "x", "str?": None, "bool": True, "list": []}
"""A value of each kind of parameter: a plan does not depend on it."""


def explained(server: Server, name: str) -> set[str]:
    """The operators of a statement's plan."""
    one = statement(name)
    return set(operators(server.plan(one, **{param: VALUES[kind] for param, kind in one.params.items()})))


@pytest.mark.slow
def test_every_statement_is_planned_by_index(server: Server) -> None:
    migrate(server)
    fill(server)
    server.run_text("CALL db.awaitIndexes(300)")
    server.run_text("CALL db.prepareForReplanning()")
    assert faults_of_reading(server) == []
    for path in sorted((folder() / "queries").glob("*/*.cypher")):
        name = f"{path.parent.name}/{path.stem}"
        if statement(name).mode != "schema":
            assert not explained(server, name) & forbidden(statement(name)), name
    for path in sorted((folder() / "invariants").glob("*.cypher")):
        assert not explained(server, f"invariants/{path.stem}") & {"CartesianProduct", "AllNodesScan"}, path.stem


def forbidden(one: Statement) -> set[str]:
    """The operators that a statement's header forbids."""
    return {word.strip() for word in one.header["forbid"].split(",")}


def faults_of_reading(server: Server) -> list[tuple[str, set[str], int, int]]:
    """The reading statements that are planned or cost otherwise than their headers allow, as executed."""
    assert {path.stem for path in Path(folder() / "queries" / "read").glob("*.cypher")} == ASKED.keys()
    faults = []
    for name, parameters in ASKED.items():
        one = statement(f"read/{name}")
        one.check(parameters)
        plan = server.plan(one, profile=True, **parameters)
        found = set(operators(plan)) & forbidden(one)
        hits, allowed = db_hits(plan), int(one.header["max_db_hits"])
        if found or hits > allowed:
            faults.append((name, found, hits, allowed))
    return faults
