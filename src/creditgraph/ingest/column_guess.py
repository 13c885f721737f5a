"""What a column of an unknown file seems to hold: by its heading, else by what most of its cells are.

Never from a few cells, and never silently: every guess comes with its reason, for a person to confirm.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from creditgraph import identifiers
from creditgraph.ingest.headings import fold_heading
from creditgraph.ingest.library import load_mapping
from creditgraph.ingest.refused import refusal
from creditgraph.model.dates import Day, parse_day
from creditgraph.model.vocabulary import EntityKind
from creditgraph.names import is_valid_name, kind_of_name

SURE = 0.97
"""The share of cells that must pass the check of a number before the column is taken for one."""
_NAMES = 0.8
"""The share of cells that must end as names of organisations do."""
_FEWEST = 5
_OF_NAMES = ("全称", "企业名称", "单位名称", "公司名称", "机构名称")
"""How headings end that stand over names of organisations, whatever comes before (供应商全称, 被投资企业名称)."""
_DOUBTFUL = 0.5
"""Below this share a heading is not believed, and from it on a content is worth a word."""
_DOUBTED = ("credit_code", "citizen_id", "registration_number", "org_code", "date")
_PHONE = re.compile(r"(?:\+?86[- ]?)?(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})")
_DATED = re.compile(r".*[-/.年].*|\d{8}")


class Guess(NamedTuple):
    """What a column seems to be: a role of `heading_roles.yaml`, or None where a person must say; and why.

    `refused` is the code of the reason for which it may not be collected.
    """

    heading: str
    role: str | None
    type: str
    reason_zh: str
    reason_en: str
    refused: str | None = None


class _Role(NamedTuple):
    name: str
    type: str


def guess_columns(headings: Sequence[str], rows: Sequence[Sequence[str]], today: Day) -> list[Guess]:
    """A guess for every column. No role is given twice: a heading goes before a content, the first before others."""
    repeated = {folded for folded in map(fold_heading, headings) if _count(folded, headings) > 1}
    guesses = [_by_heading(heading, repeated) for heading in headings]
    taken: set[str | None] = {guess.role for guess in guesses if guess is not None}
    found = []
    for at, guess in enumerate(guesses):
        cells = [cell for row in rows if (cell := row[at].strip())]
        if guess is None:
            guess = _by_content(headings[at], cells, today, taken)
            taken.add(guess.role)
        found.append(_doubted(guess, cells, today))
    return _once(found)


def known_headings(headings: Sequence[str]) -> int:
    """How many of some headings have a meaning: the row of a file with most of them is its header."""
    return sum(role_of(heading) is not None or refusal(heading) is not None for heading in headings)


def role_of(heading: str) -> str | None:
    """The role that a heading has in the table of synonyms, or by its ending."""
    folded = fold_heading(heading)
    role = _roles().get(folded)
    if role is None:
        return None if _ending(folded) is None else "company"
    return role.name


def _ending(folded: str) -> str | None:
    return next((ending for ending in _OF_NAMES if folded.endswith(ending)), None)


@cache
def _roles() -> dict[str, _Role]:
    """Folded headings → what they mean."""
    text = resources.files("creditgraph.ingest").joinpath("heading_roles.yaml").read_text("utf-8")
    found: dict[str, _Role] = {}
    for name, rule in yaml.safe_load(text)["roles"].items():
        headings = [fold_heading(heading) for heading in rule.get("also", ())]
        for place in rule.get("like", ()):
            mapping, _, column = place.partition(".")
            headings += load_mapping(mapping).file.columns[column].headings()
        for heading in headings:
            found.setdefault(heading, _Role(name, rule["type"]))
    return found


def _count(folded: str, headings: Sequence[str]) -> int:
    return sum(fold_heading(heading) == folded for heading in headings)


def _by_heading(heading: str, repeated: set[str]) -> Guess | None:
    folded = fold_heading(heading)
    code = refusal(heading)
    if code is not None:
        return Guess(heading, None, "", "不得归集，整列丢弃", "may not be collected: the column is dropped", code)
    if not folded:
        return Guess(heading, None, "", "没有表头", "it has no heading")
    if folded in repeated:
        return Guess(heading, None, "", "表头重复，请改名区分", "the heading occurs twice: rename one")
    role = _roles().get(folded)
    if role is None:
        ending = _ending(folded)
        if ending is None:
            return None
        return Guess(heading, "company", "name", f"表头以“{ending}”结尾", f"the heading ends in {ending}")
    return Guess(heading, role.name, role.type, "表头见于同义词表", "the heading is in the table of synonyms")


def _doubted(guess: Guess, cells: Sequence[str], today: Day) -> Guess:
    """The guess, unless most cells cannot be what the heading says."""
    tests = {type_: test for _role, type_, _zh, _en, test in _tests(today)}
    test = tests.get(guess.type) if guess.type in _DOUBTED else None
    if test is None or len(cells) < _FEWEST:
        return guess
    share = sum(map(test, cells)) / len(cells)
    if share >= _DOUBTFUL:
        return guess
    zh = f"表头像 {guess.role}，但 {len(cells)} 个单元格中只有 {share:.0%} 通过校验"
    en = f"the heading says {guess.role}, but only {share:.0%} of {len(cells)} cells pass its check"
    return Guess(guess.heading, None, "", zh, en)


def _by_content(heading: str, cells: Sequence[str], today: Day, taken: set[str | None]) -> Guess:
    if len(cells) < _FEWEST:
        few = len(cells)
        return Guess(
            heading, None, "", f"只有 {few} 个非空单元格，无法判断", f"only {few} filled cells: too few to tell"
        )
    for role, type_, zh, en, test in _tests(today):
        share = sum(map(test, cells)) / len(cells)
        if share < (_NAMES if role == "company" else SURE):
            if share >= _DOUBTFUL:
                said_zh = f"{len(cells)} 个单元格中 {share:.0%} 像{zh}，不足以认定"
                return Guess(
                    heading, None, "", said_zh, f"{share:.0%} of {len(cells)} cells look like {en}: not enough"
                )
            continue
        said_zh, said_en = f"{len(cells)} 个单元格中 {share:.0%} 是{zh}", f"{share:.0%} of {len(cells)} cells are {en}"
        if role is None or role in taken:
            return Guess(
                heading, None, "", said_zh + "，请指明属于谁、有何含义", said_en + ": say whose, and what they mean"
            )
        return Guess(heading, role, type_, said_zh, said_en)
    return Guess(heading, None, "", "表头与内容都无法判断", "neither heading nor content tells what it is")


Test = Callable[[str], bool]


def _tests(today: Day) -> list[tuple[str | None, str, str, str, Test]]:
    """Role, type, words and test of what a content can be, the strictest first."""

    def valid(parse: Callable[[str], identifiers.Parsed]) -> Test:
        return lambda cell: parse(cell).problem is None

    credit_code, org_code = valid(identifiers.parse_credit_code), valid(identifiers.parse_org_code)
    registered = valid(identifiers.parse_registration_number)
    citizen = valid(lambda cell: identifiers.parse_citizen_id(cell, today))
    return [
        ("credit_code", "credit_code", "校验通过的统一社会信用代码", "valid credit codes", credit_code),
        ("person_id", "citizen_id", "校验通过的公民身份号码", "valid citizen numbers", citizen),
        (
            "registration_number",
            "registration_number",
            "校验通过的工商注册号",
            "valid registration numbers",
            registered,
        ),
        ("org_code", "org_code", "校验通过的组织机构代码", "valid organisation codes", org_code),
        ("phone", "text", "电话号码", "telephone numbers", lambda cell: _PHONE.fullmatch(cell) is not None),
        (None, "date", "日期", "dates", _is_date),
        ("company", "name", "组织名称", "names of organisations", _is_organisation),
    ]


def _is_date(cell: str) -> bool:
    if _DATED.fullmatch(cell) is None:  # four digits may be a year, but also anything else
        return False
    try:
        parse_day(cell)
    except (ValueError, OverflowError):
        return False
    return True


def _is_organisation(cell: str) -> bool:
    return is_valid_name(cell) and kind_of_name(cell) is not EntityKind.NATURAL_PERSON


def _once(guesses: list[Guess]) -> list[Guess]:
    """Each role for the first column that has it."""
    seen: set[str] = set()
    for at, guess in enumerate(guesses):
        if guess.role in seen:
            zh, en = f"已有另一列作为 {guess.role}", f"another column is {guess.role} already"
            guesses[at] = Guess(guess.heading, None, "", zh, en)
        elif guess.role is not None:
            seen.add(guess.role)
    return guesses
