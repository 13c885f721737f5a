"""Who delivered a file: a credit code, or a name that a reader understands.

A code is what catalogues and reports go by, so what looks like one must be one; a bureau without a code at hand may be
named. The text stands beside every fact of the file, so it may hold no identity number.
"""

from creditgraph.identifiers import looks_like_code, mask_number, parse_credit_code, redact_text
from creditgraph.model.errors import BadInput
from creditgraph.names import name_problem


def supplier_of(text: str | None) -> str | None:
    """The supplier that a text names, a code in its normal form; BadInput where it is neither a code nor a name."""
    if text is None:
        return None
    named = " ".join(text.split())
    parsed = parse_credit_code(named)
    if parsed.problem is None:
        return parsed.value
    if looks_like_code(named):
        raise _refused(mask_number(named), f"no valid credit code ({parsed.problem})")
    if name_problem(named) is not None or redact_text(named, mask_number) != named:
        raise _refused(redact_text(named[:40], mask_number), "neither a credit code nor a name")
    return named


def _refused(shown: str, what: str) -> BadInput:
    return BadInput("supplier", f"the supplier {shown!r} is {what}", "give the credit code or the name of the office")
