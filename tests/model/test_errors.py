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
    drawn = re.findall(r"^ *(CreditGraphError)$|[├└]── (\w+) ", errors.__doc__ or "", flags=re.MULTILINE)
    root, *children = [one or other for one, other in drawn]
    assert {root, *children} == set(CLASSES)
    assert CLASSES[root].__bases__ == (Exception,)
    assert {CLASSES[child].__bases__ for child in children} == {(CLASSES[root],)}


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
