"""The key that only proposes: names that sound alike once division, legal form and brackets are gone.

Two names with one loose key are candidates for a person or further evidence to judge, never the same by it.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import compress

from creditgraph.names._tables import character_pairs, rows, words
from creditgraph.names.keys import strict_keys
from creditgraph.names.together import joined, may_be_joined, parted

_CLASS_WORD = re.compile(r"(?:省|市|区|县|特别行政区|自治区|自治州|地区|盟|林区)$")
_FORM = re.compile("|".join(words("legal_forms.tsv")))
_NO_SOUND = re.compile(r"[\W_]+")


def loose_key(text: str) -> str:
    """Pinyin without tones of what distinguishes a name (`domain.md` 6.2); empty only if the strict key is.

    >>> loose_key("章丘市明水酒业有限公司") == loose_key("济南市章丘区明水酒业有限公司")
    True
    """
    return loose_keys([text])[0]


def loose_keys(texts: Sequence[str]) -> list[str]:
    """The loose keys of many names."""
    return stems_and_sounds(texts)[1]


def stems_and_sounds(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """What of each name is left without division, legal form and marks, in letters, and its loose key.

    >>> stems_and_sounds(["章丘市明水酒业有限公司"])
    (['明水酒业'], ['mingshuijiuye'])
    """
    keys = strict_keys(texts)
    if not may_be_joined(keys):
        found = [stems_and_sounds([text]) for text in texts]
        return [stem for (stem,), _ in found], [sound for _, (sound,) in found]
    together = _without_divisions(joined(keys))
    stems = [_lettered(stem) for stem in parted(_FORM.sub("", together), keys)]
    if not all(stems):
        stems = [stem or _lettered(key) or key for stem, key in zip(stems, keys, strict=True)]
    return stems, _sounds_of(stems)


def sound_of(character: str) -> str | None:
    """How a Han character sounds, without tone; None for any other character.

    >>> sound_of("济"), sound_of("A")
    ('ji', None)
    """
    sound = _sounds().get(character)
    return sound if sound and sound.isascii() else None


def _lettered(text: str) -> str:
    return text if text.isalnum() else _NO_SOUND.sub("", text)


def _sounds_of(texts: Sequence[str]) -> list[str]:
    """How texts sound."""
    return parted("".join(map(_sounds().__getitem__, joined(texts))).lower(), texts)


def _without_divisions(together: str) -> str:
    """Strict keys, joined, without the words of divisions in them."""
    index, firsts = _divisions()
    kept, done = [], 0
    for position in compress(range(len(together)), map(firsts.__contains__, together)):
        if position >= done:
            for word in index.get(together[position : position + 2], ()):
                if together.startswith(word, position):
                    kept.append(together[done:position])
                    done = position + len(word)
                    break
    return "".join(kept) + together[done:] if done else together


@cache
def _divisions() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Division words by their first two characters, longest first; and their first characters."""
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
        index[word[:2]] = (*index.get(word[:2], ()), word)
    return index, frozenset(begun[0] for begun in index)


class _Sounds(dict[str, str]):
    """Character → first reading without tone; what has none stands for itself."""

    def __missing__(self, character: str) -> str:
        return character


@cache
def _sounds() -> _Sounds:
    """How characters sound; a variant sounds as its fellow. Imported late: it is large."""
    from pypinyin.pinyin_dict import pinyin_dict

    sounds = {chr(code): _toneless(readings.split(",", 1)[0]) for code, readings in pinyin_dict.items()}
    variants = character_pairs("variants.tsv")
    return _Sounds(sounds | {one: sounds.get(other, other) for one, other in variants.items()})


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in plain if c.isascii() and c.isalpha())
