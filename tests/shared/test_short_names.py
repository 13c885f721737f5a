"""Officers of listed companies under short names instead of codes: so many are joined by themselves, and rightly."""

import csv
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.identifiers import credit_code_check, org_code_check
from creditgraph.model.request import Request
from creditgraph.names import strict_key
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from support.shared_data import A_SHARE, need

pytestmark = pytest.mark.shared

COMPANIES, OFFICERS = "companies.csv", "officers_2018.csv"

AUTOMATIC, PRECISION = 0.70, 0.99
"""What is to be reached of the short names whose company is there (`docs/matching.md`)."""
Rows = list[list[str]]


def stated(name: str) -> list[dict[str, str]]:
    with (A_SHARE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def code(number: int) -> str:
    """A valid credit code of division 379900."""
    body = f"MA{number:06d}"
    text = f"91379900{body}{org_code_check(body)}"
    return text + credit_code_check(text)


def write(path: Path, header: str, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


@pytest.fixture
def load(tmp_path: Path) -> Callable[[Path, str], Archive]:
    """Imports files into one archive."""
    need(A_SHARE / COMPANIES, A_SHARE / OFFICERS)
    context = Context(Archive(str(tmp_path / "archive.sqlite")), tmp_path / "key")
    context.ensure()

    def imported(path: Path, mapping: str) -> Archive:
        import_file(context, Request(), path, Options(mapping=mapping))
        return context.archive

    return imported


def test_short_names_instead_of_codes(load: Callable[[Path, str], Archive], tmp_path: Path) -> None:
    companies = {row["stock_code"]: row["full_name"] for row in stated(COMPANIES)}
    registry = [[name, code(number), "", "", "", "", "", "", ""] for number, name in enumerate(companies.values())]
    header = "企业名称,统一社会信用代码,主体类型,法定代表人,成立日期,住所,联系电话,曾用名,更名日期"
    load(write(tmp_path / "registration.csv", header, registry), "registration")
    meant: dict[str, set[str]] = defaultdict(set)
    posts = []
    for row in stated(OFFICERS):
        name = row["company_short_name"]
        if name and row["stock_code"] in companies:
            meant[strict_key(name)].add(strict_key(companies[row["stock_code"]]))
            posts.append([name, "", row["person_name"], "", row["posts"].split("/")[0], "", ""])
    header = "企业名称,统一社会信用代码,姓名,证件号码,职务,任职日期,离任日期"
    archive = load(write(tmp_path / "officers.csv", header, posts), "officers")
    with archive.read() as sql:
        joined = sql.all(
            "SELECT DISTINCT t.folded, x.folded FROM judgement AS j JOIN text AS t ON t.tid = j.tid JOIN name AS n"
            " ON n.sid IN (j.a_sid, j.b_sid) AND n.tid <> j.tid JOIN text AS x ON x.tid = n.tid"
            " WHERE j.origin = 'matching' AND j.tx_to IS NULL"
        )
        shown = sql.value("SELECT COUNT(*) FROM review_case WHERE kind = 'similar' AND tx_to IS NULL")
    right = [full in meant[short] for short, full in joined]
    assert len({short for short, _full in joined}) == len(joined)
    assert len(joined) / len(meant) >= AUTOMATIC
    assert sum(right) / len(right) >= PRECISION
    assert shown > 0
