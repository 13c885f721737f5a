"""The example province: the same bytes each time, valid where it says so, wrong exactly where it says so."""

import csv
import io
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from creditgraph.identifiers import (
    ArchiveKey,
    Sealer,
    citizen_id_check,
    credit_code_check,
    org_code_check,
    registration_number_check,
)
from creditgraph.ingest import compile_mapping, fit_mapping, open_table
from creditgraph.names import strict_key

PROVINCE = Path(__file__).parents[2] / "examples" / "province"
DATA = PROVINCE / "data"
EXPECTED: dict[str, Any] = json.loads((DATA / "expected.json").read_text("utf-8"))
BLANK_CODE = "00000000000000000X"
NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9X](?![0-9A-Za-z])")
CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{2}3799\d\d[0-9A-Z]{10}(?![0-9A-Z])")


def kept() -> list[Path]:
    """The files of the province, without what an import of them leaves beside them."""
    left = (".quarantine.csv", ".returned.xlsx")
    return [path for path in DATA.iterdir() if not path.name.endswith(left)]


def text_of(name: str) -> str:
    return (DATA / name).read_bytes().decode(EXPECTED["files"][name]["encoding"])


def rows_of(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a file by the number that a spreadsheet shows."""
    lines = list(csv.reader(io.StringIO(text_of(name), newline="")))
    first = EXPECTED["files"][name]["header_row"]
    for number, cells in enumerate(lines[first:], first + 1):
        yield number, dict(zip(lines[first - 1], cells, strict=True))


def bad_cells() -> set[tuple[str, int, str]]:
    return {(f, p["row"], p["column"]) for f, said in EXPECTED["files"].items() for p in said["problems"]}


def good_cells() -> Iterator[tuple[str, str]]:
    """Heading and text of every filled cell that is not bad on purpose, full-width characters narrowed."""
    bad = bad_cells()
    for name in EXPECTED["files"]:
        for number, cells in rows_of(name):
            for heading, text in cells.items():
                if text and (name, number, heading) not in bad:
                    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
                    yield heading, narrow.replace("-", "").upper()


def test_making_it_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PROVINCE / "make.py", "--out", tmp_path], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in kept()}


def test_another_seed_leaves_the_cast_alone(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PROVINCE / "make.py", "--seed", "7", "--out", tmp_path], check=True)
    other = json.loads((tmp_path / "expected.json").read_text("utf-8"))
    assert other["subjects"] == EXPECTED["subjects"]
    assert other["twins"] == EXPECTED["twins"]
    assert (tmp_path / "licence.csv").read_bytes() != (DATA / "licence.csv").read_bytes()


def test_it_is_small_enough_to_commit() -> None:
    assert sum(path.stat().st_size for path in kept()) <= 400_000


def test_every_credit_code_is_valid_and_of_the_province() -> None:
    codes = {text for heading, text in good_cells() if "统一社会信用代码" in heading} - {BLANK_CODE}
    codes |= {code for heading, text in good_cells() if heading == "股东代码" for code in CODE.findall(text)}
    assert len(codes) > 300
    for code in codes:
        assert credit_code_check(code[:17]) == code[17], code
        assert org_code_check(code[8:16]) == code[16], code
        assert code[2:6] == "3799", code
        assert code[8:10] == "YX", code


def test_every_older_number_is_valid_and_of_the_province() -> None:
    cells = list(good_cells())
    numbers = {text for heading, text in cells if "工商注册号" in heading or "工商登记码" in heading}
    org_codes = {text for heading, text in cells if "组织机构代码" in heading}
    tax_numbers = {text for heading, text in cells if "税务登记号" in heading}
    assert numbers
    assert org_codes
    assert tax_numbers
    assert all(n.startswith("3799") and registration_number_check(n[:14]) == n[14] for n in numbers)
    assert all(c.startswith("YX") and org_code_check(c[:8]) == c[8] for c in org_codes)
    assert all(t.startswith("3799") and org_code_check(t[6:14]) == t[14] for t in tax_numbers)


def test_no_identity_number_could_be_anybodys() -> None:
    """Not even a bad one: all are of a division that does not exist."""
    found = {number for name in EXPECTED["files"] for number in NUMBER.findall(text_of(name))} - {BLANK_CODE}
    people = {number for number in found if not CODE.fullmatch(number)}
    assert len(people) > 200
    assert all(number.startswith("379900") for number in people)
    stated = {text for heading, text in good_cells() if heading in ("证件号码", "股东代码")}
    for number in stated & people:
        assert citizen_id_check(number[:17]) == number[17], number
        assert number[6:10] < "2006", number


def test_the_readme_names_the_cast() -> None:
    readme = (PROVINCE / "README.md").read_text("utf-8")
    for kind, subjects in EXPECTED["subjects"].items():
        for subject in subjects:
            named = kind in ("state_held", "namesakes") or subject["name"] in readme
            assert named, subject
    known = {s["code"] for subjects in EXPECTED["subjects"].values() for s in subjects}
    known |= {text for heading, text in good_cells() if heading == "统一社会信用代码"}
    assert set(CODE.findall(readme)) <= known


def test_the_readme_counts_the_problems() -> None:
    readme = (PROVINCE / "README.md").read_text("utf-8")
    for name, said in EXPECTED["files"].items():
        line = f"| `{name}` | {said['rows']} | {said['rows_quarantined']} | {said['cells_quarantined']} |"
        assert line in readme


def links() -> dict[str, set[str]]:
    """Who is linked to whom by posts and shares; persons by number, else apart in each firm."""
    by_name = {
        cells["企业名称"]: cells["统一社会信用代码"] or cells["企业名称"] for _, cells in rows_of("registration.csv")
    }
    graph: dict[str, set[str]] = defaultdict(set)
    for name, person, number in (
        ("officers.csv", "姓名", "证件号码"),
        ("shareholders.csv", "股东名称", "股东代码"),
    ):
        for _, cells in rows_of(name):
            org = cells["统一社会信用代码"] or cells["企业名称"]
            other = cells[number] or by_name.get(cells[person], f"{cells[person]}@{org}")
            graph[org].add(other)
            graph[other].add(org)
    return graph


def reached(graph: dict[str, set[str]], start: str, without: str = "") -> dict[str, int]:
    """Everything that links lead to, with the number of hops."""
    hops, edge = {start: 0}, [start]
    for node in edge:
        for other in graph[node] - hops.keys() - {without}:
            hops[other] = hops[node] + 1
            edge.append(other)
    return hops


def codes(kind: str) -> list[str]:
    return [subject["code"] for subject in EXPECTED["subjects"][kind]]


def recorded() -> set[str]:
    """The codes with a penalty or a place on a list of dishonesty."""
    penalised = {cells["行政相对人代码_1(统一社会信用代码)"] for _, cells in rows_of("penalty.csv")}
    listed = {c["统一社会信用代码"] for _, c in rows_of("list.csv") if "A级" not in c["名单名称"]}
    return (penalised | listed) - {""}


def test_the_clean_company_is_clean_all_around() -> None:
    assert not reached(links(), codes("clean")[0]).keys() & recorded()


def test_the_related_company_has_only_a_related_record() -> None:
    related, listed = codes("related_record")
    assert related not in recorded()
    assert listed in recorded()
    assert reached(links(), related)[listed] == 2


def test_people_link_the_three_firms_in_two_and_four_hops() -> None:
    first, second, third = codes("linked_by_person")
    hops = reached(links(), first)
    assert (hops[second], hops[third]) == (2, 4)


def test_only_the_state_links_the_two_firms() -> None:
    one, other, commission = codes("linked_by_state_only")
    assert reached(links(), one)[other] == 2
    assert other not in reached(links(), one, without=commission)
    assert len(links()[commission]) == len(EXPECTED["subjects"]["state_held"])


def test_unknown_is_in_no_file() -> None:
    (unknown,) = EXPECTED["subjects"]["unknown"]
    everything = "".join(map(text_of, EXPECTED["files"]))
    assert unknown["name"] not in everything
    assert unknown["code"] not in everything


@pytest.mark.parametrize("twin", EXPECTED["twins"], ids=lambda twin: twin["how"])
def test_a_twin_stands_in_the_registry_and_under_its_other_spelling(twin: dict[str, str]) -> None:
    assert (twin["name"], twin["code"]) in {
        (cells["企业名称"], cells["统一社会信用代码"]) for _, cells in rows_of("registration.csv")
    }
    assert twin["as"] in {cells["行政相对人名称"] for _, cells in rows_of(twin["file"])}


@pytest.mark.parametrize("twin", EXPECTED["twins"], ids=lambda twin: twin["how"])
def test_only_twins_that_the_text_may_join_have_one_strict_key(twin: dict[str, str]) -> None:
    same = strict_key(twin["name"]) == strict_key(twin["as"])
    if twin["join"] == "text":
        assert same
    elif twin["join"] in ("history", "steward"):
        assert not same


@pytest.mark.parametrize("name", EXPECTED["files"])
def test_an_import_finds_what_is_wrong_and_nothing_else(name: str) -> None:
    said = EXPECTED["files"][name]
    table = open_table(DATA / name)
    mapping = fit_mapping(header.cells for header in table.header_candidates())
    header = table.find_header(mapping.fits)
    mapper = compile_mapping(mapping, header.cells, Sealer(ArchiveKey(bytes(32))), today=20261124)
    assert (mapping.name, header.row) == (said["template"], said["header_row"])
    assert [column.heading for column in mapper.refused_columns] == said["columns_refused"]

    rows = list(table.rows())
    assert all(row.problem is None for row in rows)
    redacted = mapper.redact(rows)
    block = mapper.read(redacted)
    keys = mapper.keys(redacted, block)
    outcomes = mapper.state([row.number for row in rows], redacted, block, keys)
    problems = [(p.row, p.column, p.scope, p.code) for outcome in outcomes for p in outcome.problems]
    assert problems == [(p["row"], p["column"], p["scope"], p["code"]) for p in said["problems"]]
    assert (len(rows), len(set(keys))) == (said["rows"], said["rows"])
