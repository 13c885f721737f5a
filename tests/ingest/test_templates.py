from pathlib import Path

import pytest

from creditgraph.ingest import TEMPLATES, fit_mapping, open_table, template, write_template
from creditgraph.model.errors import BadInput

OWN = {
    "registration": "企业名称,统一社会信用代码,主体类型,法定代表人,成立日期,住所,联系电话,曾用名,更名日期",
    "officers": "企业名称,统一社会信用代码,姓名,证件号码,职务,任职日期,离任日期",
    "shareholders": "企业名称,统一社会信用代码,股东名称,股东代码,持股比例(%),起始日期,终止日期",
    "list": (
        "名单名称,主体名称,统一社会信用代码,证件号码,法定代表人,列入日期,列入决定书文号,列入机关,列入依据,移出日期"
    ),
}


@pytest.mark.parametrize("kind", OWN)
def test_own_templates_are_those_of_the_interface(kind: str) -> None:
    assert ",".join(template(kind)) == OWN[kind]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_written_template_is_a_table_that_fits_its_mapping(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "t.csv"
    write_template(kind, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = open_table(path)
    mapping = fit_mapping(header.cells for header in table.header_candidates())
    assert mapping.name == kind
    assert table.find_header(mapping.fits).cells == template(kind)
    assert list(table.rows()) == []


def test_nothing_is_overwritten_and_unknown_kinds_are_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("work")
    with pytest.raises(BadInput, match="exists already"):
        write_template("list", path)
    assert path.read_text() == "work"
    with pytest.raises(BadInput, match="cannot write"):
        write_template("list", tmp_path / "none" / "t.csv")
    with pytest.raises(BadInput, match="no template 'lists'"):
        template("lists")
