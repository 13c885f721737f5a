"""A first import makes key and archive and says so; an archive is never given a new key."""

import stat
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.identifiers import create_key
from creditgraph.model.errors import BadInput, Broken
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.search import search


def context(folder: Path, key: str = "archive.key") -> Context:
    return Context(Archive(str(folder / "deep" / "archive.sqlite")), folder / "keys" / key)


def test_what_is_missing_is_made_and_named(tmp_path: Path) -> None:
    made = context(tmp_path).ensure()
    assert [one.split()[0:2] for one in made] == [
        ["archive", "key"],
        ["archive", str(tmp_path / "deep" / "archive.sqlite")],
    ]
    assert stat.S_IMODE((tmp_path / "keys" / "archive.key").stat().st_mode) == 0o600


def test_what_is_there_is_left_and_nothing_is_said(tmp_path: Path) -> None:
    context(tmp_path).ensure()
    before = (tmp_path / "keys" / "archive.key").read_bytes()
    assert context(tmp_path).ensure() == []
    assert (tmp_path / "keys" / "archive.key").read_bytes() == before


def test_a_key_that_is_there_serves_a_new_archive(tmp_path: Path) -> None:
    key = create_key(tmp_path / "keys" / "archive.key")
    made = context(tmp_path).ensure()
    assert len(made) == 1
    assert context(tmp_path).key() == key


def test_an_archive_whose_key_is_gone_is_given_no_new_one(tmp_path: Path) -> None:
    context(tmp_path).ensure()
    (tmp_path / "keys" / "archive.key").unlink()
    with pytest.raises(Broken) as raised:
        context(tmp_path).ensure()
    assert raised.value.code == "key_missing"
    assert not (tmp_path / "keys" / "archive.key").exists()


def test_the_wrong_key_is_refused(tmp_path: Path) -> None:
    context(tmp_path).ensure()
    create_key(tmp_path / "keys" / "other.key")
    other = context(tmp_path, "other.key")
    for use in (other.ensure, other.key, other.sealer):
        with pytest.raises(Broken) as raised:
            use()
        assert raised.value.code == "wrong_key"


def test_reading_needs_an_archive(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised, context(tmp_path).reading(Request()):
        pass
    assert raised.value.code == "no_archive"


def test_an_answer_is_of_the_newest_transaction_or_the_one_asked_for(office: Any) -> None:
    office.imported("registration", ["海东市甲乙有限公司"])
    office.imported("registration", ["海东市丙丁有限公司"])
    with office.context.reading(Request()) as newest, office.context.reading(Request(tx=1)) as first:
        assert (newest.tx, first.tx) == (2, 1)
    with pytest.raises(BadInput) as raised, office.context.reading(Request(tx=3)):
        pass
    assert raised.value.code == "unknown_tx"


def test_a_file_that_is_no_archive_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "archive.sqlite"
    file.write_text("一封信。" * 1000, "utf-8")
    before = file.read_bytes()
    with pytest.raises(Broken) as raised:
        context(tmp_path).ensure()
    assert raised.value.code == "not_an_archive"
    assert file.read_bytes() == before


def test_closing_leaves_no_journal(tmp_path: Path) -> None:
    made = context(tmp_path)
    made.ensure()
    search(made, Request(), "海东")
    names = {path.name for path in (tmp_path / "deep").iterdir()}
    assert {"archive.sqlite.ledger", "archive.sqlite.ledger-wal"} <= names
    made.close()
    assert {path.name for path in (tmp_path / "deep").iterdir()} == {"archive.sqlite", "archive.sqlite.ledger"}
