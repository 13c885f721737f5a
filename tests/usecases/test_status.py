"""What the archive holds, by dataset."""

import json
from pathlib import Path
from typing import Any

from creditgraph.model.request import Request
from creditgraph.usecases.status import status


def test_an_empty_archive(office: Any) -> None:
    told: Any = status(office.context, Request())
    assert (told["tx"], told["at"], told["entities"], told["datasets"]) == (0, None, 0, [])
    assert told["bytes"] > 0


def test_counts_and_datasets(office: Any) -> None:
    office.imported("registration", ["海东市甲乙有限公司", office.code(1), "", "张三"])
    office.imported("registration", ["海东市甲乙有限公司", office.code(1), "", "张三"], stated_on=20210101)
    office.imported("list", ["失信名单", "海东市甲乙有限公司", office.code(1), "", "", "2019-01-01", "第1号", "某局"])
    told: Any = status(office.context, Request())
    assert (told["tx"], told["entities"], told["sources"], told["links"], told["records"]) == (3, 2, 3, 1, 1)
    assert [
        (one["dataset"], one["batches"], one["rows_accepted"], one["last_stated_on"]) for one in told["datasets"]
    ] == [
        ("list", 1, 1, "2020-01-01"),
        ("registration", 2, 1, "2021-01-01"),
    ]
    assert told["archive"] == office.context.archive.display_address
    assert json.loads(json.dumps(told)) == told


def test_no_key_is_needed(office: Any, tmp_path: Path) -> None:
    told = status(office.archives.context(office.context.archive, tmp_path / "nowhere"), Request())
    assert told["tx"] == 0


def test_datasets_are_those_of_the_transaction_asked_for(office: Any) -> None:
    office.imported("registration", ["海东市甲乙有限公司"])
    office.imported("list", ["失信名单", "海东市丙丁有限公司", "", "", "", "2019-01-01", "第1号", "某局"])
    told: Any = status(office.context, Request(tx=1))
    assert [one["dataset"] for one in told["datasets"]] == ["registration"]
