"""What every implementation of the graph port must answer alike when it counts and pages one entity's neighbours.

Used like `contract_reading`, whose scenes it plays in.
"""

import pytest

from creditgraph.graph.port import BEGINNING, Direction, Frame, Graph
from creditgraph.model.digest import digest
from creditgraph.model.vocabulary import Certainty, Verdict
from graph.contract_reading import (
    BORN,
    CONTROLS,
    HOLDS,
    IN,
    MANY,
    OUT,
    POSSIBLE,
    REP,
    Y20,
    Y21,
    Y22,
    Opened,
    Scene,
    Scened,
    linked,
    org,
    someone,
)


class AdjacentContract(Scened):
    """Counts first, then pages; each neighbour on one page."""

    def test_neighbours_are_counted_by_type_and_direction_up_to_the_cap(self, scene: Scene, opened: Opened) -> None:
        rows = [linked(org("甲"), org(f"乙{number}")) for number in range(4)]
        again = linked(org("甲"), org("乙0"), start=Y20, row="again")
        scene.say(*rows, again, linked(org("丙"), org("甲"), CONTROLS), linked(someone("p"), org("甲"), REP))
        one = scene.eid("甲")
        with opened(scene.world) as graph:
            assert graph.spread(one, scene.frame(), MANY) == [(REP, IN, 1), (HOLDS, OUT, 4), (CONTROLS, IN, 1)]
            assert graph.spread(one, scene.frame(types=frozenset({HOLDS})), 2) == [(HOLDS, OUT, 3)]

    @pytest.mark.parametrize("limit", [1, 2, 3, 50])
    def test_a_hubs_neighbours_are_paged_each_once(self, scene: Scene, opened: Opened, limit: int) -> None:
        names = [org(f"乙{number}") for number in range(5)]
        scene.say(*[linked(org("甲"), other) for other in names], linked(names[0], org("甲")))
        # The same neighbours by another source of the hub and another of theirs, so that they are met again later.
        more = [linked(org("甲'"), org(f"丁{number}"), start=Y20) for number in range(2)]
        scene.say(*more, dataset="other")
        scene.world.judge(("registry", digest("甲")), ("other", digest("甲'")), Verdict.SAME)
        for number in range(2):
            scene.world.judge(("registry", digest(f"乙{number}")), ("other", digest(f"丁{number}")), Verdict.SAME)
        one, others = scene.eid("甲"), {scene.eid(f"乙{number}") for number in range(5)}
        with opened(scene.world) as graph:
            whole = graph.expand([one], scene.frame(), MANY).edges[one]
            pages, after = [], BEGINNING
            while True:
                page = graph.adjacent(one, scene.frame(), HOLDS, OUT, after, limit)
                pages.append(page.edges)
                if page.next is None:
                    break
                after = page.next
        found = [edge for edges in pages for edge in edges]
        assert [edge.to_eid for edge in found] == list(dict.fromkeys(edge.to_eid for edge in found))
        assert {edge.to_eid for edge in found} == others
        assert set(found) == {edge for edge in whole if edge.from_eid == one}
        assert [len(edges) for edges in pages[:-1]] == [limit] * (len(pages) - 1)

    def test_pages_are_those_of_their_frame(self, scene: Scene, opened: Opened) -> None:
        first = scene.say(linked(org("甲"), org("乙"), start=Y20, end=Y21))
        scene.say(linked(org("甲"), org("丙"), start=Y21))
        one, two, three = map(scene.eid, "甲乙丙")

        def page(graph: Graph, frame: Frame, direction: Direction = OUT) -> list[int]:
            return [edge.to_eid for edge in graph.adjacent(one, frame, HOLDS, direction, BEGINNING, MANY).edges]

        with opened(scene.world) as graph:
            assert page(graph, scene.frame()) == [two, three]
            assert page(graph, scene.frame(tx=first)) == page(graph, scene.frame(as_of=Y20)) == [two]
            assert page(graph, scene.frame(as_of=Y22)) == [three]
            assert page(graph, scene.frame(), IN) == []

    def test_possible_same_persons_are_counted_and_paged_like_others(self, scene: Scene, opened: Opened) -> None:
        rows = [linked(someone(str(n), details=BORN), org(f"公司{n}"), REP) for n in range(4)]
        scene.say(*rows)
        people = [scene.eid(str(n)) for n in range(4)]
        asked = scene.frame(least=Certainty.SUSPECTED)
        with opened(scene.world) as graph:
            assert (POSSIBLE, OUT, 3) in graph.spread(people[0], asked, MANY)
            assert [one.type for one in graph.spread(people[0], scene.frame(), MANY)] == [REP]
            page = graph.adjacent(people[0], asked, POSSIBLE, OUT, BEGINNING, 2)
            assert page.next is not None
            rest = graph.adjacent(people[0], asked, POSSIBLE, OUT, page.next, 2)
            assert [edge.to_eid for edge in (*page.edges, *rest.edges)] == people[1:]
            assert rest.next is None

    def test_edges_are_known_by_the_datasets_that_state_them(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙")))
        scene.say(linked(org("丙"), org("丁")), dataset="other")
        one, three = scene.eid("甲"), scene.eid("丙")
        with opened(scene.world) as graph:
            found = graph.expand([one, three], scene.frame(), MANY).edges
            edges = [found[one][0], found[three][0]]
            assert graph.stated_in(edges, ["registry"]) == {edges[0]}
            assert graph.stated_in(edges, ["other", "registry"]) == set(edges)
            assert graph.stated_in(edges, ["nobody's"]) == set()
