"""Equal answers give equal bytes, and none that a terminal would obey."""

import json

from creditgraph.model.document import document, parse_document

TOLD = {"zh": "信用", "n": 1, "share": "12.5", "none": None, "list": [{"a": True}, []], "bad": "\x9b\u202e\x00"}


def test_it_is_json_in_the_order_of_the_answer() -> None:
    assert json.loads(document(TOLD)) == TOLD
    assert list(json.loads(document({"b": 1, "a": 2}))) == ["b", "a"]
    assert document({"zh": "信用", "list": [1]}) == '{\n  "zh": "信用",\n  "list": [\n    1\n  ]\n}\n'


def test_nothing_that_a_terminal_would_obey_is_in_it() -> None:
    assert not {"\x9b", "\u202e", "\x00"} & set(document(TOLD))


def test_what_is_no_character_is_marked() -> None:
    assert json.loads(document({"query": "a\ud800\udfff"})) == {"query": "a\ufffd\ufffd"}


def test_an_answer_read_and_written_again_gives_the_same_bytes() -> None:
    text = document({**TOLD, "number": 1.5})
    assert text.endswith("}\n")
    assert document(parse_document(text.encode())) == text
