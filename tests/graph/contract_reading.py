"""What every implementation of the graph port must answer alike, on small archives built for one question each.

A test file of an implementation inherits `ReadingContract` and gives the fixture `opened`: a function that opens the
implementation's graph on what the archive of a world holds.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import count

import pytest

from creditgraph.graph.port import BEGINNING, Direction, Edge, Entity, Frame, Graph
from creditgraph.model.digest import digest
from creditgraph.model.statement import Described, Identifier, Name, StatedLink, Statement
from creditgraph.model.vocabulary import (
    Absence,
    Certainty,
    Delivery,
    DetailKind,
    EntityKind,
    IdentifierKind,
    LinkType,
    NameKind,
    Verdict,
)
from creditgraph.resolution.reference import Delivered
from support.archives import Archives
from support.histories import World

Opened = Callable[[World], AbstractContextManager[Graph]]
CODE, STATE_CODE = "91370100MA3C00011J", "11370000004500001A"
BORN = ((DetailKind.SEX, "女"), (DetailKind.BIRTH_YEAR, "1980"))
Y19, Y20, Y21, Y22 = 20190101, 20200101, 20210101, 20220101
HOLDS, CONTROLS, OFFICER, REP = LinkType.HOLDS, LinkType.CONTROLS, LinkType.OFFICER_OF, LinkType.LEGAL_REP_OF
POSSIBLE = LinkType.POSSIBLE_SAME_PERSON
OUT, IN = Direction
MANY = 100


def org(key: str, name: str | None = None, code: str | None = None) -> Described:
    """An organisation; a name of its own, so that nothing joins it but its code."""
    number = () if code is None else (Identifier(IdentifierKind.CREDIT_CODE, code),)
    return Described(digest(key), EntityKind.ENTERPRISE, (Name(name or f"{key}有限公司"),), number)


def someone(
    key: str, name: str = "张三", details: tuple[tuple[DetailKind, str], ...] = (), number: str | None = None
) -> Described:
    """A person mentioned in the first source of a row."""
    numbers = () if number is None else (Identifier(IdentifierKind.CITIZEN_ID, number, "370***", b"x"),)
    return Described(digest(key), EntityKind.NATURAL_PERSON, (Name(name),), numbers, details, context=0)


def linked(
    first: Described,
    second: Described,
    type_: LinkType = HOLDS,
    start: int | None = None,
    end: int | None = None,
    row: str | None = None,
    said: str = "as such",
) -> Statement:
    """A row that states a link from one source to another; an organisation stands before the person in it."""
    key = digest("row", row or first.key.hex() + second.key.hex() + type_)
    sources, ends = ((first, second), (0, 1)) if first.context is None else ((second, first), (1, 0))
    link = StatedLink(type_, *ends, (("stated", said),), start, end)
    return Statement(2, key, None, sources, (link,), (), ("x",))


def alone(one: Described) -> Statement:
    return Statement(2, digest("row", one.key.hex()), None, (one,), (), (), ("x",))


class Scene:
    """An archive, delivered row by row, and the ids of its entities by the keys of their sources."""

    def __init__(self, world: World) -> None:
        self.world = world

    def say(
        self,
        *rows: Statement,
        dataset: str = "registry",
        stated_on: int = Y20,
        absence: Absence | None = None,
    ) -> int:
        """Deliver rows, a snapshot where an absence is given; the transaction."""
        numbered = [row._replace(row=number) for number, row in zip(count(2), rows, strict=False)]
        delivery = Delivery.UPSERT if absence is None else Delivery.SNAPSHOT
        return self.world.deliver(
            Delivered(0, dataset, delivery, stated_on, numbered, absence, whole=absence is not None)
        )

    def same(self, first: str, second: str, dataset: str = "registry") -> str:
        """A steward says that two are one; the decision."""
        jid = self.world.judge((dataset, digest(first)), (dataset, digest(second)), Verdict.SAME)
        return f"judgement:{jid}"

    def eid(self, key: str) -> int:
        """The entity that holds a source now."""
        with self.world.archive.read() as sql:
            return int(
                sql.value(
                    "SELECT m.eid FROM source AS s JOIN member AS m ON m.sid = s.sid AND m.tx_to IS NULL"
                    " WHERE s.key = :key",
                    key=digest(key),
                )
            )

    def frame(
        self,
        tx: int | None = None,
        as_of: int | None = None,
        least: Certainty = Certainty.PROBABLE,
        types: frozenset[LinkType] | None = None,
    ) -> Frame:
        if tx is None:
            with self.world.archive.read() as sql:
                tx = int(sql.value("SELECT MAX(tx) FROM tx"))
        return Frame(tx, as_of, least, types)


def short(edge: Edge) -> tuple[str, int, int]:
    return (edge.type.value, edge.from_eid, edge.to_eid)


class Scened:
    """Gives each test an empty scene."""

    @pytest.fixture
    def scene(self, new_archive: Archives) -> Scene:
        return Scene(World(new_archive()))


class ReadingContract(Scened):
    """The port, operation by operation."""

    # edges ------------------------------------------------------------------------------------------------------------

    def test_of_several_relations_the_first_attributes_are_told_by_code_point(
        self, scene: Scene, opened: Opened
    ) -> None:
        scene.say(*(linked(org("甲"), org("乙"), row=said, said=said) for said in ("董事长", "总经理", "监事")))
        one, frame = scene.eid("甲"), scene.frame()
        with opened(scene.world) as graph:
            (edge,) = graph.expand([one], frame, 50).edges[one]
            (again,) = graph.between([one], [scene.eid("乙")], frame)
        assert edge.attributes == again.attributes == '{"stated":"总经理"}'  # in Chinese order 董事长 comes first

    def test_the_watermark_is_the_newest_transaction(self, scene: Scene, opened: Opened) -> None:
        last = [scene.say(alone(org("甲"))), scene.say(alone(org("乙")))][-1]
        with opened(scene.world) as graph:
            assert graph.watermark() == last

    def test_an_edge_is_seen_from_both_its_ends(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙"), start=Y19, end=Y22))
        owner, owned = scene.eid("甲"), scene.eid("乙")
        with opened(scene.world) as graph:
            found = graph.expand([owner, owned], scene.frame(), MANY)
        (edge,) = found.edges[owner]
        assert edge == Edge(
            HOLDS, owner, owned, edge.lid, Y19, Y22, Certainty.CERTAIN, '{"stated":"as such"}', lids=edge.lids
        )
        assert (found.edges[owned], found.hubs) == ([edge], {})

    def test_edges_are_ordered_by_type_direction_and_other_end(self, scene: Scene, opened: Opened) -> None:
        scene.say(
            linked(org("丁"), org("甲")),
            linked(org("丙"), org("甲"), CONTROLS),
            linked(org("甲"), org("丙")),
            linked(org("甲"), org("乙")),
            linked(org("乙"), org("甲")),
        )
        one, two, three, four = map(scene.eid, "甲乙丙丁")
        with opened(scene.world) as graph:
            edges = graph.expand([one], scene.frame(), MANY).edges[one]
        assert list(map(short, edges)) == [
            ("CONTROLS", three, one),
            *sorted([("HOLDS", one, two), ("HOLDS", one, three)]),
            *sorted([("HOLDS", two, one), ("HOLDS", four, one)]),
        ]

    def test_parallel_evidence_is_one_edge_with_the_hull_of_its_dates(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙"), start=Y20, end=Y21, row="1"))
        scene.say(linked(org("甲"), org("乙"), start=Y19, end=Y20, row="2"))
        one, two = scene.eid("甲"), scene.eid("乙")
        with opened(scene.world) as graph:
            (edge,) = graph.expand([one], scene.frame(), MANY).edges[one]
            assert graph.adjacent(one, scene.frame(), HOLDS, OUT, BEGINNING, MANY) == ([edge], None)
            assert (edge.valid_from, edge.valid_to, edge.lid) == (Y19, Y21, edge.lids[0])
            assert len(edge.lids) == 2
            assert graph.degrees([one, two], scene.frame(), MANY) == {one: 1, two: 1}

    def test_an_unknown_date_of_one_leaves_the_hull_open(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙"), start=Y20, end=Y21, row="1"))
        scene.say(linked(org("甲"), org("乙"), row="2"))
        one = scene.eid("甲")
        with opened(scene.world) as graph:
            (edge,) = graph.expand([one], scene.frame(), MANY).edges[one]
        assert (edge.valid_from, edge.valid_to) == (None, None)

    def test_an_entity_without_links_has_no_edges(self, scene: Scene, opened: Opened) -> None:
        scene.say(alone(org("甲")))
        one = scene.eid("甲")
        with opened(scene.world) as graph:
            found = graph.expand([one], scene.frame(), MANY)
            assert (found.edges, found.hubs) == ({one: []}, {})
            assert graph.degrees([one], scene.frame(), MANY) == {one: 0}

    def test_nothing_asked_is_nothing_answered(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙")))
        frame = scene.frame()
        with opened(scene.world) as graph:
            found = graph.expand([], frame, MANY)
            assert (found.edges, found.hubs) == ({}, {})
            assert graph.entities([], frame) == graph.degrees([], frame, 1) == graph.hubs([], frame, 1) == {}
            assert graph.between([], [scene.eid("甲")], frame) == graph.state_bodies([], frame) == []

    # as of when -------------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("start", "end", "as_of", "there"),
        [
            (Y20, Y21, Y20, True),
            (Y20, Y21, 20201231, True),
            (Y20, Y21, Y21, False),
            (Y20, Y21, 20191231, False),
            (None, Y21, Y19, True),
            (Y20, None, Y22, True),
            (None, None, Y19, True),
            (Y20, Y21, None, True),
        ],
    )
    def test_an_edge_holds_from_its_start_up_to_its_end(
        self, scene: Scene, opened: Opened, start: int | None, end: int | None, as_of: int | None, there: bool
    ) -> None:
        scene.say(linked(org("甲"), org("乙"), start=start, end=end))
        one, two = scene.eid("甲"), scene.eid("乙")
        frame = scene.frame(as_of=as_of)
        with opened(scene.world) as graph:
            assert bool(graph.expand([one], frame, MANY).edges[one]) is there
            assert bool(graph.between([two], [one], frame)) is there
            assert bool(graph.adjacent(one, frame, HOLDS, OUT, BEGINNING, MANY).edges) is there
            assert bool(graph.spread(one, frame, MANY)) is there
            assert graph.degrees([one], frame, MANY) == {one: int(there)}

    def test_a_later_statement_of_the_row_ends_the_edge(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙"), row="1"), stated_on=Y20)
        scene.say(linked(org("甲"), org("丙"), row="1"), stated_on=Y21)
        one, two, three = map(scene.eid, "甲乙丙")
        with opened(scene.world) as graph:
            before, after = (graph.expand([one], scene.frame(as_of=day), MANY).edges[one] for day in (20201231, Y21))
        assert [(short(edge)[2], edge.valid_to) for edge in before if edge.to_eid == two] == [(two, Y21)]
        assert [edge.to_eid for edge in after] == [three]

    def test_an_edge_that_had_not_begun_when_it_ended_is_none(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙"), start=Y22, row="1"), stated_on=Y20)
        scene.say(linked(org("甲"), org("丙"), row="1"), stated_on=Y21)
        one, three = scene.eid("甲"), scene.eid("丙")
        with opened(scene.world) as graph:
            edges = graph.expand([one], scene.frame(), MANY).edges[one]
            assert [edge.to_eid for edge in edges] == [three]
            assert graph.degrees([one], scene.frame(), MANY) == {one: 1}

    # by whose belief --------------------------------------------------------------------------------------------------

    def test_a_transaction_sees_what_was_believed_then(self, scene: Scene, opened: Opened) -> None:
        first = scene.say(linked(org("甲"), org("乙"), row="1"))
        second = scene.say(linked(org("甲"), org("丙"), row="1"))
        one, two, three = scene.eid("甲"), 0, scene.eid("丙")
        with opened(scene.world) as graph:
            (then,) = graph.expand([one], scene.frame(first), MANY).edges[one]
            (now,) = graph.expand([one], scene.frame(second), MANY).edges[one]
            two = then.to_eid
            assert graph.entities([two], scene.frame(first)).keys() == {two}
            assert graph.entities([two], scene.frame(second)) == {}
            assert graph.between([one], [two], scene.frame(second)) == []
        assert now.to_eid == three != two

    def test_a_withdrawn_row_has_no_edges_any_more(self, scene: Scene, opened: Opened) -> None:
        first = scene.say(linked(org("甲"), org("乙")), alone(org("丙")), absence=Absence.WITHDRAWN)
        one = scene.eid("甲")
        second = scene.say(alone(org("丙")), stated_on=Y21, absence=Absence.WITHDRAWN)
        with opened(scene.world) as graph:
            assert len(graph.expand([one], scene.frame(first), MANY).edges[one]) == 1
            assert graph.expand([one], scene.frame(second), MANY).edges[one] == []

    # merges -----------------------------------------------------------------------------------------------------------

    def test_two_neighbours_that_are_merged_are_one(self, scene: Scene, opened: Opened) -> None:
        before = scene.say(linked(org("甲"), org("乙")), linked(org("甲"), org("丙")))
        scene.same("乙", "丙")
        one, two = scene.eid("甲"), scene.eid("乙")
        assert two == scene.eid("丙")
        with opened(scene.world) as graph:
            (edge,) = graph.expand([one], scene.frame(), MANY).edges[one]
            assert (edge.to_eid, graph.degrees([one], scene.frame(), MANY)) == (two, {one: 1})
            assert len(graph.expand([one], scene.frame(before), MANY).edges[one]) == 2

    def test_a_merged_entity_has_the_edges_of_all_its_sources(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙")), linked(org("丁"), org("丙")))
        scene.same("甲", "丁")
        with opened(scene.world) as graph:
            edges = graph.expand([scene.eid("甲")], scene.frame(), MANY).edges[scene.eid("甲")]
        assert {edge.to_eid for edge in edges} == {scene.eid("乙"), scene.eid("丙")}

    def test_an_edge_inside_a_merged_entity_vanishes_and_returns_with_the_reversal(
        self, scene: Scene, opened: Opened
    ) -> None:
        scene.say(linked(org("甲"), org("乙")))
        decision = scene.same("甲", "乙")
        one = scene.eid("甲")
        with opened(scene.world) as graph:
            assert graph.expand([one], scene.frame(), MANY).edges[one] == []
            assert graph.degrees([one], scene.frame(), MANY) == {one: 0}
            assert graph.between([one], [one], scene.frame()) == graph.spread(one, scene.frame(), MANY) == []
        assert scene.world.reverse(decision) == "reversed"
        with opened(scene.world) as graph:
            (edge,) = graph.expand([one], scene.frame(), MANY).edges[one]
        assert (edge.from_eid, edge.to_eid) == (one, scene.eid("乙"))

    # certainty and types ----------------------------------------------------------------------------------------------

    def test_an_edge_is_as_sure_as_its_ends_belong_to_their_entities(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(someone("1"), org("甲"), REP), linked(someone("2"), org("甲"), OFFICER))
        company, person = scene.eid("甲"), scene.eid("1")
        assert person == scene.eid("2")
        with opened(scene.world) as graph:
            all_ = graph.expand([company], scene.frame(), MANY).edges[company]
            sure = graph.expand([company], scene.frame(least=Certainty.CERTAIN), MANY).edges[company]
        assert [(edge.type, edge.certainty) for edge in all_] == [
            (REP, Certainty.CERTAIN),
            (OFFICER, Certainty.PROBABLE),
        ]
        assert [edge.type for edge in sure] == [REP]

    def test_only_the_types_asked_for_are_edges_and_neighbours(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙")), linked(org("甲"), org("丙"), CONTROLS))
        one = scene.eid("甲")
        frame = scene.frame(types=frozenset({CONTROLS}))
        with opened(scene.world) as graph:
            (edge,) = graph.expand([one], frame, MANY).edges[one]
            assert (edge.type, edge.to_eid) == (CONTROLS, scene.eid("丙"))
            assert graph.degrees([one], frame, MANY) == {one: 1}
            assert graph.between([one], [scene.eid("乙")], frame) == []

    # hubs -------------------------------------------------------------------------------------------------------------

    def test_an_entity_with_more_neighbours_than_allowed_is_a_hub(self, scene: Scene, opened: Opened) -> None:
        scene.say(*(linked(org("甲"), org(f"乙{number}")) for number in range(5)))
        one, other = scene.eid("甲"), scene.eid("乙0")
        frame = scene.frame()
        with opened(scene.world) as graph:
            at_four, at_five = (graph.expand([one, other], frame, cap) for cap in (4, 5))
            assert (at_four.edges.keys(), at_four.hubs) == ({other}, {one: 5})
            assert (len(at_five.edges[one]), at_five.hubs) == (5, {})
            assert graph.hubs([one, other], frame, 4) == {one: 5}
            assert graph.hubs([one, other], frame, 5) == {}
            assert graph.degrees([one, other], frame, 2) == {one: 3, other: 1}

    def test_neighbours_are_counted_not_their_evidence(self, scene: Scene, opened: Opened) -> None:
        rows = [linked(org("甲"), org("乙"), row=f"{number}") for number in range(6)]
        scene.say(*rows, linked(org("乙"), org("甲"), CONTROLS))
        one = scene.eid("甲")
        with opened(scene.world) as graph:
            assert graph.hubs([one], scene.frame(), 1) == {}
            assert len(graph.expand([one], scene.frame(), 1).edges[one]) == 2

    def test_neighbours_are_counted_in_the_frame(self, scene: Scene, opened: Opened) -> None:
        scene.say(*(linked(org("甲"), org(f"乙{number}"), end=Y21 if number else None) for number in range(4)))
        one = scene.eid("甲")
        with opened(scene.world) as graph:
            assert graph.hubs([one], scene.frame(as_of=Y20), 2) == {one: 3}
            assert graph.hubs([one], scene.frame(as_of=Y21), 2) == {}
            assert len(graph.expand([one], scene.frame(as_of=Y21), 2).edges[one]) == 1

    def test_a_hub_is_met_by_its_edges_with_others(self, scene: Scene, opened: Opened) -> None:
        scene.say(
            *(linked(org("甲"), org(f"乙{number}")) for number in range(5)), linked(org("乙0"), org("甲"), CONTROLS)
        )
        one, other, last = map(scene.eid, ("甲", "乙0", "乙4"))
        with opened(scene.world) as graph:
            met = graph.between([one], [other, last], scene.frame())
            assert met == graph.between([last, other], [one], scene.frame())
        assert list(map(short, met)) == [
            ("CONTROLS", other, one),
            *sorted([("HOLDS", one, other), ("HOLDS", one, last)]),
        ]

    def test_edges_inside_two_overlapping_sets_come_once(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(org("甲"), org("乙")), linked(org("乙"), org("丙")))
        one, two, three = map(scene.eid, "甲乙丙")
        with opened(scene.world) as graph:
            assert len(graph.between([one, two], [two, one, three], scene.frame())) == 2

    # suspected --------------------------------------------------------------------------------------------------------

    def suspects(self, scene: Scene, *numbers: str | None) -> tuple[int, int]:
        """Two persons of one name, sex and birth year in two companies."""
        first, second = numbers or (None, None)
        scene.say(
            linked(someone("1", details=BORN, number=first), org("甲"), REP),
            linked(someone("2", details=BORN, number=second), org("乙"), REP),
        )
        return scene.eid("1"), scene.eid("2")

    def test_a_possible_same_person_is_an_edge_on_request(self, scene: Scene, opened: Opened) -> None:
        one, two = self.suspects(scene)
        asked = scene.frame(least=Certainty.SUSPECTED)
        with opened(scene.world) as graph:
            assert [edge.type for edge in graph.expand([one], scene.frame(), MANY).edges[one]] == [REP]
            assert graph.degrees([one], scene.frame(), MANY) == {one: 1}
            assert graph.between([one], [two], scene.frame()) == []
            _rep, edge = graph.expand([one], asked, MANY).edges[one]
            assert (edge.type, {edge.from_eid, edge.to_eid}, edge.certainty) == (
                POSSIBLE,
                {one, two},
                Certainty.SUSPECTED,
            )
            assert (edge.lid, len(set(edge.sids))) == (0, 2)
            assert graph.degrees([one], asked, MANY) == {one: 2}
            assert graph.hubs([one], asked, 1) == {one: 2}
            assert len(graph.between([one], [two], asked)) == 1

    def test_a_possible_same_person_is_one_edge_from_wherever_it_is_seen(self, scene: Scene, opened: Opened) -> None:
        one, two = self.suspects(scene)
        asked = scene.frame(least=Certainty.SUSPECTED, types=frozenset({POSSIBLE}))
        with opened(scene.world) as graph:
            edges = graph.expand([one, two], asked, MANY).edges
            assert edges[one] == edges[two] == graph.between([one, two], [two, one], asked)

    @pytest.mark.parametrize(("types", "count"), [({REP}, 0), ({POSSIBLE}, 1), ({REP, POSSIBLE}, 1)])
    def test_a_possible_same_person_is_a_type_like_others(
        self, scene: Scene, opened: Opened, types: set[LinkType], count: int
    ) -> None:
        one, two = self.suspects(scene)
        frame = scene.frame(least=Certainty.SUSPECTED, types=frozenset(types))
        with opened(scene.world) as graph:
            assert len(graph.between([one], [two], frame)) == count

    def test_a_person_who_is_the_same_is_no_suspect(self, scene: Scene, opened: Opened) -> None:
        one, _two = self.suspects(scene)
        scene.same("1", "2")
        frame = scene.frame(least=Certainty.SUSPECTED)
        with opened(scene.world) as graph:
            assert {edge.type for edge in graph.expand([one], frame, MANY).edges[one]} == {REP}

    def test_two_identity_numbers_are_no_possible_same_person(self, scene: Scene, opened: Opened) -> None:
        one, two = self.suspects(scene, "a" * 32, "b" * 32)
        with opened(scene.world) as graph:
            assert graph.between([one], [two], scene.frame(least=Certainty.SUSPECTED)) == []

    def test_whom_a_steward_parted_are_no_possible_same_person(self, scene: Scene, opened: Opened) -> None:
        one, two = self.suspects(scene)
        scene.world.judge(("registry", digest("1")), ("registry", digest("2")), Verdict.DIFFERENT)
        with opened(scene.world) as graph:
            assert graph.between([one], [two], scene.frame(least=Certainty.SUSPECTED)) == []

    def test_a_person_of_a_large_group_is_a_hub_and_no_group_is_read(
        self, scene: Scene, opened: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, two = self.suspects(scene)
        monkeypatch.setattr("creditgraph.graph.suspected.MOST", 1)
        asked = scene.frame(least=Certainty.SUSPECTED)
        with opened(scene.world) as graph:
            assert graph.hubs([one, two], asked, MANY) == {one: MANY + 1, two: MANY + 1}
            assert graph.expand([one], asked, MANY).edges == {}
            assert graph.expand([one], scene.frame(), MANY).hubs == {}
            assert (POSSIBLE, OUT, MANY + 1) in graph.spread(min(one, two), asked, MANY)

    def test_a_suspect_who_is_a_neighbour_already_counts_once(self, scene: Scene, opened: Opened) -> None:
        one, two = self.suspects(scene)
        kin = someone("1", details=BORN), someone("2", details=BORN)._replace(context=1)
        links = (StatedLink(LinkType.KIN, 2, 3),)
        scene.say(Statement(2, digest("kin"), None, (org("甲"), org("乙"), *kin), links, (), ("x",)))
        assert (one, two) == (scene.eid("1"), scene.eid("2"))
        with opened(scene.world) as graph:
            assert graph.degrees([one], scene.frame(), MANY) == {one: 2}
            assert graph.degrees([one], scene.frame(least=Certainty.SUSPECTED), MANY) == {one: 2}

    # entities ---------------------------------------------------------------------------------------------------------

    def test_an_entity_is_called_by_its_current_registered_name(self, scene: Scene, opened: Opened) -> None:
        names = (Name("新有限公司", valid_from=Y20), Name("旧有限公司", NameKind.FORMER, None, Y20))
        scene.say(alone(org("甲")._replace(names=names)))
        one = scene.eid("甲")
        with opened(scene.world) as graph:
            found = graph.entities([one, one + 1000], scene.frame())
        assert {eid: entity.name for eid, entity in found.items()} == {one: "新有限公司"}

    def test_an_entity_tells_what_it_is(self, scene: Scene, opened: Opened) -> None:
        scene.say(linked(someone("1"), org("甲"), REP))
        one, two = scene.eid("1"), scene.eid("甲")
        with opened(scene.world) as graph:
            found = graph.entities([one, two], scene.frame())
        assert found == {
            one: Entity(one, EntityKind.NATURAL_PERSON, "张三"),
            two: Entity(two, EntityKind.ENTERPRISE, "甲有限公司"),
        }

    def test_a_merged_entity_answers_by_one_id(self, scene: Scene, opened: Opened) -> None:
        before = scene.say(alone(org("甲")), alone(org("乙")))
        ids = {scene.eid("甲"), scene.eid("乙")}
        scene.same("甲", "乙")
        with opened(scene.world) as graph:
            assert graph.entities(ids, scene.frame()).keys() == {scene.eid("甲")}
            assert graph.entities(ids, scene.frame(before)).keys() == ids

    @pytest.mark.parametrize(
        ("one", "state"),
        [
            (org("甲", "海东市国有资产监督管理委员会"), True),
            (org("甲", "海东馆", STATE_CODE), True),
            (org("甲", "海东馆"), False),
            (org("甲", "山东鲁信科技有限公司", CODE), False),
        ],
    )
    def test_a_state_body_is_known_by_its_name_or_its_class(
        self, scene: Scene, opened: Opened, one: Described, state: bool
    ) -> None:
        scene.say(alone(one))
        eid = scene.eid("甲")
        with opened(scene.world) as graph:
            assert graph.state_bodies([eid], scene.frame()) == ([eid] if state else [])
            assert graph.state_bodies([eid], scene.frame()) == ([eid] if state else [])

    def test_a_state_body_is_one_since_a_source_said_so(self, scene: Scene, opened: Opened) -> None:
        before = scene.say(alone(org("甲", "海东馆")))
        scene.say(alone(org("甲", "海东馆", STATE_CODE)))
        eid = scene.eid("甲")
        with opened(scene.world) as graph:
            assert graph.state_bodies([eid], scene.frame(before)) == []
            assert graph.state_bodies([eid], scene.frame()) == [eid]

    # in general -------------------------------------------------------------------------------------------------------

    def test_many_ids_are_answered_as_few(self, scene: Scene, opened: Opened) -> None:
        """More than any statement takes at once."""
        scene.say(*(linked(org(f"甲{number}"), org(f"乙{number}")) for number in range(600)))
        with scene.world.archive.read() as sql:
            eids = [eid for (eid,) in sql.all("SELECT DISTINCT eid FROM member ORDER BY eid")]
        with opened(scene.world) as graph:
            whole = graph.expand(eids, scene.frame(), MANY)
            assert len(whole.edges) == len(graph.entities(eids, scene.frame())) == 1200
            assert set(graph.degrees(eids, scene.frame(), MANY).values()) == {1}
            assert len(graph.between(eids, eids, scene.frame())) == 600
