"""`matching rescore` as it is typed: told first, brought in on request."""

from dataclasses import replace
from pathlib import Path

import pytest

from creditgraph.identifiers import credit_code_check
from creditgraph.matching.model import shipped_model

from .conftest import Run, answer, problem

BODY = "91379900MA0000002"


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A file of a model that joins no short name."""
    shipped = shipped_model()
    path = tmp_path / "own.json"
    strict = replace(shipped, version="own-2", record=(*shipped.record[:-1], shipped.record[-1] - 3))
    path.write_text(strict.text(), "utf-8")
    return str(path)


def load(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "registration.csv"
    header = "企业名称,统一社会信用代码,主体类型,法定代表人,成立日期,住所,联系电话,曾用名,更名日期"
    names = (f"山东清霖环保科技股份有限公司,{BODY + credit_code_check(BODY)}", "清霖环保,")
    path.write_text("\n".join([header, *[f"{name},,,,,,," for name in names]]) + "\n", "utf-8")
    assert run("import", str(path), "--mapping", "registration").exit_code == 0


def test_a_model_is_tried_then_brought_in(run_alone: Run, tmp_path: Path, model: str) -> None:
    load(run_alone, tmp_path)
    tried = answer(run_alone("matching", "rescore", "--model", model, "--json"))
    assert (tried["applied"], tried["tx"], tried["joined"], tried["parted"]) == (False, None, 0, 1)
    (part,) = tried["parts"]
    assert {part["a"]["name"], part["b"]["name"]} == {"山东清霖环保科技股份有限公司", "清霖环保"}
    assert (
        answer(run_alone("show", "清霖环保", "--json"))["id"]
        == answer(run_alone("show", part["a"]["id"], "--json"))["id"]
    )
    said = run_alone("matching", "rescore", "--model", model, "--apply")
    assert said.exit_code == 0
    assert "将分开 1 对" in said.stdout
    assert "已启用" in said.stdout
    names = {one["text"] for one in answer(run_alone("show", "清霖环保", "--json"))["names"]}
    assert names == {"清霖环保"}


def test_what_is_no_model_is_refused(run_alone: Run, tmp_path: Path) -> None:
    load(run_alone, tmp_path)
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    assert problem(run_alone("matching", "rescore", "--model", str(tmp_path / "bad.json"), "--json"))["code"] == (
        "matching_model"
    )
