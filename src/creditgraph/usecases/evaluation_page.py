"""The figures of an evaluation as a page without scripts: precision over recall, calibration, worst errors."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_SIDE = 360
_EDGE = 40
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1b1b1b}"
    "table{border-collapse:collapse;margin:1em 0}th,td{border:1px solid #999;padding:.3em .6em;text-align:left}"
    "figure{display:inline-block;margin:0 1em 1em 0}"
)


def evaluation_page(told: Mapping[str, Any]) -> str:
    """A page in HTML of what `evaluate` told."""
    title = f"{told['set']}: {told['task']}"
    figures = {
        "policy": told["policy"],
        "records": told["records"],
        "precision": told["precision"],
        "recall": told["recall"],
        "F1": told["f1"],
        "best F1 of any threshold": told["best"]["f1"],
        "automatic share": told["auto"]["share"],
        "automatic precision": told["auto"]["precision"],
    } | {name: told[name] for name in ("top1", "top5", "answerable") if name in told}
    curve = [(recall, precision) for _, precision, recall, _ in told["curve"]]
    bins = [(probability, right) for probability, right, _ in told["calibration"]]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"
        + _table([], [(name, str(value)) for name, value in figures.items()])
        + _plot("Precision over recall", "recall", "precision", curve, line=True)
        + _plot("Calibration", "probability", "share that was right", bins, line=False)
        + "<h2>Recall by number of candidates</h2>"
        + _table(["candidates", "recall"], [(size, str(share)) for size, share in told.get("recall_at", {}).items()])
        + "<h2>Worst errors</h2>"
        + _table(
            ["a", "b", "same", "probability", "key", "why"],
            [
                (one["a"], one["b"], str(one["same"]), str(one["probability"]), one["key"], one["explanation"]["en"])
                for one in told["worst"]
            ],
        )
        + "</body></html>\n"
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{f'<tr>{head}</tr>' if headings else ''}{body}</table>"


def _plot(title: str, across: str, up: str, points: Sequence[tuple[float, float]], line: bool) -> str:
    placed = [(_EDGE + x * _SIDE, _EDGE + (1 - y) * _SIDE) for x, y in points]
    if line:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        drawn = f'<polyline points="{path}" fill="none" stroke="#005ea8" stroke-width="2"/>'
    else:
        drawn = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#005ea8"/>' for x, y in placed)
        drawn += (
            f'<line x1="{_EDGE}" y1="{_EDGE + _SIDE}" x2="{_EDGE + _SIDE}" y2="{_EDGE}" '
            'stroke="#999" stroke-dasharray="4"/>'
        )
    size = _SIDE + 2 * _EDGE
    ticks = "".join(
        f'<text x="{_EDGE + share * _SIDE}" y="{size - 20}" text-anchor="middle" font-size="12">{share}</text>'
        f'<text x="{_EDGE - 6}" y="{_EDGE + (1 - share) * _SIDE + 4}" text-anchor="end" font-size="12">{share}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    )
    return (
        f'<figure><figcaption>{escape(title)}</figcaption><svg width="{size}" height="{size}" role="img" '
        f'aria-label="{escape(title)}"><rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" '
        f'stroke="#999"/>{ticks}{drawn}<text x="{size / 2}" y="{size - 4}" text-anchor="middle" font-size="13">'
        f'{escape(across)}</text><text x="12" y="{size / 2}" font-size="13" text-anchor="middle" '
        f'transform="rotate(-90 12 {size / 2})">{escape(up)}</text></svg></figure>'
    )
