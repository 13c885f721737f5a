"""The exceptions: the tree in the docstring is the tree of the classes."""

import re

import pytest

from creditgraph.model import errors
from creditgraph.model.errors import Ambiguous, BadInput, CreditGraphError, Refused

CLASSES = {
    name: thing
    for name, thing in vars(errors).items()
    if isinstance(thing, type) and issubclass(thing, Exception) and thing.__module__ == errors.__name__
}


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    drawn = re.findall(r"^((?:│   |    )*)(?:[├└]── )?(\w*Error|\w+)(?= |$)", _tree(), flags=re.MULTILINE)
    above: list[str] = []
    parents = {}
    for indent, name in drawn:
        depth = 0 if not above else len(indent) // 4 + 1
        above = [*above[:depth], name]
        parents[name] = CLASSES[above[depth - 1]] if depth else Exception
    assert {name: kind.__bases__ for name, kind in CLASSES.items()} == {name: (up,) for name, up in parents.items()}


def _tree() -> str:
    """The lines of the docstring that draw the tree."""
    return (errors.__doc__ or "").split("\n\n")[1]


@pytest.mark.parametrize("kind", [kind for kind in CLASSES.values() if kind is not Ambiguous])
def test_an_error_says_what_is_wrong_and_what_to_do(kind: type[CreditGraphError]) -> None:
    error = kind("no_archive", "there is no archive", "make one", path="x")
    assert (error.code, str(error), error.message, error.remedy) == (
        "no_archive",
        "there is no archive",
        "there is no archive",
        "make one",
    )
    assert error.details == {"path": "x"}


def test_a_remedy_and_details_may_be_missing() -> None:
    error = Refused("different_strata", "a person and an organisation cannot be one entity")
    assert (error.remedy, error.details) == ("", {})


def test_an_ambiguous_error_lists_its_candidates() -> None:
    error = Ambiguous("several", "two fit", ("a", "b"), "choose one")
    assert error.details == {"candidates": ["a", "b"]}
    assert error.remedy == "choose one"


def test_every_error_is_caught_as_one() -> None:
    with pytest.raises(CreditGraphError):
        raise BadInput("bad_row", "no date")
