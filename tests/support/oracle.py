"""The canonical lines of the reference graph, to compare with the archive's."""

import json

from creditgraph.archive.canonical import label, line
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.policy import shipped_policy
from creditgraph.model.dates import begun, earlier
from creditgraph.model.vocabulary import NameKind
from creditgraph.resolution.reference import Graph

MATCHER = Matcher(shipped_policy())
"""The matcher of an archive that no rescore has touched."""


def reference_lines(graph: Graph) -> list[str]:
    """What the archive should print for this graph."""
    labels = {place: label(members) for place, members in graph.clusters.items()}
    lines = {line("member", labels[place], place, None) for place in graph.clusters}
    for (dataset, key), statement, until, _stated_on in graph.believed:
        for source in statement.sources:
            place = (dataset, source.key)
            lines.add(line("kind", labels[place], place, key, source.kind.value, until))
            for name in source.names:
                end = earlier(name.valid_to, until)
                if begun(name.valid_from, end):
                    said = (name.text, NameKind(name.kind).value, name.valid_from, end, name.seen_on)
                    lines.add(line("name", labels[place], place, key, *said))
            for identifier in source.identifiers:
                said = (identifier.kind.value, identifier.value, until)
                lines.add(line("identifier", labels[place], place, key, *said))
            for kind, value in source.details:
                lines.add(line("detail", labels[place], place, key, kind.value, value, until))
        for link in statement.links:
            end = earlier(link.valid_to, until)
            if begun(link.valid_from, end):
                place = (dataset, statement.sources[link.from_source].key)
                other = statement.sources[link.to_source].key.hex()
                said = (link.type.value, other, _attributes(link.attributes), link.valid_from, end)
                lines.add(line("link", labels[place], place, key, *said))
        for record in statement.records:
            end = earlier(record.valid_to, until)
            if begun(record.valid_from, end):
                place = (dataset, statement.sources[record.source].key)
                fact = None if record.fact_key is None else record.fact_key.hex()
                names = _json([name for name, _ in record.fields])
                values = _json([value for _, value in record.fields])
                said = (record.type.value, record.item, fact, names, values, record.valid_from, end)
                lines.add(line("record", labels[place], place, key, *said))
    return sorted(lines, key=str.encode)


def _attributes(attributes: tuple[tuple[str, str | int], ...]) -> str | None:
    return _json(dict(attributes)) if attributes else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
