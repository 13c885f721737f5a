"""Clusters of a connected component: a pure function of its facts (architecture 1.3).

The *same* facts of a key are all pairs of its sources. They are tried by strength of reason, higher scores first, then
by the pair of source orders, and a join is refused that would put a live *different* or two values of one
single-valued identifier into one cluster. What makes this correct:

- clusters only grow, so a refused pair stays refused and each pair is tried once;
- orders come from (dataset, key), so the result does not depend on when a source arrived;
- a key below identifier strength whose sources state two single values joins nothing, so no rule of names can choose
  between two registered subjects; the same holds for two sexes or birth years under one person's name;
- where nothing can be refused, all sources of the component are one cluster and no order is needed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import merge
from typing import Any, NamedTuple

from creditgraph.model.vocabulary import Certainty
from creditgraph.resolution.claims import CERTAINTY, Reason


class Node(NamedTuple):
    """A source: its place in the order, the identifiers of which a cluster holds one, and a person's traits.

    Traits are pairs of a kind and a value, of which a person has one a kind (sex, birth year).
    """

    sid: int
    order: Any
    single: frozenset[bytes]
    traits: frozenset[tuple[Any, str]] = frozenset()


AMBIGUOUS_KEY = "ambiguous key"


class Group(NamedTuple):
    """The live sources that claim one key."""

    reason: Reason
    key: bytes
    sids: tuple[int, ...]

    @property
    def about(self) -> str:
        """What a case of this key is about."""
        return about_key(self.reason, self.key)


class Fact(NamedTuple):
    """A judgement that two sources are the same."""

    reason: Reason
    score: float
    a: int
    b: int
    certainty: Certainty
    ref: str


class Conflict(NamedTuple):
    """Why something was not joined: `values`, `different` or `ambiguous key`, about which fact, between whom."""

    kind: str
    about: str
    sids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """All that bears on a set of connected sources."""

    nodes: Mapping[int, Node]
    groups: tuple[Group, ...] = ()
    facts: tuple[Fact, ...] = ()
    different: frozenset[tuple[int, int]] = frozenset()


@dataclass(slots=True)
class Clustering:
    """For each source the smallest id of its cluster and how surely it belongs there; and what was refused."""

    cluster_of: dict[int, int] = field(default_factory=dict)
    certainty: dict[int, Certainty] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


class _Sets:
    """Disjoint sets that know what their members state."""

    def __init__(self, component: Component) -> None:
        self.parent = {sid: sid for sid in component.nodes}
        self.members = {sid: [sid] for sid in component.nodes}
        self.single = {sid: set(node.single) for sid, node in component.nodes.items()}
        self.foes: dict[int, set[int]] = {sid: set() for sid in component.nodes}
        for a, b in component.different:
            if a in self.foes and b in self.foes:
                self.foes[a].add(b)
                self.foes[b].add(a)

    def find(self, sid: int) -> int:
        root = sid
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[sid] != root:
            self.parent[sid], sid = root, self.parent[sid]
        return root

    def refusal(self, a: int, b: int) -> str | None:
        """Why two roots may not be one cluster."""
        small, large = sorted((a, b), key=lambda root: len(self.members[root]))
        if any(self.find(foe) == large for foe in self.foes[small]):
            return "different"
        if len(self.single[a] | self.single[b]) > 1:
            return "values"
        return None

    def join(self, a: int, b: int) -> None:
        small, large = sorted((a, b), key=lambda root: len(self.members[root]))
        self.parent[small] = large
        self.members[large] += self.members.pop(small)
        self.single[large] |= self.single.pop(small)
        self.foes[large] |= self.foes.pop(small)


def about_key(reason: Reason, key: bytes) -> str:
    """What a case of a key is about."""
    return f"{reason.name}:{key.hex()}"


def key_within(context: int, key: bytes) -> bytes:
    """A key that counts inside an organisation's cluster alone, told from the same key elsewhere; 0: everywhere."""
    return b"%d:" % context + key if context else key


def cluster(component: Component) -> Clustering:
    """The clusters of a component, with the refusals that a steward should see."""
    result = Clustering()
    groups = []
    for group in component.groups:
        if group.reason > Reason.IDENTIFIER and _is_ambiguous(component, group):
            result.conflicts.append(Conflict(AMBIGUOUS_KEY, group.about, group.sids))
        else:
            groups.append(group)
    sets = _Sets(component)
    if _may_refuse(component):
        _join_in_order(component, groups, sets, result)
    else:
        _join_all(groups, component.facts, sets)
    _name_clusters(component, groups, sets, result)
    return result


def _is_ambiguous(component: Component, group: Group) -> bool:
    nodes = [component.nodes[sid] for sid in group.sids]
    if len(_values(nodes)) > 1:
        return True
    traits = {trait for node in nodes for trait in node.traits}
    return group.reason is Reason.SAME_ORGANISATION and len(traits) > len({kind for kind, _value in traits})


def _values(nodes: Iterable[Node]) -> set[bytes]:
    return {value for node in nodes for value in node.single}


def _may_refuse(component: Component) -> bool:
    return bool(component.different) or len(_values(component.nodes.values())) > 1


def _join_all(groups: list[Group], facts: Iterable[Fact], sets: _Sets) -> None:
    for a, b in _links(groups, facts):
        root_a, root_b = sets.find(a), sets.find(b)
        if root_a != root_b:
            sets.join(root_a, root_b)


def _links(groups: Iterable[Group], facts: Iterable[Fact]) -> Iterator[tuple[int, int]]:
    for group in groups:
        for sid in group.sids[1:]:
            yield group.sids[0], sid
    for fact in facts:
        yield fact.a, fact.b


def _join_in_order(component: Component, groups: list[Group], sets: _Sets, result: Clustering) -> None:
    refused: set[tuple[str, int, int]] = set()
    conflicts: list[Conflict] = []
    order = {sid: node.order for sid, node in component.nodes.items()}
    streams = [_pairs_of(group, order, sets) for group in groups]
    streams.append(iter(sorted(_pair_of(fact, order) for fact in component.facts)))
    for *_rank, about, a, b in merge(*streams):
        root_a, root_b = sets.find(a), sets.find(b)
        if root_a == root_b:
            continue
        cause = sets.refusal(root_a, root_b)
        if cause is None:
            sets.join(root_a, root_b)
        elif (case := (about, min(root_a, root_b), max(root_a, root_b))) not in refused:
            refused.add(case)
            conflicts.append(Conflict(cause, about, tuple(sorted((a, b)))))
    # Clusters have grown since: what was refused to two of them is one case for each key.
    cases = {(one.about, frozenset(map(sets.find, one.sids))): one for one in reversed(conflicts)}
    result.conflicts += reversed(cases.values())


_Ranked = tuple[int, float, Any, Any, str, int, int]


def _pairs_of(group: Group, order: Mapping[int, Any], sets: _Sets) -> Iterator[_Ranked]:
    """The pairs of a key in order, without those of a source whose cluster was tried with all the others already."""
    about = group.about
    ordered = sorted(group.sids, key=order.__getitem__)
    tried: list[int] = []
    for place, a in enumerate(ordered):
        if any(sets.find(a) == sets.find(other) for other in tried):
            continue
        tried.append(a)
        for b in ordered[place + 1 :]:
            yield int(group.reason), 0.0, order[a], order[b], about, a, b


def _pair_of(fact: Fact, order: Mapping[int, Any]) -> _Ranked:
    a, b = sorted((fact.a, fact.b), key=order.__getitem__)
    return int(fact.reason), -fact.score, order[a], order[b], fact.ref, a, b


def _name_clusters(component: Component, groups: list[Group], sets: _Sets, result: Clustering) -> None:
    """Name each cluster by its smallest id; a member is certain if certain facts alone connect it to the core.

    The core is the source that states a single-valued identifier, else the one that names the cluster.
    """
    certain = _Sets(component)
    sure_groups = [group for group in groups if CERTAINTY[group.reason] is Certainty.CERTAIN]
    sure_facts = [fact for fact in component.facts if fact.certainty is Certainty.CERTAIN]
    for a, b in _inside(sure_groups, sure_facts, sets):
        root_a, root_b = certain.find(a), certain.find(b)
        if root_a != root_b:
            certain.join(root_a, root_b)
    for members in sets.members.values():
        anchor = min(members)
        core = min((sid for sid in members if component.nodes[sid].single), default=anchor)
        for sid in members:
            result.cluster_of[sid] = anchor
            sure = certain.find(sid) == certain.find(core)
            result.certainty[sid] = Certainty.CERTAIN if sure else Certainty.PROBABLE


def _inside(groups: Iterable[Group], facts: Iterable[Fact], sets: _Sets) -> Iterator[tuple[int, int]]:
    """Pairs of facts whose two ends came into one cluster."""
    for group in groups:
        first_in: dict[int, int] = {}
        for sid in group.sids:
            first = first_in.setdefault(sets.find(sid), sid)
            if first != sid:
                yield first, sid
    for fact in facts:
        if sets.find(fact.a) == sets.find(fact.b):
            yield fact.a, fact.b
