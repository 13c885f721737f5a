"""A text means one entity, several, none, or it is no valid text: each is said, none is guessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.archive.archive import Archive
from creditgraph.identifiers import Sealer, citizen_id_check, credit_code_check, registration_number_check
from creditgraph.model.errors import Ambiguous, BadInput, NotFound
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.names.validity import MOST_CHARACTERS
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.decide import merge
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.show import show
from creditgraph.usecases.subjects import Subject, find_subject, is_citizen_number, require_subject


def code(number: int) -> str:
    """A credit code of division 379900; its organisation code may be wrong, which is a warning only."""
    body = f"91379900MA{number:07d}"
    return body + credit_code_check(body)


def citizen(number: int) -> str:
    """A citizen number of division 379900."""
    body = f"37990019000101{number:03d}"
    return body + citizen_id_check(body)


REGISTRATION = "37990010000001" + registration_number_check("37990010000001")
WRONG = code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")
FILES = {
    "registration.csv": (
        "企业名称,统一社会信用代码,主体类型,法定代表人,成立日期,住所,联系电话,曾用名,更名日期",
        f"海东市甲乙科技有限公司,{code(1)},,王海,2001-01-01,,,,",
        f"海东同名商贸有限公司,{code(2)},,李东,,,,,",
        f"海东同名商贸有限公司,{code(3)},,李西,,,,,",
        f"海东市丙丁实业有限公司,{code(4)},,,,,,海东旧名实业有限公司,2015-01-01",
        "海东市无号商行,,,,,,,,",
    ),
    "officers.csv": (
        "企业名称,统一社会信用代码,姓名,证件号码,职务,任职日期,离任日期",
        f"海东市甲乙科技有限公司,{code(1)},赵一,{citizen(1)},监事,2010-01-01,",
    ),
}


@dataclass(frozen=True)
class World:
    """A small archive, a reading of it, and its sealer."""

    context: Context
    reading: Reading
    sealer: Sealer

    def find(self, text: str) -> Subject:
        return find_subject(self.reading, self.sealer, text)

    def name(self, eid: int | None) -> str:
        assert eid is not None
        return self.reading.graph.entities([eid], self.reading.frame(Request()))[eid].name


def make(folder: Path) -> Context:
    """Import the files."""
    context = Context(Archive(str(folder / "a.sqlite")), folder / "keys" / "key")
    context.ensure()
    for name, lines in FILES.items():
        path = folder / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        assert not import_file(context, Request(), path, Options()).finding
    return context


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    context = make(tmp_path_factory.mktemp("subjects"))
    with context.reading(Request()) as reading:
        yield World(context, reading, context.sealer())
    context.archive.close()


@pytest.mark.parametrize("text", [code(1), code(1).lower(), f"{code(1)[:9]} {code(1)[9:]}"])
def test_a_code_confirms(world: World, text: str) -> None:
    subject = world.find(text)
    assert subject.status == "confirmed"
    assert world.name(subject.eid) == "海东市甲乙科技有限公司"


def test_an_id_confirms(world: World) -> None:
    eid = world.find(code(1)).eid
    shown = show(world.context, Request(), code(1))["id"]
    assert isinstance(shown, str)
    assert world.find(f"  {shown.upper()} ") == Subject(shown.upper(), "confirmed", eid)


def test_a_citizen_number_confirms_and_is_never_repeated(world: World) -> None:
    subject = world.find(citizen(1))
    assert (subject.status, subject.query) == ("confirmed", f"379900********{citizen(1)[14:]}")
    assert world.name(subject.eid) == "赵一"
    assert is_citizen_number(citizen(1))
    assert not is_citizen_number(code(1))
    assert find_subject(world.reading, None, citizen(1)).status == "unknown"


@pytest.mark.parametrize("text", ["海东市甲乙科技有限责任公司", "海东旧名实业有限公司", "赵一", "海东市无号商行"])
def test_a_name_of_one_entity_makes_it_probable(world: World, text: str) -> None:
    subject = world.find(text)
    assert subject.status == "probable"
    assert subject.candidates == []


def test_a_name_of_several_is_ambiguous_and_lists_them(world: World) -> None:
    subject = world.find("海东同名商贸有限公司")
    assert (subject.status, subject.eid) == ("ambiguous", None)
    assert sorted(one["identifiers"][0]["value"] for one in subject.candidates) == [code(2), code(3)]
    assert {one["name"] for one in subject.candidates} == {"海东同名商贸有限公司"}


@pytest.mark.parametrize("text", [code(99), citizen(99), REGISTRATION, encode_id(12345), "西山不存在有限公司"])
def test_what_nothing_states_is_unknown(world: World, text: str) -> None:
    assert world.find(text).status == "unknown"


def test_an_unknown_name_comes_with_the_nearest(world: World) -> None:
    assert [one["name"] for one in world.find("甲乙科技").candidates] == ["海东市甲乙科技有限公司"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (WRONG, "checksum"),
        (code(1)[:-2], "length"),
        (code(1).replace("MA", "MO"), "charset"),
        (REGISTRATION[:-1] + str((int(REGISTRATION[-1]) + 1) % 10), "checksum"),
        ("", "empty"),
        ("，。", "no_letter"),
        ("海\x00东", "control"),
        ("海" * 300, "length"),
        ("cg-uuuuuuuuuuuuu", "id"),
    ],
)
def test_what_cannot_be_right_is_invalid_and_says_why(world: World, text: str, problem: str) -> None:
    subject = world.find(text)
    assert (subject.status, subject.problem) == ("invalid", problem)


def test_a_letter_written_for_a_digit_gets_a_suggestion(world: World) -> None:
    meant = code(1).replace("0", "O", 1)
    assert world.find(meant).suggestion == code(1)


def test_a_long_latin_name_is_no_code(world: World) -> None:
    assert world.find("Haidong Trading Company Limited").status == "unknown"


@pytest.mark.parametrize(
    ("text", "error"),
    [(WRONG, BadInput), ("海东同名商贸有限公司", Ambiguous), ("西山不存在有限公司", NotFound), (code(99), NotFound)],
)
def test_whoever_needs_one_entity_is_told_why_there_is_none(world: World, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        require_subject(world.reading, world.sealer, text)


def test_an_ambiguous_subject_names_its_candidates(world: World) -> None:
    with pytest.raises(Ambiguous, match="fits several") as raised:
        require_subject(world.reading, world.sealer, "海东同名商贸有限公司")
    bare = any(not one["identifiers"] for one in raised.value.details["candidates"])
    assert ("creditgraph merge" in raised.value.remedy) == bare
    assert len(raised.value.details["candidates"]) == 2


@given(st.text(max_size=60))
def test_no_text_raises(world: World, text: str) -> None:
    assert world.find(text).status in ("confirmed", "probable", "ambiguous", "unknown", "invalid")


def test_a_merged_id_leads_to_the_living_entity(tmp_path: Path) -> None:
    context = make(tmp_path)
    merged = merge(context, Request(), code(1), "海东市无号商行")
    (away,) = merged["away"]  # type: ignore[misc]
    told = show(context, Request(), away)
    assert (told["id"], told["moved_from"]) == (merged["id"], away)


def test_a_withdrawn_id_says_so_and_where_its_fellows_are(tmp_path: Path) -> None:
    """A correction names another representative: no believed row states 王海 any more."""
    context = make(tmp_path)
    old = show(context, Request(), "王海")["id"]
    assert isinstance(old, str)
    merge(context, Request(), old, citizen(1))
    path = tmp_path / "registration.csv"
    path.write_text("\n".join(FILES["registration.csv"]).replace("王海", "王河") + "\n", "utf-8")
    import_file(context, Request(), path, Options())
    with context.reading(Request()) as reading:
        subject = find_subject(reading, None, old)
        assert (subject.status, subject.problem) == ("unknown", "withdrawn")
        assert [one["name"] for one in subject.candidates] == ["赵一"]
        with pytest.raises(NotFound, match="no believed row"):
            require_subject(reading, None, old)


def test_a_number_at_the_cut_of_a_long_text_is_masked(world: World) -> None:
    query = find_subject(world.reading, None, "海" * (MOST_CHARACTERS - 10) + citizen(7)).query
    assert (len(query), query[-10:]) == (MOST_CHARACTERS, "379900****")
