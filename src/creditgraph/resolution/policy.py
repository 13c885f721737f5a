"""A policy is a named, versioned set of rules; its name is stored with whatever it decided."""

from dataclasses import dataclass

from creditgraph.names import KEY_VERSION


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in force. A new version of the keys is a new policy."""

    name: str
    key_version: int


EXACT = Policy(f"exact-1/keys-{KEY_VERSION}", KEY_VERSION)
"""Exact rules only: identifiers, bridges, strict names in context, dated name history."""
