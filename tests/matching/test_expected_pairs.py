"""Each pair of the specification gets the verdict that is expected of it (`domain.md` 6.5)."""

import csv
from pathlib import Path
from typing import Any

import pytest

from creditgraph.usecases.compare_names import compare_file, compare_two

DATA = Path(__file__).parent / "data"
PAIRS = list(csv.DictReader((DATA / "pairs.csv").read_text("utf-8").splitlines()))
ALLOWED = {"S": {"same"}, "R": {"review"}, "D": {"different", "review"}, "H": {"different", "review"}}
FORMER = [pair for pair in PAIRS if pair["expected"] == "H"]


def compared(a: str, b: str, pair: dict[str, str], history: Path | None = None) -> dict[str, Any]:
    (result,) = compare_two(a, b, pair["kind"], history)["results"]
    return dict(result)


def test_they_are_all_there() -> None:
    assert len(PAIRS) == 55
    assert {pair["expected"] for pair in PAIRS} == ALLOWED.keys()


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["id"] for pair in PAIRS])
def test_the_verdict_is_the_expected_one(pair: dict[str, str]) -> None:
    result = compared(pair["a"], pair["b"], pair)
    assert result["verdict"] in ALLOWED[pair["expected"]], result
    other_way = compared(pair["b"], pair["a"], pair)
    assert (other_way["verdict"], other_way["probability"]) == (result["verdict"], result["probability"])


@pytest.mark.parametrize("pair", FORMER, ids=[pair["id"] for pair in FORMER])
def test_a_history_of_names_makes_them_the_same(pair: dict[str, str]) -> None:
    result = compared(pair["a"], pair["b"], pair, DATA / "history.csv")
    assert result["verdict"] == "same"
    assert result["key"].startswith("+HISTORY")


def test_a_former_name_counts_in_its_years_alone() -> None:
    history = DATA / "history.csv"
    (then,) = compare_two("青岛海尔股份有限公司@2018", "海尔智家股份有限公司", "", history)["results"]
    (since,) = compare_two("青岛海尔股份有限公司@2023", "海尔智家股份有限公司", "", history)["results"]
    assert (then["verdict"], since["verdict"]) == ("same", "different")


def test_valid_codes_outweigh_names() -> None:
    name, first, second = "山东鲁信科技有限公司", "91379900MA3C00011B", "91379900MA3C0002X3"
    (apart,) = compare_two(f"{first}/{name}", f"{second}/{name}")["results"]
    (one,) = compare_two(f"{first}/{name}", f"{first}/山东鲁新贸易有限公司")["results"]
    assert (apart["verdict"], apart["key"]) == ("different", "-CODE +NAME")
    assert (one["verdict"], one["key"][:5]) == ("same", "+CODE")


def test_a_code_with_a_wrong_check_character_counts_as_none() -> None:
    name = "山东鲁信科技有限公司"
    (result,) = compare_two(f"91379900MA3C00011X/{name}", f"91379900MA3C0002X3/{name}")["results"]
    assert "CODE" not in result["key"]


def test_a_file_gives_its_ids_back() -> None:
    results = compare_file(DATA / "pairs.csv")["results"]
    assert [result["id"] for result in results] == [pair["id"] for pair in PAIRS]
