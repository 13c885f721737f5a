"""The key that only proposes: names that sound alike once division, legal form and brackets are gone.

Two names with one loose key are candidates for a person or further evidence to judge, never the same by it.
"""

import re
import unicodedata
from functools import cache, lru_cache

from creditgraph.names._tables import character_pairs, rows, words
from creditgraph.names.keys import strict_key

_CLASS_WORD = re.compile(r"(?:省|市|区|县|特别行政区|自治区|自治州|地区|盟|林区)$")
_FORM = re.compile("|".join(words("legal_forms.tsv")))
_NO_SOUND = re.compile(r"[\W_]+")


@lru_cache(maxsize=1 << 16)
def loose_key(text: str) -> str:
    """Pinyin without tones of what distinguishes a name (`domain.md` 6.2); empty only if the strict key is.

    >>> loose_key("章丘市明水酒业有限公司") == loose_key("济南市章丘区明水酒业有限公司")
    True
    """
    strict = strict_key(text)
    core = _NO_SOUND.sub("", _FORM.sub("", _without_divisions(strict)))
    return _sound(core) or _sound(_NO_SOUND.sub("", strict)) or strict


def _without_divisions(strict: str) -> str:
    index = _divisions()
    kept, position, length = [], 0, len(strict)
    while position < length:
        for word in index.get(strict[position], ()):
            if strict.startswith(word, position):
                position += len(word)
                break
        else:
            kept.append(strict[position])
            position += 1
    return "".join(kept)


def _sound(core: str) -> str:
    return core.translate(_sounds()).lower()


@cache
def _divisions() -> dict[str, tuple[str, ...]]:
    """Division words by their first character, longest first."""
    found: set[str] = set()
    for _, listed in rows("divisions.tsv"):
        for entry in listed.split():
            word = entry.rstrip("*")
            found.add(word)
            stem = _CLASS_WORD.sub("", word)
            if word == entry and len(stem) > 1:
                found.add(stem)
    index: dict[str, tuple[str, ...]] = {}
    for word in sorted(found, key=len, reverse=True):
        index[word[0]] = (*index.get(word[0], ()), word)
    return index


@cache
def _sounds() -> dict[int, str]:
    """Character → first reading without tone; a variant sounds as its fellow. Imported late: it is large."""
    from pypinyin.pinyin_dict import pinyin_dict

    sounds = {code: _toneless(readings.split(",", 1)[0]) for code, readings in pinyin_dict.items()}
    variants = character_pairs("variants.tsv")
    return sounds | {ord(one): sounds.get(ord(other), other) for one, other in variants.items()}


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in plain if c.isascii() and c.isalpha())
