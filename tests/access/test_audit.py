"""The trail: who asked what for which purpose, before and after."""

import json
import logging

import pytest

from creditgraph.access.audit import LogHook, audited
from creditgraph.model.audit import AuditEntry
from creditgraph.model.errors import NotFound
from creditgraph.model.request import Principal, Request

NUMBER = "37010219800101123X"
CLERK = Request(
    principal=Principal("clerk", frozenset({"reader"})), purpose="lending", reason="application 7 of the day"
)


class Kept:
    """Keeps entries, and raises at one stage if told to."""

    def __init__(self, fails_at: str | None = None) -> None:
        self.entries: list[AuditEntry] = []
        self.fails_at = fails_at

    def record(self, entry: AuditEntry) -> None:
        if entry.stage == self.fails_at:
            raise OSError("the trail cannot be written")
        self.entries.append(entry)


def test_the_intent_comes_before_the_effect_and_the_outcome_after() -> None:
    hook, stages = Kept(), []
    with audited(hook, CLERK, "check", "鲁信"):
        stages.append([entry.stage for entry in hook.entries])
    assert stages == [["intent"]]
    assert [(entry.stage, entry.outcome) for entry in hook.entries] == [("intent", None), ("outcome", "done")]


def test_the_two_halves_tell_one_act() -> None:
    hook = Kept()
    with audited(hook, CLERK, "paths", "鲁信", "鲁新"):
        pass
    for entry in hook.entries:
        assert (entry.principal, entry.action, entry.about) == ("clerk", "paths", ("鲁信", "鲁新"))
        assert (entry.purpose, entry.reason) == ("lending", "application 7 of the day")
    assert len({entry.act for entry in hook.entries}) == 1


def test_two_acts_are_told_apart() -> None:
    hook = Kept()
    for _ in range(2):
        with audited(hook, CLERK, "status"):
            pass
    assert len({entry.act for entry in hook.entries}) == 2


@pytest.mark.parametrize(
    ("error", "outcome"), [(NotFound("no_entity", "no such entity"), "no_entity"), (RuntimeError("oops"), "failed")]
)
def test_a_failure_is_an_outcome_and_goes_on(error: Exception, outcome: str) -> None:
    hook = Kept()
    with pytest.raises(type(error)) as raised, audited(hook, CLERK, "show"):
        raise error
    assert raised.value is error
    assert hook.entries[-1].outcome == outcome


def test_an_interruption_is_an_outcome_too() -> None:
    hook = Kept()
    with pytest.raises(KeyboardInterrupt), audited(hook, CLERK, "export"):
        raise KeyboardInterrupt
    assert hook.entries[-1].outcome == "failed"


def test_an_entry_holds_no_message_of_an_error() -> None:
    hook = Kept()
    with pytest.raises(NotFound), audited(hook, CLERK, "show"):
        raise NotFound("no_entity", "nobody is called 张三丰")
    assert "张三丰" not in repr(hook.entries)


def test_without_a_trail_nothing_is_done() -> None:
    ran = []
    with pytest.raises(OSError, match="trail"), audited(Kept("intent"), CLERK, "check"):
        ran.append(True)
    assert ran == []


def test_an_outcome_that_cannot_be_written_is_an_error() -> None:
    with pytest.raises(OSError, match="trail"), audited(Kept("outcome"), CLERK, "check"):
        pass


@pytest.mark.parametrize(
    "text", [NUMBER, f"张三 {NUMBER}", "3701 0219 8001 0112 3X", "３７０１０２１９８００１０１１２３Ｘ"]
)
def test_an_identity_number_is_masked_wherever_it_was_written(text: str) -> None:
    hook = Kept()
    with audited(hook, Request(purpose=text, reason=text), "check", "鲁信", text):
        pass
    for entry in hook.entries:
        for written in (entry.about[1], entry.purpose, entry.reason):
            assert written is not None
            assert "19800101" not in written.replace(" ", "")
            assert "*" in written


def test_what_is_no_text_is_marked_and_what_is_too_long_is_cut() -> None:
    hook = Kept()
    with audited(hook, Request(purpose="a\x00b\ud800"), "check", "鲁" * 100_000, "\udfff"):
        pass
    assert hook.entries[0].purpose == "a\ufffdb\ufffd"
    assert [len(text) for text in hook.entries[0].about] == [1000, 1]


def test_a_number_at_the_cut_is_masked_too() -> None:
    hook = Kept()
    with audited(hook, CLERK, "check", "鲁" * 990 + NUMBER):
        pass
    assert hook.entries[0].about[0].endswith("鲁370102****")


def test_a_credit_code_is_not_masked() -> None:
    hook = Kept()
    with audited(hook, CLERK, "check", "91370100MA3C00011J"):
        pass
    assert hook.entries[0].about == ("91370100MA3C00011J",)


def test_the_log_holds_one_object_a_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "creditgraph.audit"), audited(LogHook(), CLERK, "check", "鲁信\n科技"):
        pass
    intent, outcome = (json.loads(record.message) for record in caplog.records)
    assert "\n" not in caplog.records[0].message
    assert (intent["stage"], intent["about"], intent["outcome"]) == ("intent", ["鲁信\n科技"], None)
    assert (outcome["stage"], outcome["outcome"]) == ("outcome", "done")
