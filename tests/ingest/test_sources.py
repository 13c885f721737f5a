"""Sources, links and records beyond what the shipped mappings use."""

from collections.abc import Sequence

import pytest
from tests.support.ingest import redact
from tests.support.ingest import state as read

from creditgraph.identifiers import Sealer
from creditgraph.ingest import compile_mapping
from creditgraph.ingest.library import parse_mapping
from creditgraph.model.statement import Statement
from creditgraph.model.vocabulary import EntityKind, LinkType, NameKind, RecordType

GROUPS = """\
dataset: groups
title: {zh: 集团, en: Groups}
delivery: snapshot
scope: dataset
absence: withdrawn
key: [company]
supplier: 虚构市局
columns:
  company: {heading: 公司, type: name, required: true}
  english: {heading: 英文名, type: name}
  controllers: {heading: 实际控制人, type: name}
  parent: {heading: 上级, type: name}
  basis: {heading: 依据}
  result: {heading: 结果}
  seen: {heading: 日期, type: date}
sources:
  company:
    kind: organisation
    names: [{column: company}, {column: english, kind: english}]
    key: [company]
  controllers: {kind: auto, mention_in: company, names: [{column: controllers}], split: "、,"}
  parent: {kind: organisation, names: [{column: parent}], key: ["parent?"]}
links:
  - type: CONTROLS
    from: controllers
    to: company
    attributes: {basis: {column: basis}, on: {column: seen}}
  - {type: ACTS_IN_CONCERT, from: controllers, to: company, when: {column: basis, contains: 一致行动}}
  - type: {kind_of: company, values: {branch: BRANCH_OF}, else: ORGANISED_BY}
    from: company
    to: parent
records:
  - type: {column: result, values: {合格: inspection, 表彰: honour}, else: rating}
    source: company
    item: {column: result}
    fields: [result]
    when: {column: result, filled: true}
"""


def state(sealer: Sealer, cells: Sequence[str]) -> Statement:
    mapping = parse_mapping(GROUPS, "groups", "groups.yaml")
    header = [column.heading for column in mapping.file.columns.values()]
    mapper = compile_mapping(mapping, header, sealer, 20261124)
    statement, problems = read(mapper, redact(mapper, cells))[0]
    assert problems == ()
    assert statement is not None
    assert statement.scope is None
    return statement


def test_several_subjects_in_one_cell_are_several_sources(sealer: Sealer) -> None:
    statement = state(sealer, ["山海公司", "Shanhai", "张三、李四,玄黄公司", "", "一致行动协议", "", "2020-01"])
    company, *controllers = statement.sources
    assert [(name.text, name.kind) for name in company.names] == [
        ("山海公司", NameKind.REGISTERED),
        ("Shanhai", NameKind.ENGLISH),
    ]
    assert [(c.names[0].text, c.kind, c.context) for c in controllers] == [
        ("张三", EntityKind.NATURAL_PERSON, 0),
        ("李四", EntityKind.NATURAL_PERSON, 0),
        ("玄黄公司", EntityKind.ENTERPRISE, None),
    ]
    assert len({c.key for c in controllers}) == 3
    assert [(link.type, link.from_source) for link in statement.links] == [
        *((LinkType.CONTROLS, n) for n in (1, 2, 3)),
        *((LinkType.ACTS_IN_CONCERT, n) for n in (1, 2, 3)),
    ]
    assert statement.links[0].attributes == (("basis", "一致行动协议"), ("on", "2020-01"))
    assert statement.records == ()


@pytest.mark.parametrize(
    ("name", "link"), [("山海公司玄黄分公司", LinkType.BRANCH_OF), ("山海研究院", LinkType.ORGANISED_BY)]
)
def test_the_type_of_a_link_by_the_kind_of_its_source(sealer: Sealer, name: str, link: LinkType) -> None:
    statement = state(sealer, [name, "", "", "山海公司", "", "", ""])
    assert [(found.type, found.from_source, found.to_source) for found in statement.links] == [(link, 0, 1)]


@pytest.mark.parametrize(
    ("result", "kind"),
    [("合格", RecordType.INSPECTION), ("表彰", RecordType.HONOUR), ("A", RecordType.RATING)],
)
def test_the_type_and_item_of_a_record_by_a_column(sealer: Sealer, result: str, kind: RecordType) -> None:
    record = state(sealer, ["山海公司", "", "", "", "", result, ""]).records[0]
    assert (record.type, record.item, record.fields) == (kind, result, (("result", result),))
    assert record.fact_key is None
