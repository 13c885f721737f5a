"""The class table of GB 32100."""

import pytest

from creditgraph.identifiers import is_state_body_code, kind_of_credit_code
from creditgraph.model.vocabulary import EntityKind


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("11370000MB2841234X", EntityKind.NON_ENTERPRISE_LEGAL_PERSON),
        ("12", EntityKind.NON_ENTERPRISE_LEGAL_PERSON),
        ("31", EntityKind.UNINCORPORATED),
        ("51", EntityKind.NON_ENTERPRISE_LEGAL_PERSON),
        ("92", EntityKind.INDIVIDUAL_BUSINESS),
        ("93", EntityKind.ENTERPRISE),
        ("N2", EntityKind.NON_ENTERPRISE_LEGAL_PERSON),
        ("91", None),
        ("Y1", None),
        ("ZZ", None),
        ("", None),
    ],
)
def test_kind(code: str, kind: EntityKind | None) -> None:
    assert kind_of_credit_code(code) is kind


def test_state_body() -> None:
    assert is_state_body_code("11370000")
    assert not is_state_body_code("12370000")
    assert not is_state_body_code("")
