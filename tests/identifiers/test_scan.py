"""Citizen numbers in free text."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.identifiers import (
    ArchiveKey,
    Sealer,
    citizen_id_check,
    credit_code_check,
    org_code_check,
    redact_text,
)
from creditgraph.model.vocabulary import IdentifierKind


def hide(number: str) -> str:
    return f"<{number}>"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("当事人张三379900190001010018，男", "当事人张三<379900190001010018>，男"),
        ("37990019000101002X", "<37990019000101002X>"),
        ("37990019000101002x.", "<37990019000101002X>."),
        ("３７９９００１９０００１０１００１８号", "<379900190001010018>号"),
        ("3799001900010100２ｘ", "<37990019000101002X>"),
        ("379900 19000101 0018", "<379900190001010018>"),
        ("379900-19000101-0018", "<379900190001010018>"),
        ("3799 0019 0001 0100 18", "<379900190001010018>"),
        ("37990019000101002 X", "<37990019000101002X>"),
        ("wrong check 379900190001010010", "wrong check <379900190001010010>"),
        ("old 379900000101001", "old <379900000101001>"),
        ("ID379900190001010018A", "ID<379900190001010018>A"),
        ("13700000000 379900190001010018", "13700000000 <379900190001010018>"),
        ("379900190001010018 379900190001010026", "<379900190001010018> <379900190001010026>"),
        ("379900190001010018、379900000101001", "<379900190001010018>、<379900000101001>"),
        ("1 2 3 4 5 6 7 379900 19000101 0018", "1 2 3 4 5 6 7 <379900190001010018>"),
        ("税号37990019000101001801", "税号<379900190001010018>01"),
        ("税号37990000010100101", "税号<37990000010100101>"),
        ("379900190001010018379900190001010018", "<379900190001010018><379900190001010018>"),
    ],
)
def test_hidden(text: str, redacted: str) -> None:
    assert redact_text(text, hide) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "山东鲁信科技有限公司",
        "统一社会信用代码91370100MA3C00011J",
        "91440300708461136T",
        "注册号370102200000129",
        "电话0531-88888888，2018-05-03至2019-05-03",
        "379900199901320018",
        "379900175001010018",
        "6222020200001234567",
        "济市监处罚〔2026〕123号 370102000000",
        "379900  19000101  0018",
        "379900190001010",
    ],
)
def test_left_alone(text: str) -> None:
    assert redact_text(text, hide) is text or redact_text(text, hide) == text


def test_code_that_looks_like_a_birth_is_left() -> None:
    for first, second in product("0123456789", repeat=2):
        organisation = "900101" + first + second
        body = "91310119" + organisation + org_code_check(organisation)
        code = body + credit_code_check(body)
        if code.isdigit():
            assert redact_text(f"代码{code}号", hide) == f"代码{code}号"
            return
    pytest.fail("no such code")


def test_sealed_cells_stay() -> None:
    text = "id:citizen_id:" + "379900190001010018".rjust(32, "a") + ":379900********0018:AAAA"
    assert redact_text(text, hide) == text


def test_twice_is_once() -> None:
    sealer = Sealer(ArchiveKey(bytes(32)))

    def seal(number: str) -> str:
        return sealer.cell(sealer.identifier(IdentifierKind.CITIZEN_ID, number))

    once = redact_text("张三379900190001010018李四379900190001010026", seal)
    assert "379900190001" not in once
    assert redact_text(once, seal) == once


prose = st.text(st.characters(exclude_categories=["Nd", "Nl", "No", "Pd", "Zs"], exclude_characters="xX−"), max_size=80)


@given(prose, prose, st.integers(0, 999), st.sampled_from(["", " ", "-"]))
def test_found_wherever_it_stands(before: str, after: str, sequence: int, separator: str) -> None:
    body = f"37990019000101{sequence:03}"
    number = body + citizen_id_check(body)
    written = separator.join([number[:6], number[6:14], number[14:]])
    if number[-1] == "X" and after[:1].isalnum():
        after = "。" + after
    assert redact_text(before + written + after, hide) == f"{before}<{number}>{after}"


@given(st.text(st.sampled_from("0123456789xX -年1a０９"), max_size=60))
def test_any_text_is_answered(text: str) -> None:
    assert redact_text(text, lambda number: "") is not None
