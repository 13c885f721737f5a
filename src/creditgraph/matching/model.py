"""The weights of matching: a versioned file that a person can read, never changed by use.

A name pair's log odds are a weighted sum of numbers (`HAN_FEATURES`, `WORLD_FEATURES`); a record pair's are the prior
plus a weight for the level of each field (Fellegi and Sunter 1969: log of how much more often matches show it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from operator import mul
from typing import Any

from creditgraph.matching.fields import FIELDS, LEVELS, Levels
from creditgraph.matching.han_score import HAN_FEATURES
from creditgraph.matching.world_names import WORLD_FEATURES
from creditgraph.model.document import document, parse_document
from creditgraph.model.errors import BadInput

SHIPPED = "names-1"
NAME_MODELS = {
    "han_organisation": HAN_FEATURES,
    "world_organisation": WORLD_FEATURES,
    "world_person": WORLD_FEATURES,
}
RECORD_FEATURES = ("best", "margin", "brief", "rivals")
"""What tells whether the best candidate of a record is the right one."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights with a version. Each list of name weights ends with its constant."""

    version: str
    names: Mapping[str, tuple[float, ...]]
    fields: Mapping[str, tuple[float, ...]]
    prior: float
    record: tuple[float, ...]
    trained: str = ""
    _ordered: tuple[tuple[float, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put the weights of fields into their order once: they are asked for a million pairs."""
        object.__setattr__(self, "_ordered", tuple([self.fields[name] for name in FIELDS]))

    def name_log_odds(self, which: str, features: Sequence[float]) -> float:
        """The log odds of two names being one subject's."""
        weights = self.names[which]
        return float(weights[-1] + sum(map(mul, features, weights)))

    def field_log_odds(self, levels: Levels) -> float:
        """The log odds of two records being one subject's, by the levels of their fields."""
        found: float = self.prior
        for weights, level in zip(self._ordered, levels, strict=True):
            if level is not None:
                found += weights[level]
        return found

    def record_log_odds(self, features: Sequence[float]) -> float:
        """The log odds of a record's best candidate being the right one."""
        return float(self.record[-1] + sum(map(mul, features, self.record)))

    def with_fields(self, fields: Mapping[str, Sequence[float]], prior: float, version: str, trained: str) -> "Model":
        """The same names with other weights of fields."""
        merged = {**self.fields, **{name: tuple(weights) for name, weights in fields.items()}}
        return replace(self, fields=merged, prior=prior, version=version, trained=trained)

    def text(self) -> str:
        """The model as a file, weights rounded to what matters."""
        body: dict[str, Any] = {
            "version": self.version,
            "trained": self.trained,
            "names": {
                which: dict(zip((*NAME_MODELS[which], "constant"), _rounded(weights), strict=True))
                for which, weights in sorted(self.names.items())
            },
            "prior": round(self.prior, 4),
            "fields": {name: _rounded(self.fields[name]) for name in FIELDS},
            "record": dict(zip((*RECORD_FEATURES, "constant"), _rounded(self.record), strict=True)),
        }
        return document(body)


def parse_model(text: str, name: str) -> Model:
    """A model of a file's text; BadInput `matching_model` names what is wrong with it."""
    try:
        body = parse_document(text.encode())
        names = {
            which: tuple([float(body["names"][which][feature]) for feature in (*features, "constant")])
            for which, features in NAME_MODELS.items()
        }
        fields = {name: tuple(map(float, body["fields"][name])) for name in FIELDS}
        record = tuple([float(body["record"][feature]) for feature in (*RECORD_FEATURES, "constant")])
        model = Model(str(body["version"]), names, fields, float(body["prior"]), record, str(body.get("trained", "")))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            "matching_model", f"{name}: {error}", "use a file that `creditgraph matching fit` wrote"
        ) from None
    for one, weights in model.fields.items():
        if len(weights) != LEVELS[one]:
            raise BadInput(
                "matching_model",
                f"{name}: {one} has {len(weights)} weights instead of {LEVELS[one]}",
                "use a file that `creditgraph matching fit` wrote",
            )
    return model


@cache
def shipped_model() -> Model:
    """The model that the package brings."""
    return parse_model((files("creditgraph.matching") / "models" / f"{SHIPPED}.json").read_text("utf-8"), SHIPPED)


def _rounded(weights: Sequence[float]) -> list[float]:
    return [round(weight, 4) for weight in weights]
