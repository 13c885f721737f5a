"""Text from an archive is harmless on a terminal, and JSON keeps every character of it."""

import json

import pytest

from creditgraph.cli.output import Output, safe
from creditgraph.cli.session import Session, language_of
from creditgraph.cli.words import word
from creditgraph.model.document import document

HOSTILE = "\x1b[31m海\x9b2J[red]东[/red]\u202e司\x00\n\u200b:smile:\ufeff"


def test_what_a_terminal_would_obey_is_removed() -> None:
    assert safe(HOSTILE) == "[31m海2J[red]东[/red]司 :smile:"


def test_json_escapes_it_and_loses_nothing() -> None:
    text = document({"name": HOSTILE})
    assert json.loads(text) == {"name": HOSTILE}
    assert not {"\x1b", "\x9b", "\u202e", "\u200b", "\ufeff"} & set(text)
    assert "海" in text


def test_nothing_is_markup(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output("zh", as_json=False)
    output.line(HOSTILE)
    output.table(("名称",), [(HOSTILE,)])
    output.note(HOSTILE)
    captured = capsys.readouterr()
    assert captured.out.count("[red]东[/red]") == 2
    assert "[red]东[/red]" in captured.err
    assert not {"\x1b", "\x9b", "\u202e"} & set(captured.out + captured.err)


def test_a_pipe_gets_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    Output("zh", as_json=False).line("海" * 500)
    assert capsys.readouterr().out == "海" * 500 + "\n"


@pytest.mark.parametrize(
    ("name", "lang"),
    [("en_GB.UTF-8", "en"), ("zh_CN.UTF-8", "zh"), ("C.UTF-8", "zh"), ("de_DE", "zh"), (None, "zh"), ("", "zh")],
)
def test_the_language_follows_the_locale(name: str | None, lang: str) -> None:
    assert language_of(name) == lang


def test_the_option_wins_over_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert Session().language == "en"
    assert Session(lang="zh").language == "zh"


def test_an_unknown_word_is_itself() -> None:
    assert word("link", "HOLDS", "zh") == "持股"
    assert word("link", "NEW_TYPE", "zh") == "NEW_TYPE"
