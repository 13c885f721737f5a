"""What one number says of another: the organisation code inside, and the registering division."""

from creditgraph.identifiers.org_code import valid_org_code
from creditgraph.model.vocabulary import IdentifierKind

_ORG_CODE_AT = {
    IdentifierKind.CREDIT_CODE: (18, slice(8, 17)),
    IdentifierKind.TAX_NUMBER: (15, slice(6, 15)),
    IdentifierKind.ORG_CODE: (9, slice(0, 9)),
}
_DIVISION_AT = {
    IdentifierKind.CREDIT_CODE: slice(2, 8),
    IdentifierKind.REGISTRATION_NUMBER: slice(0, 6),
}


def org_codes_of(kind: IdentifierKind, value: str) -> tuple[str, ...]:
    """The organisation codes that a normalised number contains; none where it contains no valid one.

    Characters 9-17 of a credit code are the organisation code (GB 32100), so are 7-15 of a tax number of 15.
    A tax number of 18 is a credit code.
    """
    if len(value) == 18 and kind is IdentifierKind.TAX_NUMBER:
        kind = IdentifierKind.CREDIT_CODE
    at = _ORG_CODE_AT.get(kind)
    if at is None or len(value) != at[0]:
        return ()
    code = value[at[1]]
    return (code,) if valid_org_code(code) else ()


def division_of(kind: IdentifierKind, value: str) -> str | None:
    """The division of the registering office, six digits (100000: national); None for other numbers.

    It stays when the subject moves (GB 32100; GS 15-2006).
    """
    part = _DIVISION_AT.get(kind)
    return value[part] if part is not None else None
