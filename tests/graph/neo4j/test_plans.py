"""On a graph of some size the reading statements are planned by index and stay within what their headers allow.

A plan for an empty database says nothing, so 12,000 entities with a power-law part are loaded first.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from creditgraph.graph.neo4j.cypher import folder, statement
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
    "degrees": {"eids": SOME, "cap_and_one": 101, **FRAME},
    "hubs": {"eids": [HUB, *SOME], "cap": 100, "cap_and_one": 101, **FRAME},
    "expand": {"eids": SOME, **FRAME},
    "between": {"first": [HUB, 2], "second": SOME, **FRAME},
    "suspected": {"eids": SOME, "tx": 1},
    "crowded": {"eids": SOME, "most": 2001, "tx": 1},
    "spread": {"eid": HUB, "cap_and_one": 101, **FRAME},
    "adjacent_out": {"eid": HUB, "after": 0, "limit": 50, **OF_TYPE},
    "adjacent_in": {"eid": HUB, "after": 0, "limit": 50, **OF_TYPE},
    "stated_in": {"rows": [{"number": 1, "start": 100, "end": HUB, "lids": [1]}], "datasets": ["x"]},
}


def operators(plan: dict[str, Any]) -> Iterator[str]:
    """All operators of a plan, without the names of their planner."""
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from operators(child)


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
    server.write(lambda transaction: transaction.rows("publish/begin"))
    for name, rows in (("entities", entities), ("open_links", links), ("open_groups", groups)):
        for start in range(0, len(rows), 5000):
            chunk = rows[start : start + 5000]
            server.write(lambda transaction, name=name, chunk=chunk: transaction.rows(f"publish/{name}", rows=chunk))  # type: ignore[misc]


def test_every_reading_statement_is_planned_by_index(server: Server) -> None:
    migrate(server)
    fill(server)
    server.run_text("CALL db.awaitIndexes(300)")
    server.run_text("CALL db.prepareForReplanning()")
    names = {path.stem for path in Path(folder() / "queries" / "read").glob("*.cypher")}
    assert names == ASKED.keys()
    faults = []
    for name, parameters in ASKED.items():
        one = statement(f"read/{name}")
        one.check(parameters)
        plan = server.plan(one, profile=True, **parameters)
        forbidden = {word.strip() for word in one.header["forbid"].split(",")}
        found = set(operators(plan)) & forbidden
        hits, allowed = db_hits(plan), int(one.header["max_db_hits"])
        if found or hits > allowed:
            faults.append((name, found, hits, allowed))
    assert faults == []
