"""The archive key and what it makes of identity numbers."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.identifiers import (
    ArchiveKey,
    Sealer,
    create_key,
    default_key_path,
    load_key,
    mask_number,
    parse_cell,
)
from creditgraph.model.errors import Broken
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import IdentifierKind

NUMBER = "379900190001010018"
SEALER = Sealer(ArchiveKey(bytes(range(32))))
OTHER = Sealer(ArchiveKey(bytes(32)))


def test_key_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "archive.key"
    key = create_key(path)
    assert load_key(path) == key
    assert load_key(path).fingerprint == key.fingerprint
    assert len(key.secret) == 32


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_key_is_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "archive.key"
    create_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "archive.key"
    path.write_text("precious")
    with pytest.raises(Broken) as caught:
        create_key(path)
    assert caught.value.code == "key_exists"
    assert path.read_text() == "precious"


def test_key_without_a_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Broken) as caught:
        create_key(tmp_path / "file" / "archive.key")
    assert caught.value.code == "key_unwritable"


def test_full_disk_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Broken) as caught:
        create_key(tmp_path / "archive.key")
    assert caught.value.code == "key_unwritable"
    assert not (tmp_path / "archive.key").exists()


def test_missing_key(tmp_path: Path) -> None:
    with pytest.raises(Broken) as caught:
        load_key(tmp_path / "archive.key")
    assert caught.value.code == "key_missing"
    assert caught.value.remedy


def test_folder_for_a_key(tmp_path: Path) -> None:
    with pytest.raises(Broken) as caught:
        load_key(tmp_path)
    assert caught.value.code == "key_unreadable"


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_exposed_key(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "archive.key"
    create_key(path)
    path.chmod(mode)
    with pytest.raises(Broken) as caught:
        load_key(path)
    assert caught.value.code == "key_exposed"


@pytest.mark.parametrize(
    "content", [b"", b"creditgraph-key-1:00\n", b"creditgraph-key-2:" + b"0" * 64, b"\xff" * 90, b"0" * 64]
)
def test_malformed_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archive.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(Broken) as caught:
        load_key(path)
    assert caught.value.code == "key_malformed"


def test_default_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CREDITGRAPH_KEY_FILE", str(tmp_path / "k"))
    assert default_key_path() == tmp_path / "k"
    monkeypatch.delenv("CREDITGRAPH_KEY_FILE")
    assert default_key_path().parts[-2:] == ("creditgraph", "archive.key")


def test_key_is_not_printed() -> None:
    key = ArchiveKey(b"s" * 32)
    assert "ssss" not in repr(key)
    assert key.secret.hex()[:16] != key.fingerprint


def test_sealed_number() -> None:
    identifier = SEALER.identifier(IdentifierKind.CITIZEN_ID, NUMBER)
    assert identifier.kind is IdentifierKind.CITIZEN_ID
    assert identifier.mask == "379900********0018"
    assert len(identifier.value) == 32
    assert identifier.sealed is not None
    assert NUMBER.encode() not in identifier.sealed
    assert SEALER.open(identifier.sealed) == NUMBER


def test_equal_numbers_are_equal_and_kinds_differ() -> None:
    first = SEALER.identifier(IdentifierKind.CITIZEN_ID, NUMBER)
    assert first == SEALER.identifier(IdentifierKind.CITIZEN_ID, NUMBER)
    assert first.value != SEALER.identifier(IdentifierKind.PERSON_DOCUMENT, NUMBER).value
    assert first.value != OTHER.identifier(IdentifierKind.CITIZEN_ID, NUMBER).value


def test_another_key_opens_nothing() -> None:
    sealed = SEALER.identifier(IdentifierKind.CITIZEN_ID, NUMBER).sealed
    assert sealed is not None
    with pytest.raises(Broken) as caught:
        OTHER.open(sealed)
    assert caught.value.code == "seal_unopened"


@pytest.mark.parametrize("damage", [0, 1, 13, -1])
def test_damaged_seal(damage: int) -> None:
    sealed = bytearray(SEALER.identifier(IdentifierKind.CITIZEN_ID, NUMBER).sealed or b"")
    sealed[damage] ^= 1
    with pytest.raises(Broken):
        SEALER.open(bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(12), b"\x01" + bytes(28)])
def test_short_seal(sealed: bytes) -> None:
    with pytest.raises(Broken):
        SEALER.open(sealed)


def test_open_kinds_are_not_sealed() -> None:
    with pytest.raises(ValueError, match="not sealed"):
        SEALER.identifier(IdentifierKind.CREDIT_CODE, "91370100MA3C00011J")
    with pytest.raises(ValueError, match="only a sealed"):
        SEALER.cell(Identifier(IdentifierKind.CREDIT_CODE, "91370100MA3C00011J"))


@given(st.sampled_from([IdentifierKind.CITIZEN_ID, IdentifierKind.PERSON_DOCUMENT]), st.text())
def test_cells_round_trip(kind: IdentifierKind, number: str) -> None:
    identifier = SEALER.identifier(kind, number)
    cell = SEALER.cell(identifier)
    assert parse_cell(cell) == identifier
    assert identifier.sealed is not None
    assert SEALER.open(identifier.sealed) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id:",
        "id:citizen_id:x",
        "张三",
        "id:stock_code:" + "0" * 32 + ":**:AAAA",
        "id:citizen_id:" + "0" * 32 + ":**:AAA",
    ],
)
def test_other_texts_are_no_cells(text: str) -> None:
    assert parse_cell(text) is None


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (NUMBER, "379900********0018"),
        ("3799 0019 0001 0100 18", "379900********0018"),
        ("379900000101001", "37***********01"),
        ("护照G12345678", "护照G1*****78"),
        ("123", "***"),
        ("张三", "张三"),
        ("", ""),
    ],
)
def test_mask_number(text: str, masked: str) -> None:
    assert mask_number(text) == masked


def test_mask_of_documents() -> None:
    assert SEALER.identifier(IdentifierKind.PERSON_DOCUMENT, "G12345678").mask == "G1*****78"
    assert SEALER.identifier(IdentifierKind.PERSON_DOCUMENT, "G123").mask == "****"
