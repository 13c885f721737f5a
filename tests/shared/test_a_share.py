"""The listed companies whole: every company, post and stated controller is in the graph, and the counts add up."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.archive.codes import DETAIL_KIND, IDENTIFIER_KIND, LINK_TYPE
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, DetailKind, IdentifierKind, LinkType
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.check import check
from creditgraph.usecases.context import Context
from creditgraph.usecases.export import export_canonical
from creditgraph.usecases.find_paths import find_paths
from creditgraph.usecases.import_file import Report, import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.rebuild import rebuild
from support.shared_data import A_SHARE, need

pytestmark = [pytest.mark.shared, pytest.mark.slow]

COMPANIES, OFFICERS = "companies.csv", "officers_2018.csv"
NO_CONTROLLER = "无实际控制人"
Rows = list[dict[str, str]]


def stated(name: str) -> Rows:
    with (A_SHARE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Market:
    """The archive of both files, their rows, and the reports of their import."""

    context: Context
    companies: Rows
    officers: Rows
    reports: dict[str, Report]

    def ask(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        with self.context.archive.read() as sql:
            return sql.all(query, **parameters)

    def value(self, query: str, **parameters: Any) -> int:
        return int(self.ask(query, **parameters)[0][0])

    def export(self) -> list[str]:
        return list(export_canonical(self.context, Request()))

    def stock_codes(self, tx: int) -> dict[str, int]:
        """The entity of each stock code as believed at a transaction."""
        return dict(
            self.ask(
                "SELECT DISTINCT i.value, m.eid FROM identifier AS i JOIN member AS m ON m.sid = i.sid"
                " AND m.tx_from <= :tx AND (m.tx_to IS NULL OR m.tx_to > :tx) WHERE i.kind = :kind",
                tx=tx,
                kind=IDENTIFIER_KIND.number[IdentifierKind.STOCK_CODE],
            )
        )


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    need(*(A_SHARE / name for name in (COMPANIES, OFFICERS)))
    folder = tmp_path_factory.mktemp("a_share")
    context = Context(Archive(str(folder / "archive.sqlite")), folder / "keys" / "archive.key")
    context.ensure()
    reports = {}
    for name in (COMPANIES, OFFICERS):
        (folder / name).write_bytes((A_SHARE / name).read_bytes())  # a quarantine file is written beside
        reports[name] = import_file(context, Request(), folder / name, Options())
    yield Market(context, stated(COMPANIES), stated(OFFICERS), reports)
    context.archive.close()


def test_every_row_is_accepted_or_in_the_quarantine(market: Market) -> None:
    for name, rows in ((COMPANIES, market.companies), (OFFICERS, market.officers)):
        counts = market.reports[name].rows
        assert counts["read"] == len(rows)
        assert counts["read"] == counts["accepted"] + counts["unchanged"] + counts["quarantined"]
        assert counts["quarantined"] == 0
        assert market.reports[name].quarantine is None


def test_every_company_is_one_entity(market: Market) -> None:
    entities = market.stock_codes(tx=1)
    assert entities.keys() == {row["stock_code"] for row in market.companies}
    assert len(set(entities.values())) == len(market.companies)


def test_the_officers_join_their_companies_by_stock_code(market: Market) -> None:
    before, after = market.stock_codes(tx=1), market.stock_codes(tx=2)
    assert after.keys() == {row["stock_code"] for row in [*market.companies, *market.officers]}
    assert len(set(after.values())) == len(after)
    assert {code: after[code] for code in before} == before


def test_stock_codes_unknown_to_the_companies_are_entities_of_their_own(market: Market) -> None:
    unknown = {row["stock_code"] for row in market.officers} - {row["stock_code"] for row in market.companies}
    assert len(unknown) == 356
    entities = market.stock_codes(tx=2)
    assert len({entities[code] for code in unknown}) == 356
    assert not {entities[code] for code in unknown} & set(market.stock_codes(tx=1).values())


def test_every_post_is_a_link(market: Market) -> None:
    posts = sum(len({post for post in row["posts"].split("/") if post.strip()}) for row in market.officers)
    links = market.value("SELECT COUNT(*) FROM link WHERE type = :type", type=LINK_TYPE.number[LinkType.OFFICER_OF])
    assert links == posts > len(market.officers)


def test_every_post_is_stated_of_the_right_person_and_company(market: Market) -> None:
    wanted = Counter(
        (row["stock_code"], row["person_name"].strip(), post.strip())
        for row in market.officers
        for post in {post for post in row["posts"].split("/") if post.strip()}
    )
    found = Counter(
        market.ask(
            "SELECT i.value, COALESCE(n.shown, t.folded), json_extract(l.attributes, '$.post') FROM link AS l"
            " JOIN identifier AS i ON i.fid >> 10 = l.lid >> 10 AND i.sid = l.to_sid"
            " JOIN name AS n ON n.sid = l.from_sid AND n.fid >= (l.lid >> 10) << 10"
            " AND n.fid < ((l.lid >> 10) + 1) << 10"
            " JOIN text AS t ON t.tid = n.tid WHERE l.type = :type AND i.kind = :kind"
            " AND i.fid >= (l.lid >> 10) << 10 AND i.fid < ((l.lid >> 10) + 1) << 10",
            type=LINK_TYPE.number[LinkType.OFFICER_OF],
            kind=IDENTIFIER_KIND.number[IdentifierKind.STOCK_CODE],
        )
    )
    assert sum(found.values()) == sum(wanted.values())
    differing = (wanted - found) + (found - wanted)
    assert sum(differing.values()) == 0, differing.most_common(3)


def test_every_stated_controller_controls_and_a_stated_absence_is_no_entity(market: Market) -> None:
    stated_absent = sum(row["actual_controller"] == NO_CONTROLLER for row in market.companies)
    empty = sum(not row["actual_controller"].strip() for row in market.companies)
    links = market.value("SELECT COUNT(*) FROM link WHERE type = :type", type=LINK_TYPE.number[LinkType.CONTROLS])
    absent = market.value(
        "SELECT COUNT(*) FROM detail WHERE kind = :kind", kind=DETAIL_KIND.number[DetailKind.CONTROL_STATED_ABSENT]
    )
    assert (absent, links) == (stated_absent, len(market.companies) - stated_absent - empty)
    assert market.value("SELECT COUNT(*) FROM text WHERE folded = :name", name=NO_CONTROLLER) == 0


def pairs(officers: Rows) -> list[tuple[int, int]]:
    """Rows of two companies each, whose officers share name, sex and birth year and nothing else links.

    Row numbers are those of the spreadsheet. Persons that several rows of several companies could be are left out.
    """
    known = defaultdict(list)
    for number, row in enumerate(officers, 2):
        if row["gender"] in ("男", "女") and row["birth_year"].strip().isdigit():
            known[row["person_name"], row["gender"], row["birth_year"]].append(number)
    of = {number: row["stock_code"] for number, row in enumerate(officers, 2)}
    twos = [numbers for numbers in known.values() if len(numbers) == 2 and of[numbers[0]] != of[numbers[1]]]
    together = Counter(frozenset(of[number] for number in numbers) for numbers in twos)
    return [(a, b) for a, b in twos if together[frozenset((of[a], of[b]))] == 1]


def test_equal_name_sex_and_birth_year_link_on_request_only_and_name_both_rows(market: Market) -> None:
    chosen = pairs(market.officers)
    assert len(chosen) > 100
    tested = 0
    for a, b in chosen[:: max(1, len(chosen) // 12)]:
        first, second = (market.officers[number - 2]["stock_code"] for number in (a, b))
        bounds = Bounds(max_hops=3, hub_degree=500)
        plain: Any = find_paths(market.context, Request(), [first], [second], bounds, Certainty.PROBABLE)
        if plain["status"] == "found":
            continue  # one controller of both
        assert plain["status"] == "none_within_bounds"
        asked: Any = find_paths(market.context, Request(), [first], [second], bounds, Certainty.SUSPECTED)
        assert asked["status"] == "found"
        shortest = asked["paths"][0]
        assert shortest["certainty"] == "suspected"
        kinds = [hop["type"] for hop in shortest["hops"]]
        assert kinds == ["OFFICER_OF", "POSSIBLE_SAME_PERSON", "OFFICER_OF"]
        rows = {source["row"] for source in shortest["hops"][1]["sources"]}
        assert rows == {a, b}
        assert {source["file"] for hop in shortest["hops"] for source in hop["sources"]} == {OFFICERS}
        tested += 1
    assert tested >= 5


def test_two_companies_of_one_state_body_are_not_linked_by_it(market: Market) -> None:
    held = defaultdict(list)
    for row in market.companies:
        if row["actual_controller"].endswith("国有资产监督管理委员会"):
            held[row["actual_controller"]].append(row["stock_code"])
    body, codes = max(held.items(), key=lambda pair: len(pair[1]))
    answer: Any = find_paths(market.context, Request(), [codes[0]], [codes[1]], Bounds(max_hops=2), Certainty.PROBABLE)
    assert answer["status"] == "none_within_bounds"
    assert [one["name"] for one in answer["skipped"] if one["connects"] and one["reason"] == "state_body"] == [body]


def test_a_check_of_a_listed_company_says_that_no_record_was_ever_loaded(market: Market) -> None:
    answer: Any = check(market.context, Request(purpose="tests"), [market.companies[2]["stock_code"]])
    subject = answer["subjects"][0]
    assert subject["status"] == "confirmed"
    assert {section["state"] for section in subject["own"].values()} == {"not_collected"}


def test_imported_again_nothing_changes_and_a_rebuild_agrees(market: Market) -> None:
    before = market.export()
    folder = Path(market.context.archive.address).parent
    for name in (COMPANIES, OFFICERS):
        report = import_file(market.context, Request(), folder / name, Options())
        assert (report.status, report.rows["unchanged"]) == ("unchanged", market.reports[name].rows["read"])
    assert market.export() == before
    assert rebuild(market.context, Request(), check=True)["differences"] == 0


def test_the_same_rows_in_another_file_change_nothing(market: Market) -> None:
    before = market.export()
    folder = Path(market.context.archive.address).parent
    for name in (COMPANIES, OFFICERS):
        (folder / "again.csv").write_bytes((folder / name).read_bytes() + b"\r\n")
        report = import_file(market.context, Request(), folder / "again.csv", Options())
        assert report.status == "imported"
        assert (report.rows["unchanged"], report.closed) == (market.reports[name].rows["read"], 0)
        assert market.export() == before
    assert rebuild(market.context, Request(), check=True)["differences"] == 0
