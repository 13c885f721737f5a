"""Logistic regression with a penalty, by Newton's method: small, exact, the same on every machine."""

import math
from collections.abc import Sequence

Row = Sequence[float]
_MOST_STEPS = 50
_CLOSE = 1e-6
_LONGEST_STEP = 2.0
"""Far from the answer a whole step may overshoot."""


def sigmoid(x: float) -> float:
    """The probability of log odds; never 0 or 1 by overflow."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def logit(p: float) -> float:
    """The log odds of a probability, kept within ±35."""
    return math.log(p / (1 - p)) if 1e-15 < p < 1 - 1e-15 else math.copysign(35.0, p - 0.5)


def fit_logistic(
    rows: Sequence[Row], labels: Sequence[bool], penalty: float = 1.0, start: Row | None = None
) -> list[float]:
    """Weights, the constant last; ValueError where all labels are of one kind.

    `penalty` pulls towards `start`, by default towards 0: with few labels the result stays near it, many outweigh it.
    """
    if not rows or len(set(map(bool, labels))) < 2:
        raise ValueError("a fit needs examples of both kinds")
    width = len(rows[0]) + 1
    centre = list(start) if start is not None else [0.0] * width
    weights = list(centre)
    design = [[*row, 1.0] for row in rows]
    for _ in range(_MOST_STEPS):
        gradient = [penalty * (c - w) for c, w in zip(centre, weights, strict=True)]
        hessian = [[penalty if i == j else 0.0 for j in range(width)] for i in range(width)]
        for row, label in zip(design, labels, strict=True):
            probability = sigmoid(sum(map(float.__mul__, row, weights)))
            error, spread = label - probability, probability * (1 - probability)
            present = [(i, x) for i, x in enumerate(row) if x]
            for i, x in present:
                gradient[i] += error * x
                scaled, line = spread * x, hessian[i]
                for j, y in present:
                    line[j] += scaled * y
        step = _solve(hessian, gradient)
        largest = max(map(abs, step))
        scale = min(1.0, _LONGEST_STEP / largest) if largest else 1.0
        weights = [w + scale * d for w, d in zip(weights, step, strict=True)]
        if largest < _CLOSE:
            break
    return weights


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination with pivoting; the matrix is positive definite."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for at in range(size):
        pivot = max(range(at, size), key=lambda r: abs(rows[r][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            if factor:
                rows[below] = [x - factor * y for x, y in zip(rows[below], rows[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        found[at] = (rows[at][size] - sum(rows[at][k] * found[k] for k in range(at + 1, size))) / rows[at][at]
    return found
