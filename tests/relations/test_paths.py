"""Path search against all simple paths of networkx, on a graph in memory."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditgraph.graph.port import Edge, Expansion, Frame, Graph
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.relations.paths import Answer, Bounds, Path, Skipped, Status, find_paths
from relations.memory import MemoryGraph, star

FRAME = Frame(tx=1)
ALL = 10**6
NODES = st.integers(0, 7)
EDGES = st.lists(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), max_size=16)
ENDS = st.frozensets(NODES, min_size=1, max_size=2)


@dataclass(frozen=True)
class Question:
    """A random graph, its state bodies, two sets of ends and bounds without a limit."""

    edges: list[tuple[int, int]]
    state: frozenset[int]
    first: frozenset[int]
    second: frozenset[int]
    hops: int
    hub_degree: int

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.hops, ALL, self.hub_degree, ALL)

    def graph(self) -> MemoryGraph:
        return MemoryGraph(self.edges, self.state)

    def ask(self, bounds: Bounds | None = None) -> Answer:
        return find_paths(self.graph(), self.first, self.second, FRAME, bounds or self.bounds, Request())

    def barred(self) -> set[int]:
        """The entities that may not be walked through."""
        degrees = self.graph().degrees(range(8), FRAME, ALL)
        return {eid for eid in range(8) if degrees[eid] > self.hub_degree or eid in self.state}

    def expected(self) -> set[tuple[int, ...]]:
        """All simple paths with no barred entity and no other end inside."""
        network = nx.Graph(self.edges)
        network.add_nodes_from(range(8))
        ends = self.first | self.second
        walkable = set(range(8)) - self.barred() - ends
        found: set[tuple[int, ...]] = {(eid,) for eid in self.first & self.second}
        for start in self.first:
            for end in self.second - {start}:
                part = network.subgraph(walkable | {start, end})
                found |= {tuple(path) for path in nx.all_simple_paths(part, start, end, cutoff=self.hops)}
        return found


def questions(ends: st.SearchStrategy[frozenset[int]]) -> st.SearchStrategy[Question]:
    return st.builds(
        Question, EDGES, st.frozensets(NODES, max_size=2), ends, ends, st.integers(1, 6), st.integers(1, 8)
    )


def ask(
    graph: Graph,
    first: Iterable[int] = (1,),
    second: Iterable[int] = (2,),
    bounds: Bounds | None = None,
    request: Request | None = None,
) -> Answer:
    return find_paths(graph, first, second, FRAME, bounds or Bounds(), request or Request())


def eids(answer: Answer) -> list[tuple[int, ...]]:
    return [path.eids for path in answer.paths]


def two_hubs(question: Question) -> bool:
    """Whether each side has an end that is a hub: what lies between two hubs is known from neither."""
    degrees = question.graph().degrees(question.first | question.second, FRAME, ALL)
    return all(any(degrees[eid] > question.hub_degree for eid in side) for side in (question.first, question.second))


# what is found -------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=200)
@given(questions(ENDS.filter(lambda ends: len(ends) == 1)))
def test_all_paths_within_the_bounds_are_found(question: Question) -> None:
    assume(not two_hubs(question))
    answer = question.ask()
    assert set(eids(answer)) == question.expected()
    assert len(eids(answer)) == len(set(eids(answer)))


@settings(deadline=None, max_examples=400, derandomize=True)
@given(questions(ENDS))
def test_all_paths_between_two_sets_are_found(question: Question) -> None:
    assume(not two_hubs(question))
    assert set(eids(question.ask())) == question.expected()


@settings(deadline=None, max_examples=100)
@given(questions(ENDS))
def test_nothing_is_found_that_is_not_there(question: Question) -> None:
    assert set(eids(question.ask())) <= question.expected()


@settings(deadline=None, max_examples=100)
@given(questions(ENDS))
def test_the_shortest_come_first_and_twice_asked_is_twice_answered(question: Question) -> None:
    answer = question.ask()
    lengths = [len(path.hops) for path in answer.paths]
    assert lengths == sorted(lengths)
    assert answer == question.ask()


@settings(deadline=None, max_examples=100)
@given(questions(ENDS), st.integers(1, 4))
def test_a_limit_keeps_the_first_paths(question: Question, limit: int) -> None:
    few = question.ask(Bounds(question.hops, limit, question.hub_degree, ALL))
    assert eids(few) == eids(question.ask())[:limit]


@settings(deadline=None, max_examples=100)
@given(questions(ENDS))
def test_a_hop_shows_all_edges_between_its_two(question: Question) -> None:
    graph = question.graph()
    for path in question.ask().paths:
        assert len(path.hops) == len(path.eids) - 1
        for (near, far), hop in zip(pairwise(path.eids), path.hops, strict=True):
            assert set(hop) == set(graph.between([near], [far], FRAME))
            assert len(hop) == len(set(hop))


def test_the_order_of_the_edges_does_not_matter() -> None:
    edges = [(1, 3), (3, 2), (1, 4), (4, 2), (1, 5), (5, 3)]
    assert ask(MemoryGraph(edges)) == ask(MemoryGraph(edges[::-1], numbers=range(6, 0, -1)))


def test_one_entity_is_linked_with_itself_by_a_path_without_hops() -> None:
    answer = ask(MemoryGraph([(1, 3)]), [1], [1])
    assert answer.paths[0] == Path((1,), ())
    assert answer.paths[0].certainty is Certainty.CERTAIN


def test_an_unknown_end_is_linked_with_nothing() -> None:
    assert ask(MemoryGraph([(1, 3)]), [1], []).status is Status.NONE
    assert ask(MemoryGraph([]), [1], [2]).status is Status.NONE


# hubs and state bodies -----------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=100)
@given(questions(ENDS))
def test_only_hubs_and_state_bodies_are_skipped_each_with_its_reason(question: Question) -> None:
    graph = question.graph()
    for skipped in question.ask().skipped:
        degree = graph.degrees([skipped.eid], FRAME, question.hub_degree)[skipped.eid]
        assert skipped.degree == degree
        assert skipped.reason == ("state_body" if skipped.eid in question.state else "hub") or (
            skipped.eid in question.first | question.second and degree > question.hub_degree
        )


@pytest.mark.parametrize(("state", "reason"), [((), "hub"), ((3,), "state_body")])
def test_what_would_connect_both_ends_is_listed_not_walked(state: tuple[int, ...], reason: str) -> None:
    hub = [] if state else star(3, 4)
    graph = MemoryGraph([(1, 3), (3, 2), (1, 4), (1, 5), *hub], state)
    answer = ask(graph, bounds=Bounds(hub_degree=4))
    assert (answer.status, answer.paths) == (Status.NONE, [])
    assert answer.skipped == [Skipped(3, reason, len(hub and range(5)) or 2, True)]


@pytest.mark.parametrize(("state", "hub"), [((3,), []), ((), star(3, 4))])
def test_what_connects_two_ends_that_have_nothing_else_is_marked(
    state: tuple[int, ...], hub: list[tuple[int, int]]
) -> None:
    answer = ask(MemoryGraph([(1, 3), (3, 2), *hub], state), bounds=Bounds(hub_degree=4))
    assert [(skipped.eid, skipped.connects) for skipped in answer.skipped] == [(3, True)]


@settings(deadline=None, max_examples=400, derandomize=True)
@given(questions(ENDS.filter(lambda ends: len(ends) == 1)))
def test_whatever_touches_both_ends_is_marked(question: Question) -> None:
    ((first,), (second,)) = question.first, question.second
    degrees = question.graph().degrees((first, second), FRAME, ALL)
    assume(first != second and question.hops > 1 and max(degrees.values()) <= question.hub_degree)
    linked = [set(nx.Graph(question.edges).adj.get(end, ())) for end in (first, second)]
    connecting = {skipped.eid for skipped in question.ask().skipped if skipped.connects}
    assert linked[0] & linked[1] & question.barred() <= connecting


def test_a_hub_on_one_side_only_connects_nothing() -> None:
    answer = ask(MemoryGraph([(1, 3), (1, 5), (2, 6), (2, 7), *star(3, 4)]), bounds=Bounds(hub_degree=4))
    assert [(skipped.eid, skipped.connects) for skipped in answer.skipped] == [(3, False)]


def test_connecting_entities_are_listed_first() -> None:
    graph = MemoryGraph([(1, 3), (1, 4), (4, 2), (1, 5), (2, 5), (2, 6), (6, 5)], state=[3, 5])
    assert [(one.eid, one.connects) for one in ask(graph).skipped] == [(5, True), (3, False)]


def test_an_end_that_is_a_state_body_is_walked_from() -> None:
    graph = MemoryGraph([(1, 3), (3, 2)], state=[1, 2])
    answer = ask(graph)
    assert (eids(answer), answer.skipped) == ([(1, 3, 2)], [])


@pytest.mark.parametrize("hops", [1, 2, 3, 4])
@pytest.mark.parametrize("turned", [False, True])
def test_an_end_that_is_a_hub_is_met_from_the_other_side(hops: int, turned: bool) -> None:
    chain = [2, 3, 4, 5][:hops]
    graph = MemoryGraph([*pairwise([*chain, 1]), *star(1, 9)])
    ends = ([2], [1]) if turned else ([1], [2])
    answer = ask(graph, *ends, bounds=Bounds(max_hops=4, hub_degree=5))
    path = (*chain, 1) if turned else (1, *reversed(chain))
    assert eids(answer) == [path]
    assert answer.status is Status.FOUND


def test_two_hubs_are_linked_where_an_edge_joins_them() -> None:
    graph = MemoryGraph([(1, 2), *star(1, 5), *star(2, 5, base=200)])
    assert eids(ask(graph, bounds=Bounds(hub_degree=4)))[0] == (1, 2)


@pytest.mark.parametrize("hops", [2, 3, 4])
def test_two_hubs_that_are_linked_through_others_only_are_listed(hops: int) -> None:
    """What lies between two hubs is known from neither; the answer names both as not walked."""
    graph = MemoryGraph([(1, 3), (3, 2), *star(1, 5), *star(2, 5, base=200)])
    answer = ask(graph, bounds=Bounds(max_hops=hops, hub_degree=4))
    assert {(skipped.eid, skipped.reason) for skipped in answer.skipped} == {(1, "hub"), (2, "hub")}


def test_a_hub_on_each_side_does_not_hide_the_paths_of_the_other_ends() -> None:
    graph = MemoryGraph([(3, 5), (5, 6), (6, 4), *star(1, 5), *star(2, 5, base=200)])
    answer = ask(graph, [1, 3], [2, 4], Bounds(hub_degree=4))
    assert eids(answer) == [(3, 5, 6, 4)]


# honest statuses -----------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=100)
@given(questions(ENDS.filter(lambda ends: len(ends) == 1)))
def test_none_within_bounds_is_said_only_when_it_is_true(question: Question) -> None:
    assume(not two_hubs(question))
    answer = question.ask()
    assert (answer.status is Status.NONE) is (question.expected() == set())
    assert (answer.status is Status.FOUND) is bool(question.expected())


@settings(deadline=None, max_examples=200)
@given(questions(ENDS.filter(lambda ends: len(ends) == 1)), st.integers(0, 6))
def test_a_budget_is_never_exceeded_and_its_end_is_told(question: Question, budget: int) -> None:
    assume(not two_hubs(question))
    cut = question.ask(Bounds(question.hops, ALL, question.hub_degree, budget))
    whole = question.ask()
    assert cut.expanded <= budget
    assert set(eids(cut)) <= set(eids(whole))
    if cut.status is not Status.TRUNCATED:
        assert (cut.status, eids(cut)) == (whole.status, eids(whole))


def test_a_budget_that_was_too_small_is_told_beside_what_was_found() -> None:
    graph = MemoryGraph([(1, 2), *star(1, 4), *star(2, 4, base=200), (101, 201)])
    answer = ask(graph, bounds=Bounds(max_hops=4, limit=ALL, budget=3))
    assert eids(answer) == [(1, 2)]
    assert (answer.status, answer.expanded) == (Status.TRUNCATED, 2)


def test_a_deadline_in_the_past_is_told() -> None:
    graph = MemoryGraph([(1, 2)])
    answer = ask(graph, request=Request(deadline=time.monotonic() - 1))
    assert (answer.status, answer.paths, answer.expanded) == (Status.TIMED_OUT, [], 0)
    assert graph.asked == 0


def test_a_deadline_that_passes_keeps_what_was_found() -> None:
    class Slow(MemoryGraph):
        late = False

        def expand(self, eids: Iterable[int], frame: Frame, hub_degree: int) -> Expansion:
            self.late = True
            return super().expand(eids, frame, hub_degree)

    class Clock(Request):
        def out_of_time(self) -> bool:
            return graph.late

    graph = Slow([(1, 2), (1, 3), (3, 2)])
    answer = ask(graph, request=Clock())
    assert (eids(answer), answer.status) == ([(1, 2)], Status.TIMED_OUT)


def test_too_many_partial_paths_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditgraph.relations.paths._STEPS", 20)
    layers = [[1], *([10 * level + number for number in range(4)] for level in range(1, 4)), [2]]
    edges = [(near, far) for one, other in pairwise(layers) for near in one for far in other]
    answer = ask(MemoryGraph(edges), bounds=Bounds(limit=ALL))
    assert answer.status is Status.TRUNCATED
    assert 0 < len(answer.paths) < 4**3


# certainty -----------------------------------------------------------------------------------------------------------


def test_a_path_is_as_sure_as_its_weakest_hop_and_a_hop_as_its_surest_edge() -> None:
    def edge(certainty: Certainty, lid: int) -> Edge:
        return Edge(LinkType.HOLDS, 1, 2, lid, None, None, certainty)

    sure, likely, guessed = (edge(certainty, lid) for lid, certainty in enumerate(reversed(Certainty), 1))
    assert Path((1, 2, 3), ((sure, guessed), (sure, likely))).certainty is Certainty.CERTAIN
    assert Path((1, 2, 3), ((sure,), (likely, guessed))).certainty is Certainty.PROBABLE
    assert Path((1, 2, 3), ((guessed,), (sure,))).certainty is Certainty.SUSPECTED


def test_the_edges_of_a_hop_are_ordered_by_certainty_type_and_id() -> None:
    graph = MemoryGraph([(1, 2), (2, 1), (1, 2)], types=[LinkType.HOLDS, LinkType.HOLDS, LinkType.CONTROLS])
    (path,) = ask(graph, bounds=Bounds(max_hops=1)).paths
    assert [(edge.type, edge.lid) for edge in path.hops[0]] == [
        (LinkType.CONTROLS, 3),
        (LinkType.HOLDS, 1),
        (LinkType.HOLDS, 2),
    ]
