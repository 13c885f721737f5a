"""What the mappings of the national layouts make of rows: kinds, keys, links, records."""

from collections.abc import Callable

import pytest

from creditgraph.ingest import Outcome
from creditgraph.model.statement import StatedRecord, Statement
from creditgraph.model.vocabulary import (
    EntityKind,
    IdentifierKind,
    LinkType,
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


def test_an_organisations_number_on_a_person_is_a_cell_problem(outcomes: Outcomes, licence_row: dict[str, str]) -> None:
    outcome = outcomes("licence", licence_row | {"category": "自然人"})[0]
    assert [(problem.code, problem.scope) for problem in outcome.problems] == [("number_of_organisation", "cell")]
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
