import pytest

from creditgraph.ingest.library import parse_mapping
from creditgraph.model.errors import BadInput

SMALL = """\
dataset: small
title: {zh: 小, en: Small}
delivery: upsert
key: [code, [name, "day?"]]
columns:
  name: {heading: 名称, type: name, required: true}
  code: {heading: 代码, type: credit_code}
  day: {heading: 日期, type: date}
  secret: {heading: 身份证号, type: citizen_id}
sources:
  subject:
    kind: organisation
    names: [{column: name}]
    identifiers: [code]
    key: [code]
"""

LINK = "links:\n- {type: HOLDS, from: subject, to: subject, attributes: %s}"
RECORD = "records:\n- {type: licence, source: subject, item: %s}"


@pytest.mark.parametrize(
    ("more", "line", "field"),
    [
        ("links: [{type: HOLDS, from: subject, to: nobody}]", 16, "links.0.to"),
        (
            "links:\n- {type: {kind_of: x, values: {}, else: HOLDS}, from: subject, to: subject}",
            17,
            "links.0.type.kind_of",
        ),
        (LINK % "{a: {}}", 17, "links.0.attributes.a"),
        (LINK % "{a: {column: secret}}", 17, "links.0.attributes.a"),
        (LINK % "{a: {value: x, split: y}}", 17, "links.0.attributes.a"),
        (LINK % "{a: {column: name, split: x}, b: {column: name, split: x}}", 17, "links.0"),
        ("records:\n- {type: licence, source: nobody, item: x}", 17, "records.0.source"),
        (RECORD % "{column: secret}", 17, "records.0.item.column"),
        (RECORD % "x, fields: [name, secret]", 17, "records.0.fields.1"),
        (
            "records:\n- {type: {column: x, values: {}, else: licence}, source: subject, item: x}",
            17,
            "records.0.type.column",
        ),
        ("stated_on: someday", 16, "stated_on"),
        ("delivery: append", 16, "delivery"),
        ("supplier: [", 17, None),
    ],
)
def test_complaints_about_links_records_and_yaml(more: str, line: int, field: str | None) -> None:
    with pytest.raises(BadInput) as caught:
        parse_mapping(SMALL + more + "\n", "small", "small.yaml")
    where = f"small.yaml, line {line}" + (f", {field}" if field else "")
    assert caught.value.message.startswith(f"{where}: ")
