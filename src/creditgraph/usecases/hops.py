"""Telling a path: each hop with its type, dates, certainty and the rows that state it."""

import json

from creditgraph.archive import read
from creditgraph.archive.links import stated_links, statements_of
from creditgraph.graph.port import Edge, Entity
from creditgraph.model.dates import iso
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.relations.paths import Path
from creditgraph.usecases.context import Reading

SOURCES = 20
"""How many rows are named for one hop; `sources_truncated` says that there are more."""


def tell_entities(reading: Reading, request: Request, eids: list[int]) -> dict[int, dict[str, str]]:
    """Public id, kind and name of entities."""
    entities = reading.graph.entities(eids, reading.frame(request))
    homes = read.home_ids(reading.sql, eids)
    return {eid: tell_entity(entities.get(eid), homes[eid]) for eid in eids if eid in homes}


def tell_entity(entity: Entity | None, home: int) -> dict[str, str]:
    """Public id, kind and name of one entity."""
    return {
        "id": encode_id(home),
        "kind": entity.kind.value if entity else "",
        "name": entity.name if entity else "",
    }


def tell_path(reading: Reading, request: Request, path: Path, entities: dict[int, dict[str, str]]) -> dict[str, object]:
    """One path; of several edges between two entities the surest is the hop, the others are in `also`."""
    hops = []
    for edges in path.hops:
        first, *others = edges
        hop = tell_edge(reading, request, first, entities)
        if others:
            hop["also"] = [tell_edge(reading, request, edge, entities) for edge in others]
        hops.append(hop)
    return {"certainty": path.certainty.word, "hops": hops}


def tell_edge(reading: Reading, request: Request, edge: Edge, entities: dict[int, dict[str, str]]) -> dict[str, object]:
    """One edge with the rows that state it."""
    told: dict[str, object] = {
        "type": edge.type.value,
        "from": entities[edge.from_eid]["id"],
        "from_name": entities[edge.from_eid]["name"],
        "to": entities[edge.to_eid]["id"],
        "to_name": entities[edge.to_eid]["name"],
        "valid_from": iso(edge.valid_from),
        "valid_to": iso(edge.valid_to),
        "certainty": edge.certainty.word,
    }
    if edge.lid:
        links = stated_links(reading.sql, edge.type, edge.from_eid, edge.to_eid, reading.tx, request.as_of, SOURCES + 1)
        facts = [link.lid for link in links]
        told["attributes"] = _attributes([link.attributes for link in links])
    else:
        facts = statements_of(reading.sql, edge.sids, reading.tx)
    evidence = read.evidence(reading.sql, facts[:SOURCES])
    told["sources"] = [tell_evidence(evidence[fact]) for fact in facts[:SOURCES]]
    if len(facts) > SOURCES:
        told["sources_truncated"] = True
    return told


def tell_evidence(evidence: read.Evidence) -> dict[str, object]:
    """Where a fact was stated."""
    return {
        "batch": evidence.batch,
        "dataset": evidence.dataset,
        "file": evidence.file,
        "row": evidence.row,
        "supplier": evidence.supplier,
        "stated_on": iso(evidence.stated_on),
    }


def _attributes(texts: list[str | None]) -> list[dict[str, object]]:
    """The distinct attributes of the links, such as posts and shares, in order."""
    return [json.loads(text) for text in dict.fromkeys(text for text in texts if text)]
