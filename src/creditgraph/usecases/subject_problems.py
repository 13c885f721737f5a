"""What is wrong with a text that names nobody, in a sentence of either language."""

from creditgraph.model.request import Language

_SAID = {
    "empty": ("没有写任何内容", "there is nothing in it"),
    "missing": ("这是表示“无号码”的占位符", "it stands for a number that is missing"),
    "placeholder": ("这是表示“没有”的占位符，不是名称", "it stands for a name that is missing"),
    "control": ("含有控制字符", "it holds a control character"),
    "no_letter": ("不含文字、字母或数字", "it holds no letter and no digit"),
    "length": (
        "长度不对：统一社会信用代码18位，工商注册号15位，名称最多200字",
        "its length is wrong: a credit code has 18 characters, a registration number 15, a name at most 200",
    ),
    "charset": (
        "含有统一社会信用代码不使用的字符（I、O、S、V、Z 等）",
        "it holds a character that credit codes do without (such as I, O, S, V, Z)",
    ),
    "division": ("第3至8位不是行政区划代码", "its characters 3 to 8 are no division code"),
    "checksum": ("校验位不符，可能抄写有误", "its check character does not fit: it may be miscopied"),
    "format": ("不是统一社会信用代码的格式", "it has not the form of a credit code"),
    "birthdate": ("其中的出生日期不成立", "the birth date in it cannot be"),
    "id": ("不是本系统的编号", "it has not the form of an id of this archive"),
    "schema": (
        "schema 应为 Company、Organization、PublicBody、LegalEntity 或 Person",
        "the schema is Company, Organization, PublicBody, LegalEntity or Person",
    ),
    "malformed": ("不是查询的格式", "it has not the form of a query"),
    "bounds": ("limit、threshold 或 cutoff 超出范围", "limit, threshold or cutoff is out of range"),
    "timed_out": ("限定时间内未处理到这一项", "the time did not suffice for this one"),
    "withdrawn": ("陈述它的来源数据已不再有效", "no believed row states it any more"),
}


def problem_said(problem: str, lang: Language) -> str:
    """A subject's `problem` as a sentence; the word itself where there is none for it."""
    zh, en = _SAID.get(problem, (problem, problem))
    return zh if lang == "zh" else en
