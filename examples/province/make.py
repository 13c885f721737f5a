"""Write the example province: `python examples/province/make.py [--seed N] [--out DIR]`.

The same seed gives the same bytes. README.md beside this file says who is in the province; `expected.json`,
written beside the files, says what an import must find wrong with them.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cast
import faults
from crowd import Crowd
from decisions import Decider, as_twin
from layouts import column, encode, fit, headings
from twins import Twin, twins
from world import Bad, Dice, Holding, Org, Person, Post, Province, Row

SEED = 20261124
LICENCES, OLD_LICENCES, PENALTIES = 372, 56, 62


@dataclass(frozen=True)
class File:
    """One file of the province: `above` are rows over the header, `more` are columns behind it."""

    name: str
    kind: str
    rows: list[Row]
    encoding: str = "utf-8"
    above: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of the file."""
        return (*headings(self.kind), *self.more)

    def content(self) -> bytes:
        """The bytes of the file."""
        above = [[text] + [""] * (len(self.columns) - 1) for text in self.above]
        return encode([*above, self.columns, *(fit(self.columns, row) for row in self.rows)], self.encoding)

    def problems(self) -> list[dict[str, object]]:
        """What is wrong, by the row number that a spreadsheet shows."""
        first = len(self.above) + 2
        return [self._problem(first + place, bad) for place, row in enumerate(self.rows) for bad in row.bad]

    def _problem(self, row: int, bad: Bad) -> dict[str, object]:
        heading = column(self.columns, bad.column)
        code = faults.CODES[bad.kind]
        return {"row": row, "column": heading, "scope": bad.scope, "code": code, "kind": bad.kind}


def build(seed: int) -> tuple[Province, list[Twin]]:
    """The whole province, good and bad rows."""
    dice = Dice(seed)
    pairs = twins()
    province = Province(
        orgs=[*cast.STATE_BODIES, *cast.CORE, *(twin.org for twin in pairs)],
        posts=list(cast.POSTS),
        holdings=list(cast.HOLDINGS),
    )
    crowd = Crowd(province, dice)
    crowd.fill()
    _decide(province, crowd, pairs, Decider(dice), dice)
    return province, pairs


def _decide(province: Province, crowd: Crowd, pairs: list[Twin], decider: Decider, dice: Dice) -> None:
    """Decisions on the cast first, then on the twins, then on the crowd."""
    old = [firm for firm in crowd.firms if firm.number]
    others = [firm for firm in crowd.firms if firm.kind in ("91", "93")]
    province.licences += [decider.licence(cast.CLEAN, 5), decider.licence(cast.PENALISED, 1)]
    province.licences += [decider.licence(org) for org in (*cast.LINKED, *cast.STATE_HELD[:2], *old)]
    province.penalties += [
        decider.penalty(cast.PENALISED, 2, "2025-03-18"),
        decider.penalty(cast.PENALISED, 3, "2024-07-02"),
        decider.penalty(Person("路遥知", "19750105", 53), 1, "2025-05-05"),
    ]
    province.lists += [
        decider.listed(cast.LISTED, 0, "2025-06-30"),
        decider.listed_person(Person("连城璧", "19700317", 55), 0),
        decider.listed_person(Person("蔺如初", "19801204", 36), 1),
    ]
    for twin in pairs:
        ways: dict[str, tuple[list[Row], Callable[[Org], Row]]] = {
            "licence": (province.licences, decider.licence),
            "licence_2015": (province.old_licences, decider.old_licence),
            "penalty": (province.penalties, decider.penalty),
            "penalty_2015": (province.old_penalties, decider.old_penalty),
        }
        rows, row = ways[twin.file]
        stated = as_twin(row(twin.org), twin)
        rows.append(stated.but(许可决定日期="2015/05/20") if twin.join == "history" else stated)
        if twin.number:  # the row that ties the old number to the code
            rows.append(row(twin.org))
    province.licences += [decider.licence(dice.of(crowd.firms)) for _ in range(LICENCES)]
    province.old_licences += [decider.old_licence(dice.of(others)) for _ in range(OLD_LICENCES)]
    province.penalties += [decider.penalty(dice.of(others)) for _ in range(PENALTIES)]
    province.old_penalties += [decider.old_penalty(dice.of(others)) for _ in range(5)]
    province.lists += [decider.listed(dice.of(others)) for _ in range(9)]
    province.lists += [decider.listed(dice.of(others), until="2026-02-01") for _ in range(2)]
    province.lists += [decider.praised(dice.of(others)) for _ in range(13)]


def registration(org: Org) -> Row:
    """A row of the registry."""
    cells = {
        "企业名称": org.name,
        "统一社会信用代码": org.shown_code,
        "主体类型": org.type,
        "法定代表人": org.head.name if org.head else "",
        "成立日期": org.founded,
        "住所": org.address,
        "联系电话": org.phone,
        "曾用名": org.former,
        "更名日期": org.renamed,
    }
    return Row(cells)


def office(post: Post) -> Row:
    """A row of the officers' file."""
    cells = {
        "企业名称": post.org.name,
        "统一社会信用代码": post.org.shown_code,
        "姓名": post.person.name,
        "证件号码": post.person.number,
        "职务": post.title,
        "任职日期": post.since,
        "离任日期": post.until,
    }
    return Row(cells)


def share(holding: Holding) -> Row:
    """A row of the shareholders' file."""
    holder = holding.holder
    cells = {
        "企业名称": holding.org.name,
        "统一社会信用代码": holding.org.shown_code,
        "股东名称": holder.name,
        "股东代码": holder.shown_code if isinstance(holder, Org) else holder.number,
        "持股比例(%)": holding.percent,
        "起始日期": holding.since,
        "终止日期": holding.until,
    }
    return Row(cells)


def files(province: Province) -> list[File]:
    """All files, with the bad rows among the good ones."""
    firms = [registration(org) for org in province.orgs]
    offices = [office(post) for post in province.posts]
    shares = [share(holding) for holding in province.holdings]
    return [
        File("registration.csv", "registration", faults.registration(firms), "utf-8-sig"),
        File("officers.csv", "officers", faults.officers(offices), more=("血型",)),
        File("shareholders.csv", "shareholders", faults.shareholders(shares)),
        File("licence.csv", "licence", faults.licence(province.licences)),
        File("licence_2015.csv", "licence_2015", faults.old_licence(province.old_licences), "gb18030"),
        File(
            "penalty.csv",
            "penalty",
            faults.penalty(province.penalties),
            above=("云泽省行政处罚信息公示表（2023—2025年）",),
        ),
        File("penalty_2015.csv", "penalty_2015", province.old_penalties),
        File("list.csv", "list", faults.lists(province.lists)),
    ]


def expected(seed: int, made: list[File], pairs: list[Twin]) -> dict[str, object]:
    """What `expected.json` says: rows and problems by file, the cast, and the twins."""
    return {
        "seed": seed,
        "files": {
            file.name: {
                "template": file.kind,
                "encoding": file.encoding,
                "header_row": len(file.above) + 1,
                "rows": len(file.rows),
                "rows_quarantined": len({p["row"] for p in file.problems() if p["scope"] == "row"}),
                "cells_quarantined": sum(p["scope"] == "cell" for p in file.problems()),
                "columns_refused": list(file.more),
                "problems": file.problems(),
            }
            for file in made
        },
        "subjects": cast.subjects(),
        "twins": [
            {
                "name": twin.org.name,
                "code": twin.org.code,
                "file": f"{twin.file}.csv",
                "as": twin.name,
                "how": twin.how,
                "join": twin.join,
            }
            for twin in pairs
        ],
    }


def main(arguments: list[str] | None = None) -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description="Write the example province.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data")
    options = parser.parse_args(arguments)
    province, pairs = build(options.seed)
    made = files(province)
    options.out.mkdir(parents=True, exist_ok=True)
    for file in made:
        (options.out / file.name).write_bytes(file.content())
    text = json.dumps(expected(options.seed, made, pairs), ensure_ascii=False, indent=1) + "\n"
    (options.out / "expected.json").write_bytes(text.encode())


if __name__ == "__main__":
    main()
