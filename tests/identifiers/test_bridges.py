"""What one number says of another."""

import pytest

from creditgraph.identifiers import division_of, org_codes_of
from creditgraph.model.vocabulary import IdentifierKind


@pytest.mark.parametrize(
    ("kind", "value", "codes"),
    [
        (IdentifierKind.CREDIT_CODE, "91370100MA3C00011J", ("MA3C00011",)),
        (IdentifierKind.CREDIT_CODE, "91440300708461136T", ("708461136",)),
        (IdentifierKind.CREDIT_CODE, "91370100MA3C00012J", ()),
        (IdentifierKind.CREDIT_CODE, "91370100MA3C0001AJ", ()),
        (IdentifierKind.TAX_NUMBER, "370102MA3C00011", ("MA3C00011",)),
        (IdentifierKind.TAX_NUMBER, "91370100MA3C00011J", ("MA3C00011",)),
        (IdentifierKind.ORG_CODE, "708461136", ("708461136",)),
        (IdentifierKind.ORG_CODE, "708461137", ()),
        (IdentifierKind.REGISTRATION_NUMBER, "370102200000129", ()),
        (IdentifierKind.CREDIT_CODE, "", ()),
    ],
)
def test_organisation_codes(kind: IdentifierKind, value: str, codes: tuple[str, ...]) -> None:
    assert org_codes_of(kind, value) == codes


@pytest.mark.parametrize(
    ("kind", "value", "division"),
    [
        (IdentifierKind.CREDIT_CODE, "91370100MA3C00011J", "370100"),
        (IdentifierKind.CREDIT_CODE, "911000005000000000", "100000"),
        (IdentifierKind.REGISTRATION_NUMBER, "370102200000129", "370102"),
        (IdentifierKind.TAX_NUMBER, "370102MA3C00011", None),
        (IdentifierKind.ORG_CODE, "708461136", None),
    ],
)
def test_division(kind: IdentifierKind, value: str, division: str | None) -> None:
    assert division_of(kind, value) == division
