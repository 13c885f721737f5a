"""The related parties of a subject: all within reach, each with a shortest path."""

import time

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.graph.port import Frame
from creditgraph.model.request import Request
from creditgraph.relations.paths import Bounds, Status
from creditgraph.relations.related import Related, find_related
from relations.memory import MemoryGraph, star

FRAME = Frame(tx=1)
NODES = st.integers(0, 7)
EDGES = st.lists(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), max_size=16)


def related(graph: MemoryGraph, eid: int = 1, bounds: Bounds | None = None, request: Request | None = None) -> Related:
    return find_related(graph, eid, FRAME, bounds or Bounds(), request or Request())


def walkable(graph: MemoryGraph, eid: int, hub_degree: int) -> nx.DiGraph:
    """Steps from every entity that may be walked through; the subject may be a state body."""
    degrees = graph.degrees(range(8), FRAME, 99)
    steps = nx.DiGraph()
    steps.add_node(eid)
    for edge in graph.edges:
        for near, far in ((edge.from_eid, edge.to_eid), (edge.to_eid, edge.from_eid)):
            if degrees[near] <= hub_degree and (near == eid or near not in graph.state):
                steps.add_edge(near, far)
    return steps


@settings(deadline=None, max_examples=200)
@given(EDGES, st.frozensets(NODES, max_size=2), NODES, st.integers(1, 4), st.integers(1, 8))
def test_everything_within_the_hops_is_reached_by_a_shortest_path(
    edges: list[tuple[int, int]], state: frozenset[int], eid: int, hops: int, hub_degree: int
) -> None:
    graph = MemoryGraph(edges, state)
    found = related(graph, eid, Bounds(max_hops=hops, hub_degree=hub_degree))
    steps = walkable(graph, eid, hub_degree)
    distances = nx.single_source_shortest_path_length(steps, eid, cutoff=hops)
    assert {other: len(path.hops) for other, path in found.paths.items()} == {
        other: distance for other, distance in distances.items() if other != eid
    }
    for other, path in found.paths.items():
        assert path.eids[0] == eid
        assert path.eids[-1] == other
        assert nx.is_path(steps, path.eids)
    assert found.status is Status.FOUND


@settings(deadline=None, max_examples=100)
@given(EDGES, st.frozensets(NODES, max_size=2), st.integers(1, 4), st.integers(1, 8))
def test_what_is_skipped_was_met_and_is_not_walked(
    edges: list[tuple[int, int]], state: frozenset[int], hops: int, hub_degree: int
) -> None:
    graph = MemoryGraph(edges, state)
    found = related(graph, 1, Bounds(max_hops=hops, hub_degree=hub_degree))
    assert found.skipped.keys() <= found.paths.keys() | {1}
    inner = {eid for path in found.paths.values() for eid in path.eids[1:-1]}
    assert not inner & found.skipped.keys()


def test_a_hop_shows_all_edges_between_its_two() -> None:
    graph = MemoryGraph([(1, 2), (2, 1), (2, 3)])
    found = related(graph)
    assert [edge.lid for edge in found.paths[2].hops[0]] == [1, 2]
    assert [[edge.lid for edge in hop] for hop in found.paths[3].hops] == [[1, 2], [3]]


def test_of_two_shortest_paths_the_one_through_the_smaller_id_is_shown() -> None:
    assert related(MemoryGraph([(1, 3), (1, 2), (2, 4), (3, 4)])).paths[4].eids == (1, 2, 4)


def test_hubs_and_state_bodies_are_related_and_listed_but_not_walked() -> None:
    graph = MemoryGraph([(1, 2), (1, 3), (2, 4), *star(3, 5)], state=[2])
    found = related(graph, bounds=Bounds(hub_degree=4))
    assert set(found.paths) == {2, 3}
    assert found.skipped == {2: ("state_body", 2), 3: ("hub", 5)}


def test_a_state_body_is_walked_from_where_it_is_the_subject() -> None:
    found = related(MemoryGraph([(1, 2)], state=[1]))
    assert (set(found.paths), found.skipped) == ({2}, {})


def test_a_subject_that_is_a_hub_is_listed_as_skipped() -> None:
    found = related(MemoryGraph(star(1, 5)), bounds=Bounds(hub_degree=4))
    assert (found.paths, found.skipped) == ({}, {1: ("hub", 5)})


def test_a_subject_without_links_has_no_related_parties() -> None:
    found = related(MemoryGraph([]))
    assert (found.status, found.paths, found.skipped) == (Status.FOUND, {}, {})


@pytest.mark.parametrize(("budget", "status"), [(1, Status.TRUNCATED), (3, Status.TRUNCATED), (50, Status.FOUND)])
def test_a_budget_is_an_end_that_is_told(budget: int, status: Status) -> None:
    graph = MemoryGraph([(1, 2), (1, 3), (2, 4), (3, 5), (4, 6)])
    found = related(graph, bounds=Bounds(max_hops=4, budget=budget))
    assert found.status is status
    assert {2, 3} <= found.paths.keys()


def test_a_deadline_in_the_past_is_told() -> None:
    found = related(MemoryGraph([(1, 2)]), request=Request(deadline=time.monotonic() - 1))
    assert (found.status, found.paths) == (Status.TIMED_OUT, {})
