"""Every word of matching has a name in both languages, and every kind of entity a schema that may be asked for."""

import pytest

from creditgraph.model.vocabulary import EntityKind
from creditgraph.usecases.match_words import KINDS_OF_SCHEMA, PROPERTIES, SCHEMA_OF_KIND, named, schema_of
from creditgraph.usecases.reconcile import EXTENDABLE, TYPES


@pytest.mark.parametrize("word", sorted({*PROPERTIES, *EXTENDABLE, *TYPES, *KINDS_OF_SCHEMA}))
def test_a_word_has_a_name(word: str) -> None:
    assert not named(word, "zh")["name"].isascii()
    assert named(word, "en")["name"].isascii()
    assert named(word, "en")["id"] == word


@pytest.mark.parametrize("kind", EntityKind)
def test_each_kind_is_found_under_its_schema(kind: EntityKind) -> None:
    expected = "person" if kind is EntityKind.NATURAL_PERSON else "organisation"
    assert expected in KINDS_OF_SCHEMA[schema_of(kind.value)]
    assert schema_of(kind.value) == SCHEMA_OF_KIND[kind]


def test_an_unknown_kind_may_be_anybody() -> None:
    assert KINDS_OF_SCHEMA[schema_of("")] == ("organisation", "person")


def test_a_word_without_a_name_stands_for_itself() -> None:
    assert named("no_such", "zh") == {"id": "no_such", "name": "no_such"}
