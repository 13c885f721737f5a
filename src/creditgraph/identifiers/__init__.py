"""Numbers that name a subject: their forms, what they say of each other, and how secret ones are kept."""

from creditgraph.identifiers.bridges import division_of, org_codes_of
from creditgraph.identifiers.citizen_id import citizen_id_check, parse_citizen_id
from creditgraph.identifiers.classes import is_state_body_code, kind_of_credit_code
from creditgraph.identifiers.credit_code import credit_code_check, parse_credit_code, suggest_credit_code
from creditgraph.identifiers.org_code import org_code_check, parse_org_code
from creditgraph.identifiers.registration_number import parse_registration_number, registration_number_check
from creditgraph.identifiers.scan import redact_text
from creditgraph.identifiers.sealing import (
    SECRET_KINDS,
    ArchiveKey,
    Sealer,
    create_key,
    default_key_path,
    load_key,
    mask_number,
    parse_cell,
)
from creditgraph.identifiers.stock_code import parse_stock_code
from creditgraph.identifiers.tax_number import parse_tax_number
from creditgraph.identifiers.text import Parsed, clean, is_placeholder, looks_like_code

__all__ = [
    "SECRET_KINDS",
    "ArchiveKey",
    "Parsed",
    "Sealer",
    "citizen_id_check",
    "clean",
    "create_key",
    "credit_code_check",
    "default_key_path",
    "division_of",
    "is_placeholder",
    "is_state_body_code",
    "kind_of_credit_code",
    "load_key",
    "looks_like_code",
    "mask_number",
    "org_code_check",
    "org_codes_of",
    "parse_cell",
    "parse_citizen_id",
    "parse_credit_code",
    "parse_org_code",
    "parse_registration_number",
    "parse_stock_code",
    "parse_tax_number",
    "redact_text",
    "registration_number_check",
    "suggest_credit_code",
]
