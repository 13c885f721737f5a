"""The page about mappings shows what the package accepts."""

import re
from pathlib import Path
from typing import get_args

from tests.support.ingest import redact, state

from creditgraph.identifiers import Sealer
from creditgraph.ingest import compile_mapping, list_mappings
from creditgraph.ingest.library import parse_mapping
from creditgraph.ingest.mapping import ColumnType

PAGE = (Path(__file__).parents[2] / "docs" / "mappings.md").read_text("utf-8")


def test_every_type_and_shipped_mapping_is_on_the_page() -> None:
    for word in (*get_args(ColumnType), *list_mappings()):
        assert f"`{word}`" in PAGE


def test_the_first_mapping_works(sealer: Sealer) -> None:
    block = re.search(r"```yaml\n(dataset: .*?)```", PAGE, re.DOTALL)
    assert block is not None
    mapping = parse_mapping(block[1], "shops", "shops.yaml")
    mapper = compile_mapping(mapping, ["店名", "经营者", "开业日期"], sealer, 20261124)
    statement = state(mapper, redact(mapper, ["虚构小店", "张三", "2020-05"]))[0].statement
    assert statement is not None
    assert [link.valid_from for link in statement.links] == [20200500]
