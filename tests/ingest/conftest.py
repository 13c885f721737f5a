"""Fictional numbers (division 379900, births before 1905) and a short way from cells to outcomes."""

from collections.abc import Callable, Mapping

import pytest
from tests.support.ingest import redact, state

from creditgraph.identifiers import (
    ArchiveKey,
    Sealer,
    citizen_id_check,
    credit_code_check,
    org_code_check,
    registration_number_check,
)
from creditgraph.ingest import Outcome, RowMapper, compile_mapping, load_mapping

TODAY = 20261124


@pytest.fixture(scope="session")
def sealer() -> Sealer:
    return Sealer(ArchiveKey(b"k" * 32))


@pytest.fixture(scope="session")
def credit_code() -> Callable[..., str]:
    def make(number: int = 1, authority: str = "91") -> str:
        while True:  # an organisation code may end in a letter that a credit code cannot hold
            body = f"MA{number:06d}"
            code = f"{authority}379900{body}{org_code_check(body)}"
            if not set(code) & set("IOSVZ"):
                return code + credit_code_check(code)
            number += 1_000

    return make


@pytest.fixture(scope="session")
def citizen_id() -> Callable[..., str]:
    def make(number: int = 1, born: str = "19040101") -> str:
        body = f"379900{born}{number:03d}"
        return body + citizen_id_check(body)

    return make


@pytest.fixture(scope="session")
def registration_number() -> str:
    return "37990020000001" + registration_number_check("37990020000001")


@pytest.fixture
def mapper(sealer: Sealer) -> Callable[..., RowMapper]:
    """A mapper of a shipped mapping for a file with exactly the mapping's own headings, and extra ones."""

    def make(name: str, *extra: str) -> RowMapper:
        mapping = load_mapping(name)
        headings = [column.heading for column in mapping.file.columns.values()]
        return compile_mapping(mapping, [*headings, *extra], sealer, TODAY)

    return make


@pytest.fixture
def outcomes(mapper: Callable[..., RowMapper]) -> Callable[..., list[Outcome]]:
    """What rows given as column id → cell come to under a shipped mapping."""

    def run(name: str, *rows: Mapping[str, str]) -> list[Outcome]:
        mapped = mapper(name)
        columns = mapped.mapping.file.columns
        assert all(row.keys() <= columns.keys() for row in rows)
        return state(mapped, redact(mapped, *[[row.get(column, "") for column in columns] for row in rows]))

    return run


@pytest.fixture
def licence_row(credit_code: Callable[..., str]) -> dict[str, str]:
    return {
        "subject": "虚构市山海商贸有限公司",
        "category": "法人及非法人组织",
        "credit_code": credit_code(1),
        "legal_rep": "张三",
        "doc_name": "准予行政许可决定书",
        "doc_no": "虚市监许〔2023〕1号",
        "licence_category": "普通",
        "content": "食品销售",
        "decided_on": "2023-05-03",
        "valid_from": "2023-05-03",
        "valid_to": "2028-05-02",
        "authority": "虚构市市场监督管理局",
        "authority_code": credit_code(2, "11"),
        "status": "1",
        "source_unit": "虚构市市场监督管理局",
    }
