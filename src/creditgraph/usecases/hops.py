"""Telling a path: each hop with its type, dates, certainty and the rows that state it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from creditgraph.archive import read
from creditgraph.archive.links import LinkRow, stated_links, statements_of
from creditgraph.graph.port import Edge, Entity
from creditgraph.model.dates import Day, iso
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty
from creditgraph.relations.paths import Path
from creditgraph.usecases.context import Reading

LINKS = 500
"""How many stated links of one kind between two entities are looked at."""
RELATIONS = 20
"""How many relations beside the first one hop tells; `also_truncated` says that there are more."""
SOURCES = 20
"""How many rows are named for one relation; `sources_truncated` says that there are more."""


def tell_entities(reading: Reading, request: Request, eids: Sequence[int]) -> dict[int, dict[str, str]]:
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


class Teller:
    """Tells edges between known entities. What stands behind them all is read at once, when it is made."""

    def __init__(self, reading: Reading, edges: Iterable[Edge], entities: Mapping[int, Mapping[str, str]]) -> None:
        self._entities = entities
        known = list(edges)
        self._links = stated_links(
            reading.sql, sorted({lid for edge in known for lid in edge.lids[:LINKS]}), reading.tx
        )
        derived = sorted({sid for edge in known if not edge.lid for sid in edge.sids})
        self._statements = statements_of(reading.sql, derived, reading.tx) if derived else {}
        self._evidence = read.evidence(reading.sql, [*self._links, *self._statements.values()])
        self._hops: dict[tuple[Edge, ...], dict[str, object]] = {}

    def path(self, path: Path) -> dict[str, object]:
        """One path: its entities in order from one end to the other, and its hops."""
        return {
            "certainty": path.certainty.word,
            "entities": [self._entities[eid]["id"] for eid in path.eids],
            "hops": [self._hop(edges) for edges in path.hops],
        }

    def link(self, edge: Edge) -> dict[str, object]:
        """One edge, told like the hop of a path."""
        return self._hop((edge,))

    def relations(self, edge: Edge) -> list[dict[str, object]]:
        """The relations that an edge stands for: one for each post or share and unbroken time, with the rows that
        state it. What lasts comes first, then what began last.
        """
        start, end = self._entities[edge.from_eid], self._entities[edge.to_eid]
        ends: dict[str, object] = {
            "type": edge.type.value,
            "from": start["id"],
            "from_kind": start["kind"],
            "from_name": start["name"],
            "to": end["id"],
            "to_kind": end["kind"],
            "to_name": end["name"],
        }
        if not edge.lid:
            facts = [self._statements[sid] for sid in edge.sids if sid in self._statements]
            return [{**ends, **_tell_dates(None, None, edge.certainty), "attributes": [], **self._sources(facts)}]
        links = [self._links[lid] for lid in edge.lids[:LINKS] if lid in self._links]
        return [
            {
                **ends,
                **_tell_dates(one[0].valid_from, _last_end(one), max([link.certainty for link in one])),
                "attributes": [dict(_parsed(one[0].attributes))] if one[0].attributes else [],
                **self._sources([link.lid for link in one]),
            }
            for one in sorted(unbroken(links), key=_lasting_first)
        ]

    def _hop(self, edges: tuple[Edge, ...]) -> dict[str, object]:
        """Of several relations between two entities the surest is the hop, the others are in `also`. Paths share their
        first hops, so each is told once.
        """
        if edges not in self._hops:
            self._hops[edges] = self._tell_hop(edges)
        return self._hops[edges]

    def _tell_hop(self, edges: tuple[Edge, ...]) -> dict[str, object]:
        hop, *others = [told for edge in edges for told in self.relations(edge)]
        if others:
            hop["also"] = others[:RELATIONS]
        if len(others) > RELATIONS:
            hop["also_truncated"] = True
        return hop

    def _sources(self, facts: Iterable[int]) -> dict[str, object]:
        rows = list(dict.fromkeys([self._evidence[fact] for fact in facts]))
        told: dict[str, object] = {"sources": [tell_evidence(row) for row in rows[:SOURCES]]}
        if len(rows) > SOURCES:
            told["sources_truncated"] = True
        return told


def edges_of(paths: Iterable[Path]) -> list[Edge]:
    """The distinct edges of some paths."""
    return list(dict.fromkeys(edge for path in paths for hop in path.hops for edge in hop))


@lru_cache(maxsize=4096)
def _parsed(attributes: str) -> Mapping[str, object]:
    """Posts and shares repeat."""
    parsed: Mapping[str, object] = json.loads(attributes)
    return parsed


def _lasting_first(links: list[LinkRow]) -> tuple[bool, int, int]:
    return _last_end(links) is not None, -(links[0].valid_from or 0), links[0].lid


def unbroken(links: Iterable[LinkRow]) -> list[list[LinkRow]]:
    """Links of equal attributes whose times meet or overlap, together; an unknown start meets only its like."""
    found: list[list[LinkRow]] = []
    for link in sorted(links, key=lambda one: (one.attributes or "", one.valid_from or 0, one.lid)):
        last = found[-1] if found else None
        if last is not None and last[0].attributes == link.attributes and _meets(last, link):
            last.append(link)
        else:
            found.append([link])
    return found


def _meets(earlier: list[LinkRow], link: LinkRow) -> bool:
    if link.valid_from is None or earlier[0].valid_from is None:
        return link.valid_from == earlier[0].valid_from
    end = _last_end(earlier)
    return end is None or link.valid_from <= end


def _last_end(links: list[LinkRow]) -> Day | None:
    ends = [link.valid_to for link in links if link.valid_to is not None]
    return max(ends) if len(ends) == len(links) else None


def _tell_dates(start: Day | None, end: Day | None, certainty: Certainty) -> dict[str, object]:
    return {"valid_from": iso(start), "valid_to": iso(end), "certainty": certainty.word}


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
