"""What matching says of two sides of the archive: sources, alone or several of one entity, as records to compare."""

from collections.abc import Sequence
from typing import Any

from creditgraph.archive.candidate_records import held_name, record_of
from creditgraph.archive.codes import PERSON
from creditgraph.archive.stated import Stated
from creditgraph.matching.explanation import Explanation
from creditgraph.matching.matcher import Matcher
from creditgraph.matching.side import Side
from creditgraph.usecases.compare_names import parts, told


def compare_sources(
    matcher: Matcher, ours: Sequence[Stated], theirs: Sequence[Stated], organisations: dict[int, str]
) -> dict[str, Any]:
    """Both sides' parts, features, verdict and sentences. `organisations` has the names of those in which persons are
    mentioned, by source. Secret numbers are compared by their hash and told by their mask.
    """
    a, b = _side(ours, organisations), _side(theirs, organisations)
    explanation = matcher.explain(a, b)
    masks = {value: shown for one in (*ours, *theirs) for _kind, value, shown in one.identifiers if value != shown}
    return {"a": parts(a), "b": parts(b), **told(_masked(explanation, masks))}


def _side(sources: Sequence[Stated], organisations: dict[int, str]) -> Side:
    names = list(dict.fromkeys(name for one in sources for name in one.names if name.text))
    called = next((one.name for one in sources if one.name), "")
    details = {kind: value for one in reversed(sources) for kind, value in one.details}
    person = any(one.stratum == PERSON for one in sources)
    others = [held_name(name.text, name.valid_from, name.valid_to) for name in names if name.text != called]
    numbers = dict.fromkeys((kind.value, value) for one in sources for kind, value, _shown in one.identifiers)
    within = next((organisations[one.sid] for one in sources if one.sid in organisations), "")
    return Side(record_of(called, others, list(numbers), details, person, organisation=within))


def _masked(explanation: Explanation, masks: dict[str, str]) -> Explanation:
    features = []
    for feature in explanation.features:
        detail = feature.detail
        for value, shown in masks.items():
            detail = detail.replace(value, shown)
        features.append(feature._replace(detail=detail))
    return explanation._replace(features=tuple(features))
