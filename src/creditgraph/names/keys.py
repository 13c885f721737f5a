"""The two normal forms of a name that may be trusted for equality: of organisations and of persons.

The invariants that make this correct:
- a key is its own key: texts outside the everyday characters are folded until nothing changes;
- numerals fold only between 第 and a noun that counts institutions, never in a 字号 (三一重工 stays);
- only traditional characters with one meaning fold, and none in names of persons.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from creditgraph.names._tables import character_pairs, words
from creditgraph.names.together import PARTER, characters, joined, may_be_joined, parted, replaced

KEY_VERSION: int = 1
"""Raised whenever a key of some name changes: stored keys of another version must be computed anew."""

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""The Han characters, for a regular expression's character class."""

_SIMPLE = re.compile(r"[\u3400-\u9fff0-9A-Za-z()（）]*")
_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_DOTS = "·•‧・⋅∙"
_DOT_IN_HAN = re.compile(rf"(?<=[{HAN}])[{_DOTS}.](?=[{HAN}])")
_DOT = re.compile(rf"[{_DOTS}]|(?<=[{HAN}])\.(?=[{HAN}])")
_ANY_DOT = re.compile(rf"[{_DOTS}.]")
_BLANKS_OF_HAN = re.compile(rf" (?=[{HAN}()·])|(?<=[{HAN}()·]) ")
_OUTER = " 。，、；：！？…—–-_~.,;:!?\"'`´“”‘’「」『』《》〈〉*|/\\·•‧・"
_ORDINAL = re.compile(rf"第([〇零一二三四五六七八九十百]{{1,7}})(?={'|'.join(words('ordinals.tsv'))})")
_DIGITS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = "十百"
_IN_WORDS = re.compile(
    r"(?:(?P<h>[一二三四五六七八九])百(?=$|[零〇][一二三四五六七八九]?$|[一二三四五六七八九]十))?"
    r"[零〇]?(?:(?P<t>[一二三四五六七八九])?十)?(?P<o>[一二三四五六七八九])?"
)
_MOST_PASSES = 16


def _character_table() -> dict[int, str | None]:
    traditional = character_pairs("traditional.tsv")
    radicals = {radical: traditional.get(plain, plain) for radical, plain in _RADICALS.items()}
    table: dict[str, str | None] = {**traditional, **radicals}
    table |= dict.fromkeys(_INVISIBLE + _BLANKS)
    table |= dict.fromkeys("（〔[【〖﹝{", "(") | dict.fromkeys("）〕]】〗﹞}", ")")
    return str.maketrans(table)


_RADICALS = character_pairs("radicals.tsv")
_STRICT = _character_table()
_PERSON = str.maketrans(_RADICALS | dict.fromkeys(_INVISIBLE))
_IN_STRICT, _IN_PERSON = characters(_STRICT), characters(_PERSON)


@lru_cache(maxsize=1 << 14)
def strict_key(text: str) -> str:
    """The form in which two names of organisations are equal or not (`domain.md` 6.2, 企业名称登记管理规定).

    Width, blanks, brackets, dots, case, CJK radicals, unambiguous traditional characters, outer punctuation,
    有限责任公司 for 有限公司 and the numeral in 第十四中学 make no difference; all else does. Never raises.

    >>> strict_key("長城汽車（山東）有限责任公司。")
    '长城汽车(山东)有限公司'
    """
    return strict_keys([text])[0]


@lru_cache(maxsize=1 << 14)
def person_key(text: str) -> str:
    """The form in which two names of persons are equal or not (`domain.md` 6.3). Never raises.

    Width, case, CJK radicals, variants of the dot, blanks in a Han name and repeated ones in a Latin make
    no difference. A dot is never dropped and no character simplified: 乾 and 干 are different names.

    >>> person_key("张　三"), person_key("Li  Wei"), person_key("买买提•艾力")
    ('张三', 'LI WEI', '买买提·艾力')
    """
    return person_keys([text])[0]


def strict_keys(texts: Sequence[str]) -> list[str]:
    """The strict keys of many names: folding them as one text costs a third of folding each."""
    return _keys(texts, _fold)


def person_keys(texts: Sequence[str]) -> list[str]:
    """The person keys of many names."""
    return _keys(texts, _fold_person)


def _keys(texts: Sequence[str], fold: Callable[[Sequence[str]], list[str]]) -> list[str]:
    keys = fold(texts) if may_be_joined(texts) else [fold([text])[0] for text in texts]
    if _SIMPLE.fullmatch("".join(texts)):
        return keys
    return [key if _SIMPLE.fullmatch(text) else _settled(key, fold) for text, key in zip(texts, keys, strict=True)]


def _fold(texts: Sequence[str]) -> list[str]:
    together = replaced(unicodedata.normalize("NFKC", joined(texts)), _STRICT, _IN_STRICT)
    if not together.isascii():
        together = _DOT_IN_HAN.sub("·", together) if _ANY_DOT.search(together) else together
    keys = [key.strip(_OUTER) for key in parted(together.upper(), texts)]
    together = joined(keys).replace("有限责任公司", "有限公司")
    return parted(_ORDINAL.sub(_in_digits, together) if "第" in together else together, texts)


def _fold_person(texts: Sequence[str]) -> list[str]:
    together = replaced(unicodedata.normalize("NFKC", joined(texts)), _PERSON, _IN_PERSON).upper()
    if " " in together or not together.replace(PARTER, "").isprintable():
        together = joined([" ".join(key.split()) for key in parted(together, texts)])
    return parted(_BLANKS_OF_HAN.sub("", _DOT.sub("·", together)), texts)


def _settled(key: str, fold: Callable[[Sequence[str]], list[str]]) -> str:
    """The key of the key, and so on: upper case and removed marks can make characters that compose anew."""
    for _ in range(_MOST_PASSES):
        (again,) = fold([key])
        if again == key:
            break
        key = again
    return key


def _in_digits(ordinal: re.Match[str]) -> str:
    number = _number(ordinal[1])
    return ordinal[0] if number is None else f"第{number}"


def _number(numeral: str) -> int | None:
    """The number of a numeral below a thousand, in words (一百零二) or digit by digit (一〇二)."""
    if not any(unit in numeral for unit in _UNITS):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    found = _IN_WORDS.fullmatch(numeral)
    if found is None:
        return None
    hundreds, tens, ones = (_DIGITS.get(part or "零", 0) for part in found.group("h", "t", "o"))
    return hundreds * 100 + (tens or (1 if "十" in numeral else 0)) * 10 + ones
