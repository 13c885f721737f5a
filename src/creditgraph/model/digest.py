"""The one digest of the archive: 96 bits of BLAKE2b over parts that cannot run into each other.

96 bits keep the chance of any collision among 10^10 keys below 10^-9 while a key costs 12 bytes on disk.
What may be secret must be a keyed hash before it is a part.
"""

from hashlib import blake2b

DIGEST_BYTES = 12
_SEPARATOR = "\x1f"


def digest(*parts: str) -> bytes:
    """Twelve bytes that stand for a sequence of texts. U+001F may not occur in them (readers refuse it)."""
    content = _SEPARATOR.join(parts).encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=DIGEST_BYTES).digest()


def digest_bytes(content: bytes) -> bytes:
    """Twelve bytes that stand for a sequence of bytes."""
    return blake2b(content, digest_size=DIGEST_BYTES).digest()
