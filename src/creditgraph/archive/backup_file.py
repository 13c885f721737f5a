"""The file of a backup: a tar of a snapshot and of what proves it, compressed with zstd.

    archive.sqlite, archive.sqlite.ledger    the snapshot, whichever database it was taken from
    manifest.json                            last: format, versions, key fingerprint, proof, and each file's SHA-256

A file that was cut off has no manifest, one that was altered another digest: either is `backup_damaged`. It is written
beside its place and moved there when it is whole and on the disk, so nothing is ever overwritten, and half a backup is
never taken for one. Who can write the file can forge a manifest too: keep backups where that is prevented.
"""

import errno
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import zstandard

from creditgraph.archive.snapshot import ARCHIVE_FILE, LEDGER_FILE, Proof
from creditgraph.model.errors import BadInput, Broken

_FORMAT = 1
_MANIFEST = "manifest.json"
_MOST_MANIFEST = 1 << 20
_BLOCK = 1 << 20
_COMPRESSED_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `key` is the fingerprint of the archive key, `source` where it was taken."""

    proof: Proof
    key: str
    schema: int
    made_at: str
    version: str
    source: str


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A private folder inside a folder, for as long as the context lasts; Broken where the disk is full."""
    with _named(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(dir=folder) as made:
                yield Path(made)
        finally:
            with suppress(OSError):  # another may work there
                folder.rmdir()


def pack(folder: Path, to: Path, manifest: Manifest) -> int:
    """Write the snapshot in a folder as a new file, mode 0600; its size in bytes. BadInput where there is such a file
    or none can be made, Broken where the disk is full.
    """
    with _named(to.parent):
        descriptor, name = tempfile.mkstemp(prefix=".creditgraph-", dir=to.parent)
        try:
            with open(descriptor, "wb") as file:
                _write_tar(folder, file, manifest)
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
            put(Path(name), to)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return size


def put(file: Path, to: Path) -> None:
    """Move a file to where there is none; FileExistsError where there is one. Not by a link: shares have none."""
    os.close(os.open(to, os.O_CREAT | os.O_EXCL, 0o600))
    file.replace(to)


@contextmanager
def _named(place: Path) -> Iterator[None]:
    """What the system refuses at a place, as an error of the package."""
    try:
        yield
    except FileExistsError as error:
        raise BadInput("file_exists", f"{error.filename} exists", "name a new file") from None
    except OSError as error:
        if error.errno == errno.ENOSPC:
            message = f"the disk of {place} is full; nothing was changed"
            raise Broken("disk_full", message, "free space, then repeat") from error
        raise BadInput("not_writable", f"cannot write in {place}: {error.strerror}", "name another place") from None


def unpack(file: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder; BadInput where it is none, Broken where it is damaged."""
    digests: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with _opened(file) as packed:
            if packed.read(4) != zstandard.FRAME_HEADER:
                raise BadInput("not_a_backup", f"{file} is no backup", "name a file that creditgraph backup wrote")
            packed.seek(0)
            opened = _Opened(packed)
            with _tar(opened, "r|") as tar:
                for entry in tar:
                    content = tar.extractfile(entry)
                    if content is not None and entry.name in (ARCHIVE_FILE, LEDGER_FILE):
                        digests[entry.name] = _write(content, folder / entry.name)
                    elif content is not None and entry.name == _MANIFEST:
                        manifest = json.loads(content.read(_MOST_MANIFEST))
            while opened.read(_BLOCK):
                pass  # to the checksum
            return _read(file, manifest, digests)
    except (zstandard.ZstdError, tarfile.TarError, ValueError, EOFError) as error:  # ValueError: no JSON
        raise _damaged(file, str(error)) from error


def _opened(file: Path) -> IO[bytes]:
    try:
        return file.open("rb")
    except OSError as error:
        raise BadInput(
            "not_a_backup", f"cannot read {file}: {error.strerror}", "name a file that creditgraph backup wrote"
        ) from None


class _Opened:
    """What is in a compressed file; EOFError where it ends before its checksum, which the plain reader lets pass."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed, self._frame = packed, zstandard.ZstdDecompressor().decompressobj()
        self._open = io.BytesIO()

    def read(self, size: int) -> bytes:
        """So many bytes, fewer at the end."""
        parts = [self._open.read(size)]
        while (lacking := size - sum(map(len, parts))) and not self._frame.eof:
            block = self._packed.read(_COMPRESSED_BLOCK)
            if not block:
                raise EOFError("its end is missing")
            self._open = io.BytesIO(self._frame.decompress(block))
            parts.append(self._open.read(lacking))
        return b"".join(parts)


def _write_tar(folder: Path, file: IO[bytes], manifest: Manifest) -> None:
    compressor = zstandard.ZstdCompressor(write_checksum=True)
    with compressor.stream_writer(file, closefd=False) as squeezed, _tar(squeezed, "w|") as tar:
        files = {name: _add(tar, folder / name) for name in (ARCHIVE_FILE, LEDGER_FILE)}
        told = {"format": _FORMAT, **asdict(manifest), "files": files}
        content = json.dumps(told, ensure_ascii=False, indent=2).encode()
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))


def _tar(stream: Any, mode: Any) -> tarfile.TarFile:
    return tarfile.open(fileobj=stream, mode=mode, format=tarfile.PAX_FORMAT)


def _add(tar: tarfile.TarFile, file: Path) -> dict[str, Any]:
    with file.open("rb") as content:
        told = {"bytes": file.stat().st_size, "sha256": hashlib.file_digest(content, "sha256").hexdigest()}
    tar.add(file, file.name, filter=_anonymous)
    return told


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _write(content: IO[bytes], to: Path) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with to.open("xb") as file:
        while block := content.read(_BLOCK):
            digest.update(block)
            size += file.write(block)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _read(file: Path, told: Mapping[str, Any] | None, digests: Mapping[str, Mapping[str, Any]]) -> Manifest:
    if told is None:
        raise _damaged(file, "its end is missing")
    if told.get("format") != _FORMAT:
        raise Broken("schema_version", f"{file} has format {told.get('format')}", "use the program that wrote it")
    if told["files"] != digests:
        raise _damaged(file, "a file in it has another digest than its manifest says")
    try:
        return Manifest(
            **{name: told[name] for name in Manifest.__slots__ if name != "proof"}, proof=Proof(**told["proof"])
        )
    except (KeyError, TypeError) as error:
        raise _damaged(file, f"its manifest lacks {error}") from error


def _damaged(file: Path, why: str) -> Broken:
    return Broken("backup_damaged", f"{file} is cut off or altered: {why}", "restore another backup")
