"""Whom a record may be: found by number, key, sound and rare pieces, on both databases alike."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from creditgraph.archive import candidates as module
from creditgraph.archive.candidates import CandidateList, candidates
from creditgraph.matching.record import HeldName, Kind, Record
from creditgraph.matching.side import Side
from creditgraph.model.statement import Identifier, Name
from creditgraph.model.vocabulary import IdentifierKind, NameKind

SECRET = "b" * 32
NAMES = (
    "海东市甲乙科技有限公司",
    "海东市甲丁科技有限公司",
    "海东市丙丁机械有限公司",
    "海东市鲁信创业投资股份有限公司",
    "霁州市松烟笔墨有限公司",
    "ORIENTAL INK AND PAPER LTD",
)


@pytest.fixture
def full(box: Any) -> Any:
    """An archive of some organisations, one with a former name, and of a person."""
    rows = [box.row(f"o{number}", box.org(f"o{number}", name)) for number, name in enumerate(NAMES)]
    renamed = box.org(
        "renamed",
        names=(Name("海东市新名印务有限公司"), Name("海东市旧名印务有限公司", NameKind.FORMER, None, 20200101)),
        code=box.code(1),
    )
    person = box.row("p", box.org("o9", "海东市收尾商贸有限公司"), box.man("man", "甲丁", SECRET))
    box.load("d", *rows, box.row("renamed", renamed), person)
    return box


def ask(box: Any, name: str, kind: Kind = "organisation", most: int = 20, **said: Any) -> CandidateList:
    """The candidates of a name."""
    with box.archive.read() as sql:
        return candidates(sql, [Side(Record("q", kind, name, **said))], box.tx, most)


def labels(box: Any, found: CandidateList) -> list[str]:
    """The entities as labels of a source."""
    by_eid = {eid: box.labels[bytes(key)] for key, eid in _members(box) if bytes(key) in box.labels}
    return [by_eid[one.eid] for one in found.found]


def _members(box: Any) -> list[tuple[bytes, int]]:
    rows: list[tuple[bytes, int]] = box.ask(
        "SELECT s.key, m.eid FROM member AS m JOIN source AS s ON s.sid = m.sid WHERE m.tx_to IS NULL"
    )
    return rows


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_an_equal_name_comes_first(full: Any, number: int) -> None:
    found = ask(full, NAMES[number])
    assert labels(full, found)[0] == f"o{number}"
    assert not found.truncated


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("海东市甲已科技有限公司", "o0"),  # one character miscopied
        ("霁州松烟笔墨", "o4"),  # short
        ("鲁信", "o3"),
        ("济州市松烟笔墨有限公司", "o4"),  # another place that sounds alike
        ("霁州市松焉笔默有限公司", "o4"),  # sounds alike
        ("海东市旧名印务有限公司", "renamed"),
        ("Oriental Ink & Paper", "o5"),
    ],
)
def test_a_name_like_it_is_found(full: Any, asked: str, label: str) -> None:
    assert label in labels(full, ask(full, asked))[:3]


def test_a_public_number_comes_before_any_name(full: Any) -> None:
    number = (("credit_code", full.code(1)),)
    assert labels(full, ask(full, NAMES[0], identifiers=number))[:2] == ["renamed", "o0"]
    inside = (("org_code", full.code(1)[8:17]),)
    assert labels(full, ask(full, "", identifiers=inside)) == ["renamed"]


def test_a_secret_number_is_found_by_its_hash_alone(full: Any) -> None:
    assert labels(full, ask(full, "", "person", identifiers=(("citizen_id", SECRET),))) == ["man"]
    assert labels(full, ask(full, "", "person", identifiers=(("registration_number", SECRET),))) == []


def test_only_entities_of_the_asked_kind_are_found(full: Any) -> None:
    assert labels(full, ask(full, "甲丁", "person")) == ["man"]
    assert "man" not in labels(full, ask(full, "甲丁"))
    assert labels(full, ask(full, "", identifiers=(("citizen_id", SECRET),))) == []


def test_several_readings_find_what_each_finds(full: Any) -> None:
    sides = [Side(Record("q", kind, "甲丁")) for kind in ("organisation", "person")]
    with full.archive.read() as sql:
        found = labels(full, candidates(sql, sides, full.tx))
    assert {"man", "o1"} <= set(found)


def test_a_name_also_held_finds_too(full: Any) -> None:
    assert "o4" in labels(full, ask(full, "不相干", other_names=(HeldName(NAMES[4]),)))


@pytest.mark.parametrize("text", ["", "、", "甲" * 5000, '"OR"', "NEAR(甲 乙)", "%_'", "x" * 9000, "一", "?"])
def test_any_text_is_answered(full: Any, text: str) -> None:
    found = ask(full, text)
    assert len(found.found) <= 20


def test_no_more_than_asked_for_and_it_is_said(full: Any) -> None:
    found = ask(full, "海东市科技有限公司", most=2)
    assert len(found.found) == 2
    assert found.truncated


def test_as_of_a_transaction(full: Any) -> None:
    before = full.tx
    full.load("later", full.row("late", full.org("late", "海东市迟到物流有限公司")))
    with full.archive.read() as sql:
        side = [Side(Record("q", "organisation", "海东市迟到物流有限公司"))]
        now, then = (candidates(sql, side, tx).found for tx in (full.tx, before))
    assert now[0].folded == "海东市迟到物流有限公司"
    assert "海东市迟到物流有限公司" not in [one.folded for one in then]


def test_a_piece_of_many_names_is_not_read_to_its_end(full: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LISTED", 1)
    found = ask(full, "海东市科技有限公司")
    assert found.truncated
    assert found.found


def test_a_slip_of_the_pen_is_found_by_common_pieces_together(full: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LISTED", 2)
    monkeypatch.setattr(module, "_NEIGHBOURS", 0)
    assert "o0" in labels(full, ask(full, "海东市戊己科技有限公司"))


def test_a_name_of_many_bearers_is_cut(full: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_STATEMENTS", 1)
    assert ask(full, NAMES[0]).truncated


def test_the_order_is_the_same_whatever_the_order_of_rows(new_box: Callable[[str], Any]) -> None:
    def order(names: Sequence[str], name: str) -> list[str]:
        box = new_box(name)
        box.load("d", *[box.row(one, box.org(one, one)) for one in names])
        return labels(box, ask(box, "海东市甲己科技有限公司"))

    assert order(NAMES, "a") == order(NAMES[::-1], "b")


def test_a_number_of_two_kinds_is_one_candidate(full: Any) -> None:
    numbers = (("credit_code", full.code(1)), ("org_code", full.code(1)[8:17]))
    assert labels(full, ask(full, "", identifiers=numbers)) == ["renamed"]


def test_withdrawn_numbers_find_nobody(full: Any, ended: dict[str, Any]) -> None:
    full.load("e", full.row("x", full.org("x", "", None, Identifier(IdentifierKind.STOCK_CODE, "600000"))))
    assert labels(full, ask(full, "", identifiers=(("stock_code", "600000"),))) == ["x"]
    assert ask(full, "", identifiers=(("stock_code", "600001"),)).found == ()
