"""Licences, penalties and lists: what authorities of the province decided about its subjects."""

import cast
from twins import Twin
from world import Dice, Org, Person, Row

LICENCES = (
    ("食品经营许可证", "食品经营许可", "核准", "食品销售", cast.MARKETS),
    ("危险化学品经营许可证", "危险化学品经营", "普通", "危险化学品经营", (cast.SAFETY,)),
    ("排污许可证", "排污许可", "普通", "排放污染物", (cast.ECOLOGY,)),
    ("建筑业企业资质证书", "建筑业资质", "认可", "建筑施工三级", (cast.HOUSING,)),
    ("人力资源服务许可证", "人力资源服务许可", "普通", "职业中介", (cast.LABOUR,)),
    ("特种设备使用登记证", "特种设备使用登记", "登记", "叉车使用登记", cast.MARKETS),
)
PENALTIES = (
    (
        "未按规定公示年度报告",
        "未在期限内公示上一年度报告",
        "《企业信息公示暂行条例》第十七条",
        "罚款",
        "罚款人民币3000元",
        "0.3",
        cast.MARKETS,
    ),
    (
        "经营标签不合规食品",
        "销售标签内容不全的预包装食品",
        "《食品安全法》第一百二十五条",
        "警告；罚款",
        "警告，罚款人民币5000元",
        "0.5",
        cast.MARKETS,
    ),
    (
        "超标排放废水",
        "排放口化学需氧量超过限值",
        "《水污染防治法》第八十三条",
        "罚款",
        "罚款人民币120000元",
        "12",
        (cast.ECOLOGY,),
    ),
    (
        "未如实记录安全培训",
        "未如实记录安全生产教育培训情况",
        "《安全生产法》第九十七条",
        "警告；罚款",
        "警告，罚款人民币20000元",
        "2",
        (cast.SAFETY,),
    ),
    (
        "未取得施工许可擅自施工",
        "未取得施工许可证擅自开工",
        "《建筑法》第六十四条",
        "罚款",
        "罚款人民币36000元",
        "3.6",
        (cast.HOUSING,),
    ),
)
LISTS = (
    (
        "拖欠农民工工资失信联合惩戒对象名单",
        cast.LABOUR,
        "拖欠农民工工资失信联合惩戒对象名单管理暂行办法第五条",
    ),
    ("重大税收违法失信主体名单", cast.TAX, "重大税收违法失信主体信息公布管理办法第六条"),
    ("安全生产严重失信主体名单", cast.SAFETY, "安全生产严重失信主体名单管理办法第六条"),
    ("市场监督管理严重违法失信名单", cast.MARKET, "市场监督管理严重违法失信名单管理办法第二条"),
)
RED = (("A级纳税人名单", cast.TAX), ("守合同重信用企业名单", cast.MARKET))


def subject(org: Org) -> dict[str, str]:
    """The subject block of the second-generation layouts. An old firm also gives its registration number."""
    household = org.kind == "92"
    return {
        "行政相对人名称": org.name,
        "行政相对人类别": "个体工商户" if household else "法人及非法人组织",
        "统一社会信用代码": org.shown_code,
        "工商注册号": org.number,
        "法定代表人": org.head.name if org.head else "",
    }


def person_subject(person: Person) -> dict[str, str]:
    """The subject block for a natural person."""
    return {
        "行政相对人名称": person.name,
        "行政相对人类别": "自然人",
        "证件类型": "身份证",
        "证件号码": person.number,
    }


def as_twin(row: Row, twin: Twin) -> Row:
    """The row with the spelling and the numbers of the other file."""
    return row.but(
        行政相对人名称=twin.name,
        统一社会信用代码=twin.code,
        工商注册号=twin.number,
        组织机构代码=twin.org_code,
        税务登记号=twin.tax_number,
    )


class Decider:
    """Numbers and dates decisions; `mark` stands in the numbers of one decider only."""

    def __init__(self, dice: Dice, mark: str = "") -> None:
        self._dice = dice
        self._mark = mark
        self._serial = 0

    def _number(self, word: str, year: str) -> str:
        self._serial += 1
        return f"云{self._mark or word}〔{year}〕{self._serial}号"

    def licence(self, org: Org, which: int | None = None) -> Row:
        """A licence of the second generation."""
        sort = LICENCES[which] if which is not None else self._licence(org)
        name, document, category, content, authorities = sort
        authority = self._dice.of(authorities)
        first = max(2019, int(org.founded[:4] or 0) + 1)
        day = self._dice.day(min(first, 2025), 2025)
        endless = self._dice.chance(15)
        cells = subject(org) | {
            "行政许可决定文书名称": f"准予{document}决定书",
            "行政许可决定文书号": self._number("许", day[:4]),
            "许可类别": category,
            "许可证书名称": name,
            "许可编号": f"YZ{self._serial:06d}",
            "许可内容": content,
            "许可决定日期": day,
            "有效期自": day,
            "有效期至": "2099-12-31" if endless else f"{int(day[:4]) + 5}{day[4:]}",
            "许可机关": authority.name,
            "许可机关统一社会信用代码": authority.code,
            "当前状态": "1",
            "数据来源单位": authority.name,
            "数据来源单位统一社会信用代码": authority.code,
        }
        return Row(cells)

    def _licence(self, org: Org) -> tuple[str, str, str, str, tuple[Org, ...]]:
        return LICENCES[0] if org.kind == "92" else self._dice.of(LICENCES)

    def penalty(self, about: Org | Person, which: int | None = None, day: str = "") -> Row:
        """A penalty of the second generation, against an organisation or a natural person."""
        kind, facts, basis, category, content, fine, authorities = (
            PENALTIES[which] if which is not None else self._dice.of(PENALTIES)
        )
        authority = self._dice.of(authorities)
        day = day or self._dice.day(2023, 2025)
        block = person_subject(about) if isinstance(about, Person) else subject(about)
        cells = block | {
            "行政处罚决定书文号": self._number("罚", day[:4]),
            "违法行为类型": kind,
            "违法事实": facts,
            "处罚依据": basis,
            "处罚类别": category,
            "处罚内容": content,
            "罚款金额（万元）": fine,
            "处罚决定日期": day,
            "公示截止期": f"{int(day[:4]) + 1}{day[4:]}",
            "处罚机关": authority.name,
            "处罚机关统一社会信用代码": authority.code,
            "数据来源单位": authority.name,
            "数据来源单位统一社会信用代码": authority.code,
        }
        return Row(cells)

    def old_licence(self, org: Org) -> Row:
        """A licence in the layout of 2015, where codes 2 and 3 stand the other way round."""
        _, document, _, content, authorities = self._licence(org)
        day = self._dice.day(2015, 2017)
        household = org.kind == "92"
        cells = {
            "行政许可决定书文号": self._number("审", day[:4]),
            "项目名称": document,
            "审批类别": "登记" if household else "普通",
            "许可内容": content,
            "行政相对人名称": org.name,
            "统一社会信用代码": "",
            "组织机构代码": "" if household else f"{org.org_code[:8]}-{org.org_code[8]}",
            "工商登记码": org.number,
            "税务登记号": "",
            "法定代表人姓名": org.head.name if org.head else "",
            "许可决定日期": day.replace("-", "/"),
            "许可截止期": f"{int(day[:4]) + 3}{day[4:]}".replace("-", "/"),
            "许可机关": self._dice.of(authorities).name,
            "当前状态": "0",
            "地方编码": "379900",
            "数据更新时间戳": f"{day.replace('-', '/')} 08:30:00",
        }
        return Row(cells)

    def old_penalty(self, org: Org) -> Row:
        """A penalty in the layout of 2015."""
        kind, facts, basis, category, content, _, authorities = self._dice.of(PENALTIES)
        day = self._dice.day(2015, 2017)
        cells = {
            "行政处罚决定书文号": self._number("处", day[:4]),
            "处罚名称": kind,
            "处罚类别1": category.split("；")[-1],
            "处罚事由": facts,
            "处罚依据": basis,
            "行政相对人名称": org.name,
            "组织机构代码": f"{org.org_code[:8]}-{org.org_code[8]}",
            "法定代表人姓名": org.head.name if org.head else "",
            "处罚结果": content,
            "处罚决定日期": day.replace("-", "/"),
            "处罚机关": self._dice.of(authorities).name,
            "当前状态": "0",
            "地方编码": "379900",
            "数据更新时间戳": f"{day.replace('-', '/')} 08:30:00",
        }
        return Row(cells)

    def listed(self, org: Org, which: int | None = None, day: str = "", until: str = "") -> Row:
        """An entry on a list of serious dishonesty, with the legal representative as the law demands."""
        name, authority, basis = LISTS[which] if which is not None else self._dice.of(LISTS)
        return self._entry(org.name, org.shown_code, "", org.head, name, authority, basis, day, until)

    def listed_person(self, person: Person, which: int) -> Row:
        """An entry for a natural person."""
        name, authority, basis = LISTS[which]
        return self._entry(person.name, "", person.number, None, name, authority, basis)

    def praised(self, org: Org) -> Row:
        """An entry on a red list."""
        name, authority = self._dice.of(RED)
        return self._entry(org.name, org.shown_code, "", org.head, name, authority, "年度评价")

    def _entry(
        self,
        name: str,
        code: str,
        number: str,
        head: Person | None,
        list_name: str,
        authority: Org,
        basis: str,
        day: str = "",
        until: str = "",
    ) -> Row:
        day = day or self._dice.day(2023, 2025)
        cells = {
            "名单名称": list_name,
            "主体名称": name,
            "统一社会信用代码": code,
            "证件号码": number,
            "法定代表人": head.name if head else "",
            "列入日期": day,
            "列入决定书文号": self._number("列", day[:4]),
            "列入机关": authority.name,
            "列入依据": basis,
            "移出日期": until,
        }
        return Row(cells)
