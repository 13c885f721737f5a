"""Compare two names, or many pairs of a file, without an archive: parts, features, verdict, explanation."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from creditgraph.matching.explanation import Explanation
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.model import Model
from creditgraph.matching.policy import MatchingPolicy, policy_of, shipped_policy
from creditgraph.matching.record import HeldName, kind_of
from creditgraph.matching.side import Side
from creditgraph.matching.subject_text import record_of_text
from creditgraph.model.errors import BadInput
from creditgraph.names import strict_key
from creditgraph.usecases.csv_rows import csv_rows
from creditgraph.usecases.intake import today

MOST_PAIRS = 100_000
_History = Mapping[str, tuple[HeldName, ...]]


def compare_two(
    a: str, b: str, kind: str = "", history: Path | None = None, model: Model | None = None
) -> dict[str, Any]:
    """Compare two texts (`NAME`, `NUMBER/NAME`, each with `@YEAR`)."""
    return {"results": [_result(Matcher(_policy(model)), a, b, kind, _held(history))]}


def compare_file(pairs: Path, history: Path | None = None, model: Model | None = None) -> dict[str, Any]:
    """Compare the pairs of a CSV file `id,kind,a,b`; at most 100,000."""
    matcher, held = Matcher(_policy(model)), _held(history)
    results: list[dict[str, Any]] = []
    for row in islice(_rows(pairs, ("a", "b")), MOST_PAIRS + 1):
        if len(results) == MOST_PAIRS:
            raise BadInput("batch_size", f"{pairs}: more than {MOST_PAIRS} pairs", "split the file")
        result = _result(matcher, row["a"], row["b"], row.get("kind") or "", held)
        results.append({"id": row.get("id") or "", **result})
    return {"results": results}


def _result(matcher: Matcher, a: str, b: str, kind: str, history: _History) -> dict[str, Any]:
    ours, theirs = (_side(text, kind, history) for text in (a, b))
    explanation = matcher.explain(ours, theirs)
    return {"a": parts(ours), "b": parts(theirs), **told(explanation)}


def told(explanation: Explanation) -> dict[str, Any]:
    """An explanation as plain values."""
    return {
        "verdict": str(explanation.verdict),
        "probability": round(explanation.probability, 4),
        "key": explanation.key,
        "features": [
            {"name": feature.name, "score": round(feature.score, 3), "detail": feature.detail}
            for feature in explanation.features
        ],
        "explanation": {"zh": explanation.zh, "en": explanation.en},
    }


def parts(side: Side) -> dict[str, Any]:
    """The parts of a name that matching sees; what it has not is left out."""
    if side.record.kind == "person":
        person = side.person
        found: dict[str, Any] = (
            {"words": list(side.world.words)}
            if person is None
            else {"surname": person.surname, "given": person.given, "lost": person.lost}
        )
    elif side.is_han:
        name = side.organisation
        found = {
            "division": list(name.places),
            "brand": name.brand,
            "trade": name.trade,
            "inner_division": list(name.inner),
            "group": name.group,
            "form": name.form,
            "branch": name.branch + name.branch_word,
            "body": name.body,
        }
    else:
        world = side.world
        found = {"words": list(world.words), "form": world.form, "numbers": sorted(world.numbers)}
    return {"text": side.record.name, "key": side.key, **{name: value for name, value in found.items() if value}}


def _side(text: str, kind: str, history: _History) -> Side:
    known = kind_of(kind)
    plain = record_of_text(text, known, today())
    return Side(record_of_text(text, known, today(), history.get(strict_key(plain.name), ())))


def _policy(model: Model | None) -> MatchingPolicy:
    return shipped_policy() if model is None else policy_of(model)


def _held(file: Path | None) -> _History:
    """Names once held, by the strict key of the present name: of a CSV file `name,former,year_from,year_to`."""
    found: dict[str, tuple[HeldName, ...]] = {}
    for row in () if file is None else _rows(file, ("name", "former")):
        key = strict_key(row["name"])
        held = HeldName(row["former"], _year(file, row.get("year_from")), _year(file, row.get("year_to")))
        found[key] = (*found.get(key, ()), held)
    return found


def _year(file: Path | None, text: str | None) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise _wrong(file, f"{text!r} is no year", "write years in four digits, or leave them out")
    return int(text)


def _rows(file: Path, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
    return csv_rows(file, needed, lambda problem, remedy: _wrong(file, problem, remedy))


def _wrong(file: Path | None, problem: str, remedy: str) -> BadInput:
    return BadInput("pairs_file", f"{file}: {problem}", remedy)
