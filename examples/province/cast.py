"""The hand-picked subjects of the province: one for each kind of answer that an archive can give.

README.md beside this file tells them as a table; `expected.json` carries their names and codes.
"""

from codes import spoilt
from world import Holding, Org, Person, Post

LAKE, EAST, PILLOW, ELM, INK, PINE = "379911", "379912", "379921", "379922", "379931", "379932"
PLACES = {
    LAKE: "墨川市望湖区",
    EAST: "墨川市东篱区",
    PILLOW: "鹤陵市枕山区",
    ELM: "鹤陵市清榆县",
    INK: "霁州市砚池区",
    PINE: "霁州市松荫县",
}
LIMITED, STOCK, STATE = "有限责任公司", "股份有限公司", "机关法人"

# Persons. The number after the birth date is odd for men, as in the real scheme.
WEN = Person("温以宁", "19780312", 12)
SU = Person("苏禾", "19811105", 22)
HAO = Person("郝定山", "19660718", 31)
GE = Person("葛长风", "19610902", 33)
LU = Person("陆之远", "19720314", 41)
GU = Person("顾念慈", "19850621", 52)
SHEN = Person("沈听澜", "19790130", 62)
JI = Person("季长庚", "19590523", 71)
ZHAN = Person("詹若谷", "19740808", 81)
BAI = Person("柏知秋", "19870216", 92)
ZHANG_WEI = (Person("张伟", "19680101", 11), Person("张伟", "19820715", 13), Person("张伟", "19911230", 15))
WANG_FANG = (Person("王芳", "19700220", 14), Person("王芳", "19830909", 16), Person("王芳", "19940418", 18))
BARE_ZHANG, BARE_WANG = Person("张伟"), Person("王芳")


def _limited(
    name: str, division: str, body: str, head: Person | None = None, founded: str = "", phone: str = ""
) -> Org:
    turn = int(body[-2:])
    founded = founded or f"20{turn % 18 + 3:02d}-04-{turn % 27 + 1:02d}"
    return Org(name, LIMITED, "91", division, body, head, founded, f"{PLACES[division]}流云路{turn}号", phone)


def _state(name: str, body: str, division: str = "379900") -> Org:
    return Org(
        name,
        STATE,
        "11",
        division,
        body,
        founded="1999-10-01",
        address=f"云泽省墨川市望湖区府前街{int(body[-2:])}号",
    )


# State bodies
ASSETS = _state("云泽省国有资产监督管理委员会", "YX110001")
FINANCE = _state("墨川市财政局", "YX110002", "379910")
MARKET = _state("云泽省市场监督管理局", "YX110003")
SAFETY = _state("云泽省应急管理厅", "YX110004")
ECOLOGY = _state("云泽省生态环境厅", "YX110005")
HOUSING = _state("云泽省住房和城乡建设厅", "YX110006")
LABOUR = _state("云泽省人力资源和社会保障厅", "YX110007")
TAX = _state("云泽省税务局", "YX110008")
MARKETS = (
    _state("墨川市市场监督管理局", "YX110009", "379910"),
    _state("鹤陵市市场监督管理局", "YX110010", "379920"),
    _state("霁州市市场监督管理局", "YX110011", "379930"),
)
STATE_BODIES = (ASSETS, FINANCE, MARKET, SAFETY, ECOLOGY, HOUSING, LABOUR, TAX, *MARKETS)

# One subject for each kind of answer
CLEAN = _limited("云泽省清霖仪器有限公司", LAKE, "YX990001", WEN, phone="0399-5550001")
PENALISED = _limited("云泽省赤岭化工有限公司", PILLOW, "YX990002", HAO, phone="0399-5550002")
RELATED = _limited("墨川市远帆商贸有限公司", LAKE, "YX990003", LU)
LISTED = _limited("墨川市沉舟物流有限公司", EAST, "YX990004", LU)
SAME_NAME = (
    _limited("云泽锦程商贸有限公司", LAKE, "YX990005", Person("岑望舒", "19800505", 20), founded="2012-06-01"),
    _limited("云泽锦程商贸有限公司", INK, "YX990006", Person("花满溪", "19760304", 24), founded="2017-09-12"),
)
LINKED = (
    _limited("墨川市青筠文化传播有限公司", LAKE, "YX990007", Person("施闻笛", "19751014", 26)),
    _limited("鹤陵市白砚纸业有限公司", PILLOW, "YX990008", Person("倪不言", "19690628", 35)),
    _limited("霁州市松烟笔墨有限公司", INK, "YX990009", Person("费叩之", "19730212", 37)),
)
STATE_HELD = tuple(
    _limited(name, division, f"YX9900{index}", Person(head, f"19{60 + index}0306", index))
    for index, (name, division, head) in enumerate(
        (
            ("墨川水务集团有限公司", LAKE, "章怀瑾"),
            ("霁州市公共交通集团有限公司", INK, "甘棠"),
            ("云泽省能源投资集团有限公司", LAKE, "宗岱"),
            ("云泽省粮食储备集团有限公司", EAST, "巫山青"),
            ("墨川市城市建设投资集团有限公司", LAKE, "卜居易"),
            ("鹤陵港务集团有限公司", PILLOW, "时既白"),
            ("云泽文旅集团股份有限公司", INK, "路未央"),
            ("霁州市热力有限公司", INK, "燕归"),
        ),
        start=10,
    )
)
LOOP = (
    _limited("云泽环山实业有限公司", ELM, "YX990020", ZHAN),
    _limited("云泽环水置业有限公司", ELM, "YX990021", Person("籍安澜", "19770707", 39)),
    _limited("云泽环谷投资有限公司", ELM, "YX990022", Person("钮星野", "19820202", 43)),
)
CROSS = (
    _limited("鹤陵市双鱼食品有限公司", PILLOW, "YX990023", Person("单子衿", "19711111", 45)),
    _limited("鹤陵市并蒂粮油有限公司", PILLOW, "YX990024", Person("仇千里", "19681212", 47)),
)
CHAIN = (
    _limited("云泽元亨控股集团有限公司", LAKE, "YX990025", JI),
    _limited("云泽利贞投资有限公司", LAKE, "YX990026", JI),
    _limited("墨川市乾元科技有限公司", EAST, "YX990027", Person("解语", "19860606", 28)),
    _limited("墨川市乾元软件有限公司", EAST, "YX990028", Person("曾问渠", "19890909", 49)),
)
THIRDS = _limited("墨川市三友精密机械有限公司", LAKE, "YX990029", BAI)
NO_SHARE = Org(
    "霁州市留白设计合伙企业（有限合伙）",
    "有限合伙企业",
    "91",
    INK,
    "YX990030",
    Person("区又一", "19901010", 51),
    "2018-05-20",
    "霁州市砚池区流云路30号",
)
RESIGNED = _limited("霁州市旧雨建材有限公司", PINE, "YX990031", Person("覃新月", "19840404", 30))
NAMESAKES = tuple(
    _limited(f"墨川市{brand}有限公司", EAST, f"YX9900{index}", founded="2015-03-03")
    for index, brand in enumerate(
        (
            "听雨茶业",
            "叩舷船具",
            "疏影园艺",
            "半亩农资",
            "扫雪家政",
            "问柳餐饮",
            "衔泥建筑",
            "卷帘窗饰",
            "枕流水产",
            "漱石石材",
        ),
        start=40,
    )
)

UNKNOWN = _limited("云泽省乌有先生贸易有限公司", LAKE, "YX990099")
"""In no file: its code is valid and answers `unknown`."""

CORE = (
    CLEAN,
    PENALISED,
    RELATED,
    LISTED,
    *SAME_NAME,
    *LINKED,
    *STATE_HELD,
    *LOOP,
    *CROSS,
    *CHAIN,
    THIRDS,
    NO_SHARE,
    RESIGNED,
    *NAMESAKES,
)

POSTS = (
    Post(CLEAN, WEN, "执行董事", "2016-04-02"),
    Post(CLEAN, SU, "监事", "2016-04-02"),
    Post(PENALISED, HAO, "董事长", "2019-06-01"),
    Post(PENALISED, HAO, "总经理", "2020-01-15"),
    Post(PENALISED, GE, "董事长", "2008-03-10", "2019-05-31"),
    Post(RELATED, LU, "执行董事", "2014-02-01"),
    Post(LISTED, LU, "执行董事", "2013-07-01"),
    Post(LINKED[0], GU, "监事", "2018-05-01"),
    Post(LINKED[1], SHEN, "经理", "2017-03-01"),
    Post(LINKED[2], SHEN, "监事", "2019-08-01"),
    Post(CHAIN[0], JI, "董事长", "2010-10-10"),
    Post(CHAIN[1], JI, "董事", "2011-11-11"),
    Post(THIRDS, BAI, "总经理", "2018-01-08"),
    Post(THIRDS, BAI, "董事", "2018-01-08"),
    Post(RESIGNED, SU, "监事", "2012-01-01", "2015-12-31"),
    Post(RESIGNED, Person("覃新月", "19840404", 30), "执行董事", "2016-01-01"),
    *(Post(STATE_HELD[i], STATE_HELD[i].head or BAI, "董事长", "2020-02-02") for i in range(8)),
    Post(NAMESAKES[0], ZHANG_WEI[0], "经理", "2016-01-01"),
    Post(NAMESAKES[1], ZHANG_WEI[1], "经理", "2016-01-01"),
    Post(NAMESAKES[2], ZHANG_WEI[2], "经理", "2016-01-01"),
    Post(NAMESAKES[3], BARE_ZHANG, "经理", "2016-01-01"),
    Post(NAMESAKES[4], BARE_ZHANG, "经理", "2016-01-01"),
    Post(NAMESAKES[5], WANG_FANG[0], "财务负责人", "2017-01-01"),
    Post(NAMESAKES[6], WANG_FANG[1], "财务负责人", "2017-01-01"),
    Post(NAMESAKES[7], WANG_FANG[2], "财务负责人", "2017-01-01"),
    Post(NAMESAKES[8], BARE_WANG, "财务负责人", "2017-01-01"),
    Post(NAMESAKES[9], BARE_WANG, "财务负责人", "2017-01-01"),
    Post(NAMESAKES[9], ZHANG_WEI[0], "监事", "2017-01-01"),
)

HOLDINGS = (
    Holding(CLEAN, WEN, "70", "2016-04-02"),
    Holding(CLEAN, SU, "30", "2016-04-02"),
    Holding(PENALISED, HAO, "55.5", "2019-06-01"),
    Holding(PENALISED, GE, "100", "2008-03-10", "2019-05-31"),
    Holding(RELATED, LU, "100", "2014-02-01"),
    Holding(LISTED, LU, "45", "2013-07-01"),
    Holding(LINKED[1], GU, "25", "2019-09-09"),
    Holding(STATE_HELD[0], ASSETS, "100", "2004-12-01"),
    Holding(STATE_HELD[1], ASSETS, "100", "2006-03-01"),
    Holding(STATE_HELD[2], ASSETS, "100", "2005-05-05"),
    Holding(STATE_HELD[3], ASSETS, "80", "2005-08-01"),
    Holding(STATE_HELD[3], STATE_HELD[2], "20", "2012-08-01"),
    Holding(STATE_HELD[4], ASSETS, "51", "2009-01-01"),
    Holding(STATE_HELD[4], STATE_HELD[2], "49", "2009-01-01"),
    Holding(STATE_HELD[5], ASSETS, "66.67", "2010-10-01"),
    Holding(STATE_HELD[5], FINANCE, "33.33", "2010-10-01"),
    Holding(STATE_HELD[6], ASSETS, "34.5", "2016-06-16"),
    Holding(STATE_HELD[7], ASSETS, "90", "2011-11-01"),
    Holding(STATE_HELD[7], STATE_HELD[2], "10", "2011-11-01"),
    Holding(LOOP[1], LOOP[0], "40", "2014-01-01"),
    Holding(LOOP[2], LOOP[1], "60", "2014-02-01"),
    Holding(LOOP[0], LOOP[2], "30", "2014-03-01"),
    Holding(LOOP[0], ZHAN, "70", "2013-12-01"),
    Holding(CROSS[0], CROSS[1], "20", "2015-01-01"),
    Holding(CROSS[1], CROSS[0], "35", "2015-06-01"),
    Holding(CHAIN[0], JI, "80", "2010-10-10"),
    Holding(CHAIN[1], CHAIN[0], "70", "2011-11-11"),
    Holding(CHAIN[2], CHAIN[1], "60", "2013-01-01"),
    Holding(CHAIN[3], CHAIN[2], "51", "2014-01-01"),
    Holding(THIRDS, BAI, "33.333333333", "2018-01-08"),
    Holding(THIRDS, Person("艾若星", "19880315", 32), "33.333333333", "2018-01-08"),
    Holding(THIRDS, Person("冉秋水", "19891120", 34), "33.333333333", "2018-01-08"),
    Holding(NO_SHARE, Person("区又一", "19901010", 51), "", "2018-05-20"),
    Holding(NO_SHARE, Person("牟青岚"), "", "2018-05-20"),
)


def subjects() -> dict[str, list[dict[str, str]]]:
    """The cast by kind of answer, for `expected.json`."""

    def show(*orgs: Org) -> list[dict[str, str]]:
        return [{"name": org.name, "code": org.code} for org in orgs]

    return {
        "clean": show(CLEAN),
        "own_penalty": show(PENALISED),
        "related_record": show(RELATED, LISTED),
        "ambiguous_name": show(*SAME_NAME),
        "unknown": show(UNKNOWN),
        "invalid_code": [{"name": CLEAN.name, "code": invalid_code()}],
        "linked_by_person": show(*LINKED),
        "linked_by_state_only": show(STATE_HELD[0], STATE_HELD[1], ASSETS),
        "state_held": show(*STATE_HELD),
        "loop": show(*LOOP),
        "cross_holding": show(*CROSS),
        "chain": show(*CHAIN),
        "exact_thirds": show(THIRDS),
        "share_unknown": show(NO_SHARE),
        "past_office": show(PENALISED, RESIGNED),
        "namesakes": show(*NAMESAKES),
    }


def invalid_code() -> str:
    """The clean company's code with a wrong check character."""
    return spoilt(CLEAN.code)
