"""Candidates as an answer lists them: in the words of FollowTheMoney, with verdict, basis and reasons."""

from collections.abc import Sequence
from typing import Any

from creditgraph.archive.facts import live
from creditgraph.matching.matcher import Matcher
from creditgraph.usecases.compare_names import told
from creditgraph.usecases.context import Reading
from creditgraph.usecases.match_compare import Compared, basis, explained
from creditgraph.usecases.match_words import PROPERTY_OF_NUMBER, schema_of
from creditgraph.usecases.subjects import tell_candidates


def tell_results(
    reading: Reading, matcher: Matcher, found: Sequence[Compared], threshold: float
) -> list[dict[str, Any]]:
    """The candidates, in their order. What is not known is null, as clients of the shape expect."""
    eids = [one.eid for one in found]
    datasets = _datasets(reading, eids)
    return [
        {
            "id": entity["id"],
            "caption": entity["name"] or one.side.record.name,
            "schema": schema_of(entity["kind"]),
            "properties": _properties(entity, one),
            "datasets": datasets.get(one.eid, []),
            "referents": [],
            "target": False,
            "first_seen": None,
            "last_seen": None,
            "last_change": None,
            **_judged(matcher, one, threshold),
        }
        for entity, one in zip(tell_candidates(reading, eids), found, strict=True)
    ]


def _judged(matcher: Matcher, one: Compared, threshold: float) -> dict[str, Any]:
    explanation = explained(matcher, one)
    said = told(explanation)
    score = round(one.score, 4)
    return {
        "score": score,
        "match": one.sure and score >= threshold,
        "verdict": said["verdict"],
        "basis": basis(explanation),
        "key": said["key"],
        "explanation": said["explanation"],
        "explanations": {
            feature["name"]: {
                "score": feature["score"],
                "detail": feature["detail"],
                "query": None,
                "candidate": None,
            }
            for feature in said["features"]
        },
    }


def _properties(entity: dict[str, Any], one: Compared) -> dict[str, list[str]]:
    """Names and numbers; an identity number is masked."""
    record = one.side.record
    names = dict.fromkeys([entity["name"], record.name, *(held.text for held in record.other_names)])
    first, *others = [name for name in names if name] or [""]
    found: dict[str, list[str]] = {"name": [first]} if first else {}
    if others:
        found["alias"] = others
    for number in entity["identifiers"]:
        found.setdefault(PROPERTY_OF_NUMBER.get(number["kind"], "idNumber"), []).append(number["value"])
    for name in ("address", "phone", "email"):
        if value := getattr(record, name):
            found[name] = [value]
    return found


def _datasets(reading: Reading, eids: Sequence[int]) -> dict[int, list[str]]:
    """The datasets that state entities."""
    found: dict[int, list[str]] = {}
    for eid, name in reading.sql.all(
        "SELECT DISTINCT m.eid, d.name FROM EACH(:eids) AS w JOIN member AS m ON m.eid = w.value"
        f" AND {live('m')} JOIN source AS s ON s.sid = m.sid JOIN dataset AS d ON d.ds = s.ds ORDER BY m.eid, d.name",
        eids=list(eids),
        tx=reading.tx,
    ):
        found.setdefault(eid, []).append(name)
    return found
