"""Identity numbers of persons: the key that guards them, and what is stored in their place.

The archive keeps a keyed hash (finds equal numbers), a mask (to show) and a ciphertext (to open with cause).
The key lies outside the archive. A plain hash would not protect: all citizen numbers can be tried in minutes.

The invariants that make this correct:
- the three uses have keys of their own, derived from the archive key (HKDF, RFC 5869);
- the nonce of AES-GCM is a keyed hash of the plaintext, so equal numbers give equal bytes and a second import
  changes nothing. GCM breaks when one nonce serves two plaintexts; here equal nonces mean equal plaintexts.
  What equality betrays, the keyed hash beside it tells anyway.
"""

import base64
import binascii
import hmac
import os
import re
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import platformdirs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from creditgraph.identifiers.text import clean
from creditgraph.model.errors import Broken
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import IdentifierKind

SECRET_KINDS = frozenset({IdentifierKind.CITIZEN_ID, IdentifierKind.PERSON_DOCUMENT})
KEY_VARIABLE = "CREDITGRAPH_KEY_FILE"
_KEY_BYTES = 32
_KEY_LINE = re.compile(rb"creditgraph-key-1:([0-9a-f]{64})\s*")
_SEAL_VERSION = b"\x01"
_NONCE_BYTES = 12
_HASH_CHARACTERS = 32
_CELL = re.compile(r"id:(citizen_id|person_document):([0-9a-f]{32}):(.*):([A-Za-z0-9_\-]+=*)", re.DOTALL)
_RUN = re.compile(r"[0-9A-Z]{3,}")


@dataclass(frozen=True)
class ArchiveKey:
    """The key of one archive: 32 bytes that no interface shows."""

    secret: bytes = field(repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hex characters by which the key is recognised, and from which it cannot be found."""
        return hmac.digest(self.secret, b"creditgraph fingerprint", "sha256").hex()[:16]

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose (HKDF-SHA256)."""
        info = f"creditgraph {purpose}".encode()
        return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=info).derive(self.secret)


def default_key_path() -> Path:
    """Where the key lies: `CREDITGRAPH_KEY_FILE`, else `creditgraph/archive.key` in the user's settings."""
    named = os.environ.get(KEY_VARIABLE)
    return Path(named) if named else platformdirs.user_config_path("creditgraph") / "archive.key"


def create_key(path: Path) -> ArchiveKey:
    """Write a new key to a file that only its owner can read. An existing file is never overwritten.

    Raises `Broken` with `key_exists`, or `key_unwritable` where the system refuses.
    """
    key = ArchiveKey(os.urandom(_KEY_BYTES))
    try:
        _make_folders(path.parent)
        _write_new(path, b"creditgraph-key-1:" + key.secret.hex().encode() + b"\n")
    except OSError as error:
        if isinstance(error, FileExistsError) and os.path.lexists(path):
            raise Broken(
                "key_exists",
                f"there is a key already: {path}",
                "Use that key, or name another file.",
                path=str(path),
            ) from None
        raise Broken(
            "key_unwritable",
            f"the key cannot be written to {path}: {error.strerror}",
            f"Name a writable place in {KEY_VARIABLE}.",
            path=str(path),
        ) from None
    return key


def load_key(path: Path) -> ArchiveKey:
    """Read a key. Raises `Broken` with `key_missing`, `key_unreadable`, `key_exposed` or `key_malformed`."""
    try:
        with path.open("rb") as file:
            exposed = os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
            content = file.read(4096)
    except FileNotFoundError:
        raise Broken(
            "key_missing",
            f"there is no key at {path}",
            f"Put the archive's key there, or name its file in {KEY_VARIABLE}.",
            path=str(path),
        ) from None
    except OSError as error:
        raise Broken(
            "key_unreadable",
            f"the key at {path} cannot be read: {error.strerror}",
            "Run as the user who owns the key file.",
            path=str(path),
        ) from None
    if exposed:
        raise Broken(
            "key_exposed",
            f"other users can read or change the key at {path}",
            f"Run: chmod 600 '{path}'. Consider the key known if others had access.",
            path=str(path),
        )
    found = _KEY_LINE.fullmatch(content)
    if found is None:
        raise Broken(
            "key_malformed",
            f"the file {path} holds no key",
            "Restore the key file from its backup.",
            path=str(path),
        )
    return ArchiveKey(bytes.fromhex(found[1].decode()))


class Sealer:
    """Turns identity numbers into what may be stored, and back. Keep one per process: deriving keys costs."""

    def __init__(self, key: ArchiveKey) -> None:
        self._hash_key = key.derive("identifier hash")
        self._nonce_key = key.derive("seal nonce")
        self._cipher = AESGCM(key.derive("seal cipher"))

    def identifier(self, kind: IdentifierKind, normalised: str) -> Identifier:
        """Keyed hash, mask and ciphertext of a number; ValueError for a kind that is no secret.

        For a document of a person the number includes its kind, as the caller writes it.
        """
        if kind not in SECRET_KINDS:
            raise ValueError(f"{kind} is not sealed")
        message = f"{kind}\x1f{normalised}".encode("utf-8", "surrogatepass")
        value = hmac.digest(self._hash_key, message, "sha256").hex()[:_HASH_CHARACTERS]
        return Identifier(kind, value, _mask(normalised), self._seal(normalised))

    def open(self, sealed: bytes) -> str:
        """The number in a ciphertext. Raises `Broken` (`seal_unopened`) under another key or when altered."""
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if sealed[:1] != _SEAL_VERSION:
                raise InvalidTag
            return self._cipher.decrypt(nonce, ciphertext, _SEAL_VERSION).decode("utf-8", "surrogatepass")
        except (InvalidTag, ValueError):
            raise Broken(
                "seal_unopened",
                "a sealed number cannot be opened with this key",
                "Use the key with which the archive was made; its fingerprint is recorded in the archive.",
            ) from None

    def cell(self, identifier: Identifier) -> str:
        """The text that replaces a secret cell in a stored row: `id:kind:hash:mask:base64`."""
        if identifier.sealed is None or identifier.mask is None:
            raise ValueError("only a sealed identifier has a cell")
        sealed = base64.urlsafe_b64encode(identifier.sealed).decode()
        return f"id:{identifier.kind}:{identifier.value}:{identifier.mask}:{sealed}"

    def _seal(self, number: str) -> bytes:
        plain = number.encode("utf-8", "surrogatepass")
        nonce = hmac.digest(self._nonce_key, plain, "sha256")[:_NONCE_BYTES]
        return _SEAL_VERSION + nonce + self._cipher.encrypt(nonce, plain, _SEAL_VERSION)


def parse_cell(text: str) -> Identifier | None:
    """The identifier in a text written by `Sealer.cell`; None for any other text."""
    if not text.startswith("id:"):
        return None
    found = _CELL.fullmatch(text)
    if found is None:
        return None
    try:
        sealed = base64.b64decode(found[4], altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    return Identifier(IdentifierKind(found[1]), found[2], found[3], sealed)


def mask_number(text: str) -> str:
    """A text for an error report, with everything number-like in it masked.

    >>> mask_number("3799001904010100-11")
    '379900********0011'
    """
    return _RUN.sub(lambda run: _mask(run.group()), clean(text))


def _mask(number: str) -> str:
    """First six and last four of a citizen number, first two and last two of others, none of short ones."""
    length = len(number)
    if length == 18:
        return f"{number[:6]}********{number[14:]}"
    if length <= 4:
        return "*" * length
    return number[:2] + "*" * (length - 4) + number[-2:]


def _make_folders(folder: Path) -> None:
    """Missing folders for the owner only; `Path.mkdir` would give the upper ones the usual mode."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # Half a key would be taken for a damaged one.
        path.unlink(missing_ok=True)
        raise
