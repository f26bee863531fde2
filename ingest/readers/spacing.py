"""Blanks inside syllables ("h ợp tác xã"), as some programs write them into a PDF's text.

One such place may be a letter that stands alone for a reason ("điểm b"); many in one document are
the fault of whatever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.models import Line
from ingest.vietnamese import LOWER, UPPER

_LETTER = f"[{LOWER}{UPPER}]"
_ONSET = "(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnpqrstvx])"
_CODA = "(?:ch|ng|nh|[cmnpt])"
_VOWELS = "".join(char for char in LOWER[3:] if char not in "đ") + "aeiouy"
_RHYME = rf"[{_VOWELS}]{{1,3}}{_CODA}?"
# "h ợp", "th ành": an onset alone, then the rest of a syllable
_BEFORE = re.compile(rf"(?<!{_LETTER})({_ONSET}) ({_RHYME})(?!{_LETTER})", re.IGNORECASE)
# "hợ p", "thà nh": an open syllable, then its end alone
_AFTER = re.compile(
    rf"(?<!{_LETTER})({_ONSET}?[{_VOWELS}]{{1,3}}) ({_CODA})(?!{_LETTER}|[).])", re.IGNORECASE
)
# "điểm c ở": the letter of an item, however the next word begins
_NAMED = re.compile(r"(?:điểm|khoản|mục|nhóm|loại|hạng|tổ|lớp|phần)\s*$", re.IGNORECASE)
_LEAST = 5  # such places in a document; none of the plans and real files tried has more than one
_LEAST_SHARE = 0.002  # of its words


def without_inner_blanks(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Return the lines without blanks inside syllables, and how many there were."""
    found = sum(len(pattern.findall(line.text)) for line in lines for pattern in (_BEFORE, _AFTER))
    words = sum(line.text.count(" ") + 1 for line in lines)
    if found < max(_LEAST, _LEAST_SHARE * words):
        return list(lines), 0
    mended = [_mended(line.text) for line in lines]
    changed = sum(len(line.text) - len(text) for line, text in zip(lines, mended, strict=True))
    return [
        replace(line, text=text) if text != line.text else line
        for line, text in zip(lines, mended, strict=True)
    ], changed


def _mended(text: str) -> str:
    for pattern in (_BEFORE, _AFTER):
        text = pattern.sub(_joined, text)
    return text


def _joined(match: re.Match[str]) -> str:
    if _NAMED.search(match.string[: match.start()]):
        return match.group()
    return match[1] + match[2]
