"""The network around some entities, against networkx: who is in it, every link among them, and where it was cut."""

import time
from collections.abc import Iterable

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.graph.port import Direction, Expansion, Frame
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import LinkType
from creditgraph.relations.network import Bounds, Network, find_network
from creditgraph.relations.paths import Status
from relations.memory import MemoryGraph, star

FRAME = Frame(tx=1)
NODES = st.integers(0, 8)
EDGES = st.lists(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), max_size=20)
SEEDS = st.frozensets(NODES, min_size=1, max_size=3)
BOUNDS = st.builds(Bounds, st.integers(1, 3), st.integers(3, 9), st.integers(1, 8))


def draw(
    graph: MemoryGraph, seeds: Iterable[int] = (1,), bounds: Bounds | None = None, request: Request | None = None
) -> Network:
    return find_network(graph, seeds, FRAME, bounds or Bounds(), request or Request())


def walkable(graph: MemoryGraph, seeds: frozenset[int], hub_degree: int) -> nx.DiGraph:
    """Steps from everybody who may be walked through; a seed that is a state body may."""
    degrees = graph.degrees(range(9), FRAME, 99)
    steps = nx.DiGraph()
    steps.add_nodes_from(seeds)
    for edge in graph.edges:
        for near in (edge.from_eid, edge.to_eid):
            if degrees[near] <= hub_degree and (near in seeds or near not in graph.state):
                steps.add_edge(near, edge.other(near))
    return steps


@settings(deadline=None, max_examples=300)
@given(EDGES, st.frozensets(NODES, max_size=2), SEEDS, BOUNDS)
def test_no_link_between_two_shown_entities_is_hidden(
    edges: list[tuple[int, int]], state: frozenset[int], seeds: frozenset[int], bounds: Bounds
) -> None:
    graph = MemoryGraph(edges, state)
    found = draw(graph, seeds, bounds)
    shown = found.distance.keys()
    assert set(found.links) == {edge for edge in graph.edges if edge.from_eid in shown and edge.to_eid in shown}
    assert len(found.links) == len(set(found.links))
    assert found == draw(MemoryGraph(edges, state), seeds, bounds)


@settings(deadline=None, max_examples=300)
@given(EDGES, st.frozensets(NODES, max_size=2), SEEDS, BOUNDS)
def test_everybody_within_the_hops_is_shown_or_the_cut_is_told(
    edges: list[tuple[int, int]], state: frozenset[int], seeds: frozenset[int], bounds: Bounds
) -> None:
    graph = MemoryGraph(edges, state)
    found = draw(graph, seeds, bounds)
    steps = walkable(graph, seeds, bounds.hub_degree)
    distances = nx.multi_source_dijkstra_path_length(steps, seeds, cutoff=bounds.max_hops)
    assert len(found.distance) <= bounds.max_entities
    assert found.distance.items() <= dict(distances).items()
    assert seeds <= found.distance.keys()
    assert (found.status is Status.COMPLETE) is (found.distance == distances)
    hidden = distances.keys() - found.distance.keys()
    assert bool(hidden) is (found.status is Status.TRUNCATED)
    assert bool(hidden) is any(cut.reason == "budget" for cut in found.cut)


@settings(deadline=None, max_examples=200)
@given(EDGES, st.frozensets(NODES, max_size=2), SEEDS, BOUNDS)
def test_a_degree_is_that_of_the_graph_and_a_cut_counts_what_is_hidden(
    edges: list[tuple[int, int]], state: frozenset[int], seeds: frozenset[int], bounds: Bounds
) -> None:
    graph = MemoryGraph(edges, state)
    found = draw(graph, seeds, bounds)
    assert found.degree == graph.degrees(found.distance, FRAME, bounds.hub_degree)
    for cut in found.cut:
        assert cut.degree == found.degree[cut.eid]
        assert found.distance[cut.eid] < bounds.max_hops
        assert (cut.reason == "state_body") is (cut.eid in state - seeds)
        if cut.reason == "budget":
            assert cut.counts is not None
            hidden = set(graph.expand([cut.eid], FRAME, 99).edges[cut.eid]) - set(found.links)
            assert sum(count.neighbours for count in cut.counts) == len(hidden) > 0


def test_of_those_that_do_not_all_fit_the_best_linked_come_first() -> None:
    graph = MemoryGraph([(1, 5), (1, 4), (1, 3), (2, 5), (2, 4), (2, 6)])
    found = draw(graph, [1, 2], Bounds(max_entities=4))
    assert (list(found.distance), found.status) == ([1, 2, 4, 5], Status.TRUNCATED)
    assert [(cut.eid, cut.reason) for cut in found.cut] == [(1, "budget"), (2, "budget")]
    assert found.cut[0].counts == ((LinkType.HOLDS, Direction.OUT, 1),)


def test_hubs_and_state_bodies_are_shown_and_the_cut_says_why() -> None:
    graph = MemoryGraph([(1, 2), (1, 3), (2, 4), (2, 3), *star(3, 5)], state=[2])
    found = draw(graph, [1], Bounds(max_hops=2, hub_degree=4))
    assert found.distance == {1: 0, 2: 1, 3: 1}
    assert [(cut.eid, cut.reason, cut.degree) for cut in found.cut] == [(3, "hub", 5), (2, "state_body", 3)]
    assert {(edge.from_eid, edge.to_eid) for edge in found.links} == {(1, 2), (1, 3), (2, 3)}
    assert found.status is Status.COMPLETE


def test_two_hubs_are_shown_with_their_link() -> None:
    graph = MemoryGraph([(1, 2), (1, 3), (2, 3), *star(2, 5), *star(3, 5, base=200)])
    assert {(edge.from_eid, edge.to_eid) for edge in draw(graph, [1], Bounds(hub_degree=4)).links} == {
        (1, 2),
        (1, 3),
        (2, 3),
    }


def test_no_time_is_told() -> None:
    graph = MemoryGraph([(1, 2)])
    found = draw(graph, request=Request(deadline=time.monotonic() - 1))
    assert (found.status, found.distance, found.links) == (Status.TIMED_OUT, {1: 0}, [])


@pytest.mark.parametrize("hops", [1, 2])
def test_time_that_runs_out_keeps_what_was_found(hops: int) -> None:
    class Slow(MemoryGraph):
        expanded = 0

        def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
            self.expanded += 1
            return super().expand(eids, frame, hub_degree)

    class Clock(Request):
        def out_of_time(self) -> bool:
            return graph.expanded >= hops

    graph = Slow([(1, 2), (2, 3), (3, 4)])
    found = draw(graph, bounds=Bounds(max_hops=3), request=Clock())
    assert found.status is Status.TIMED_OUT
    assert list(found.distance) == [1, 2, 3][: hops + 1]
    assert [(edge.from_eid, edge.to_eid) for edge in found.links] == [(1, 2), (2, 3)][:hops]
