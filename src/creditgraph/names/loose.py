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


@lru_cache(maxsize=1 << 14)
def loose_key(text: str) -> str:
    """Pinyin without tones of what distinguishes a name (`domain.md` 6.2); empty only if the strict key is.

    >>> loose_key("章丘市明水酒业有限公司") == loose_key("济南市章丘区明水酒业有限公司")
    True
    """
    strict = strict_key(text)
    core = _sounding(_FORM.sub("", _without_divisions(strict)))
    return _sound(core) or _sound(_sounding(strict)) or strict


def _sounding(text: str) -> str:
    return text if text.isalnum() else _NO_SOUND.sub("", text)


def _without_divisions(strict: str) -> str:
    index = _divisions()
    kept, done = [], 0
    for position, first in enumerate(strict):
        if first in index and position >= done:
            for word in index[first].get(strict[position : position + 2], ()):
                if strict.startswith(word, position):
                    kept.append(strict[done:position])
                    done = position + len(word)
                    break
    return "".join(kept) + strict[done:] if done else strict


def _sound(core: str) -> str:
    return core.translate(_sounds()).lower()


@cache
def _divisions() -> dict[str, dict[str, tuple[str, ...]]]:
    """Division words by their first character, then by their first two, longest first."""
    found: set[str] = set()
    for _, listed in rows("divisions.tsv"):
        for entry in listed.split():
            word = entry.rstrip("*")
            found.add(word)
            stem = _CLASS_WORD.sub("", word)
            if word == entry and len(stem) > 1:
                found.add(stem)
    index: dict[str, dict[str, tuple[str, ...]]] = {}
    for word in sorted(found, key=len, reverse=True):
        begun = index.setdefault(word[0], {})
        begun[word[:2]] = (*begun.get(word[:2], ()), word)
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
