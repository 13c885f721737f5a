"""A file of records to clusters and pairs: what comes out, and that a killed run goes on where it stood."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

import creditgraph.bulk.pipeline as pipeline
from creditgraph.matching import shipped_policy

from .conftest import Bulk, named

ONE_CODE, OTHER_CODE = "91370000MA3TEST01A", "91370000MA3TEST02B"
COMPANIES = named(
    "山东清霖科技有限公司",
    "山东清霖科技有限公司",
    "山东清霖科技有限责任公司",
    "青岛明泽建材有限公司",
    "青岛市明泽建材有限公司",
    "烟台远帆物流有限公司",
)


def test_equal_names_are_one_cluster_named_by_its_least_record(bulk: Bulk) -> None:
    report = bulk.run(COMPANIES)
    clusters = bulk.clusters()
    assert clusters == {
        "r00000": "r00000",
        "r00001": "r00000",
        "r00002": "r00000",
        "r00003": "r00003",
        "r00004": "r00004",
        "r00005": "r00005",
    }
    assert (report["records"], report["stages"]["cluster"]["clusters"]) == (6, 4)
    assert json.loads((bulk.out / "report.json").read_text("utf-8"))["records"] == 6


def test_pairs_have_verdict_probability_and_reasons(bulk: Bulk) -> None:
    bulk.run(COMPANIES)
    found = {(row["left_id"], row["right_id"]): (row["verdict"], row["key"]) for row in bulk.pairs()}
    assert found["r00000", "r00001"] == ("same", "+NAME")
    assert found["r00003", "r00004"][0] == "review"
    assert "+BRAND" in found["r00003", "r00004"][1]
    assert all(row["verdict"] in ("same", "review") and 0 < row["probability"] < 1 for row in bulk.pairs())


def test_a_short_name_is_for_review(bulk: Bulk) -> None:
    bulk.run(named("青岛明泽建材有限公司", "明泽建材"))
    assert [row["verdict"] for row in bulk.pairs()] == ["review"]
    assert len(set(bulk.clusters().values())) == 2


def test_two_codes_never_come_into_one_cluster(bulk: Bulk) -> None:
    rows = [
        {
            "record_id": f"r{number}",
            "name": "山东清霖科技有限公司",
            "identifiers": code,
            "phone": f"0531-870{number}0000",
        }
        for number, code in enumerate((f"credit_code={ONE_CODE}", f"credit_code={OTHER_CODE}", "", "", ""))
    ]
    bulk.run(rows)
    clusters = bulk.clusters()
    assert clusters["r0"] != clusters["r1"]


def test_an_equal_code_joins_whatever_the_names(bulk: Bulk) -> None:
    code = f"credit_code={ONE_CODE}"
    bulk.run(
        [
            {"record_id": "a", "name": "山东清霖科技有限公司", "identifiers": code},
            {"record_id": "b", "name": "济南远帆物流有限公司", "identifiers": code},
        ]
    )
    assert bulk.clusters() == {"a": "a", "b": "a"}


def test_persons_are_never_joined_on_their_names(bulk: Bulk) -> None:
    bulk.run([{"record_id": number, "kind": "person", "name": "甄试样"} for number in "abc"])
    assert bulk.clusters() == {"a": "a", "b": "b", "c": "c"}
    assert [(row["left_id"], row["right_id"], row["verdict"]) for row in bulk.pairs()] == [
        ("a", "b", "review"),
        ("a", "c", "review"),
    ]


def test_one_name_many_times_is_one_comparand(bulk: Bulk) -> None:
    report = bulk.run({"record_id": str(number), "name": "山东清霖科技有限公司"} for number in range(50_000))
    assert report["stages"]["normalise"]["comparands"] == 1
    assert report["stages"]["score"]["judged"] == 1
    assert report["stages"]["cluster"]["largest_cluster"] == 50_000


def test_one_name_with_many_telephones_stays_within_bounds(bulk: Bulk) -> None:
    rows = (
        {"record_id": str(n), "name": "山东清霖科技有限公司", "phone": f"{10**10 + n * 7919}"} for n in range(2_000)
    )
    report = bulk.run(rows)
    assert report["stages"]["block"]["still_large"] > 0
    assert report["compared_per_record"] < 50


def test_a_killed_run_goes_on_at_the_stage_it_stood_in(bulk: Bulk, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "score", killed)
        with pytest.raises(KeyboardInterrupt):
            bulk.run(COMPANIES)
    made = {stage: (bulk.out / stage).stat().st_mtime_ns for stage in ("1-normalised.parquet", "2-blocked.parquet")}
    bulk.run()
    assert made == {stage: (bulk.out / stage).stat().st_mtime_ns for stage in made}
    assert len(bulk.clusters()) == 6
    assert not (bulk.out / "work").exists()


def test_a_finished_run_is_only_told_again(bulk: Bulk) -> None:
    first = bulk.run(COMPANIES)
    bulk.told.clear()
    assert bulk.run()["stages"] == first["stages"]
    assert bulk.told == []


def test_a_file_without_its_manifest_is_made_anew(bulk: Bulk) -> None:
    bulk.run(COMPANIES)
    (bulk.out / "5-clusters.json").unlink()
    (bulk.out / "5-clusters.parquet").write_bytes(b"half a file")
    bulk.run()
    assert len(bulk.clusters()) == 6


def test_changed_input_starts_anew(bulk: Bulk) -> None:
    bulk.run(COMPANIES)
    bulk.run([*COMPANIES, {"record_id": "r9", "name": "威海新岸渔业有限公司"}])
    assert len(bulk.clusters()) == 7


def test_another_policy_starts_anew(bulk: Bulk) -> None:
    bulk.run(COMPANIES)
    bulk.run(policy=replace(shipped_policy(), name="another"))
    assert json.loads((bulk.out / "3-scored.json").read_text("utf-8"))["policy"] == "another"


def test_another_model_of_the_same_name_starts_anew(bulk: Bulk) -> None:
    bulk.run(COMPANIES)
    bulk.told.clear()
    shipped = shipped_policy()
    bulk.run(policy=replace(shipped, model=replace(shipped.model, prior=shipped.model.prior - 1)))
    assert "normalise" in bulk.told


def test_recall_is_told_for_each_stage(bulk: Bulk, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("record_id,cluster_id\nr00000,a\nr00001,a\nr00002,a\nr00003,b\nr00004,b\nr00005,c\n", "utf-8")
    found = bulk.run(COMPANIES, truth=truth)["recall"]
    assert found == {
        "pairs": 4,
        "proposed": 1.0,
        "compared": 1.0,
        "kept": 1.0,
        "clusters": 0.75,
        "precision": 1.0,
    }


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_matter(bulk: Bulk, seed: int) -> None:
    rng = random.Random(seed)
    brands, trades, forms = ["清霖", "明泽", "远帆", "新岸"], ["科技", "建材"], ("有限公司", "有限责任公司", "")
    names = [
        rng.choice(("山东", "山东省", "青岛市", "")) + rng.choice(brands) + rng.choice(trades) + rng.choice(forms)
        for _ in range(120)
    ]
    rows = [row | {"phone": rng.choice(("", "05311234567", "05327654321"))} for row in named(*names)]
    bulk.run(rows)
    first = bulk.clusters(), bulk.pairs()
    rng.shuffle(rows)
    bulk.run(rows)
    assert (bulk.clusters(), bulk.pairs()) == first
