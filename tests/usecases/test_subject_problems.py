"""Every problem that a subject can have is a sentence in both languages."""

import pytest

from creditgraph.usecases.subject_problems import problem_said

PROBLEMS = (
    *("empty", "control", "length", "no_letter"),
    *("missing", "charset", "division", "checksum", "format", "birthdate"),
    *("id", "withdrawn"),
)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_is_a_sentence(problem: str) -> None:
    zh, en = problem_said(problem, "zh"), problem_said(problem, "en")
    assert problem not in (zh, en)
    assert not zh.isascii()
    assert en.isascii()


def test_an_unknown_problem_is_told_as_it_is() -> None:
    assert problem_said("novel", "zh") == "novel"
