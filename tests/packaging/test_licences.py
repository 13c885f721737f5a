"""What the package needs at run time is free of licences that reach over to their users."""

import re
from importlib.metadata import distribution

from packaging.requirements import Requirement

COPYLEFT = re.compile(r"\b[AL]?GPL|GNU|Affero", re.IGNORECASE)


def needed(name: str, seen: set[str]) -> set[str]:
    """The distributions that one needs without extras, itself among them."""
    if name not in seen:
        seen.add(name)
        for text in distribution(name).requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                needed(re.sub(r"[-_.]+", "-", requirement.name).lower(), seen)
    return seen


def licence(name: str) -> str:
    """What a distribution declares: expression, licence field (its first line) and classifiers."""
    declared = distribution(name).metadata
    classifiers = [text for text in declared.get_all("Classifier") or () if text.startswith("License")]
    field = (declared.get("License") or "").strip().splitlines()[:1]
    return "; ".join([declared.get("License-Expression") or "", *field, *classifiers]).strip("; ")


def test_every_dependency_declares_a_licence() -> None:
    assert {name for name in needed("creditgraph", set()) if not licence(name)} == set()


def test_no_dependency_at_run_time_is_copyleft() -> None:
    declared = {name: licence(name) for name in needed("creditgraph", set())}
    assert len(declared) > 5
    assert {name: text for name, text in declared.items() if COPYLEFT.search(text)} == {}
