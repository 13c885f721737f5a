"""The bad rows, put among the good ones on purpose, and each marked with what is wrong in it.

A number that is wrong costs only its cell, for a subject may lack it; anything else wrong costs the row.

They stand at fixed places of each file and are about firms that nothing else mentions.
"""

import cast
from codes import citizen_id, registration_number, spoilt
from decisions import Decider
from world import Dice, Org, Person, Row

BLANK_CODE = "00000000000000000X"
"""The national form's filler for a household business without a code: it is missing, not wrong."""


def _firm(brand: str, index: int, type_: str = cast.LIMITED, kind: str = "91") -> Org:
    return Org(
        f"霁州市{brand}",
        type_,
        kind,
        cast.PINE,
        f"YX9902{index:02d}",
        Person("束有容"),
        "2014-10-01",
        f"霁州市松荫县残雪路{index + 1}号",
        f"0399-55502{index:02d}",
    )


CODES = {
    "check_character": "checksum",
    "letter_for_digit": "charset",
    "length": "length",
    "citizen_id_check": "checksum",
    "citizen_id_birth": "birthdate",
    "impossible_date": "not_a_date",
    "required_missing": "missing",
    "share_out_of_range": "not_a_percentage",
    "not_a_number": "not_a_percentage",
}
"""What the quarantine file says of each kind."""

FIRMS = [
    _firm(f"{brand}有限公司", index)
    for index, brand in enumerate(("错银五金", "缺月照明", "残荷摄影", "断桥旅行", "偏舟渔具", "漏雨防水", "斜阳遮阳"))
]
HOUSEHOLD = _firm("松荫县束记豆腐坊", 20, "个体工商户", "92")


def _o_for_zero(code: str) -> str:
    """The code with letter O where the first 0 is, as a clerk types it."""
    return code.replace("0", "O", 1)


def _insert(rows: list[Row], bad: list[Row], first: int, step: int) -> list[Row]:
    """The rows with the bad ones at every so many places, from a first place on."""
    whole = list(rows)
    for turn, row in enumerate(bad):
        whole.insert(min(first + turn * step, len(whole)), row)
    return whole


def registration(rows: list[Row]) -> list[Row]:
    """A wrong check character, O for 0, an impossible day, a name missing; and a blank code."""

    def good(org: Org) -> Row:
        cells = {
            "企业名称": org.name,
            "统一社会信用代码": org.code,
            "主体类型": org.type,
            "法定代表人": "束有容",
            "成立日期": org.founded,
            "住所": org.address,
            "联系电话": org.phone,
        }
        return Row(cells)

    code, name = "统一社会信用代码", "企业名称"
    bad = [
        good(FIRMS[0]).spoil(code, spoilt(FIRMS[0].code), "check_character"),
        good(FIRMS[1]).spoil(code, _o_for_zero(FIRMS[1].code), "letter_for_digit"),
        good(FIRMS[2]).spoil("成立日期", "2015-02-30", "impossible_date", "row"),
        good(FIRMS[3]).spoil(name, "", "required_missing", "row"),
        good(FIRMS[4]).spoil(code, FIRMS[4].code[:-1], "length"),
        good(HOUSEHOLD).but(统一社会信用代码=BLANK_CODE),
        good(FIRMS[5]),
        good(FIRMS[6]),
    ]
    return _insert(rows, bad, 60, 33)


def officers(rows: list[Row]) -> list[Row]:
    """Wrong identity numbers, a name missing, an impossible month; some cells of blood groups."""

    def good(name: str, number: str) -> Row:
        cells = {
            "企业名称": FIRMS[5].name,
            "统一社会信用代码": FIRMS[5].code,
            "姓名": name,
            "证件号码": number,
            "职务": "监事",
            "任职日期": "2018-08-08",
        }
        return Row(cells)

    number = citizen_id("19760606", 57)
    bad = [
        good("束有容", citizen_id("19700606", 59)).spoil(
            "证件号码", spoilt(citizen_id("19700606", 59)), "citizen_id_check"
        ),
        good("鄢十三", number).spoil("证件号码", citizen_id("19761331", 57), "citizen_id_birth"),
        good("", number).spoil("姓名", "", "required_missing", "row"),
        good("缑一鸣", "").spoil("任职日期", "2021-13-01", "impossible_date", "row"),
    ]
    blood = ("A", "O", "B", "AB")
    marked = [row.but(血型=blood[place % 4]) if 50 <= place < 58 else row for place, row in enumerate(rows)]
    return _insert(marked, bad, 70, 61)


def shareholders(rows: list[Row]) -> list[Row]:
    """Shares below 0 and above 100 and no number at all, a holder missing, a holder's code with O for 0."""

    def good(holder: str, code: str, percent: str) -> Row:
        cells = {
            "企业名称": FIRMS[6].name,
            "统一社会信用代码": FIRMS[6].code,
            "股东名称": holder,
            "股东代码": code,
            "持股比例(%)": percent,
            "起始日期": "2016-06-06",
        }
        return Row(cells)

    percent = "持股比例(%)"
    bad = [
        good("束有容", "", "60").spoil(percent, "-5", "share_out_of_range", "row"),
        good("缑一鸣", "", "60").spoil(percent, "120", "share_out_of_range", "row"),
        good("鄢十三", "", "60").spoil(percent, "一半", "not_a_number", "row"),
        good("", "", "10").spoil("股东名称", "", "required_missing", "row"),
        good(FIRMS[4].name, FIRMS[4].code, "10").spoil("股东代码", _o_for_zero(FIRMS[4].code), "letter_for_digit"),
    ]
    return _insert(rows, bad, 55, 40)


def licence(rows: list[Row]) -> list[Row]:
    """Of every kind one; the household with the blank code is good, for its old number names it."""
    decider, org = Decider(Dice(1), "误许"), FIRMS[5]
    number = registration_number(cast.PINE, 60000009)
    bad = [
        decider.licence(org, 0).spoil("统一社会信用代码", spoilt(org.code), "check_character"),
        decider.licence(org, 0).spoil("许可决定日期", "2022-11-31", "impossible_date", "row"),
        decider.licence(org, 0).spoil("行政相对人名称", "", "required_missing", "row"),
        decider.licence(org, 0).spoil("工商注册号", spoilt(number), "check_character"),
        decider.licence(HOUSEHOLD, 0).but(统一社会信用代码=BLANK_CODE, 工商注册号=number),
    ]
    return _insert(rows, bad, 90, 71)


def old_licence(rows: list[Row]) -> list[Row]:
    """An organisation code with a wrong check character, in the column that today holds another number."""
    decider, org = Decider(Dice(2), "误审"), FIRMS[5]
    row = decider.old_licence(org)
    bad = [
        row.spoil("组织机构代码", spoilt(row.cells["组织机构代码"]), "check_character"),
        decider.old_licence(org).spoil("许可决定日期", "2016/2/31", "impossible_date", "row"),
    ]
    return _insert(rows, bad, 20, 17)


def penalty(rows: list[Row]) -> list[Row]:
    """A month 0, O for 0, a person's number with a wrong check digit, a subject without a name."""
    decider, org = Decider(Dice(3), "误罚"), FIRMS[5]
    wrong = Person("缑一鸣", "19820808", 61)
    bad = [
        decider.penalty(org, 0).spoil("处罚决定日期", "2024-00-12", "impossible_date", "row"),
        decider.penalty(org, 0).spoil("统一社会信用代码", _o_for_zero(org.code), "letter_for_digit"),
        decider.penalty(wrong, 0).spoil("证件号码", spoilt(wrong.number), "citizen_id_check"),
        decider.penalty(org, 0).spoil("行政相对人名称", "", "required_missing", "row"),
    ]
    return _insert(rows, bad, 25, 13)


def lists(rows: list[Row]) -> list[Row]:
    """No list named, a wrong check character, a day that does not exist."""
    decider, org = Decider(Dice(4), "误列"), FIRMS[6]
    bad = [
        decider.praised(org).spoil("名单名称", "", "required_missing", "row"),
        decider.praised(org).spoil("统一社会信用代码", spoilt(org.code), "check_character"),
        decider.praised(org).spoil("移出日期", "2025-06-31", "impossible_date", "row"),
    ]
    return _insert(rows, bad, 12, 6)
