"""An uploaded file lies sealed, is read as it was sent, and is whole or not there."""

import io
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from creditgraph.archive.spool import BLOCK, Spool
from creditgraph.identifiers import ArchiveKey
from creditgraph.model.errors import Broken

KEY = ArchiveKey(bytes(range(32)))
SIZES = [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 7]


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "archive.spool", KEY)


def kept(spool: Spool, content: bytes, job: str = "JB1", chunk: int = 50_000) -> Path:
    """Keep a file that arrives in chunks; where it lies."""
    with spool.receive(job) as upload:
        for start in range(0, len(content), chunk):
            upload.write(content[start : start + chunk])
        upload.keep()
    return spool.folder / f"{job}.sealed"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("chunk", [997, 10 * BLOCK])
def test_it_is_read_as_it_was_sent(spool: Spool, size: int, chunk: int) -> None:
    content = os.urandom(size)
    kept(spool, content, chunk=chunk)
    with spool.open("JB1") as file:
        assert file.read() == content
        assert file.read() == b""
        for place in (0, size // 2, size - 1, size, size + 5):
            assert file.seek(place) == place
            assert file.read(70_000) == content[place : place + 70_000]
        assert file.seek(0, io.SEEK_END) == size
    with spool.open("JB1") as again:
        assert again.read(10) == content[:10]


def test_it_lies_sealed_for_its_owner_only(spool: Spool) -> None:
    path = kept(spool, b"379900190401010017," * 20_000)
    assert b"3799001904" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700


def test_equal_files_look_different(spool: Spool) -> None:
    first, second = (kept(spool, b"x" * 1000, job).read_bytes()[-1000:] for job in ("JB1", "JB2"))
    assert first != second


@pytest.mark.parametrize("end", ["left", "raised"])
def test_an_upload_that_is_cut_off_leaves_nothing(spool: Spool, end: str) -> None:
    def receive() -> None:
        with spool.receive("JB1") as upload:
            upload.write(b"x" * 3 * BLOCK)
            if end == "raised":
                raise ZeroDivisionError

    try:
        receive()
    except ZeroDivisionError:
        assert end == "raised"
    assert list(spool.folder.iterdir()) == []


def cut(content: bytes) -> bytes:
    return content[: -(BLOCK + 16)]


def cut_inside(content: bytes) -> bytes:
    return content[:-5]


def flipped(content: bytes) -> bytes:
    return content[:500] + bytes([content[500] ^ 1]) + content[501:]


def swapped(content: bytes) -> bytes:
    head, size = len(content) % (BLOCK + 16), BLOCK + 16
    return (
        content[:head]
        + content[head + size : head + 2 * size]
        + content[head : head + size]
        + content[head + 2 * size :]
    )


def other_head(content: bytes) -> bytes:
    return b"x" + content[1:]


@pytest.mark.parametrize("spoil", [cut, cut_inside, flipped, swapped, other_head, lambda _content: b""])
def test_what_was_altered_is_not_read(spool: Spool, spoil: Callable[[bytes], bytes]) -> None:
    path = kept(spool, os.urandom(3 * BLOCK))
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(Broken) as raised, spool.open("JB1") as file:
        file.read()
    assert raised.value.code == "spool_altered"


def test_another_key_does_not_open_it(spool: Spool) -> None:
    kept(spool, b"secret")
    with pytest.raises(Broken), Spool(spool.folder, ArchiveKey(bytes(32))).open("JB1") as file:
        file.read()


def test_a_file_that_is_gone_is_named(spool: Spool) -> None:
    kept(spool, b"x")
    spool.discard("JB1")
    spool.discard("JB1")
    with pytest.raises(Broken) as raised:
        spool.open("JB1")
    assert raised.value.code == "spool_missing"


def test_a_full_disk_is_said_and_leaves_nothing(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Broken) as raised:
        kept(spool, b"x" * 10)
    assert raised.value.code == "spool_unwritable"
    assert "No space left" in raised.value.message
    assert list(spool.folder.iterdir()) == []


def test_files_that_no_job_needs_are_swept(spool: Spool) -> None:
    for job in ("JB1", "JB2", "JB3"):
        kept(spool, b"x", job)
        (spool.folder / f"{job}.quarantine.csv").write_text("row\n")
    (spool.folder / "JB4.part").write_bytes(b"x")
    (spool.folder / "JB5.part").write_bytes(b"x")
    old = time.time() - 90_000
    for name in ("JB1.sealed", "JB2.sealed", "JB4.part"):
        os.utime(spool.folder / name, (old, old))
    spool.sweep({"JB1": False, "JB2": True})
    assert sorted(path.name for path in spool.folder.iterdir()) == [
        "JB1.quarantine.csv",
        "JB1.sealed",
        "JB2.quarantine.csv",
        "JB3.sealed",
        "JB5.part",
    ]


def test_where_nothing_was_spooled_there_is_nothing_to_sweep(spool: Spool) -> None:
    spool.sweep({})
    assert not spool.folder.exists()
