"""Uploaded files until they are imported: on disk, but never in plain.

A delivery holds identity numbers until it is read, and a server must keep it over a kill. So it is written through
AES-GCM under a key of its own, derived from the archive key, while it arrives, and opened in memory while it is read.

The invariants that make this correct:
- each file has a random salt and so its own key: no nonce is used twice under one key;
- the nonce of a block is its position, and says whether it is the last: blocks cannot be swapped, and a file that is
  cut off at a block's end is found out;
- a file has its name only when it is whole and on the disk.
"""

import io
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from creditgraph.identifiers import ArchiveKey
from creditgraph.model.errors import Broken

BLOCK = 1 << 16
_TAG = 16
_MAGIC = b"cg-spool-1"
_SALT = 16
_HEAD = len(_MAGIC) + _SALT
_WHOLE, _PART = ".sealed", ".part"
_PATIENCE_SECONDS = {_WHOLE: 300.0, _PART: 86400.0}
"""How long ago an upload without a job must have been written to: a large one arrives for hours."""


class Spool:
    """The folder of uploaded files of one archive, by the numbers of the jobs that they are for."""

    def __init__(self, folder: Path, key: ArchiveKey) -> None:
        self.folder = folder
        self._key = key

    def receive(self, job: str) -> "Receiving":
        """Begin to take a file in."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Receiving(job, self.folder / (job + _PART), self.folder / (job + _WHOLE), self._key)

    def open(self, job: str) -> io.BufferedReader:
        """The file in plain, in memory only, as a stream that can seek. Broken where it is gone or was altered."""
        return io.BufferedReader(_Opened(self.folder / (job + _WHOLE), self._key), BLOCK)

    def place(self, job: str) -> Path:
        """Beside which place reports on a job's file go, with endings of their own; numbers in them are masked."""
        return self.folder / job

    def discard(self, job: str) -> None:
        """Remove an uploaded file."""
        (self.folder / (job + _WHOLE)).unlink(missing_ok=True)

    def sweep(self, ended: Mapping[str, bool]) -> None:
        """Remove what no job needs. `ended` has all jobs that are remembered, and whether each has ended: their reports
        stay, their files until the end. Of an upload that is not a job yet it is not known whether it becomes one.
        """
        now = time.time()
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            job, _, ending = path.name.partition(".")
            patience = _PATIENCE_SECONDS.get(f".{ending}")
            if patience is None:
                gone = job not in ended
            else:
                gone = ended.get(job, True) and path.stat().st_mtime < now - patience
            if gone:
                path.unlink(missing_ok=True)


class Receiving:
    """A file that is arriving. Use as a context manager: what was not kept is removed."""

    def __init__(self, job: str, part: Path, whole: Path, key: ArchiveKey) -> None:
        self.job, self.bytes, self.lines = job, 0, 0
        self._part, self._whole = part, whole
        salt = os.urandom(_SALT)
        self._cipher = _cipher(key, salt)
        self._file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file.write(_MAGIC + salt)
        self._pending = bytearray()
        self._blocks = 0

    def __enter__(self) -> "Receiving":
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError):  # a full disk has been told of
            self._file.close()
        self._part.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        """Take a part of the file in. Broken where the disk is full."""
        self._pending += chunk
        self.bytes += len(chunk)
        self.lines += chunk.count(b"\n")
        while len(self._pending) > BLOCK:  # the last block is not known before `keep`
            self._seal(bytes(self._pending[:BLOCK]), last=False)
            del self._pending[:BLOCK]

    def keep(self) -> None:
        """The file is whole: it gets its name when it is on the disk."""
        self._seal(bytes(self._pending), last=True)
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._whole)
        except OSError as error:
            raise _unwritable(self._part, error) from error

    def take_back(self) -> None:
        """The file is whole, but nothing became of it."""
        self._whole.unlink(missing_ok=True)

    def _seal(self, block: bytes, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._blocks, last), block, None)
        self._blocks += 1
        try:
            self._file.write(sealed)
        except OSError as error:
            raise _unwritable(self._part, error) from error


class _Opened(io.RawIOBase):
    """The plain bytes of a sealed file, a block at a time."""

    def __init__(self, path: Path, key: ArchiveKey) -> None:
        super().__init__()
        self._path = path
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            raise Broken("spool_missing", f"the uploaded file {path.name} is gone", "upload it again") from None
        head = self._file.read(_HEAD)
        sealed = os.fstat(self._file.fileno()).st_size - _HEAD
        if not head.startswith(_MAGIC) or sealed < _TAG:
            raise _altered(path)
        self._cipher = _cipher(key, head[len(_MAGIC) :])
        self._blocks = -(-sealed // (BLOCK + _TAG))
        self._size = sealed - self._blocks * _TAG
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._position >= self._size:
            return 0
        number, offset = divmod(self._position, BLOCK)
        part = self._block(number)[offset : offset + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _block(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(_HEAD + number * (BLOCK + _TAG))
            sealed = self._file.read(BLOCK + _TAG)
            try:
                block = self._cipher.decrypt(_nonce(number, number == self._blocks - 1), sealed, None)
            except InvalidTag:
                raise _altered(self._path) from None
            self._held = (number, block)
        return self._held[1]


def _cipher(key: ArchiveKey, salt: bytes) -> AESGCM:
    return AESGCM(key.derive(f"spool {salt.hex()}"))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _altered(path: Path) -> Broken:
    return Broken(
        "spool_altered",
        f"the uploaded file {path.name} cannot be opened: it was altered, cut off, or sealed under another key",
        "upload it again",
    )


def _unwritable(path: Path, error: OSError) -> Broken:
    return Broken(
        "spool_unwritable",
        f"the upload cannot be kept in {path.parent}: {error.strerror}",
        "free space or mend the folder's rights, then upload again",
    )
