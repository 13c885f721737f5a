"""The province's README keeps its word: every request of its test subjects is answered, whole, as its files say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.province_answers import PROVINCE, Answer, answers, questions, served

FILES = [file for _commands, promises in questions() for _status, file in promises]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Answer]]:
    """What the requests are answered, by the file that promises it."""
    with served(tmp_path_factory.mktemp("answers")) as (client, run):
        yield {answer.file: answer for answer in answers(client, run)}


@pytest.mark.parametrize("file", FILES)
def test_the_answer_is_the_one_that_the_readme_promises(answered: dict[str, Answer], file: str) -> None:
    assert answered[file].over_http == (PROVINCE / file).read_text("utf-8")
    assert answered[file].status == answered[file].promised


def test_the_command_prints_what_the_route_answers(answered: dict[str, Answer]) -> None:
    both = [answer for answer in answered.values() if answer.on_command_line is not None]
    assert len(both) >= 10
    for answer in both:
        assert answer.on_command_line == answer.over_http


def test_no_answer_is_left_over() -> None:
    assert {f"answers/{path.name}" for path in (PROVINCE / "answers").iterdir()} == set(FILES)


@pytest.mark.parametrize(
    "kind",
    ["Clean", "Own record", "Related record", "Ambiguous", "Unknown", "Invalid", "Removed", "Withdrawn", "Merged away"],
)
def test_there_is_a_subject_for_every_kind_of_answer(kind: str) -> None:
    assert f"**{kind}.**" in Path(PROVINCE / "README.md").read_text("utf-8")
