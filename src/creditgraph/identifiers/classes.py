"""The first two characters of a credit code: registering authority and class of organisation (GB 32100)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from creditgraph.model.vocabulary import EntityKind

_STATE_BODY = "11"
"""机构编制, 机关."""


@cache
def class_table() -> Mapping[str, EntityKind | None]:
    """Class → kind; None where the class leaves it open (91 covers companies, partnerships and branches)."""
    text = (files("creditgraph.identifiers") / "tables" / "credit_code_classes.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["class"]: EntityKind(row["kind"]) if row["kind"] else None for row in rows}


def kind_of_credit_code(code: str) -> EntityKind | None:
    """The kind of subject that a credit code's class names; None where the class is open or unknown."""
    return class_table().get(code[:2])


def is_state_body_code(code: str) -> bool:
    """Whether a credit code was given to a state body (机关, class 11)."""
    return code[:2] == _STATE_BODY
