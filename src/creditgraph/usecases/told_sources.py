"""Telling single sources: what to call one, where it comes from, and the rows that state it."""

from collections.abc import Mapping
from typing import Any

from creditgraph.archive import read
from creditgraph.archive.stated import Stated, stated
from creditgraph.model.ids import encode_id
from creditgraph.usecases.context import Reading
from creditgraph.usecases.hops import tell_evidence

Told = dict[str, Any]


def tell_source(source: Stated) -> Told:
    """A source in short."""
    return {"source": encode_id(source.home_id), "dataset": source.dataset, "name": source.name}


def tell_rows(reading: Reading, facts: Mapping[int, tuple[int, ...]], most: int) -> dict[int, list[Told]]:
    """So many of the rows that state sources, by source; `facts` are the ids by which they are found."""
    shown = {sid: of_source[:most] for sid, of_source in facts.items()}
    evidence = read.evidence(reading.sql, [fact for of_source in shown.values() for fact in of_source])
    return {
        sid: [tell_evidence(evidence[fact]) for fact in of_source if fact in evidence]
        for sid, of_source in shown.items()
    }


def organisations_of(reading: Reading, sources: Mapping[int, Stated]) -> dict[int, str]:
    """The names of the organisations in which persons are mentioned, by the person's source."""
    contexts = {sid: one.context for sid, one in sources.items() if one.context is not None}
    named = stated(reading.sql, contexts.values(), reading.tx)
    return {sid: named[context].name for sid, context in contexts.items() if context in named}
