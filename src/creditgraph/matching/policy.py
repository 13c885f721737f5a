"""A matching policy: the model and the probabilities at which it acts, by name and version."""

from dataclasses import dataclass

from creditgraph.matching.model import Model, shipped_model
from creditgraph.names import KEY_VERSION


@dataclass(frozen=True, slots=True)
class MatchingPolicy:
    """What is done at which probability. The name is stored with whatever it decided."""

    name: str
    model: Model
    automatic_at: float = 0.99
    """From here a pair that no rule blocks is `same` without a person."""
    joined_at: float = 0.97
    """From here a record is `joined` to its best candidate without a person. Most of those above are far above: at this
    setting 99 in 100 joins were right on held-out halves, with three in ten records not in the archive."""
    linked_at: float = 0.5
    """From here a pair counts as linked when precision and recall are measured: likelier than not."""
    review_at: float = 0.1
    """From here a pair is worth a person's look."""
    most_compared: int = 50
    """So many candidates of a record are compared."""


def shipped_policy() -> MatchingPolicy:
    """The policy that the package brings."""
    return policy_of(shipped_model())


def policy_of(model: Model) -> MatchingPolicy:
    """The shipped settings with another model."""
    return MatchingPolicy(f"{model.version}/keys-{KEY_VERSION}", model)
