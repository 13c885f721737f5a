"""The one digest of the archive: 96 bits of BLAKE2b over parts that cannot run into each other.

96 bits keep the chance of any collision among 10^10 keys below 10^-9 while a key costs 12 bytes on disk.
What may be secret must be a keyed hash before it is a part.
"""

from collections.abc import Iterable
from hashlib import blake2b

DIGEST_BYTES = 12
JOINT = "\x1f"
"""What parts are joined by. It may not occur in them (readers refuse it)."""


def digest(*parts: str) -> bytes:
    """Twelve bytes that stand for a sequence of texts."""
    return digest_bytes(JOINT.join(parts).encode("utf-8", "surrogatepass"))


def digests(texts: Iterable[str]) -> list[bytes]:
    """The digests of many sequences, each with its parts joined already."""
    size = DIGEST_BYTES
    return [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest() for text in texts]


def digest_bytes(content: bytes) -> bytes:
    """Twelve bytes that stand for a sequence of bytes."""
    return blake2b(content, digest_size=DIGEST_BYTES).digest()
