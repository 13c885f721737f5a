"""Clusters of a component, against all pairs tried one by one."""

from collections.abc import Mapping
from itertools import combinations, permutations
from random import Random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.model.vocabulary import Certainty, DetailKind
from creditgraph.resolution.claims import CERTAINTY, JOINING, Reason
from creditgraph.resolution.clustering import Clustering, Component, Conflict, Fact, Group, Node, cluster

CODES = (b"code 1", b"code 2")
BORN = tuple((DetailKind.BIRTH_YEAR, year) for year in ("1980", "1981"))
NAMED, TOLD = Reason.NAME_IN_CONTEXT, Reason.SAME_ORGANISATION


def node(sid: int, *codes: bytes, traits: tuple[tuple[DetailKind, str], ...] = ()) -> Node:
    return Node(sid, ("dataset", bytes([sid])), frozenset(codes), frozenset(traits))


def component(
    *nodes: Node,
    groups: tuple[Group, ...] = (),
    facts: tuple[Fact, ...] = (),
    different: tuple[tuple[int, int], ...] = (),
) -> Component:
    return Component({one.sid: one for one in nodes}, groups, facts, frozenset(different))


def group(reason: Reason, *sids: int, key: bytes = b"key") -> Group:
    return Group(reason, key, sids)


def fact(a: int, b: int, reason: Reason = Reason.STEWARD, score: float = 0.0, ref: str = "judgement:1") -> Fact:
    return Fact(reason, score, a, b, Certainty.CERTAIN, ref)


def clusters(found: Clustering) -> set[frozenset[int]]:
    return {
        frozenset(sid for sid, named in found.cluster_of.items() if named == anchor)
        for anchor in found.cluster_of.values()
    }


def parts(*members: tuple[int, ...]) -> set[frozenset[int]]:
    return set(map(frozenset, members))


# the rules, one by one -----------------------------------------------------------------------------------------------


def test_a_source_alone_is_its_own_cluster_for_certain() -> None:
    found = cluster(component(node(7)))
    assert (found.cluster_of, found.certainty, found.conflicts) == ({7: 7}, {7: Certainty.CERTAIN}, [])


def test_sources_that_share_a_key_are_one_cluster_named_by_the_smallest() -> None:
    found = cluster(component(node(3), node(1), node(2), groups=(group(NAMED, 3, 1, 2),)))
    assert found.cluster_of == {1: 1, 2: 1, 3: 1}


def test_two_valid_identifiers_are_never_one_cluster() -> None:
    found = cluster(component(node(1, CODES[0]), node(2, CODES[1]), facts=(fact(1, 2),)))
    assert clusters(found) == parts((1,), (2,))
    assert found.conflicts == [Conflict("values", "judgement:1", (1, 2))]


def test_a_live_different_parts_whatever_else_joins() -> None:
    found = cluster(component(node(1), node(2), groups=(group(Reason.IDENTIFIER, 1, 2),), different=((1, 2),)))
    assert clusters(found) == parts((1,), (2,))
    assert found.conflicts == [Conflict("different", f"IDENTIFIER:{b'key'.hex()}", (1, 2))]


def test_a_different_holds_through_others() -> None:
    chain = (group(NAMED, 1, 2, key=b"a"), group(NAMED, 2, 3, key=b"b"))
    found = cluster(component(node(1), node(2), node(3), groups=chain, different=((1, 3),)))
    assert clusters(found) == parts((1, 2), (3,))


def test_a_different_with_a_source_that_lives_no_more_parts_nothing() -> None:
    found = cluster(component(node(1), node(2), groups=(group(NAMED, 1, 2),), different=((1, 9),)))
    assert clusters(found) == parts((1, 2))


@pytest.mark.parametrize("reason", [reason for reason in JOINING if reason > Reason.IDENTIFIER])
def test_an_ambiguous_key_joins_nothing_and_is_one_case(reason: Reason) -> None:
    found = cluster(component(node(1, CODES[0]), node(2, CODES[1]), node(3), groups=(group(reason, 1, 2, 3),)))
    assert clusters(found) == parts((1,), (2,), (3,))
    assert found.conflicts == [Conflict("ambiguous key", f"{reason.name}:{b'key'.hex()}", (1, 2, 3))]


def test_equal_identifiers_join_though_another_source_states_two() -> None:
    sources = node(1, CODES[0]), node(2, CODES[0]), node(3, *CODES)
    found = cluster(component(*sources, groups=(group(Reason.IDENTIFIER, 1, 2, 3),)))
    assert clusters(found) == parts((1, 2), (3,))


@pytest.mark.parametrize(("reason", "joined"), [(TOLD, False), (NAMED, True)])
def test_two_birth_years_under_one_name_are_two_persons(reason: Reason, joined: bool) -> None:
    people = node(1, traits=BORN[:1]), node(2, traits=BORN[1:]), node(3)
    found = cluster(component(*people, groups=(group(reason, 1, 2, 3),)))
    assert (clusters(found) == parts((1, 2, 3))) is joined


def test_traits_of_two_kinds_are_no_contradiction() -> None:
    people = node(1, traits=((DetailKind.SEX, "女"),)), node(2, traits=BORN[:1])
    assert clusters(cluster(component(*people, groups=(group(TOLD, 1, 2),)))) == parts((1, 2))


def test_the_stronger_reason_wins() -> None:
    weak, strong = group(Reason.STATE_BODY, 1, 3, key=b"w"), group(Reason.BRIDGE, 2, 3, key=b"s")
    found = cluster(component(node(1), node(2), node(3), groups=(weak, strong), different=((1, 2),)))
    assert clusters(found) == parts((1,), (2, 3))


def test_a_steward_wins_over_an_identifier() -> None:
    coded = group(Reason.IDENTIFIER, 1, 3)
    found = cluster(component(node(1), node(2), node(3), groups=(coded,), facts=(fact(2, 3),), different=((1, 2),)))
    assert clusters(found) == parts((1,), (2, 3))


def test_of_two_scored_facts_the_higher_wins() -> None:
    scored = (fact(1, 3, TOLD, 0.7, "judgement:1"), fact(2, 3, TOLD, 0.9, "judgement:2"))
    found = cluster(component(node(1), node(2), node(3), facts=scored, different=((1, 2),)))
    assert clusters(found) == parts((1,), (2, 3))


def test_of_two_equal_reasons_the_first_in_the_order_of_keys_wins_whatever_the_numbers() -> None:
    sources = Node(1, ("b", b""), frozenset()), Node(2, ("a", b""), frozenset()), Node(3, ("c", b""), frozenset())
    keys = group(NAMED, 1, 3, key=b"1"), group(NAMED, 2, 3, key=b"2")
    assert clusters(cluster(component(*sources, groups=keys, different=((1, 2),)))) == parts((1,), (2, 3))


def test_a_refusal_of_two_growing_clusters_is_one_case() -> None:
    """Two clusters of two, one key over all four, one different between two of them."""
    pairs = group(Reason.BRIDGE, 1, 2, key=b"a"), group(Reason.BRIDGE, 3, 4, key=b"b")
    everyone = group(NAMED, 1, 2, 3, 4, key=b"c")
    found = cluster(component(*map(node, (1, 2, 3, 4)), groups=(*pairs, everyone), different=((1, 4),)))
    assert clusters(found) == parts((1, 2), (3, 4))
    assert found.conflicts == [Conflict("different", f"NAME_IN_CONTEXT:{b'c'.hex()}", (1, 3))]


def test_a_refusal_is_one_case_though_a_cluster_grew_between() -> None:
    sources = component(node(1), node(3), node(4), groups=(group(NAMED, 1, 3, 4),), different=((1, 3),))
    found = cluster(sources)
    assert clusters(found) == parts((1, 4), (3,))
    assert len(found.conflicts) == 1


# certainty -----------------------------------------------------------------------------------------------------------


def test_who_is_joined_by_a_probable_reason_only_is_probable() -> None:
    keys = group(Reason.BRIDGE, 1, 2, key=b"a"), group(Reason.STATE_BODY, 2, 3, key=b"b")
    found = cluster(component(node(1), node(2), node(3), groups=keys))
    assert found.certainty == {1: Certainty.CERTAIN, 2: Certainty.CERTAIN, 3: Certainty.PROBABLE}


def test_certainty_counts_from_the_source_with_an_identifier() -> None:
    found = cluster(component(node(1), node(2, CODES[0]), groups=(group(Reason.STATE_BODY, 1, 2),)))
    assert found.certainty == {1: Certainty.PROBABLE, 2: Certainty.CERTAIN}


def test_a_certain_fact_that_was_refused_makes_nobody_certain() -> None:
    sources = node(1), node(2), node(3)
    keys = group(Reason.STATE_BODY, 1, 2, key=b"a"), group(Reason.BRIDGE, 1, 3, key=b"b"), group(NAMED, 2, 3, key=b"c")
    found = cluster(component(*sources, groups=keys, different=((2, 3),)))
    assert clusters(found) == parts((1, 3), (2,))
    assert set(found.certainty.values()) == {Certainty.CERTAIN}


# in general: all pairs, one by one -----------------------------------------------------------------------------------

SIDS = range(1, 7)
REASONS = st.sampled_from(JOINING)
CLAIMED = st.sampled_from([reason for reason in JOINING if reason in CERTAINTY])
CERTAINTIES = st.sampled_from((Certainty.CERTAIN, Certainty.PROBABLE))
MEMBERS = st.lists(st.sampled_from(SIDS), min_size=2, max_size=4, unique=True).map(tuple)
PAIRS = st.lists(st.sampled_from(SIDS), min_size=2, max_size=2, unique=True).map(lambda two: tuple(sorted(two)))
GROUPS = st.lists(st.tuples(CLAIMED, MEMBERS), max_size=5).map(
    lambda found: tuple(Group(reason, b"%d" % number, sids) for number, (reason, sids) in enumerate(found))
)
FACTS = st.lists(st.tuples(REASONS, st.sampled_from((0.0, 0.5)), PAIRS, CERTAINTIES), max_size=4).map(
    lambda found: tuple(
        Fact(reason, score, *pair, certainty, f"judgement:{number}")
        for number, (reason, score, pair, certainty) in enumerate(found)
    )
)


def components(codes: int, differents: int) -> st.SearchStrategy[Component]:
    single = st.sampled_from([(), (), (), *((code,) for code in CODES[:codes])])
    traits = st.sampled_from(((), (), BORN[:1], BORN[1:]))
    nodes = st.lists(st.tuples(single, traits), min_size=len(SIDS), max_size=len(SIDS)).map(
        lambda said: {sid: node(sid, *codes, traits=traits) for sid, (codes, traits) in zip(SIDS, said, strict=True)}
    )
    return st.builds(Component, nodes, GROUPS, FACTS, st.frozensets(PAIRS, max_size=differents))


ANY = components(2, 3)
NOTHING_REFUSED = components(1, 0)


def ambiguous(whole: Component, key: Group) -> bool:
    members = [whole.nodes[sid] for sid in key.sids]
    values = {value for member in members for value in member.single}
    years = {trait for member in members for trait in member.traits}
    return key.reason > Reason.IDENTIFIER and (len(values) > 1 or (key.reason is TOLD and len(years) > 1))


def naive(whole: Component) -> dict[int, frozenset[int]]:
    """Try every pair of every fact in order."""
    order = {sid: one.order for sid, one in whole.nodes.items()}
    tried = [
        (key.reason, 0.0, *sorted(pair, key=order.__getitem__))
        for key in whole.groups
        if not ambiguous(whole, key)
        for pair in combinations(key.sids, 2)
    ]
    tried += [(one.reason, -one.score, *sorted((one.a, one.b), key=order.__getitem__)) for one in whole.facts]
    found = {sid: frozenset((sid,)) for sid in whole.nodes}
    for _reason, _score, a, b in sorted(tried, key=lambda one: (one[0], one[1], order[one[2]], order[one[3]])):
        both = found[a] | found[b]
        parted = any(pair in whole.different for pair in permutations(both, 2))
        if not parted and len({value for sid in both for value in whole.nodes[sid].single}) <= 1:
            found |= dict.fromkeys(both, both)
    return found


def renamed(whole: Component, to: Mapping[int, int], rng: Random) -> Component:
    """The same component with other numbers, its groups and facts shuffled."""
    groups = [
        Group(key.reason, key.key, tuple(to[sid] for sid in rng.sample(key.sids, len(key.sids))))
        for key in whole.groups
    ]
    facts = [one._replace(a=to[one.a], b=to[one.b]) for one in whole.facts]
    rng.shuffle(groups)
    rng.shuffle(facts)
    return Component(
        {to[sid]: one._replace(sid=to[sid]) for sid, one in sorted(whole.nodes.items(), key=lambda _: rng.random())},
        tuple(groups),
        tuple(facts),
        frozenset((to[a], to[b]) for a, b in whole.different),
    )


@settings(deadline=None, max_examples=300)
@given(ANY)
def test_clusters_are_those_of_all_pairs_tried_in_order(whole: Component) -> None:
    assert clusters(cluster(whole)) == set(naive(whole).values())


@settings(deadline=None, max_examples=200)
@given(ANY)
def test_no_cluster_holds_two_identifiers_or_a_different(whole: Component) -> None:
    for members in clusters(cluster(whole)):
        assert len({value for sid in members for value in whole.nodes[sid].single}) <= 1
        assert not any(pair in whole.different for pair in permutations(members, 2))


@settings(deadline=None, max_examples=200)
@given(ANY, st.permutations(SIDS), st.randoms(use_true_random=False))
def test_neither_numbers_nor_the_order_of_facts_matter(whole: Component, order: list[int], rng: Random) -> None:
    to = dict(zip(SIDS, order, strict=True))
    there, here = cluster(renamed(whole, to, rng)), cluster(whole)
    assert clusters(there) == {frozenset(to[sid] for sid in members) for members in clusters(here)}
    refused = {(case.kind, case.about, frozenset(to[sid] for sid in case.sids)) for case in here.conflicts}
    assert {(case.kind, case.about, frozenset(case.sids)) for case in there.conflicts} == refused


@settings(deadline=None, max_examples=200)
@given(NOTHING_REFUSED)
def test_where_nothing_can_be_refused_the_short_way_gives_what_the_long_way_gives(whole: Component) -> None:
    """A different between two new sources of another cluster forces the long way and parts nothing."""
    strangers = {sid: node(sid) for sid in (98, 99)}
    long = Component(whole.nodes | strangers, whole.groups, whole.facts, frozenset(((98, 99),)))
    short_way, long_way = cluster(whole), cluster(long)
    assert {sid: long_way.cluster_of[sid] for sid in SIDS} == short_way.cluster_of
    assert {sid: long_way.certainty[sid] for sid in SIDS} == short_way.certainty
    assert long_way.conflicts == short_way.conflicts
    assert {case.kind for case in short_way.conflicts} <= {"ambiguous key"}


@settings(deadline=None, max_examples=200)
@given(ANY)
def test_certain_members_hang_on_the_core_by_certain_facts(whole: Component) -> None:
    found = cluster(whole)
    sure = nx.Graph()
    sure.add_nodes_from(SIDS)
    for key in whole.groups:
        if CERTAINTY[key.reason] is Certainty.CERTAIN and not ambiguous(whole, key):
            sure.add_edges_from(combinations(key.sids, 2))
    sure.add_edges_from((one.a, one.b) for one in whole.facts if one.certainty is Certainty.CERTAIN)
    for members in clusters(found):
        core = min((sid for sid in members if whole.nodes[sid].single), default=min(members))
        certain = nx.node_connected_component(sure.subgraph(members), core)
        assert {sid for sid in members if found.certainty[sid] is Certainty.CERTAIN} == certain


@settings(deadline=None, max_examples=300)
@given(ANY)
def test_a_refusal_concerns_two_clusters_that_stayed_two(whole: Component) -> None:
    found = cluster(whole)
    for case in found.conflicts:
        if case.kind != "ambiguous key":
            a, b = case.sids
            assert a < b
            assert found.cluster_of[a] != found.cluster_of[b]


@settings(deadline=None, max_examples=300)
@given(ANY)
def test_every_fact_that_joined_nothing_is_reported(whole: Component) -> None:
    found = cluster(whole)
    told = {case.about for case in found.conflicts}
    for key in whole.groups:
        if len({found.cluster_of[sid] for sid in key.sids}) > 1:
            assert f"{key.reason.name}:{key.key.hex()}" in told
    for one in whole.facts:
        assert found.cluster_of[one.a] == found.cluster_of[one.b] or one.ref in told


@settings(deadline=None, max_examples=300, derandomize=True)
@given(ANY)
def test_a_key_and_a_pair_of_clusters_are_reported_once(whole: Component) -> None:
    found = cluster(whole)
    cases = [
        (case.about, frozenset(found.cluster_of[sid] for sid in case.sids))
        for case in found.conflicts
        if case.kind != "ambiguous key"
    ]
    assert len(set(cases)) == len(cases)
