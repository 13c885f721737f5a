"""Gathering connected components from the archive, clustering them, and writing what differs.

A person's name counts inside the cluster of its organisation only, so a key of that kind is looked up, and told apart,
together with the cluster's id. Organisations are resolved before persons, so that id stands.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from creditgraph.archive.cases import write_conflicts
from creditgraph.archive.codes import PERSON, VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import by_key, live, not_withdrawn, orders_of, traits_of
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.vocabulary import Certainty, Verdict
from creditgraph.resolution.claims import JOINING, Reason
from creditgraph.resolution.clustering import Clustering, Component, Fact, Group, Node, cluster, key_within

_CHUNK = 5000
_JOINING = [int(reason) for reason in JOINING]
_SAME, _DIFFERENT = VERDICT.number[Verdict.SAME], VERDICT.number[Verdict.DIFFERENT]
_Key = tuple[int, int, bytes]
"""Reason, organisation cluster (0 where the key counts everywhere), key."""


class Resolver:
    """Derives the clusters around some sources of one stratum as believed at a transaction."""

    def __init__(self, sql: Sql, tx: int, member: str, stratum: int) -> None:
        self._sql, self._tx, self._member, self._stratum = sql, tx, member, stratum
        self._keys: dict[_Key, set[int]] = {}
        self._keys_of: dict[int, set[_Key]] = {}
        self._facts: dict[int, Fact] = {}
        self._different: set[tuple[int, int]] = set()

    def resolve(self, seeds: list[int]) -> None:
        """Cluster everything connected to the seeds, or clustered with them before."""
        if not seeds:
            return
        before = self._clusters_before(seeds)
        self._gather(before.keys() | set(seeds))
        alive = self._alive(self._keys_of)
        after = Clustering()
        nodes = self._nodes(alive)
        for component in self._components(nodes):
            part = cluster(component)
            after.cluster_of |= part.cluster_of
            after.certainty |= part.certainty
            after.conflicts += part.conflicts
        before |= self._clusters_before([sid for sid in self._keys_of if sid not in before])
        self._write(before, after)
        if self._member == "member":
            write_conflicts(self._sql, self._tx, self._keys_of, after.conflicts)

    # reading ---------------------------------------------------------------------------------------------------------

    def _clusters_before(self, sids: Iterable[int]) -> dict[int, tuple[int, int]]:
        """The open (cluster, certainty) of sources and of all their fellows."""
        found: dict[int, tuple[int, int]] = {}
        for chunk in _chunks(sids):
            rows = self._sql.all(
                f"SELECT DISTINCT o.sid, o.eid, o.certainty FROM {self._member} AS m JOIN {self._member} AS o"
                " ON o.eid = m.eid AND o.tx_to IS NULL WHERE m.sid IN EACH(:sids) AND m.tx_to IS NULL",
                sids=chunk,
            )
            found |= {sid: (eid, certainty) for sid, eid, certainty in rows}
        return found

    def _gather(self, frontier: set[int]) -> None:
        while frontier:
            new_keys = self._read_claims(frontier)
            reached = self._read_judgements(frontier)
            for key, sids in self._read_groups(new_keys).items():
                self._keys[key] = sids
                reached |= sids
            frontier = reached - self._keys_of.keys()

    def _read_claims(self, frontier: set[int]) -> set[_Key]:
        found: set[_Key] = set()
        for sid in frontier:
            self._keys_of[sid] = set()
        for chunk in _chunks(frontier):
            for sid, reason, key, context in self._sql.all(
                f"SELECT c.sid, c.kind, c.key, m.eid FROM claim AS c JOIN source AS s ON s.sid = c.sid"
                f" LEFT JOIN {self._member} AS m ON m.sid = s.context_sid AND m.tx_to IS NULL"
                f" WHERE c.sid IN EACH(:sids) AND c.kind IN EACH(:joining) AND {live('c')} AND {not_withdrawn('c')}",
                sids=chunk,
                joining=_JOINING,
                tx=self._tx,
            ):
                place = (reason, context if reason == Reason.SAME_ORGANISATION else 0, bytes(key))
                self._keys_of[sid].add(place)
                found.add(place)
        return found - self._keys.keys()

    def _read_groups(self, keys: set[_Key]) -> dict[_Key, set[int]]:
        groups: dict[_Key, set[int]] = {key: set() for key in keys}
        everywhere = [key for key in keys if key[0] != Reason.SAME_ORGANISATION]
        for chunk in _chunks(everywhere):
            chunk_keys = {key: (reason, context, key) for reason, context, key in chunk}
            for sid, reason, key in self._sql.all(
                f"SELECT c.sid, c.kind, c.key FROM claim AS c WHERE c.key IN {self._sql.blobs(chunk_keys)}"
                f" AND {by_key('c')} AND {live('c')}"
                f" AND {not_withdrawn('c')}",
                tx=self._tx,
            ):
                if chunk_keys[bytes(key)][0] == reason:
                    groups[chunk_keys[bytes(key)]].add(sid)
        within = {(context, key): (reason, context, key) for reason, context, key in keys if context}
        for chunk in _chunks({context for context, _key in within}):
            for sid, context, key in self._sql.all(
                f"SELECT c.sid, m.eid, c.key FROM {self._member} AS m JOIN source AS s ON s.context_sid = m.sid"
                f" JOIN claim AS c ON c.sid = s.sid AND c.kind = :within AND {live('c')}"
                f" WHERE m.eid IN EACH(:eids) AND m.tx_to IS NULL AND {not_withdrawn('c')}",
                eids=chunk,
                within=int(Reason.SAME_ORGANISATION),
                tx=self._tx,
            ):
                place = within.get((context, bytes(key)))
                if place is not None:
                    groups[place].add(sid)
        return groups

    def _read_judgements(self, frontier: set[int]) -> set[int]:
        reached: set[int] = set()
        for chunk in _chunks(frontier):
            for jid, a, b, verdict, reason, certainty, score in self._sql.all(
                "SELECT j.jid, j.a_sid, j.b_sid, j.verdict, j.kind, j.certainty, j.score FROM judgement AS j"
                f" WHERE (j.a_sid IN EACH(:sids) OR j.b_sid IN EACH(:sids)) AND {live('j')}",
                sids=chunk,
                tx=self._tx,
            ):
                if verdict == _SAME:
                    self._facts[jid] = Fact(
                        Reason(reason), score or 0.0, a, b, Certainty(certainty), f"judgement:{jid}"
                    )
                    reached |= {a, b}
                elif verdict == _DIFFERENT:
                    self._different.add((a, b))
        return reached

    def _alive(self, sids: Iterable[int]) -> set[int]:
        alive: set[int] = set()
        for chunk in _chunks(sids):
            alive |= {
                sid
                for (sid,) in self._sql.all(
                    f"SELECT DISTINCT n.sid FROM name AS n JOIN belief AS b ON b.vid = n.fid >> {FACT_BITS}"
                    f" AND {live('b')} WHERE n.sid IN EACH(:sids)",
                    sids=chunk,
                    tx=self._tx,
                )
            }
        return alive

    def _nodes(self, alive: set[int]) -> dict[int, Node]:
        traits = self._traits(alive) if self._stratum == PERSON else {}
        nodes: dict[int, Node] = {}
        for chunk in _chunks(alive):
            for sid, order in orders_of(self._sql, chunk).items():
                single = frozenset(key_ for reason, _context, key_ in self._keys_of[sid] if reason == Reason.IDENTIFIER)
                nodes[sid] = Node(sid, order, single, frozenset(traits.get(sid, ())))
        return nodes

    def _traits(self, alive: set[int]) -> dict[int, set[tuple[Any, str]]]:
        traits: dict[int, set[tuple[Any, str]]] = defaultdict(set)
        for chunk in _chunks(alive):
            for sid, kind, value in traits_of(self._sql, chunk, self._tx):
                traits[sid].add((kind, value))
        return traits

    # clustering ------------------------------------------------------------------------------------------------------

    def _components(self, nodes: dict[int, Node]) -> Iterable[Component]:
        """Split what was gathered, so that a refusal in one component costs the others nothing."""
        groups = [
            Group(Reason(reason), key_within(context, key), tuple(sorted(sids & nodes.keys())))
            for (reason, context, key), sids in self._keys.items()
        ]
        groups = [group for group in groups if len(group.sids) > 1]
        facts = [fact for fact in self._facts.values() if fact.a in nodes and fact.b in nodes]
        root = {sid: sid for sid in nodes}

        def find(sid: int) -> int:
            while root[sid] != sid:
                root[sid] = sid = root[root[sid]]
            return sid

        for sids in [group.sids for group in groups] + [(fact.a, fact.b) for fact in facts]:
            for sid in sids[1:]:
                root[find(sid)] = find(sids[0])
        parts: dict[int, tuple[dict[int, Node], list[Group], list[Fact], set[tuple[int, int]]]] = {}
        for sid, node in nodes.items():
            parts.setdefault(find(sid), ({}, [], [], set()))[0][sid] = node
        for group in groups:
            parts[find(group.sids[0])][1].append(group)
        for fact in facts:
            parts[find(fact.a)][2].append(fact)
        for a, b in self._different:
            if a in nodes and b in nodes and find(a) == find(b):
                parts[find(a)][3].add((a, b))
        for members, its_groups, its_facts, different in parts.values():
            yield Component(members, tuple(its_groups), tuple(its_facts), frozenset(different))

    # writing ---------------------------------------------------------------------------------------------------------

    def _write(self, before: dict[int, tuple[int, int]], after: Clustering) -> None:
        wanted = {sid: (eid, int(after.certainty[sid])) for sid, eid in after.cluster_of.items()}
        gone = sorted(sid for sid, place in before.items() if wanted.get(sid) != place)
        come = sorted(sid for sid, place in wanted.items() if before.get(sid) != place)
        self._sql.many(
            f"UPDATE {self._member} SET tx_to = {self._tx} WHERE sid = ? AND tx_to IS NULL", [(sid,) for sid in gone]
        )
        self._sql.many(
            f"INSERT INTO {self._member} (sid, tx_from, eid, certainty) VALUES (?, {self._tx}, ?, ?)",
            [(sid, *wanted[sid]) for sid in come],
        )


def _chunks(items: Iterable[Any]) -> Iterable[list[Any]]:
    ordered = sorted(items)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
