"""Every word of the closed lists has a translation, so that a new one is not printed raw."""

import pytest

from creditgraph.cli.words import word
from creditgraph.matching.explanation import PairVerdict
from creditgraph.model.vocabulary import (
    Certainty,
    DetailKind,
    EntityKind,
    IdentifierKind,
    LinkType,
    NameKind,
    RecordType,
    Verdict,
)
from creditgraph.relations.paths import Status
from creditgraph.resolution.claims import JOINING

LISTS = {
    "entity": list(EntityKind),
    "name": list(NameKind),
    "identifier": list(IdentifierKind),
    "detail": list(DetailKind),
    "link": list(LinkType),
    "record": list(RecordType),
    "verdict": list(Verdict),
    "paths": list(Status),
    "pair": list(PairVerdict),
    "certainty": [certainty.word for certainty in Certainty],
    "reason": [reason.name.lower() for reason in JOINING],
}


@pytest.mark.parametrize("group", LISTS)
def test_a_list_is_complete(group: str) -> None:
    for one in LISTS[group]:
        assert word(group, str(one), "zh") != str(one)
        assert word(group, str(one), "en")
