"""Names: the keys in which they are compared and found, and what kind of subject their words tell of."""

from creditgraph.names.grams import grams, holds_grams, query_grams, rare_grams
from creditgraph.names.keys import KEY_VERSION, person_key, person_keys, strict_key, strict_keys
from creditgraph.names.loose import loose_key, loose_keys, stems_and_sounds
from creditgraph.names.validity import is_valid_name, name_problem
from creditgraph.names.words import is_state_body_name, kind_of_name

__all__ = [
    "KEY_VERSION",
    "grams",
    "holds_grams",
    "is_state_body_name",
    "is_valid_name",
    "kind_of_name",
    "loose_key",
    "loose_keys",
    "name_problem",
    "person_key",
    "person_keys",
    "query_grams",
    "rare_grams",
    "stems_and_sounds",
    "strict_key",
    "strict_keys",
]
