"""Numbers of the fictional province: every one valid by its check character, none that anybody bears.

All divisions begin with 3799, a block that no division of China uses, and every organisation code
begins with YX.
"""

from creditgraph.identifiers import (
    citizen_id_check,
    credit_code_check,
    org_code_check,
    registration_number_check,
)

PROVINCE = "379900"


def org_code(body: str) -> str:
    """The organisation code (组织机构代码) over eight characters."""
    return body + org_code_check(body)


def credit_code(kind: str, division: str, body: str) -> str:
    """The credit code (统一社会信用代码) of a class (`91`), a division and an organisation code's body."""
    front = kind + division + org_code(body)
    return front + credit_code_check(front)


def registration_number(division: str, sequence: int) -> str:
    """The old registration number (工商注册号)."""
    front = f"{division}{sequence:08d}"
    return front + registration_number_check(front)


def citizen_id(birth: str, sequence: int) -> str:
    """A citizen number (公民身份号码) of the province's own division, which does not exist."""
    front = f"{PROVINCE}{birth}{sequence:03d}"
    return front + citizen_id_check(front)


def spoilt(number: str) -> str:
    """The number with another last character than it should have."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")
