"""Names of the world in Latin capitals, their words and legal forms; names of persons in Han characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.names.latin import latin
from creditgraph.names.persons import fits, han_person, readings
from creditgraph.names.world import world_organisation, world_person

latin("曾伟 Łódź")  # reads the tables, which no single example has the time for


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łódź", "LODZ"),
        ("Straße Æther", "STRASSE AETHER"),
        ("Барак Обама", "BARAK OBAMA"),
        ("Κυριάκος", "KYRIAKOS"),
        ("ბარაკ", "BARAK"),
        ("Բարակ", "BARAK"),
        ("김정은", "GIM JEONG EUN"),
        ("バラク", "BARAKU"),
        ("习近平", "XI JIN PING"),
        ("ＡＢＣ１", "ABC1"),
    ],
)
def test_scripts_become_latin(text: str, expected: str) -> None:
    assert latin(text) == expected


@given(st.text(max_size=30))
def test_latin_is_its_own_latin(text: str) -> None:
    once = latin(text)
    assert latin(once) == once


@pytest.mark.parametrize(
    ("text", "words", "form"),
    [
        ("Goldman Sachs & Co. L.L.C.", "GOLDMAN SACHS", "limited"),
        ("HSBC Holdings p.l.c.", "HSBC HOLDING", "joint_stock"),
        ('ООО "БАЙ"', "BAI", "limited"),
        ("Open Joint Stock Company Gasprom", "GASPROM", "joint_stock"),
        ("H&M Hennes & Mauritz AB", "H AND M HENNES AND MAURITZ", "joint_stock"),
        ("Stichting X", "X", "foundation"),
        ("Limited", "LIMITED", ""),
    ],
)
def test_legal_forms_are_set_apart(text: str, words: str, form: str) -> None:
    name = world_organisation(text)
    assert (" ".join(name.words), name.form) == (words, form)


def test_roman_and_arabic_numbers_are_one() -> None:
    assert world_organisation("Partners IV L.P.").numbers == world_organisation("Partners 4 L.P.").numbers == {"4"}


def test_a_surname_before_a_comma_goes_to_the_end() -> None:
    assert world_person("PUTIN, Vladimir").words == world_person("Vladimir Putin").words


@pytest.mark.parametrize(
    ("name", "surname"),
    [("张三", "张"), ("欧阳娜娜", "欧阳"), ("欧阳", "欧"), ("买买提·艾力", ""), ("诸葛亮", "诸葛")],
)
def test_surnames_are_told(name: str, surname: str) -> None:
    person = han_person(name)
    assert person is not None
    assert person.surname == surname


@pytest.mark.parametrize(
    ("name", "spelt"),
    [("单伟", "SHANWEI"), ("曾伟", "ZENGWEI"), ("解伟", "WEIXIE"), ("吕伟", "LYUWEI"), ("尉迟伟", "YUCHIWEI")],
)
def test_surnames_have_their_own_readings(name: str, spelt: str) -> None:
    assert spelt in readings(name)


def test_a_lost_character_stands_for_any() -> None:
    lost, whole, longer = (han_person(name) for name in ("徐□", "徐鋐", "徐鋐鋐"))
    assert lost is not None
    assert whole is not None
    assert longer is not None
    assert lost.lost
    assert fits(lost, whole)
    assert not fits(lost, longer)
