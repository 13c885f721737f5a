"""What the mappings of our own templates make of rows: kinds, keys, names and intervals, links, records."""

from collections.abc import Callable

import pytest

from creditgraph.ingest import Outcome
from creditgraph.model.statement import Described, StatedRecord, Statement
from creditgraph.model.vocabulary import (
    DetailKind,
    EntityKind,
    LinkType,
    NameKind,
    RecordType,
)

Outcomes = Callable[..., list[Outcome]]
Make = Callable[..., str]


def stated(found: list[Outcome]) -> list[Statement]:
    statements = [outcome.statement for outcome in found if outcome.statement and not outcome.problems]
    assert len(statements) == len(found), [outcome.problems for outcome in found]
    return statements


def link_types(statement: Statement) -> list[tuple[LinkType, int, int]]:
    return [(link.type, link.from_source, link.to_source) for link in statement.links]


def field(record: StatedRecord, name: str) -> str | None:
    return dict(record.fields).get(name)


def test_registration_with_name_history(outcomes: Outcomes, credit_code: Make) -> None:
    row = {
        "company": "新名公司", "credit_code": credit_code(1), "legal_rep": "张三", "founded_on": "2010-01-02",
        "former_names": "旧名公司；老名公司、", "renamed_on": "2020-06-01", "address": "虚构路1号",
        "phone": "0531-1",
    }  # fmt: skip
    dated, undated = stated(outcomes("registration", row, row | {"renamed_on": ""}))
    assert [(n.text, n.kind, n.valid_from, n.valid_to) for n in dated.sources[0].names] == [
        ("新名公司", NameKind.REGISTERED, 20200601, None),
        ("旧名公司", NameKind.FORMER, None, 20200601),
        ("老名公司", NameKind.FORMER, None, 20200601),
    ]
    assert {(n.valid_from, n.valid_to) for n in undated.sources[0].names} == {(None, None)}
    assert dict(dated.sources[0].details) == {
        DetailKind.FOUNDED_ON: "2010-01-02",
        DetailKind.ADDRESS: "虚构路1号",
        DetailKind.PHONE: "0531-1",
    }
    assert link_types(dated) == [(LinkType.LEGAL_REP_OF, 1, 0)]
    assert dated.key == undated.key


@pytest.mark.parametrize(
    ("word", "kind", "link"),
    [
        ("个体工商户", EntityKind.INDIVIDUAL_BUSINESS, LinkType.PRINCIPAL_OF),
        ("分公司", EntityKind.BRANCH, LinkType.PRINCIPAL_OF),
        ("合伙企业", EntityKind.UNINCORPORATED, LinkType.PRINCIPAL_OF),
        ("事业单位", EntityKind.NON_ENTERPRISE_LEGAL_PERSON, LinkType.LEGAL_REP_OF),
        ("", EntityKind.ENTERPRISE, LinkType.LEGAL_REP_OF),
        ("有限责任公司(自然人独资)", EntityKind.ENTERPRISE, LinkType.LEGAL_REP_OF),
    ],
)
def test_registered_types(outcomes: Outcomes, word: str, kind: EntityKind, link: LinkType) -> None:
    statement = stated(outcomes("registration", {"company": "玄黄", "subject_type": word, "legal_rep": "张三"}))[0]
    assert statement.sources[0].kind is kind
    assert statement.links[0].type is link


def test_registration_keys(outcomes: Outcomes, credit_code: Make) -> None:
    row = {"company": "山海公司", "legal_rep": "张三", "founded_on": "2010-01-02"}
    bare, other, coded, renamed = stated(
        outcomes(
            "registration",
            row,
            row | {"legal_rep": "李四"},
            row | {"credit_code": credit_code(1)},
            {"company": "新名公司", "credit_code": credit_code(1)},
        )
    )
    assert len({bare.key, other.key, coded.key}) == 3
    assert coded.key == renamed.key
    assert renamed.links == ()


# --- officers, shareholders, lists


def test_officers(outcomes: Outcomes, credit_code: Make, citizen_id: Make) -> None:
    row = {
        "company": "山海公司", "credit_code": credit_code(1), "person": "张三", "document": citizen_id(1),
        "post": "董事长、经理", "from_day": "2020-01", "last_day": "2022-03-31",
    }  # fmt: skip
    first, second, nameless = stated(
        outcomes("officers", row, row | {"person": "李四", "document": ""}, row | {"credit_code": ""})
    )
    assert [(link.type, link.attributes) for link in first.links] == [
        (LinkType.OFFICER_OF, (("post", "董事长"),)),
        (LinkType.OFFICER_OF, (("post", "经理"),)),
    ]
    assert (first.links[0].valid_from, first.links[0].valid_to) == (20200100, 20220401)
    assert first.scope == second.scope != nameless.scope
    assert first.sources[0].key == second.sources[0].key != nameless.sources[0].key
    assert len({first.key, second.key, nameless.key}) == 3


def test_the_company_of_an_officer_is_keyed_by_its_name_where_it_has_no_code(outcomes: Outcomes) -> None:
    row = {"company": "山海（虚构）公司", "person": "张三", "post": "经理"}
    first, second = stated(outcomes("officers", row, row | {"company": "山海(虚构)公司", "person": "李四"}))
    assert first.sources[0].key == second.sources[0].key
    assert first.scope == second.scope is not None


def test_shareholders(outcomes: Outcomes, credit_code: Make, citizen_id: Make) -> None:
    row = {"company": "山海公司", "credit_code": credit_code(1), "share": "33.33%", "from_day": "2020-01-01"}
    firm, person, known, text, unknown = stated(
        outcomes(
            "shareholders",
            row | {"holder": "玄黄公司", "holder_code": credit_code(2)},
            row | {"holder": "张三"},
            row | {"holder": "张三", "holder_code": citizen_id(1)},
            row | {"holder": "天地公司", "share": "33.3333333333"},
            row | {"holder": "日月公司", "share": ""},
        )
    )
    holders: list[Described] = [statement.sources[1] for statement in (firm, person, known, text)]
    assert [(holder.kind, holder.context) for holder in holders] == [
        (EntityKind.ENTERPRISE, None),
        (EntityKind.NATURAL_PERSON, 0),
        (EntityKind.NATURAL_PERSON, 0),
        (EntityKind.ENTERPRISE, None),
    ]
    assert holders[1].key != holders[2].key
    assert firm.links[0].attributes == (
        ("share_high", 333300000),
        ("share_low", 333300000),
        ("share_text", "33.33%"),
    )
    assert text.links[0].attributes[:2] == (("share_high", 333333334), ("share_low", 333333333))
    assert unknown.links[0].attributes == ()


@pytest.mark.parametrize(
    ("name", "polarity"),
    [("安全生产严重失信名单", "black"), ("A级纳税人", "red"), ("守信红名单", "red"), ("某名单", None)],
)
def test_lists(outcomes: Outcomes, name: str, polarity: str | None) -> None:
    row = {
        "list_name": name, "subject": "山海公司", "legal_rep": "张三", "listed_on": "2020-01-01",
        "removed_on": "2021-01-01", "authority": "虚构市局", "decision_no": "1号",
    }  # fmt: skip
    statement = stated(outcomes("list", row))[0]
    record = statement.records[0]
    assert (record.type, record.item) == (RecordType.LIST_ENTRY, name)
    assert (record.valid_from, record.valid_to) == (20200101, 20210101)
    assert field(record, "polarity") == polarity
    assert record.fact_key is not None
    assert link_types(statement) == [(LinkType.LEGAL_REP_OF, 1, 0)]


def test_a_person_on_a_list(outcomes: Outcomes, citizen_id: Make) -> None:
    row = {"list_name": "黑名单", "subject": "张三", "document": citizen_id(1), "listed_on": "2020-01-01"}
    known, unknown = stated(outcomes("list", row, row | {"document": ""}))
    assert known.sources[0].kind is EntityKind.NATURAL_PERSON
    assert known.key != unknown.key
    assert known.records[0].fact_key is None


def test_a_minor_is_refused(outcomes: Outcomes, citizen_id: Make) -> None:
    row = {"list_name": "黑名单", "subject": "张三", "listed_on": "2020-01-01"}
    child, adult = outcomes(
        "list",
        row | {"document": citizen_id(1, "20081125")},
        row | {"document": citizen_id(1, "20081124")},
    )
    assert [(problem.code, problem.scope) for problem in child.problems] == [("minor", "row")]
    assert citizen_id(1, "20081125")[6:14] not in child.problems[0].value
    assert child.statement is None
    assert adult.statement is not None
