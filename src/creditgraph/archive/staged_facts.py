"""The facts of statements as rows of a staging file, with positions where the archive will have ids.

Sources, texts and layouts are numbered as they are first met and remembered, so that each is staged once; where memory
is bounded by forgetting them, or another process stages other rows, a later *window* stages some again, and the
archive finds what repeats.
"""

import sqlite3
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, NamedTuple

import msgspec

from creditgraph.archive.codes import (
    DETAIL_KIND,
    ENTITY_KIND,
    IDENTIFIER_KIND,
    LINK_TYPE,
    NAME_KIND,
    RECORD_TYPE,
    stratum_of,
)
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.digest import digests
from creditgraph.model.statement import Described, StatedLink, StatedRecord, Statement
from creditgraph.names import grams, loose_keys
from creditgraph.resolution.claims import Claimed, Reason, View, basis, claimed
from creditgraph.resolution.policy import Policy
from creditgraph.resolution.views import views_of_all

SOURCES, TEXTS, SEEN = 3_000_000, 200_000, 200_000
"""How many sources and texts are remembered to be stored once, and of how many sources what was claimed last."""

FACT_TABLES = {
    "s_source": "o INTEGER PRIMARY KEY, key BLOB, stratum INTEGER, context_o INTEGER",
    "s_text": "o INTEGER PRIMARY KEY, folded TEXT, loose INTEGER, grams TEXT",
    "s_layout": "o INTEGER PRIMARY KEY, names TEXT",
    "s_name": "fid INTEGER PRIMARY KEY, so INTEGER, tox INTEGER, shown TEXT, name_kind INTEGER, entity_kind INTEGER,"
    " valid_from INTEGER, valid_to INTEGER, seen_on INTEGER",
    "s_identifier": "fid INTEGER PRIMARY KEY, so INTEGER, kind INTEGER, value TEXT, mask TEXT, sealed BLOB",
    "s_detail": "fid INTEGER PRIMARY KEY, so INTEGER, kind INTEGER, value TEXT",
    "s_link": "lid INTEGER PRIMARY KEY, type INTEGER, from_o INTEGER, to_o INTEGER, attributes TEXT,"
    " valid_from INTEGER, valid_to INTEGER",
    "s_record": "rid INTEGER PRIMARY KEY, so INTEGER, type INTEGER, item TEXT, fact_key BLOB, lo INTEGER,"
    " fields TEXT, valid_from INTEGER, valid_to INTEGER",
    # All that a row claims of a source: a digit for the reason of each claim, and the claimed keys in the same order.
    "s_claim": "n INTEGER, so INTEGER, reasons TEXT, keys BLOB",
}
_NUMBERED = ("s_source", "s_text", "s_layout")
_NUMBERED_BY = {
    "o": "",
    **dict.fromkeys(("so", "from_o", "to_o", "context_o"), "s_source"),
    "tox": "s_text",
    "lo": "s_layout",
}
"""Columns that hold ordinals, and the tables that these number: `o` its own."""
_json = msgspec.json.Encoder().encode
_DIGIT = {reason: str(int(reason)) for reason in Reason}
_Ordinals = Sequence[Sequence[int]]
_Sources = Sequence[Sequence[Described]]
_Rows = dict[str, list[tuple[Any, ...]]]


class Met(NamedTuple):
    """What a staging file holds already: its last ordinals, its layouts, and how many windows there were."""

    sources: int
    texts: int
    layouts: dict[tuple[str, ...], int]
    source_windows: int
    text_windows: int


class FactStager:
    """Makes staged rows of statements. `rows` collects them by table until they are written."""

    def __init__(self, policy: Policy, met: Met) -> None:
        self.rows: _Rows = {table: [] for table in FACT_TABLES}
        self.windows = {"source_windows": met.source_windows + 1, "text_windows": met.text_windows + 1}
        self._policy = policy
        self._last_source, self._last_text, self._layouts = met.sources, met.texts, met.layouts
        self._last_layout = max(met.layouts.values(), default=0)
        self._sources: dict[bytes, int] = {}
        self._texts: dict[str, int] = {}
        self._seen: dict[int, int] = {}

    def forget(self) -> None:
        """Bound memory: open a new window of what has grown too much."""
        if len(self._sources) > SOURCES:
            self.windows["source_windows"] += 1
            self._sources.clear()
        if len(self._texts) > TEXTS:
            self.windows["text_windows"] += 1
            self._texts.clear()
        if len(self._seen) > SEEN:
            self._seen.clear()

    def absorb(self, db: sqlite3.Connection) -> None:
        """Take over the facts of the attached staging file `part`. What we remember keeps its ordinals."""
        self._last_source = _number_again(db, "s_source", "key", self._sources, self._last_source)
        self._last_text = _number_again(db, "s_text", "folded", self._texts, self._last_text)
        self._last_layout = _number_again(db, "s_layout", "names", self._layouts, self._last_layout, layout_names)
        for table, columns in FACT_TABLES.items():
            names = [column.split()[0] for column in columns.split(", ")]
            numbered = {name: table if name == "o" else _NUMBERED_BY[name] for name in names if name in _NUMBERED_BY}
            taken = ", ".join(f"of_{name}.own" if name in numbered else f"f.{name}" for name in names)
            joins = " ".join(
                f"LEFT JOIN m_{of} AS of_{name} ON of_{name}.o = f.{name}" for name, of in numbered.items()
            )
            # What is known already is there already.
            again = "OR IGNORE " if "o" in numbered else ""
            db.execute(f"INSERT {again}INTO {table} SELECT {taken} FROM part.{table} AS f {joins}")
        for table in _NUMBERED:
            db.execute(f"DROP TABLE m_{table}")

    def add(self, numbered: Sequence[tuple[int, Statement]]) -> None:
        """Stage the facts of statements, each under the number of its row."""
        statements = [statement for _n, statement in numbered]
        bases = [n << FACT_BITS for n, _statement in numbered]
        sources = [statement[3] for statement in statements]
        ordinals = list(map(self._add_sources, sources))
        views = views_of_all(statements)
        self._add_names(bases, ordinals, sources, views)
        self._add_properties(bases, ordinals, sources)
        self._add_links(bases, ordinals, [statement[4] for statement in statements])
        self._add_records(bases, ordinals, [statement[5] for statement in statements])
        self._add_claims([n for n, _statement in numbered], ordinals, views)

    def _add_sources(self, sources: Sequence[Described]) -> list[int]:
        """The ordinals of a row's sources, those that are new staged."""
        known = self._sources
        ordinals: list[int] = []
        for key, kind, _names, _numbers, _details, context in sources:
            o = known.get(key)
            if o is None:
                o = known[key] = self._last_source = self._last_source + 1
                within = None if context is None else ordinals[context]
                self.rows["s_source"].append((o, key, stratum_of(kind), within))
            ordinals.append(o)
        return ordinals

    def _add_names(
        self, bases: Sequence[int], ordinals: _Ordinals, sources: _Sources, views: Sequence[Sequence[View]]
    ) -> None:
        """Stage the names of the rows' sources, the first of each with its kind; texts that are new, too."""
        staged, texts = self.rows["s_name"].append, self._texts
        entity_kinds, name_kinds = ENTITY_KIND.number, NAME_KIND.number
        last, new = self._last_text, []
        for fid, row_ordinals, row_sources, row_views in zip(bases, ordinals, sources, views, strict=True):
            for o, (_key, kind, names, *_rest), view in zip(row_ordinals, row_sources, row_views, strict=True):
                number: int | None = entity_kinds[kind]
                if not names:
                    staged((fid, o, None, None, 0, number, None, None, None))
                    fid += 1
                for (text, name_kind, valid_from, valid_to, seen_on), use in zip(names, view[1], strict=True):
                    folded = use[0]
                    tox = texts.get(folded)
                    if tox is None:
                        tox = texts[folded] = last = last + 1
                        new.append(folded)
                    shown = None if folded == text else text
                    staged((fid, o, tox, shown, name_kinds[name_kind], number, valid_from, valid_to, seen_on))
                    number = None
                    fid += 1
        looses = loose_numbers(new)
        first = self._last_text + 1
        self.rows["s_text"] += [
            (o, text, loose, " ".join(grams(text))) for o, text, loose in zip(count(first), new, looses, strict=False)
        ]
        self._last_text = last

    def _add_properties(self, bases: Sequence[int], ordinals: _Ordinals, sources: _Sources) -> None:
        """Stage the identifiers and details of the rows' sources."""
        identifiers, details = self.rows["s_identifier"].append, self.rows["s_detail"].append
        identifier_kinds, detail_kinds = IDENTIFIER_KIND.number, DETAIL_KIND.number
        for fid, row_ordinals, row_sources in zip(bases, ordinals, sources, strict=True):
            for o, (_key, _kind, _names, numbers, told, _context) in zip(row_ordinals, row_sources, strict=True):
                for kind, value, mask, sealed in numbers:
                    identifiers((fid, o, identifier_kinds[kind], value, mask, sealed))
                    fid += 1
                for detail, value in told:
                    details((fid, o, detail_kinds[detail], value))
                    fid += 1

    def _add_links(self, bases: Sequence[int], ordinals: _Ordinals, links: Sequence[Sequence[StatedLink]]) -> None:
        numbers = LINK_TYPE.number
        self.rows["s_link"] += [
            (
                lid,
                numbers[kind],
                places[start],
                places[end],
                _json(dict(attributes)).decode() if attributes else None,
                valid_from,
                valid_to,
            )
            for base, places, stated in zip(bases, ordinals, links, strict=True)
            for lid, (kind, start, end, attributes, valid_from, valid_to) in enumerate(stated, base)
        ]

    def _add_records(
        self, bases: Sequence[int], ordinals: _Ordinals, records: Sequence[Sequence[StatedRecord]]
    ) -> None:
        numbers, layout = RECORD_TYPE.number, self._layout
        self.rows["s_record"] += [
            (
                rid,
                places[source],
                numbers[kind],
                item,
                fact_key,
                layout(tuple([name for name, _value in fields])),
                _json([value for _name, value in fields]).decode(),
                valid_from,
                valid_to,
            )
            for base, places, stated in zip(bases, ordinals, records, strict=True)
            for rid, (kind, source, item, fact_key, fields, valid_from, valid_to) in enumerate(stated, base)
        ]

    def _layout(self, names: tuple[str, ...]) -> int:
        o = self._layouts.get(names)
        if o is None:
            o = self._layouts[names] = self._last_layout = self._last_layout + 1
            self.rows["s_layout"].append((o, _json(names).decode()))
        return o

    def _add_claims(self, rows: Sequence[int], ordinals: _Ordinals, views: Sequence[Sequence[View]]) -> None:
        """Stage what sources claim, all of one in one row, unless the row before said the same of the source."""
        seen, policy = self._seen, self._policy
        told: list[tuple[int, int, list[Claimed]]] = []
        for n, row_ordinals, row_views in zip(rows, ordinals, views, strict=True):
            for o, view in zip(row_ordinals, row_views, strict=True):
                understood = basis(view)
                if seen.get(o) != understood:
                    seen[o] = understood
                    told.append((n, o, claimed(view, policy)))
        keys = digests([text for _n, _o, found in told for _reason, text in found])
        done = 0
        for n, o, found in told:
            if found:
                reasons = "".join([_DIGIT[reason] for reason, _text in found])
                self.rows["s_claim"].append((n, o, reasons, b"".join(keys[done : done + len(found)])))
                done += len(found)


def layout_names(text: str) -> tuple[str, ...]:
    """The names of a staged layout."""
    return msgspec.json.decode(text, type=tuple[str, ...])


def _number_again(
    db: sqlite3.Connection,
    table: str,
    column: str,
    known: dict[Any, int],
    last: int,
    read: Callable[[Any], Any] = lambda value: value,
) -> int:
    """Fill `m_TABLE` with our ordinals for those of a part, new ones after the last; the last that is used."""
    db.execute(f"CREATE TEMP TABLE m_{table} (o INTEGER PRIMARY KEY, own INTEGER)")
    pairs = []
    for o, stored in db.execute(f"SELECT o, {column} FROM part.{table} ORDER BY o"):
        value = read(stored)
        own = known.get(value)
        if own is None:
            own = known[value] = last = last + 1
        pairs.append((o, own))
    db.executemany(f"INSERT INTO m_{table} VALUES (?, ?)", pairs)
    return last


def loose_numbers(texts: Sequence[str]) -> list[int]:
    """The loose keys of folded names as the numbers that are indexed: equal numbers only propose."""
    return [int.from_bytes(key[:8], "big", signed=True) for key in digests(loose_keys(texts))]
