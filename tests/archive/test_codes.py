"""The numbers on disk never change their meaning: they are written out here."""

from creditgraph.archive import codes
from creditgraph.model.vocabulary import Certainty, EntityKind
from creditgraph.resolution.claims import Reason

PINNED = {
    "ENTITY_KIND": [
        "enterprise",
        "non_enterprise_legal_person",
        "unincorporated",
        "branch",
        "individual_business",
        "natural_person",
    ],
    "NAME_KIND": ["registered", "former", "short", "english"],
    "IDENTIFIER_KIND": [
        "credit_code",
        "org_code",
        "registration_number",
        "tax_number",
        "certificate_number",
        "stock_code",
        "citizen_id",
        "person_document",
    ],
    "DETAIL_KIND": [
        "sex",
        "birth_year",
        "division",
        "founded_on",
        "status",
        "industry",
        "address",
        "phone",
        "email",
        "control_stated_absent",
    ],
    "LINK_TYPE": [
        "LEGAL_REP_OF",
        "PRINCIPAL_OF",
        "OFFICER_OF",
        "HOLDS",
        "CONTROLS",
        "BRANCH_OF",
        "ORGANISED_BY",
        "SUPERVISED_BY",
        "ACTS_IN_CONCERT",
        "KIN",
        "SUCCEEDED_BY",
        "GUARANTEES",
        "PRACTISES_AT",
        "SHARES_CONTACT",
        "POSSIBLE_SAME_PERSON",
    ],
    "RECORD_TYPE": [
        "licence",
        "penalty",
        "inspection",
        "honour",
        "list_entry",
        "abnormal_operation",
        "commitment",
        "rating",
        "court_entry",
    ],
    "ABSENCE": ["ended", "withdrawn"],
    "VERDICT": ["same", "different", "unsure"],
}


def test_the_numbers_of_words_are_as_they_always_were() -> None:
    stored = {name: code for name, code in vars(codes).items() if isinstance(code, codes.Code)}
    assert stored.keys() == PINNED.keys()
    for name, words in PINNED.items():
        assert [str(stored[name].word(number)) for number in range(len(stored[name].number))] == words, name
        assert list(stored[name].number.values()) == list(range(len(words))), name


def test_reasons_certainties_and_strata_are_as_they_always_were() -> None:
    assert {reason.name: int(reason) for reason in Reason} == {
        "STEWARD": 0,
        "IDENTIFIER": 1,
        "BRIDGE": 2,
        "NAME_HISTORY": 3,
        "NAME_IN_CONTEXT": 4,
        "STATE_BODY": 5,
        "SAME_ORGANISATION": 6,
        "POSSIBLE_PERSON": 7,
        "UNIQUE_NAME": 8,
        "LIKE_NAME": 9,
        "LIKELY": 10,
    }
    assert {one.name: int(one) for one in Certainty} == {"SUSPECTED": 1, "PROBABLE": 2, "CERTAIN": 3}
    assert (codes.ORGANISATION, codes.PERSON) == (0, 1)


def test_only_natural_persons_are_persons() -> None:
    persons = [kind for kind in EntityKind if codes.stratum_of(kind) == codes.PERSON]
    assert persons == [EntityKind.NATURAL_PERSON]
