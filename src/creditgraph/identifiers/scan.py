"""Citizen numbers in free text: found wherever they stand, whatever surrounds them.

A number is hidden when it has the form of a citizen number with a possible birth date, although its check
character may be wrong (a slip of the pen does not make it public), unless it is a valid credit code. A registration or
document number that looks the same is hidden too: one in ten old citizen numbers passes for a registration number.
"""

import re
from collections.abc import Callable, Iterator

from creditgraph.identifiers.citizen_id import certain_citizen_id, plausible_citizen_id
from creditgraph.identifiers.credit_code import parse_credit_code

_WIDE = "０１２３４５６７８９ｘＸ\u3000\u00a0－‐‑‒–—−"
_FOLD = str.maketrans(_WIDE, "0123456789xX  -------")
"""One character for one, so that places in the folded text are places in the text."""
_SEPARATORS = r" \u3000\u00a0\-－‐‑‒–—−"
_LONGEST = 18
_STRIDE = 3
_SAMPLE = re.compile(rf"[0-9０-９{_SEPARATORS}]{{5,}}")
"""Fifteen characters in a row leave five in a row among every third: look at a third of the text."""
_QUICK = re.compile(rf"[0-9０-９](?:[{_SEPARATORS}]?[0-9０-９]){{14}}")
_CHAIN = re.compile(r"[0-9](?:[ -]?[0-9]){14,}(?:[ -]?[Xx](?![0-9A-Za-z]))?")
_LETTER = re.compile(r"[0-9A-Za-z]")
_GROUP = re.compile(r"[0-9Xx]+")
_SEALED_HASH = re.compile(r"id:(?:citizen_id|person_document):[0-9a-f]{32}:")


def redact_text(text: str, hide: Callable[[str], str]) -> str:
    """The text with each number that looks like a citizen number (GB 11643) replaced by `hide(number)`.

    `hide` is given the number in half width without blanks and hyphens. What is sealed already stays.
    """
    if not _may_hold(text):
        return text
    folded = text.translate(_FOLD)
    sealed = [found.span() for found in _SEALED_HASH.finditer(folded)]
    parts, done = [], 0
    for start, end in _found(folded):
        if any(first <= start < last for first, last in sealed):
            continue
        parts += [text[done:start], hide(_bare(folded[start:end]))]
        done = end
    return "".join([*parts, text[done:]])


def _may_hold(text: str) -> bool:
    """Whether the text holds fifteen digits in a row, single separators aside."""
    sampled = text[::_STRIDE]
    if _SAMPLE.search(sampled) is None:
        return False
    return any(
        _QUICK.search(text, max(0, run.start() * _STRIDE - _STRIDE), run.end() * _STRIDE)
        for run in _SAMPLE.finditer(sampled)
    )


def _found(folded: str) -> Iterator[tuple[int, int]]:
    for chain in _CHAIN.finditer(folded):
        groups = [
            (chain.start() + group.start(), chain.start() + group.end()) for group in _GROUP.finditer(chain.group())
        ]
        position = 0
        while position < len(groups):
            spans, taken = _at(folded, groups, position)
            yield from spans
            position += taken


def _at(folded: str, groups: list[tuple[int, int]], position: int) -> tuple[list[tuple[int, int]], int]:
    """The numbers that begin in one group, and how many groups they use up."""
    start, end = groups[position]
    if end - start > _LONGEST:
        return list(_inside(folded, start, end)), 1
    fitting = 0
    for count, (_, last) in enumerate(groups[position : position + _LONGEST], 1):
        number = _bare(folded[start:last])
        if len(number) > _LONGEST:
            break
        if len(number) in (15, 18) and _is_secret(number):
            fitting = count
            if count == 1:
                break
    if fitting:
        return [(start, groups[position + fitting - 1][1])], fitting
    return list(_inside(folded, start, end)) if end - start == 17 else [], 1


def _inside(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Citizen numbers inside a longer run of digits: tax numbers made of one, or one run into a neighbour."""
    run = folded[start:end].upper()
    if len(run) == 17:
        # Fifteen digits and two more was a tax number; seventeen and a letter is part of a code.
        if _LETTER.match(folded, end) is None and plausible_citizen_id(run[:15]):
            yield start, end
        return
    offset = 0
    while offset + 18 <= len(run):
        if certain_citizen_id(run[offset : offset + 18]):
            yield start + offset, start + offset + 18
            offset += 18
        else:
            offset += 1


def _is_secret(number: str) -> bool:
    if not plausible_citizen_id(number):
        return False
    if len(number) == 15:
        return True
    parsed = parse_credit_code(number)
    return parsed.problem is not None or bool(parsed.warnings)


def _bare(digits: str) -> str:
    return digits.replace(" ", "").replace("-", "").upper()
