import pytest

from creditgraph.ingest.columns import NO_END, Bad, Value, converter, field_text, fold_text, key_texts
from creditgraph.ingest.mapping import Column
from creditgraph.model.shares import Share, parse_percent
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import IdentifierKind

TODAY = 20261124


def convert(kind: str, cell: str, **more: object) -> Value | Bad:
    column = Column.model_validate({"heading": "列", "type": kind, **more})
    conversion = converter(column, TODAY)
    return cell if conversion is None else conversion(cell)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", "无", "无"),
        ("name", "山海公司", "山海公司"),
        ("name", "/", None),
        ("person_name", "买买提·艾力", "买买提·艾力"),
        ("person_name", "无", None),
        ("date", "2018年5月3日", 20180503),
        ("date", "２０１８－０５", 20180500),
        ("date", "1963", 19630000),
        ("date", "/", None),
        ("date", "00000000", None),
        ("date", "2018-02-30", Bad("not_a_date")),
        ("date", "昨天", Bad("not_a_date")),
        ("date_end", "2018-05-03", 20180504),
        ("date_end", "2018-12", 20190100),
        ("date_end", "2099-12-31", NO_END),
        ("date_end", "长期", Bad("not_a_date")),
        ("percent", "33.33％", Share(333300000, 333300000)),
        ("percent", "0", Share(0, 0)),
        ("percent", "/", None),
        ("percent", "101", Bad("not_a_percentage")),
        ("decimal", "1,200.50", "1200.5"),
        ("decimal", "0", "0"),
        ("decimal", "１．２", "1.2"),
        ("decimal", "无", None),
        ("decimal", "十万", Bad("not_a_number")),
        ("decimal", "NaN", Bad("not_a_number")),
        ("decimal", "1e999999", Bad("not_a_number")),
        ("credit_code", "00000000000000000X", None),
        ("credit_code", "91379900", Bad("length")),
        ("org_code", "MA3C0001-1", Identifier(IdentifierKind.ORG_CODE, "MA3C00011")),
        ("org_code", "MA3C0001-2", Bad("checksum")),
        ("stock_code", "000001.SZ", Identifier(IdentifierKind.STOCK_CODE, "000001")),
        ("registration_number", "1234567", Bad("length")),
        ("certificate_number", "事证第 137号", Identifier(IdentifierKind.CERTIFICATE_NUMBER, "事证137")),
        ("certificate_number", "无", None),
        ("certificate_number", "号", Bad("format")),
        ("citizen_id", "bad:checksum:37********01", Bad("checksum", "37********01")),
        ("citizen_id", "bad:anything:x", Bad("format", "x")),
        ("citizen_id", "id:forged", Bad("format", "")),
        ("code_or_citizen_id", "bad:minor:x", Bad("minor", "x")),
    ],
)
def test_values(kind: str, cell: str, value: Value | Bad) -> None:
    assert convert(kind, cell) == value


def test_words_of_an_enum_are_compared_folded() -> None:
    values = {"男": "male", "null": ""}
    assert convert("enum", "男", values=values) == "male"
    assert convert("enum", "NULL ", values=values) is None
    assert convert("enum", "/", values=values) is None
    assert convert("enum", "中", values=values) == Bad("unknown_word")


def test_days_to_come_are_refused_where_the_mapping_says_so() -> None:
    assert convert("date", "2026-11-24", not_after_today=True) == TODAY
    assert convert("date", "2026-11", not_after_today=True) == 20261100
    assert convert("date", "2026-11-25", not_after_today=True) == Bad("in_the_future")
    assert convert("date", "2026-11-25") == 20261125


def test_the_same_thing_enters_a_key_the_same_way() -> None:
    assert fold_text("济市监处罚〔2026〕 123号") == fold_text("济市监处罚【2026】１２３号")
    name = key_texts(Column(heading="x", type="name"))
    assert name(["山海（虚构）公司"]) == name(["山海(虚构)公司 "])
    percent = key_texts(Column(heading="x", type="percent"))
    assert percent([parse_percent("33.0%")]) == percent([parse_percent("33")])
    assert key_texts(Column(heading="x", type="date"))([20180503]) == ["20180503"]
    assert key_texts(Column(heading="x", type="org_code"))([Identifier(IdentifierKind.ORG_CODE, "A")]) == ["A"]


def test_fields_print_the_stated_day_not_the_half_open_end() -> None:
    spell = field_text(Column(heading="x", type="date_end"))
    assert spell is not None
    assert spell("2018年5月3日", 20180504) == "2018-05-03"
    assert spell("2099-12-31", NO_END) == "2099-12-31"
    assert field_text(Column(heading="x")) is None
