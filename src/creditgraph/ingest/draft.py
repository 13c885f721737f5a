"""A first mapping for an unknown file, for a person to review: every line says why it is there.

Nothing of the cells is printed, only how many of them are what. Columns whose meaning is uncertain are left out with a
comment, and so are those that may not be collected. What a mapping does not name is kept, redacted, and stated nowhere.
"""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from creditgraph.identifiers import mask_number, redact_text
from creditgraph.ingest.column_guess import Guess, guess_columns, known_headings
from creditgraph.ingest.library import parse_mapping
from creditgraph.ingest.tables import Table
from creditgraph.model.dates import Day
from creditgraph.model.errors import BadInput

SAMPLE = 500
_UNIQUE = 0.97
_IDENTIFIERS = ("credit_code", "org_code", "registration_number", "tax_number")
_DETAILS = ("founded_on", "address", "phone", "email", "industry", "status")
_LONGEST_ID = 40
_WITHIN = ("person", "holder")
"""Roles of those who are told within a company: there the company stands in many rows."""
_NO_ID = re.compile(r"[^a-z0-9]+")


class Draft(NamedTuple):
    """The text of a mapping, the guesses it rests on, and where in the file they were made."""

    text: str
    guesses: list[Guess]
    key: list[list[str]]
    header_row: int
    rows: int


class _Key(NamedTuple):
    alternatives: list[list[str]]
    zh: str
    en: str


def draft_mapping(table: Table, name: str, today: Day) -> Draft:
    """Propose a mapping for the table; `name` is the file's. BadInput where no column names a subject."""
    candidates = table.header_candidates()
    if not candidates:
        raise _no_subject(table, ())
    best = max(candidates, key=lambda header: (known_headings(header.cells), -header.row))
    header = table.find_header(lambda cells: tuple(cells) == best.cells)
    rows = [row.cells for row in islice((row for row in table.rows() if row.problem is None), SAMPLE)]
    guesses = guess_columns(header.cells, rows, today)
    roles = {guess.role: at for at, guess in enumerate(guesses) if guess.role is not None}
    if not roles.keys() & {"company", "person"}:
        raise _no_subject(table, guesses)
    key = _key(roles, rows)
    lines = [*_head(name, table, header.row, len(rows)), *_key_lines(key), *_column_lines(guesses)]
    lines += [*_source_lines(roles), *_link_lines(roles)]
    text = "\n".join(lines) + "\n"
    parse_mapping(text, name, name)  # what is proposed must be a mapping
    return Draft(text, guesses, key.alternatives, header.row, len(rows))


def shown(heading: str) -> str:
    """A heading as it may be printed, on one line."""
    return redact_text(" ".join(heading.split()), mask_number)


def _head(name: str, table: Table, row: int, rows: int) -> Iterable[str]:
    dataset = _dataset(name)
    sheet = "" if table.sheet is None else f"，工作表 {shown(table.sheet)} / sheet"
    title = json.dumps(shown(name), ensure_ascii=False)
    return (
        "# 草稿，由 creditgraph mapping draft 起草：逐行核对后再用于导入。",
        "# A draft: check every line before importing with it. Language: docs/mappings.md",
        f"# 表头在第 {row} 行，看了 {rows} 行数据{sheet} / headings in row {row}, {rows} rows looked at",
        f"dataset: {dataset}",
        f"title: {{zh: {title}, en: {title}}}",
        "# 每次只送变化的行用 upsert；每次送某主体的全部行、缺少即终止，则用 snapshot（须加 scope 与 absence）。",
        "# upsert: rows replace those of their key. If a file always holds all rows of a subject: snapshot.",
        "delivery: upsert",
    )


def _dataset(name: str) -> str:
    """A dataset's id from a file's name, Chinese by its sounds: files of two names must not become one dataset."""
    from pypinyin import lazy_pinyin  # its tables take longer to load than a draft to make

    slug = _NO_ID.sub("_", "".join(lazy_pinyin(name)).lower()).strip("_")[:_LONGEST_ID].strip("_")
    return slug if slug[:1].isalpha() else f"file_{slug}".rstrip("_")


def _key(roles: dict[str, int], rows: Sequence[Sequence[str]]) -> _Key:
    """The columns that tell the sampled rows apart, the fewest first; the whole row where none do."""
    main = "company" if "company" in roles else "person"
    codes = [code for code in _IDENTIFIERS if code in roles]
    own = [role for role in ("person", "person_id", "post", "holder", "holder_code") if role in roles and role != main]
    first = "|".join([*codes[:1], main])
    choices = [[first]] if not own else []
    choices += [[first, *(role + "?" for role in own)]] if own else [[first, *_also(roles)]]
    for parts in choices:
        seen = [tuple(_first(row, part, roles) for part in parts) for row in rows]
        if not rows or len(set(seen)) >= _UNIQUE * len(seen):
            alternatives = [[codes[0]], [main]] if parts == [first] and codes else [parts]
            share = len(set(seen)) / len(seen) if seen else 1.0
            return _Key(
                alternatives, f"抽查行中 {share:.0%} 互不相同", f"{share:.0%} of the rows looked at differ in it"
            )
    return _Key([], "没有能区分各行的列：以整行为键", "no columns tell the rows apart: the whole row is the key")


def _also(roles: dict[str, int]) -> list[str]:
    return [role + "?" for role in ("founded_on", "from_day", "legal_rep") if role in roles]


def _first(row: Sequence[str], part: str, roles: dict[str, int]) -> str:
    return next((cell for role in part.rstrip("?").split("|") if (cell := row[roles[role]].strip())), "")


def _key_lines(key: _Key) -> Iterable[str]:
    comment = f"  # {key.zh} / {key.en}"
    if not key.alternatives:
        return (f"key: content{comment}",)
    listed = [f"  - [{', '.join(json.dumps(part) for part in parts)}]" for parts in key.alternatives]
    return (f"key:{comment}", *listed)


def _column_lines(guesses: Sequence[Guess]) -> Iterable[str]:
    yield "columns:"
    for guess in guesses:
        why = f"# {guess.reason_zh} / {guess.reason_en}"
        heading = json.dumps(shown(guess.heading), ensure_ascii=False)
        if guess.role is not None:
            needed = ", required: true" if guess.role in ("company", "person") and _names(guesses) == guess.role else ""
            kind = "" if guess.type == "text" else f", type: {guess.type}"
            yield f"  {guess.role}: {{heading: {heading}{kind}{needed}}}  {why}"
        elif guess.refused is not None:
            yield f"  # 不得归集 / refused ({guess.refused}): {heading}  {why}"
        else:
            yield f"  # 未采用 / ignored: {heading}  {why}"


def _names(guesses: Sequence[Guess]) -> str:
    return "company" if any(guess.role == "company" for guess in guesses) else "person"


def _source_lines(roles: dict[str, int]) -> Iterable[str]:
    yield "sources:"
    if "company" in roles:
        numbers = [code for code in _IDENTIFIERS if code in roles]
        details = [f"{detail}: {detail}" for detail in _DETAILS if detail in roles]
        yield "  company:"
        yield "    kind: organisation"
        former = ', {column: former_names, kind: former, split: "、;；"}' if "former_names" in roles else ""
        yield f"    names: [{{column: company}}{former}]"
        yield from _listed("identifiers", numbers)
        if details:
            yield f"    details: {{{', '.join(details)}}}"
        if any(role in roles for role in _WITHIN):
            yield "    # 本数据集内同名即同一主体；若不是，删去 company"
            yield "    # one name is one subject within this dataset; take company out where that is not so"
            yield from _listed("key", [*numbers, "company"])
        else:
            yield from _listed("key", numbers)
    within = "company" if "company" in roles else None
    yield from _person_lines("legal_rep", "legal_rep_id", roles, within)
    yield from _person_lines("person", "person_id", roles, within)
    if within and "holder" in roles:
        yield from ("  holder:", "    kind: auto", "    mention_in: company", "    names: [{column: holder}]")
        code = ["holder_code"] if "holder_code" in roles else []
        yield from (*_listed("identifiers", code), *_listed("key", code))


def _person_lines(role: str, number: str, roles: dict[str, int], within: str | None) -> Iterable[str]:
    if role not in roles or (within is None and role == "legal_rep"):
        return
    yield f"  {role}:"
    yield "    kind: natural_person"
    if within:
        yield f"    mention_in: {within}"
    yield f"    names: [{{column: {role}}}]"
    numbers = [number] if number in roles else []
    yield from _listed("identifiers", numbers)
    if not within:
        yield from _listed("key", numbers)


def _listed(field: str, words: Sequence[str]) -> Iterable[str]:
    return (f"    {field}: [{', '.join(words)}]",) if words else ()


def _link_lines(roles: dict[str, int]) -> Iterable[str]:
    if "company" not in roles:
        return
    days = [
        f"{field}: {role}" for field, role in (("valid_from", "from_day"), ("valid_to", "last_day")) if role in roles
    ]
    links = []
    if "legal_rep" in roles:
        links.append("type: LEGAL_REP_OF, from: legal_rep, to: company")
    if "person" in roles and "post" in roles:
        post = 'attributes: {post: {column: post, split: "/、；;"}}'
        links.append(", ".join(["type: OFFICER_OF, from: person, to: company", post, *days]))
    if "holder" in roles:
        share = ["attributes: {share: {column: share}}"] if "share" in roles else []
        links.append(", ".join(["type: HOLDS, from: holder, to: company", *share, *days]))
    if links:
        yield "links:"
        yield from (f"  - {{{link}}}" for link in links)


def _no_subject(table: Table, guesses: Sequence[Guess]) -> BadInput:
    seen = "、".join(shown(guess.heading) for guess in guesses[:20])
    return BadInput(
        "no_subject",
        f"{table.path}: no column seems to hold names of organisations or persons (headings: {seen})",
        "give the column of names a usual heading, such as 企业名称 or 姓名, or write the mapping by hand",
        message_zh=f"{table.path}：没有发现企业或人员名称列（表头：{seen}）",
        remedy_zh="将名称列的表头改为“企业名称”“姓名”等常用写法，或手写映射（见 docs/mappings.md）",
    )
