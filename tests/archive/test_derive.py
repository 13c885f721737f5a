"""What a transaction touches is derived again: claims, then organisations, then persons."""

from typing import Any

A, B = "a" * 32, "b" * 32


def test_equal_codes_are_one_entity_across_datasets(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o1", "甲公司", box.code(1))))
    box.load("roll", box.row("r", box.org("o2", "乙公司", box.code(1))))
    assert box.clusters() == [["o1", "o2"]]
    assert box.clusters(tx=1) == []


def test_a_corrected_code_parts_what_it_joined(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o1", "甲公司", box.code(1))))
    box.load("roll", box.row("r", box.org("o2", "乙公司", box.code(1))))
    box.load("roll", box.row("r", box.org("o2", "乙公司", box.code(2))))
    assert box.clusters() == []
    assert box.clusters(tx=2) == [["o1", "o2"]]


def test_a_source_that_no_row_states_is_in_no_entity(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o1")))
    box.load("registry", box.row("r", box.org("o2")))
    assert box.alive() == {"o2"}


def test_persons_are_resolved_inside_the_cluster_of_their_organisation(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o1", "甲公司", box.code(1)), box.man("p1", "张三")))
    box.load("roll", box.row("r", box.org("o2", "甲公司", box.code(1)), box.man("p2", "张三")))
    assert box.clusters() == [["o1", "o2"], ["p1", "p2"]]


def test_a_person_follows_its_organisation_together_and_apart(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o1", "甲公司", box.code(1)), box.man("p1", "张三")))
    box.load("roll", box.row("r", box.org("o2", "甲公司", box.code(2)), box.man("p2", "张三")))
    assert box.clusters() == []
    box.load("roll", box.row("r", box.org("o2", "甲公司", box.code(1)), box.man("p2", "张三")))
    assert box.clusters() == [["o1", "o2"], ["p1", "p2"]]
    box.load("roll", box.row("r", box.org("o2", "甲公司", box.code(3)), box.man("p2", "张三")))
    assert box.clusters() == []


def test_a_name_joins_no_persons_of_two_organisations(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲公司"), box.man("p1", "张三")))
    box.load("registry", box.row("r2", box.org("o2", "乙公司"), box.man("p2", "张三")))
    assert box.clusters() == []


def test_equal_numbers_join_persons_of_two_organisations(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲公司"), box.man("p1", "张三", A)))
    box.load("registry", box.row("r2", box.org("o2", "乙公司"), box.man("p2", "张山", A)))
    assert box.clusters() == [["p1", "p2"]]


def test_two_numbers_keep_namesakes_of_one_organisation_apart(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o"), box.man("p1", "张三", A)))
    box.load("registry", box.row("r2", box.org("o"), box.man("p2", "张三", B)))
    assert box.clusters() == []


def test_a_third_namesake_between_two_numbers_joins_neither(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o"), box.man("p1", "张三", A)))
    box.load("registry", box.row("r3", box.org("o"), box.man("p3", "张三")))
    assert box.clusters() == [["p1", "p3"]]
    box.load("registry", box.row("r2", box.org("o"), box.man("p2", "张三", B)))
    assert box.clusters() == []
    cases = box.ask("SELECT kind FROM review_case WHERE tx_to IS NULL")
    assert cases == [("ambiguous key",)]


def test_a_key_that_is_no_longer_ambiguous_joins_the_others(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o"), box.man("p1", "张三", A)))
    box.load("registry", box.row("r2", box.org("o"), box.man("p2", "张三", B)))
    box.load("registry", box.row("r3", box.org("o"), box.man("p3", "张三")))
    box.load("registry", box.row("r2", box.org("o"), box.man("q", "王五", B)))
    assert box.clusters() == [["p1", "p3"]]
    assert box.ask("SELECT COUNT(*) FROM review_case WHERE tx_to IS NULL") == [(0,)]


def test_possible_persons_never_join(box: Any) -> None:
    traits = ("男", "1900")
    box.load("registry", box.row("r1", box.org("o1", "甲公司"), box.man("p1", "张三", None, traits)))
    box.load("registry", box.row("r2", box.org("o2", "乙公司"), box.man("p2", "张三", None, traits)))
    assert box.clusters() == []
    assert box.ask("SELECT COUNT(*) FROM claim WHERE kind = 7") == [(2,)]


def test_one_file_and_many_give_one_graph(new_box: Any) -> None:
    whole, parts = new_box("whole"), new_box("parts")
    rows = [
        whole.row(f"r{n}", whole.org(f"o{n}", f"甲{n % 3}公司", whole.code(n % 4)), whole.man(f"p{n}", "张三"))
        for n in range(12)
    ]
    whole.load("registry", *rows)
    for row in reversed(rows):
        parts.load("registry", row)
    assert whole.export() == parts.export()
