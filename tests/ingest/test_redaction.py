"""No plain identity number survives `redact`: not in a key, a statement, a problem or the quarantine file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.ingest import redact, state

from creditgraph.identifiers import Sealer, citizen_id_check, parse_cell
from creditgraph.ingest import (
    Outcome,
    QuarantineWriter,
    RowMapper,
    compile_mapping,
    list_mappings,
    load_mapping,
)
from creditgraph.model.vocabulary import IdentifierKind

TODAY = 20261124

bodies = st.builds(
    lambda year, month, day, serial: f"379900{year}{month:02d}{day:02d}{serial:03d}",
    st.integers(1890, 1904),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 999),
)
numbers = bodies.map(lambda body: body + citizen_id_check(body))
wrong = st.builds(lambda body, check: body + check, bodies, st.sampled_from("0123456789X"))
wide = str.maketrans("0123456789", "０１２３４５６７８９")


def written(number: str) -> list[str]:
    return [
        number,
        number.lower(),
        number.translate(wide),
        f"{number[:6]} {number[6:14]} {number[14:]}",
        f"张三({number})，电话",
        f"身份证{number}号",
        f"{number[:6]}\u200b{number[6:]}",
        f"号码{number[:10]}\n{number[10:17]}\u200b{number[17]}",
    ]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=numbers | wrong, form=st.integers(0, 7), name=st.sampled_from(list_mappings()), data=st.data())
def test_a_citizen_number_in_any_cell_is_nowhere_downstream(
    sealer: Sealer, tmp_path: Path, number: str, form: int, name: str, data: st.DataObject
) -> None:
    columns = load_mapping(name).file.columns
    header = [*(column.heading for column in columns.values()), "其他"]
    mapper = compile_mapping(load_mapping(name), header, sealer, TODAY)
    position = data.draw(st.integers(0, len(header) - 1))
    cells = ["2020-01-01" if "date" in c.type else "甲" for c in columns.values()] + ["x"]
    cells[position] = written(number)[form]
    redacted = redact(mapper, cells)
    (outcome,) = state(mapper, redacted)
    path = tmp_path / "q.csv"
    with QuarantineWriter(path) as writer:
        writer.write(outcome.problems)
    quarantine = path.read_text("utf-8") if outcome.problems else ""
    for text in (repr(redacted), repr(outcome), quarantine):
        plain = text.translate(str.maketrans("０１２３４５６７８９", "0123456789", " -\u200b\n"))
        plain = plain.replace("\\u200b", "").replace("\\n", "")
        assert number[6:17] not in plain


@pytest.fixture
def listed(mapper: Callable[..., RowMapper]) -> Callable[[str], tuple[str, Outcome]]:
    def run(document: str) -> tuple[str, Outcome]:
        mapped = mapper("list")
        row = {"list_name": "黑名单", "subject": "张三", "document": document, "listed_on": "2020-01-01"}
        redacted = redact(mapped, [row.get(column, "") for column in mapped.mapping.file.columns])
        return redacted[0][3], state(mapped, redacted)[0]

    return run


def test_a_valid_number_is_sealed_and_can_be_opened(
    sealer: Sealer, listed: Callable[[str], tuple[str, Outcome]], citizen_id: Callable[..., str]
) -> None:
    cell, outcome = listed(f" {citizen_id(1)[:6]}-{citizen_id(1)[6:]} ")
    found = parse_cell(cell)
    assert found is not None
    assert found.sealed is not None
    assert sealer.open(found.sealed) == citizen_id(1)
    assert outcome.statement is not None
    assert outcome.statement.sources[0].identifiers == (found,)
    assert outcome.problems == ()


def test_an_invalid_number_is_masked_and_reported(
    listed: Callable[[str], tuple[str, Outcome]], citizen_id: Callable[..., str]
) -> None:
    number = citizen_id(1)
    broken = number[:-1] + ("1" if number[-1] != "1" else "2")
    cell, outcome = listed(broken)
    assert cell == f"bad:checksum:{broken[:6]}********{broken[14:]}"
    assert [(p.column, p.scope, p.code, p.value) for p in outcome.problems] == [
        ("证件号码", "cell", "checksum", f"{broken[:6]}********{broken[14:]}")
    ]
    assert outcome.statement is not None
    assert outcome.statement.sources[0].identifiers == ()


@pytest.mark.parametrize("typed", ["id:citizen_id:" + "0" * 32 + ":x:AAAA", "bad:minor:x", "bad:nonsense:x"])
def test_a_cell_that_imitates_a_redacted_one_is_just_a_bad_number(
    listed: Callable[[str], tuple[str, Outcome]], typed: str
) -> None:
    _, outcome = listed(typed)
    assert [problem.code for problem in outcome.problems] == ["format"]
    assert outcome.statement is not None
    assert outcome.statement.sources[0].identifiers == ()


def test_a_placeholder_is_no_number(listed: Callable[[str], tuple[str, Outcome]]) -> None:
    assert listed("无") == ("", listed("")[1])


def test_a_citizens_number_among_the_codes_of_organisations_is_reported(
    outcomes: Callable[..., list[Outcome]], licence_row: dict[str, str], citizen_id: Callable[..., str]
) -> None:
    outcome = outcomes("licence", licence_row | {"tax_number": citizen_id(1)})[0]
    assert [(p.code, p.scope, p.value) for p in outcome.problems] == [
        ("citizen_id_misplaced", "cell", f"379900********{citizen_id(1)[14:]}")
    ]
    assert outcome.statement is not None


def test_a_registration_number_is_not_taken_for_an_old_citizen_number(
    outcomes: Callable[..., list[Outcome]], licence_row: dict[str, str], registration_number: str
) -> None:
    outcome = outcomes("licence", licence_row | {"registration_number": registration_number})[0]
    assert outcome.problems == ()


def test_holders_are_told_apart_by_what_their_code_is(
    outcomes: Callable[..., list[Outcome]], credit_code: Callable[..., str], citizen_id: Callable[..., str]
) -> None:
    def number(code: str) -> tuple[list[str], list[IdentifierKind]]:
        row = {"company": "山海公司", "holder": "玄黄", "holder_code": code}
        outcome = outcomes("shareholders", row)[0]
        assert outcome.statement is not None
        return [p.code for p in outcome.problems], [n.kind for n in outcome.statement.sources[1].identifiers]

    assert number(credit_code(1)) == ([], [IdentifierKind.CREDIT_CODE])
    assert number(citizen_id(1)) == ([], [IdentifierKind.CITIZEN_ID])
    assert number("无") == ([], [])
    assert number("379900190401010010") == (["checksum"], [])
    assert number("91379900MA3C0001IJ") == (["charset"], [])
