"""However rows are parted into blocks, they state the same: a block is only a way to map them faster."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.test_sources import GROUPS
from tests.support.ingest import redact, state

from creditgraph.identifiers import Sealer
from creditgraph.ingest import RowMapper, compile_mapping, list_mappings, load_mapping
from creditgraph.ingest.library import parse_mapping
from creditgraph.ingest.mapping import Column

TODAY = 20261124
NAMES = list_mappings()
CELLS = {
    "name": ["山海有限公司", "虚构市财政局", "张三", "无", "12", "海东（虚构）公司、张三", " 玄黄公司 "],
    "person_name": ["张三", "李四 ", "张三、李四", "/", "!"],
    "date": ["2020-05-03", "2020", "2021年1月", "2099-12-31", "昨天"],
    "date_end": ["2020-05-02", "2099-12-31", "长期", "x"],
    "percent": ["33%", "1/3", "200%"],
    "decimal": ["1,000", "1e400"],
    "credit_code": ["91379900MA0000001M", "91379900MA0000002K", "379900190401010014", "0", "1"],
    "citizen_id": ["379900190401010014", "379900190401010015", "无", "1"],
    "text": [
        "法人及非法人组织",
        "自然人",
        "个体工商户",
        "济审〔2024〕1号",
        "一致行动",
        "合格",
        "董事/监事",
        "\u3000甲\n乙",
    ],
}
CELLS["code_or_citizen_id"] = CELLS["credit_code"]
CELLS["person_document"] = CELLS["citizen_id"]


def cell_of(column: Column) -> st.SearchStrategy[str]:
    """Cells that a column may hold, one in three empty."""
    usual = CELLS.get(column.type, [*column.values, "370000000000000", "110000000000000", "无"])
    return st.one_of(st.just(""), st.sampled_from(usual), st.sampled_from(usual))


def mapper_of(name: str, sealer: Sealer) -> RowMapper:
    mapping = parse_mapping(GROUPS, "groups", "groups.yaml") if name == "groups" else load_mapping(name)
    return compile_mapping(mapping, [column.heading for column in mapping.file.columns.values()], sealer, TODAY)


def in_blocks(mapper: RowMapper, rows: Sequence[Sequence[str]], size: int) -> list[object]:
    """What the rows come to, mapped so many at a time. The numbers that redaction seals have a random part."""
    found: list[object] = []
    for first in range(0, len(rows), size):
        found += state(mapper, rows[first : first + size], first)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("name", [*NAMES, "groups"])
@settings(deadline=None)
@given(data=st.data())
def test_a_block_states_what_its_rows_state_one_by_one(name: str, data: st.DataObject, sealer: Sealer) -> None:
    mapper = mapper_of(name, sealer)
    row = st.tuples(*[cell_of(column) for column in mapper.mapping.file.columns.values()])
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    size = data.draw(st.integers(2, 8))
    redacted = redact(mapper, *rows)
    alone = in_blocks(mapper_of(name, sealer), redacted, 1)
    assert in_blocks(mapper_of(name, sealer), redacted, size) == alone
    together = [[cell if not cell.startswith("id:") else "id" for cell in cells] for cells in redacted]
    parted = [redact(mapper, cells)[0] for cells in rows]
    assert together == [[cell if not cell.startswith("id:") else "id" for cell in cells] for cells in parted]
