"""`matching compare | evaluate | fit | bulk` as they are typed."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from creditgraph.cli.main import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["matching", *arguments])


def told(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of companies that are there twice, with 60 judged pairs."""
    folder = tmp_path_factory.mktemp("labelled")
    rng = random.Random(2)
    records, truth, judged = [], [], []
    for number in range(120):
        name, phone = f"Brand{rng.randrange(10**6)} Trading", str(rng.randrange(10**9, 10**10))
        for copy, form in enumerate(("Ltd", "Limited")):
            records.append(f"{number}-{copy},company,{name} {form},{rng.randrange(90)} Street{number},{phone}")
            truth.append(f"{number}-{copy},{number}")
        judged.append(f"{number}-0,{number}-1,1" if number % 2 else f"{number}-0,{number - 1}-1,0" if number else "")
    (folder / "records.csv").write_text("record_id,kind,name,address,phone\n" + "\n".join(records), "utf-8")
    (folder / "truth.csv").write_text("record_id,cluster_id\n" + "\n".join(truth), "utf-8")
    (folder / "judged.csv").write_text("left_id,right_id,label\n" + "\n".join(filter(None, judged)), "utf-8")
    return folder


def test_two_names_are_compared() -> None:
    (result,) = told("compare", "山东鲁信科技有限公司", "山东鲁新科技有限公司")["results"]
    assert (result["verdict"], result["key"]) == ("different", "-BRAND +DIVISION +TRADE +FORM")
    assert result["a"]["brand"] == "鲁信"
    assert result["explanation"].keys() == {"zh", "en"}


def test_a_comparison_is_shown_in_the_language_asked_for() -> None:
    names = ("张 三", "张三", "--kind", "person")
    assert "The same subject" in run("compare", *names, "--lang", "en").stdout
    assert "判定为同一主体" in run("compare", *names, "--lang", "zh").stdout


def test_numbers_before_names_decide() -> None:
    (result,) = told("compare", "370102196001010016/张三", "370102600101001/张三", "--kind", "person")["results"]
    assert result["verdict"] == "same"


@pytest.mark.parametrize("arguments", [(), ("山东",), ("a", "b", "--pairs", "x.csv")])
def test_compare_takes_two_names_or_a_file(arguments: tuple[str, ...]) -> None:
    assert run("compare", *arguments).exit_code == 2


@pytest.mark.parametrize(
    "content", ["id,a\n1,x\n", "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1") + ",b\n"]
)
def test_a_file_without_its_columns_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text(content, "utf-8")
    assert run("compare", "--pairs", str(file)).exit_code == 1


def test_a_set_is_measured_and_shown(labelled: Path, tmp_path: Path) -> None:
    page = tmp_path / "curves.html"
    figures = told("evaluate", str(labelled), "--page", str(page))
    assert (figures["task"], figures["records"]) == ("dedupe", 240)
    assert figures["f1"] > 0.99
    assert figures["auto"].keys() == {"share", "precision"}
    assert "<svg" in page.read_text("utf-8")
    assert "records per second" in run("evaluate", str(labelled), "--lang", "en").stdout


def test_labels_and_a_model_file_can_be_used(labelled: Path, tmp_path: Path) -> None:
    model = tmp_path / "own.json"
    fitted = told("fit", str(labelled), "--labels", str(labelled / "judged.csv"), "--output", str(model))
    assert fitted["labels"] == 119
    assert fitted["after"]["f1"] >= fitted["before"]["f1"] > 0.9
    figures = told("evaluate", str(labelled), "--model", str(model), "--labels", str(labelled / "judged.csv"))
    assert figures["policy"].startswith("own-1+labels/")


def test_a_model_is_not_overwritten(labelled: Path, tmp_path: Path) -> None:
    model = tmp_path / "own.json"
    model.write_text("mine", "utf-8")
    assert run("fit", str(labelled), "--output", str(model)).exit_code == 1
    assert model.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("records.csv", "id\n1\n"),
        ("records.csv", "record_id,name\n1,a\n1,b\n"),
        ("truth.csv", "record_id,cluster_id\nnobody,1\n"),
        ("pairs.csv", "left_id,right_id,label\n1,2,yes\n"),
    ],
)
def test_a_wrong_set_is_refused_with_its_place(tmp_path: Path, file: str, content: str) -> None:
    (tmp_path / "records.csv").write_text("record_id,name\n1,a\n2,b\n", "utf-8")
    (tmp_path / file).write_text(content, "utf-8")
    result = run("evaluate", str(tmp_path), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stderr)["error"]["code"] == "labelled_set"
    assert file in result.stderr


def test_too_little_cannot_be_fitted(tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text("record_id,name\n1,a\n2,b\n", "utf-8")
    (tmp_path / "truth.csv").write_text("record_id,cluster_id\n1,1\n2,1\n", "utf-8")
    result = run("fit", str(tmp_path), "--output", str(tmp_path / "m.json"), "--json")
    assert json.loads(result.stderr)["error"]["code"] == "too_few_to_fit"


def test_a_file_is_matched_in_bulk(labelled: Path, tmp_path: Path) -> None:
    file, out = str(labelled / "records.csv"), str(tmp_path / "out")
    report = told("bulk", file, "--out", out)
    assert (report["records"], report["stages"]["cluster"]["clusters"]) == (240, 120)
    assert report["recall"]["clusters"] == 1.0  # by the truth.csv beside it
    shown = run("bulk", file, "--out", out, "--lang", "en").stdout
    assert "recall: clusters" in shown
    assert report["clusters_file"].rpartition("/")[2] in shown


def test_a_file_that_is_none_is_refused_in_bulk(tmp_path: Path) -> None:
    result = run("bulk", str(tmp_path / "none.csv"), "--out", str(tmp_path / "out"), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stderr)["error"]["code"] == "bulk_file"


def test_a_folder_that_is_none_is_refused_in_bulk(labelled: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", "utf-8")
    result = run("bulk", str(labelled / "records.csv"), "--out", str(tmp_path / "out"), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stderr)["error"]["code"] == "not_writable"


def test_too_little_memory_is_wrong_usage_in_bulk(labelled: Path, tmp_path: Path) -> None:
    assert run("bulk", str(labelled / "records.csv"), "--out", str(tmp_path), "--memory-mb", "1").exit_code == 2


def test_linked_records_teach_the_weights_of_names(tmp_path: Path) -> None:
    rng = random.Random(7)
    records, truth = [], []
    for number in range(160):
        brand = "".join(rng.choices("清霖海川鼎盛宏远瑞泰隆昌恒达景明", k=2)) + rng.choice(("科技", "贸易", "环保"))
        records += [f"f{number},company,山东{brand}股份有限公司,B", f"s{number},company,{brand},A"]
        truth += [f"f{number},{number}", f"s{number},{number}"]
    (tmp_path / "records.csv").write_text("record_id,kind,name,source\n" + "\n".join(records), "utf-8")
    (tmp_path / "truth.csv").write_text("record_id,cluster_id\n" + "\n".join(truth), "utf-8")
    model = tmp_path / "own.json"
    fitted = told("fit", str(tmp_path), "--output", str(model))
    assert (fitted["records"], fitted["version"]) == (160, "own-1")
    assert fitted["after"]["auto_precision"] >= 0.95
    assert json.loads(model.read_text("utf-8"))["trained"] == f"160 records linked in {tmp_path.name}"
    assert "拟合后" in run("fit", str(tmp_path), "--output", str(model), "--force").stdout
