"""Short phrases that several views share: intervals, moments, where a fact was stated, a record in one line."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from creditgraph.cli.output import Output, Told

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_SOURCES = 3
_LONGEST = 60
_DOCUMENT = ("doc_no", "decision_no", "certificate_no")
_AUTHORITY = ("authority", "source_unit")
_CONTENT = ("violation_type", "penalty_content", "result", "ground", "content", "project", "doc_name")


def interval(output: Output, start: str | None, end: str | None) -> str:
    """A half-open interval: its end is the first day on which it was no longer so."""
    if start is None and end is None:
        return output.pick("日期不详", "dates unknown")
    begun = output.pick("起始不详", "start unknown") if start is None else output.pick(f"{start} 起", f"from {start}")
    return begun if end is None else begun + output.pick(f"，{end} 前止", f", ended before {end}")


def plural(number: int, noun: str, nouns: str | None = None) -> str:
    """A number of things in English.

    >>> plural(1, "hop"), plural(2, "party", "parties")
    ('1 hop', '2 parties')
    """
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def moment(text: str | None) -> str:
    """A time in Chinese time, to the minute."""
    if text is None:
        return ""
    return dt.datetime.fromisoformat(text).astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M")


def stated_in(output: Output, sources: Sequence[Told]) -> str:
    """The files and rows that state a fact, the first few of them."""
    places = [
        output.pick(f"{one['file']} 第{one['row']}行", f"{one['file']} row {one['row']}")
        + (f" ({one['supplier']})" if one["supplier"] else "")
        for one in sources[:_SOURCES]
    ]
    more = len(sources) - _SOURCES
    if more > 0:
        places.append(output.pick(f"等另外 {more} 处", f"and {more} more"))
    return output.pick("来源：", "stated in ") + output.pick("、", ", ").join(places)


def record_line(output: Output, record: Told) -> str:
    """A record in one line: document, what it says, by whom, when, and where it was stated."""
    fields = record["fields"]
    parts = [
        "" if record["item"] == record["type"] else record["item"],
        *(_labelled(output, fields, names) for names in (_DOCUMENT, _CONTENT, _AUTHORITY)),
        interval(output, record["valid_from"], record["valid_to"]),
        "" if record["certainty"] == "certain" else f"({output.word('certainty', record['certainty'])})",
        stated_in(output, record["sources"]),
    ]
    return "  ".join(part for part in parts if part)


def attributes(output: Output, told: Sequence[Told]) -> str:
    """Posts and shares of a link."""
    said = []
    for one in told:
        if "share_text" in one:
            said.append(f"{one['share_text'].rstrip('%％ ')}%")
        said += [str(value) for name, value in one.items() if not name.startswith("share_")]
    return f" [{output.pick('、', ', ').join(dict.fromkeys(said))}]" if said else ""


def _labelled(output: Output, fields: Told, names: Sequence[str]) -> str:
    """The first of some fields that a record has, under its label."""
    name = next((name for name in names if fields.get(name)), None)
    if name is None:
        return ""
    return output.word("field", name) + output.pick("：", ": ") + str(fields[name])[:_LONGEST]
