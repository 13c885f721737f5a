"""Telling why sources are the same: the fact, what it is about, since when, and the rows on both sides."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from creditgraph.archive.joins import Claimed, Fact, claimed_by
from creditgraph.archive.stated import Stated, stated
from creditgraph.model.tables import table_rows
from creditgraph.resolution.policy import Policy
from creditgraph.usecases.context import Reading
from creditgraph.usecases.told_sources import tell_rows, tell_source

MOST_ROWS = 5
"""How many rows are named for one side of a fact."""
RULE = "rule"
"""Who decided where no steward did."""
_PARTS = {
    "state body": ("name",),
    "name, division": ("name", "division"),
    "name, representative": ("name", "representative"),
    "person": ("name",),
}
"""What stands in the text of a claim, by its first word; an identifier's has kind and value."""

Told = dict[str, Any]


def tell_facts(reading: Reading, facts: Sequence[Fact], policy: Policy) -> list[Told]:
    """Facts as plain values, read at once."""
    ends = sorted({sid for fact in facts for sid in (fact.a, fact.b)})
    sources = stated(reading.sql, ends, reading.tx)
    claims = claimed_by(
        reading.sql, {sid for fact in facts if fact.key for sid in (fact.a, fact.b)}, reading.tx, policy
    )
    moments = _moments(reading, {fact.since for fact in facts})
    rows = _rows(reading, facts, claims, sources)
    return [
        {
            "reason": fact.reason.name.lower(),
            "certainty": fact.certainty.word,
            "values": _values(fact, claims, sources),
            "by": fact.by or RULE,
            "policy": fact.policy or policy.name,
            "score": fact.score,
            "said": fact.why,
            "since": {"tx": fact.since, "at": moments[fact.since]},
            "decisions": list(fact.decisions),
            **{
                side: {**tell_source(sources[sid]), "rows": rows[sid, fact.key]}
                for side, sid in (("a", fact.a), ("b", fact.b))
            },
        }
        for fact in facts
    ]


def said(code: str, about: str) -> tuple[str, str]:
    """A cause in Chinese and English."""
    zh, en = _words()[code]
    return zh.format(about).replace("（）", ""), en.format(about).replace(" ()", "")


def about(told: Mapping[str, Any]) -> str:
    """What a told fact is about, for a sentence."""
    if told["reason"] == "steward":
        return str(told["by"])
    return ", ".join(str(value["value"]) for value in told["values"])


def _rows(
    reading: Reading, facts: Iterable[Fact], claims: Mapping[tuple[int, bytes], Claimed], sources: Mapping[int, Stated]
) -> dict[tuple[int, bytes | None], list[Told]]:
    """The rows on either side: those that state a key, for a judgement those that state the source."""
    wanted = {(sid, fact.key) for fact in facts for sid in (fact.a, fact.b)}
    ids = {
        (sid, key): claims[sid, key].facts if key and (sid, key) in claims else sources[sid].facts
        for sid, key in wanted
    }
    numbered = dict(enumerate(ids))
    told = tell_rows(reading, {number: ids[place] for number, place in numbered.items()}, MOST_ROWS)
    return {place: told[number] for number, place in numbered.items()}


def _values(
    fact: Fact, claims: Mapping[tuple[int, bytes], Claimed], sources: Mapping[int, Stated]
) -> list[dict[str, str]]:
    """What a fact is about: a number (a secret one by its mask), or a name and what goes with it."""
    if fact.key is None:
        return [{"kind": "name", "value": fact.name}] if fact.name else []
    claim = claims.get((fact.a, fact.key)) or claims.get((fact.b, fact.key))
    if claim is None:  # of an earlier policy
        return []
    word, *parts = claim.parts
    if word != "identifier":
        return [{"kind": kind, "value": value} for kind, value in zip(_PARTS[word], parts, strict=True)]
    kind, value = parts
    shown = {
        number: mask for sid in (fact.a, fact.b) for _kind, number, mask in sources[sid].identifiers if number != mask
    }
    return [{"kind": kind, "value": shown.get(value, value)}]


def _moments(reading: Reading, txs: Iterable[int]) -> dict[int, str]:
    return dict(reading.sql.all("SELECT tx, at FROM tx WHERE tx IN EACH(:txs)", txs=sorted(txs)))


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {code: (zh, en) for code, zh, en in table_rows("creditgraph.usecases", "why_words.tsv")}
