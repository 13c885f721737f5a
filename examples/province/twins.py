"""Firms that other files spell in another way than the registry: what a matcher must bring together.

Each twin has its own registered firm. `join` says what should happen: `code` and `bridge` by a number, `text`
by an equal strict key, `history` by a dated former name, `steward` only by a person's decision.
"""

from dataclasses import dataclass

from cast import EAST, ELM, INK, LAKE, LIMITED, PILLOW, PINE, PLACES, STOCK
from codes import registration_number
from world import Org, Person

OLD_NUMBER = 5
"""The firm that one row knows only by its registration number; another row ties that to its code."""


@dataclass(frozen=True)
class Twin:
    """A registered firm and the spelling and numbers that another file gives for it."""

    org: Org
    file: str
    """The list the other spelling stands in: `licence`, `licence_2015`, `penalty` or `penalty_2015`."""
    name: str
    how: str
    join: str
    code: str = ""
    number: str = ""
    org_code: str = ""
    tax_number: str = ""


def _org(
    name: str, division: str, index: int, head: str, type_: str = LIMITED, kind: str = "91", former: str = ""
) -> Org:
    return Org(
        name,
        type_,
        kind,
        division,
        f"YX9901{index:02d}",
        Person(head),
        f"{2001 + index // 2}-07-{index + 1:02d}",
        f"{PLACES[division]}槐荫街{index + 1}号",
        f"0399-55501{index:02d}",
        former,
        "2016-08-01" if former else "",
        registration_number(division, 30000 + index) if index == OLD_NUMBER else "",
    )


def twins() -> list[Twin]:
    """All of them, in a fixed order."""
    former = "鹤陵市古月陶瓷有限公司"
    firms = [
        _org("墨川市澹台软件有限公司", LAKE, 0, "骆北辰"),
        _org("墨川市（枕石）园林有限公司", LAKE, 1, "池小满"),
        _org("墨川市长东车业有限公司", EAST, 2, "阎清和"),
        _org("霁州市鸣条环保有限公司", INK, 3, "傅与归"),
        _org("鹤陵市胡月陶瓷有限公司", PILLOW, 4, "戴初晴", former=former),
        _org("鹤陵市杏坛机电有限公司", ELM, 5, "萧沐云"),
        _org("霁州市兰亭纸品有限公司", PINE, 6, "谭知行"),
        _org("霁州市雪堂药业股份有限公司", INK, 7, "翟怀远", STOCK),
        _org("墨川市桐庐丝绸有限公司", EAST, 8, "瞿明岸"),
        _org("云泽ＡＢＣ贸易有限公司", LAKE, 9, "裴听雪"),
        _org("鹤陵市山中旅游有限公司", ELM, 10, "慕容白石"),
        _org("云泽省橘颂出版集团有限公司", LAKE, 11, "欧阳采薇"),
        _org("墨川市采菊电子有限公司", EAST, 12, "司徒南枝"),
        _org("霁州市惊蛰农机有限公司", PINE, 13, "诸葛一苇"),
        _org("云泽省墨韵图书有限公司", LAKE, 14, "令狐远山"),
        _org("墨川市望湖区顺和餐馆", LAKE, 15, "上官顺和", "个体工商户", "92"),
    ]
    given = iter(firms)
    return [
        Twin(next(given), "licence", "墨川市澹台软件有限责任公司", "有限责任公司 for 有限公司", "text"),
        Twin(next(given), "penalty", "墨川市(枕石)园林有限公司", "half-width brackets", "text"),
        Twin(next(given), "licence_2015", "墨川市長東車業有限公司", "traditional characters", "text"),
        Twin(next(given), "licence", "霁州市鸣条 环保　有限公司", "blanks, one of them full-width", "text"),
        Twin(next(given), "licence_2015", former, "former name, no code", "history"),
        Twin(
            next(given),
            "licence",
            firms[OLD_NUMBER].name,
            "only the old registration number",
            "bridge",
            number=firms[OLD_NUMBER].number,
        ),
        Twin(
            next(given),
            "licence_2015",
            "霁州市兰亭纸品厂",
            "only the organisation code, and an old name",
            "bridge",
            org_code=f"{firms[6].org_code[:8]}-{firms[6].org_code[8]}",
        ),
        Twin(
            next(given),
            "penalty_2015",
            firms[7].name,
            "only the tax number",
            "bridge",
            tax_number=firms[7].tax_number,
        ),
        Twin(next(given), "penalty", "墨川市桐庐丝绸有限公司。", "a full stop behind the name", "text"),
        Twin(next(given), "licence", "云泽abc贸易有限公司", "half-width small letters", "text"),
        Twin(next(given), "licence", "鹤陵市⼭中旅游有限公司", "a Kangxi radical from a PDF", "text"),
        Twin(
            next(given),
            "penalty",
            "云泽橘颂出版集团有限公司",
            "省 left out, code given",
            "code",
            code=firms[11].code,
        ),
        Twin(
            next(given),
            "licence",
            firms[12].name,
            "code in small full-width characters",
            "code",
            code=_full_width(firms[12].code.lower()),
        ),
        Twin(
            next(given),
            "licence",
            firms[13].name,
            "code in groups with hyphens",
            "code",
            code=f"{firms[13].code[:8]}-{firms[13].code[8:17]}-{firms[13].code[17]}",
        ),
        Twin(next(given), "licence", "云泽墨韵图书有限公司", "省 left out, no code", "steward"),
        Twin(next(given), "penalty", "顺和餐馆", "the division left out, no code", "steward"),
    ]


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)
