"""Fitting the weights of a model: from labels where there are some, else by estimation; never in passing.

Each fit returns weights to be written to a new, versioned file; nothing that is in use changes.
"""

from collections.abc import Mapping, Sequence

from creditgraph.matching.em import Estimate
from creditgraph.matching.fields import FIELDS, LEVELS, Levels
from creditgraph.matching.logistic import fit_logistic

_LABEL_PENALTY = 0.3
"""How strongly labels must speak before they move an estimated weight; some three pairs for one level."""


def fit_fields(
    patterns: Sequence[Levels], labels: Sequence[bool], before: Estimate
) -> tuple[Mapping[str, tuple[float, ...]], float]:
    """Weights of field levels and their prior from labelled pairs, beginning at what was estimated without labels.

    ValueError where the labels are all of one kind.
    """
    used = [field for field in FIELDS if field in before.fields]
    columns = {(field, level): at for at, (field, level) in enumerate(_places(used))}
    start = [before.fields[field][level] for field, level in _places(used)]
    rows = []
    for pattern in patterns:
        row = [0.0] * len(columns)
        for field, level in zip(FIELDS, pattern, strict=True):
            if level is not None and field in before.fields:
                row[columns[field, level]] = 1.0
        rows.append(row)
    weights = fit_logistic(rows, labels, _LABEL_PENALTY, [*start, before.prior])
    fields = {field: tuple([weights[columns[field, level]] for level in range(LEVELS[field])]) for field in used}
    return fields, weights[-1]


def _places(used: Sequence[str]) -> list[tuple[str, int]]:
    return [(field, level) for field in used for level in range(LEVELS[field])]
