"""What the shipped mappings make of rows: kinds, keys, names and intervals, links, records."""

from collections.abc import Callable

import pytest

from creditgraph.ingest import Outcome
from creditgraph.model.statement import Described, StatedRecord, Statement
from creditgraph.model.vocabulary import (
    DetailKind,
    EntityKind,
    IdentifierKind,
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


# --- licence and penalty


def test_a_licence(outcomes: Outcomes, licence_row: dict[str, str], registration_number: str) -> None:
    statement = stated(outcomes("licence", licence_row | {"registration_number": registration_number}))[0]
    subject, legal_rep = statement.sources
    assert (subject.kind, subject.context) == (EntityKind.ENTERPRISE, None)
    assert subject.names[0].seen_on == 20230503
    assert [number.kind for number in subject.identifiers] == [
        IdentifierKind.CREDIT_CODE,
        IdentifierKind.REGISTRATION_NUMBER,
    ]
    assert (legal_rep.kind, legal_rep.context) == (EntityKind.NATURAL_PERSON, 0)
    assert link_types(statement) == [(LinkType.LEGAL_REP_OF, 1, 0)]
    assert statement.links[0].valid_from == 20230503
    record = statement.records[0]
    assert (record.type, record.item, record.source) == (RecordType.LICENCE, "licence", 0)
    assert (record.valid_from, record.valid_to) == (20230503, 20280503)
    assert field(record, "valid_to") == "2028-05-02"
    assert field(record, "remarks") is None
    assert statement.scope is None


def test_a_licence_without_end(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    record = stated(outcomes("licence", licence_row | {"valid_to": "2099-12-31"}))[0].records[0]
    assert record.valid_to is None
    assert field(record, "valid_to") == "2099-12-31"


def test_the_decision_is_the_fact_and_the_subject_is_part_of_the_key(
    outcomes: Outcomes, licence_row: dict[str, str], credit_code: Make
) -> None:
    one, spelt, other, late = stated(
        outcomes(
            "licence",
            licence_row,
            licence_row | {"doc_no": "虚市监许[2023]１号", "remarks": "x"},
            licence_row | {"credit_code": credit_code(9)},
            licence_row | {"doc_no": "虚市监许〔2023〕2号"},
        )
    )
    assert one.key == spelt.key != other.key
    assert one.records[0].fact_key == spelt.records[0].fact_key == other.records[0].fact_key
    assert late.records[0].fact_key != one.records[0].fact_key


@pytest.mark.parametrize(
    ("category", "name", "kind", "link"),
    [
        ("法人及非法人组织", "虚构市山海商贸有限公司", EntityKind.ENTERPRISE, LinkType.LEGAL_REP_OF),
        ("个体工商户", "虚构市山海商店", EntityKind.INDIVIDUAL_BUSINESS, LinkType.PRINCIPAL_OF),
        ("法人及非法人组织", "虚构市山海商贸有限公司玄黄分公司", EntityKind.BRANCH, LinkType.PRINCIPAL_OF),
        ("其他", "虚构市山海商贸有限公司", EntityKind.ENTERPRISE, LinkType.LEGAL_REP_OF),
    ],
)
def test_kinds_and_who_stands_for_them(
    outcomes: Outcomes,
    licence_row: dict[str, str],
    category: str,
    name: str,
    kind: EntityKind,
    link: LinkType,
) -> None:
    statement = stated(outcomes("licence", licence_row | {"category": category, "subject": name}))[0]
    assert statement.sources[0].kind is kind
    assert statement.links[0].type is link


def test_a_person_licensed(outcomes: Outcomes, licence_row: dict[str, str], citizen_id: Make) -> None:
    row = licence_row | {"category": "自然人", "subject": "李四", "credit_code": "", "legal_rep": "李四"}
    first, second, nobody, other = stated(
        outcomes(
            "licence",
            row | {"document_kind": "身份证", "document": citizen_id(1)},
            row | {"document": citizen_id(1), "doc_no": "2"},
            row,
            row | {"doc_no": "3"},
        )
    )
    person = first.sources[0]
    assert person.kind is EntityKind.NATURAL_PERSON
    assert person.identifiers[0].kind is IdentifierKind.CITIZEN_ID
    assert person.key == second.sources[0].key
    # Nobody is a legal representative of a person.
    assert len(first.sources) == 1
    assert first.links == ()
    assert nobody.sources[0].key != other.sources[0].key


def test_an_organisations_number_on_a_person_is_a_cell_problem(
    outcomes: Outcomes, licence_row: dict[str, str]
) -> None:
    outcome = outcomes("licence", licence_row | {"category": "自然人"})[0]
    assert [(problem.code, problem.scope) for problem in outcome.problems] == [
        ("number_of_organisation", "cell")
    ]
    assert outcome.statement is not None
    assert outcome.statement.sources[0].identifiers == ()


def test_subjects_are_one_source_by_number_and_never_by_name(
    outcomes: Outcomes, licence_row: dict[str, str], registration_number: str
) -> None:
    no_code = licence_row | {"credit_code": ""}
    coded, again, bare, barer, registered = stated(
        outcomes(
            "licence",
            licence_row,
            licence_row | {"doc_no": "2", "subject": "另一名称公司"},
            no_code,
            no_code | {"doc_no": "2"},
            no_code | {"registration_number": registration_number},
        )
    )
    assert coded.sources[0].key == again.sources[0].key
    assert len({s.sources[0].key for s in (coded, bare, barer, registered)}) == 4


def test_the_legal_representative_is_a_mention_that_a_new_name_or_number_makes_another(
    outcomes: Outcomes, licence_row: dict[str, str], citizen_id: Make
) -> None:
    rows = [
        licence_row,
        licence_row | {"doc_no": "2"},
        licence_row | {"legal_rep": "李四"},
        licence_row | {"legal_rep_document_kind": "居民身份证", "legal_rep_document": citizen_id(1)},
        licence_row | {"legal_rep_document_kind": "护照", "legal_rep_document": "E12345678"},
    ]
    keys = [statement.sources[1].key for statement in stated(outcomes("licence", *rows))]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 4


def test_documents_are_hashed_with_their_kind(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    def number(kind: str) -> tuple[IdentifierKind, str]:
        row = licence_row | {"legal_rep_document_kind": kind, "legal_rep_document": "E12345678"}
        found = stated(outcomes("licence", row))[0].sources[1].identifiers[0]
        return found.kind, found.value

    assert number("护照") == number("护照号") != number("港澳居民来往内地通行证")
    assert number("护照")[0] is IdentifierKind.PERSON_DOCUMENT


def test_a_penalty(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    shared = {k: v for k, v in licence_row.items() if k not in {
        "doc_name", "licence_category", "content", "valid_from", "valid_to", "status"
    }}  # fmt: skip
    row = shared | {
        "violation_type": "无照经营",
        "violation_facts": "无照",
        "legal_basis": "《条例》第一条",
        "penalty_categories": "罚款；没收违法所得",
        "penalty_content": "罚款一万元",
        "fine": "1.0",
        "confiscated": "0.5",
        "penalty_valid_to": "2024-05-02",
        "publish_until": "2026-05-03",
    }
    record = stated(outcomes("penalty", row))[0].records[0]
    assert (record.type, record.valid_from, record.valid_to) == (RecordType.PENALTY, 20230503, 20240503)
    assert field(record, "fine") == "1"
    assert field(record, "publish_until") == "2026-05-03"
    missing = outcomes("penalty", row | {"fine": "", "confiscated": ""})[0]
    assert [problem.column for problem in missing.problems] == [
        "罚款金额(万元)",
        "没收违法所得、没收非法财物的金额(万元)",
    ]


def test_the_first_generation_puts_the_codes_under_other_numbers(
    outcomes: Outcomes, registration_number: str, citizen_id: Make
) -> None:
    row = {
        "doc_no": "1号", "subject": "虚构市山海商贸有限公司", "org_code": "MA3C0001-1",
        "registration_number": registration_number, "decided_on": "2016/3/1", "authority": "虚构市工商局",
        "legal_rep": "张三", "valid_to": "2099/12/31",
    }  # fmt: skip
    firm, person = stated(
        outcomes(
            "licence_2015",
            row,
            row | {"subject": "李四", "org_code": "", "registration_number": "", "citizen_id": citizen_id(1)},
        )
    )
    assert [(n.kind, n.value) for n in firm.sources[0].identifiers] == [
        (IdentifierKind.REGISTRATION_NUMBER, registration_number),
        (IdentifierKind.ORG_CODE, "MA3C00011"),
    ]
    assert firm.records[0].valid_to is None
    assert person.sources[0].kind is EntityKind.NATURAL_PERSON
    penalty = stated(outcomes("penalty_2015", {k: v for k, v in row.items() if k != "valid_to"}))[0]
    assert penalty.records[0].type is RecordType.PENALTY


# --- registration


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
    statement = stated(
        outcomes("registration", {"company": "玄黄", "subject_type": word, "legal_rep": "张三"})
    )[0]
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
