"""What is read ahead changes no answer of a search, however much or little of it there is."""

import random
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.graph.port import BEGINNING, Ahead, Direction, Edge, Expansion, Frame
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.relations import network, paths
from creditgraph.relations.known import Known
from creditgraph.relations.network import find_network
from creditgraph.relations.paths import find_paths
from creditgraph.relations.related import find_related
from relations.memory import MemoryGraph, star

FRAME = Frame(tx=1)
ALL = 10**6
NODES = st.integers(0, 7)
EDGES = st.lists(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), max_size=16)
STATE = st.frozensets(NODES, max_size=2)
ENDS = st.frozensets(NODES, min_size=1, max_size=2)


class FarSighted(MemoryGraph):
    """A graph that tells ahead of any entities it likes."""

    tells: random.Random | None = None
    """What it leaves out, None for nothing."""

    def ahead(
        self, eids: Iterable[int], frame: Frame, hub_degree: int, hops: int, most: int, held: bool = False
    ) -> Ahead:
        self.asked += 1
        asked, told, reached = self.asked, list(dict.fromkeys(eids)), set(eids)
        for _ in range(hops - 1):
            reached = {edge.other(eid) for eid in reached for edge in self._edges(eid)} - set(told)
            told += sorted(reached)
        if self.tells is not None:
            told = self.tells.sample(told, self.tells.randint(0, len(told)))
        walked, state = self.expand(told, frame, hub_degree), self.state_bodies(told, frame)
        entities = self.entities(told, frame)
        self.asked = asked
        return Ahead(walked, frozenset(state), entities, {eid: [] for eid in told})


def answers(graph: MemoryGraph, first: frozenset[int], second: frozenset[int], hops: int, cap: int) -> list[object]:
    """What all searches say."""
    bounds = paths.Bounds(hops, 3, cap, 5)
    return [
        find_paths(graph, first, second, FRAME, bounds, Request()),
        [find_related(graph, eid, FRAME, bounds, Request()) for eid in first],
        find_network(graph, first, FRAME, network.Bounds(min(hops, 3), 4, cap), Request()),
    ]


@settings(deadline=None, max_examples=200)
@given(EDGES, STATE, ENDS, ENDS, st.integers(1, 6), st.integers(1, 8), st.integers(0, 99))
def test_searches_answer_alike_whatever_was_read_ahead(
    edges: list[tuple[int, int]],
    state: frozenset[int],
    first: frozenset[int],
    second: frozenset[int],
    hops: int,
    cap: int,
    seed: int,
) -> None:
    plain, some, all_ = MemoryGraph(edges, state), FarSighted(edges, state), FarSighted(edges, state)
    some.tells = random.Random(seed)
    expected = answers(plain, first, second, hops, cap)
    assert answers(some, first, second, hops, cap) == expected
    assert answers(all_, first, second, hops, cap) == expected


@settings(deadline=None, max_examples=100)
@given(EDGES, STATE, st.lists(NODES, max_size=4), st.integers(1, 3), st.integers(0, 99))
def test_what_is_known_and_what_is_asked_are_one_answer(
    edges: list[tuple[int, int]], state: frozenset[int], eids: list[int], cap: int, seed: int
) -> None:
    graph = FarSighted(edges, state)
    graph.tells = random.Random(seed)
    known = Known(graph, FRAME, cap)
    known.look_ahead(eids, 2, ALL, held=True)
    for frame, hub_degree in ((FRAME, cap), (Frame(1, 20200101), cap), (FRAME, cap + 1), (Frame(2), cap)):
        assert known.expand(range(8), frame, hub_degree) == graph.expand(range(8), frame, hub_degree)
        assert known.degrees(range(8), frame, hub_degree) == graph.degrees(range(8), frame, hub_degree)
        assert known.hubs(range(8), frame, hub_degree) == graph.hubs(range(8), frame, hub_degree)
        assert known.state_bodies(range(8), frame) == graph.state_bodies(range(8), frame)
        assert known.between(range(4), range(2, 8), frame) == graph.between(range(4), range(2, 8), frame)
        assert known.entities(range(8), frame) == graph.entities(range(8), frame)
        assert known.records(range(8), frame) == graph.records(range(8), frame)


def test_a_search_that_was_read_ahead_asks_once() -> None:
    graph = FarSighted([(1, 3), (3, 4), (4, 2), *star(4, 5)], state=[3])
    find_related(_looked(graph, [1], 2), 1, FRAME, paths.Bounds(max_hops=2), Request())
    assert graph.asked == 1
    find_paths(graph, [1], [2], FRAME, paths.Bounds(max_hops=4), Request())
    assert graph.asked == 2
    find_network(graph, [1], FRAME, network.Bounds(max_hops=2), Request())
    assert graph.asked == 3


def _looked(graph: MemoryGraph, eids: list[int], hops: int) -> Known:
    known = Known(graph, FRAME, paths.Bounds().hub_degree)
    known.look_ahead(eids, hops, ALL)
    return known


def test_other_questions_go_to_the_graph_itself() -> None:
    graph = FarSighted([(1, 2), (1, 3)])
    known = _looked(graph, [1], 1)
    assert known.watermark() == graph.watermark()
    assert known.between([1], [2], FRAME) == graph.between([1], [2], FRAME)
    assert known.spread(1, FRAME, 5) == graph.spread(1, FRAME, 5)
    out = (1, FRAME, LinkType.HOLDS, Direction.OUT, BEGINNING, 5)
    assert known.adjacent(*out) == graph.adjacent(*out)
    edge = Edge(LinkType.HOLDS, 1, 2, 1, None, None, Certainty.CERTAIN)
    assert known.stated_in([edge], ["x"]) == set()
    assert known.ahead([1], FRAME, 1, 1, ALL).walked == Expansion({}, {1: 2})
