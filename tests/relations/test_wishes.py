"""Paths that avoid somebody, or that a dataset must state, against all simple paths of networkx."""

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditgraph.graph.port import Frame
from creditgraph.model.request import Request
from creditgraph.relations.paths import Answer, Bounds, Skipped, Status, Wishes, find_paths
from relations.memory import MemoryGraph, star

FRAME = Frame(tx=1)
ALL = 10**6
NODES = st.integers(0, 6)
EDGES = st.lists(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), max_size=14)


@dataclass(frozen=True)
class Question:
    """A random graph of which some edges are stated by one dataset, two ends, and whom to avoid."""

    edges: list[tuple[int, int]]
    stated: frozenset[int]
    ends: tuple[int, int]
    avoid: frozenset[int]
    hops: int

    def ask(self, wishes: Wishes, bounds: Bounds | None = None) -> Answer:
        graph = MemoryGraph(self.edges)
        graph.datasets = dict.fromkeys(self.stated, "wished")
        first, second = self.ends
        return find_paths(
            graph, [first], [second], FRAME, bounds or Bounds(self.hops, ALL, ALL, ALL), Request(), wishes
        )

    def paths(self, avoid: frozenset[int] = frozenset(), *, stated: bool = False) -> set[tuple[int, ...]]:
        """All simple paths, through nobody avoided, of which a hop is stated by the dataset if that is wished for."""
        network = nx.Graph(self.edges)
        network.add_nodes_from(range(7))
        network.remove_nodes_from(avoid - set(self.ends))
        wished = {frozenset(self.edges[lid - 1]) for lid in self.stated if lid <= len(self.edges)}
        return {
            tuple(path)
            for path in nx.all_simple_paths(network, *self.ends, cutoff=self.hops)
            if not stated or any(frozenset(pair) in wished for pair in pairwise(path))
        }


QUESTIONS = st.builds(
    Question,
    EDGES,
    st.frozensets(st.integers(1, 14), max_size=5),
    st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]),
    st.frozensets(NODES, max_size=3),
    st.integers(1, 5),
)


def eids(answer: Answer) -> set[tuple[int, ...]]:
    return {path.eids for path in answer.paths}


@settings(deadline=None, max_examples=200)
@given(QUESTIONS)
def test_forbidden_is_never_walked_through(question: Question) -> None:
    answer = question.ask(Wishes(question.avoid, forbid=True))
    assert eids(answer) == question.paths(question.avoid)
    assert answer.status is (Status.FOUND if answer.paths else Status.NONE)


@settings(deadline=None, max_examples=200)
@given(QUESTIONS)
def test_avoided_is_walked_through_only_where_there_is_no_other_path(question: Question) -> None:
    answer = question.ask(Wishes(question.avoid))
    assert eids(answer) == (question.paths(question.avoid) or question.paths())
    assert answer.status is (Status.FOUND if answer.paths else Status.NONE)


@settings(deadline=None, max_examples=200)
@given(QUESTIONS)
def test_only_paths_count_that_the_dataset_states_a_hop_of(question: Question) -> None:
    answer = question.ask(Wishes(datasets=frozenset({"wished", "another"})))
    assert eids(answer) == question.paths(stated=True)
    assert answer.status is (Status.FOUND if answer.paths else Status.NONE)


@settings(deadline=None, max_examples=200)
@given(QUESTIONS, st.integers(0, 3))
def test_a_small_budget_never_says_that_there_is_no_way_around(question: Question, budget: int) -> None:
    assume(question.avoid)
    answer = question.ask(Wishes(question.avoid), Bounds(question.hops, ALL, ALL, budget))
    assert eids(answer) <= question.paths()
    if eids(answer) & question.paths(question.avoid) == set() and question.paths(question.avoid):
        assert answer.status is Status.TRUNCATED


def test_whom_it_met_and_avoided_is_listed_as_skipped() -> None:
    graph = MemoryGraph([(1, 3), (3, 2), (5, 6)])
    answer = find_paths(graph, [1], [2], FRAME, Bounds(), Request(), Wishes(frozenset({3, 5}), forbid=True))
    assert (answer.status, answer.skipped) == (Status.NONE, [Skipped(3, "avoided", 2, True)])


def test_an_end_is_never_avoided() -> None:
    graph = MemoryGraph([(1, 2), *star(1, 3)])
    answer = find_paths(graph, [1], [2], FRAME, Bounds(), Request(), Wishes(frozenset({1, 2}), forbid=True))
    assert [path.eids for path in answer.paths] == [(1, 2)]


def test_a_path_without_hops_is_stated_by_no_dataset() -> None:
    answer = find_paths(MemoryGraph([]), [1], [1], FRAME, Bounds(), Request(), Wishes(datasets=frozenset({"wished"})))
    assert (answer.status, answer.paths) == (Status.NONE, [])
