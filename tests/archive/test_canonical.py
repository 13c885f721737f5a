"""The canonical export is a function of what is believed: not of order, batches, numbers or days of import."""

import re
from collections.abc import Callable
from typing import Any

from creditgraph.archive.canonical import label, line
from creditgraph.model.statement import Identifier, Name
from creditgraph.model.vocabulary import IdentifierKind, NameKind


def rows(box: Any) -> list[Any]:
    return [
        box.row(
            f"r{n}",
            box.org(f"o{n}", f"甲{n}公司", box.code(n % 3)),
            box.man(f"p{n}", "张三", None, ("男", "1900")),
            records=(box.penalty(f"第{n}号", 20190101),),
        )
        for n in range(6)
    ]


def test_two_archives_in_another_order_print_the_same(new_box: Callable[[str], Any]) -> None:
    one, other = new_box("one"), new_box("other")
    one.load("registry", *rows(one))
    one.load("roll", one.row("x", one.org("x", "乙公司")))
    other.load("roll", other.row("x", other.org("x", "乙公司")))
    for row in reversed(rows(other)):
        other.load("registry", row)
    assert one.export() == other.export()
    assert one.ask("SELECT home_id FROM source ORDER BY sid") != other.ask("SELECT home_id FROM source ORDER BY sid")


def test_lines_are_sorted_by_their_bytes_and_distinct(box: Any) -> None:
    box.load("注册", *rows(box))
    box.load("Ａ", *rows(box))
    box.load("𠮷", *rows(box))
    lines = box.export()
    assert [one.encode() for one in lines] == sorted({one.encode() for one in lines})


def test_it_has_every_kind_of_fact_and_only_labels_and_digests(box: Any) -> None:
    names = (Name("甲公司", valid_from=20150101), Name("乙公司", NameKind.FORMER, valid_to=20150101))
    box.load("registry", *rows(box), box.row("n", box.org("n", names=names)))
    lines = box.export()
    assert {one.split("\t")[0] for one in lines} == {"member", "kind", "name", "identifier", "detail", "link", "record"}
    form = re.compile(r"[a-z]+\t[0-9a-f]{24}\tregistry\t[0-9a-f]{24}\t(-|[0-9a-f]{24})\t(-|[0-9a-f]{24})")
    assert all(form.fullmatch(one) for one in lines)


def test_no_batch_row_or_transaction_is_in_it(new_box: Callable[[str], Any]) -> None:
    one, other = new_box("one"), new_box("other")
    one.load("registry", *rows(one))
    for _ in range(3):
        other.load("elsewhere")
    other.load("registry", other.row("gone", other.org("gone", "丁公司")), *rows(other))
    other.load("registry", other.row("gone", other.org("o0", "甲0公司", other.code(0))))
    kept = {text for text in other.export() if other.key("gone").hex() not in text}
    assert {text.split("\t", 2)[2] for text in one.export()} <= {text.split("\t", 2)[2] for text in kept}


def test_members_name_the_entity(new_box: Callable[[str], Any]) -> None:
    one, other = new_box("one"), new_box("other")
    number = Identifier(IdentifierKind.REGISTRATION_NUMBER, "379900000000011")
    for box, joined in ((one, (number,)), (other, ())):
        box.load(
            "registry",
            box.row("r1", box.org("o1", "甲", None, *joined)),
            box.row("r2", box.org("o2", "乙", None, *joined)),
        )
    entities = [{text.split("\t")[1] for text in box.export() if text.startswith("member")} for box in (one, other)]
    assert [len(found) for found in entities] == [1, 2]


def test_it_is_printed_later_as_it_was(box: Any) -> None:
    printed = {}
    for number, row in enumerate(rows(box)):
        box.load("registry", row, on=20200101 + number * 10000)
        box.load("registry", row._replace(sources=(box.org(f"o{number}", "改名公司"), *row.sources[1:])))
        printed[box.tx] = box.export()
    assert {tx: box.export(tx) for tx in printed} == printed


def test_before_the_first_transaction_it_is_empty(box: Any) -> None:
    box.load("registry", *rows(box))
    assert box.export(0) == []


def test_labels_and_lines_tell_parts_apart() -> None:
    assert label([("a", b"1"), ("b", b"2")]) == label([("b", b"2"), ("a", b"1")])
    assert label([("a", b"1")]) != label([("a", b"2")])
    assert line("name", "e", ("d", b"k"), b"r", "ab", "c") != line("name", "e", ("d", b"k"), b"r", "a", "bc")
    assert line("name", "e", ("d", b"k"), b"r", None, 1) == line("name", "e", ("d", b"k"), b"r", "", "1")
