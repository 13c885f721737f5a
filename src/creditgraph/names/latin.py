"""Any script in Latin capitals, so that names of the world can be compared letter by letter.

Letters of alphabets come from `tables/transliteration.tsv`, Han characters from their readings; of other scripts
(Hangul, kana, Thai, the scripts of India …) the letter is read out of its Unicode name. The result is for comparing,
not for printing: it is no official romanisation.
"""

import re
import unicodedata
from functools import cache, lru_cache

from creditgraph.names._tables import rows
from creditgraph.names.loose import sound_of

_NAMED = re.compile(
    r"^[A-Z ]+?(?: SYLLABLE| LETTER| VOWEL SIGN| INDEPENDENT VOWEL| CHARACTER)(?: SMALL| CAPITAL| FINAL)? ([A-Z]+)"
)
_FOLDED = {"ZAI": "Z", "SARA": "", "MAI": ""}


@lru_cache(maxsize=1 << 16)
def latin(text: str) -> str:
    """A text in capitals A-Z, digits and its own punctuation. Han characters become a word each. Never raises.

    >>> latin("Łódź"), latin("Барак Обама"), latin("习近平"), latin("김정은")
    ('LODZ', 'BARAK OBAMA', 'XI JIN PING', 'GIM JEONG EUN')
    """
    if text.isascii():
        return text.upper()
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join([_letter(character) for character in plain]).split()).upper()


@cache
def _letter(character: str) -> str:
    if character.isascii():
        return character
    known = _table().get(character) or _table().get(character.upper())
    if known is not None:
        return known
    base = unicodedata.normalize("NFD", character)[0]
    if base.isascii():
        return base
    sound = sound_of(character)
    if sound is not None:
        return f" {sound} "
    if base != character and not (_is_hangul(character) or _is_kana(character)):
        return _letter(base)
    if unicodedata.category(character)[0] not in "LM":
        return character if character.isdigit() else " "
    return _from_name(character)


def _from_name(character: str) -> str:
    """The letter that a Unicode name tells: KHMER LETTER PO is P, for its script writes the vowel apart."""
    name = unicodedata.name(character, "")
    found = _NAMED.match(name)
    if found is None:
        return ""
    letter = found[1] if not name.startswith("ETHIOPIC") else name.rsplit(" ", 1)[1]
    if _is_hangul(character):
        return f" {letter} "
    if name.startswith(("KATAKANA", "HIRAGANA", "ETHIOPIC")) or "VOWEL" in name:
        return letter
    return _FOLDED.get(letter, letter.rstrip("AO") if len(letter) > 1 else letter)


def _is_kana(character: str) -> bool:
    return "\u3040" <= character <= "\u30ff"


def _is_hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3"


@cache
def _table() -> dict[str, str]:
    return {
        letter: "" if written == "-" else written
        for letters, spelt in rows("transliteration.tsv")
        for letter, written in zip(letters.split(), spelt.split(), strict=True)
    }
