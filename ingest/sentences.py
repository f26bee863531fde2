"""Where sentences end in Vietnamese administrative prose."""

from __future__ import annotations

import re

from ingest.models import Span
from ingest.vietnamese import UPPER

# A stop ends a sentence when blank and a capital (or a quote, a bracket, a number) follow.
_STOP = re.compile(rf"(?<![.!?…])[.!?…]+[\"”’)\]]*(?=\s+[\"“‘(\[]?[{UPPER}0-9])")
# "TP. Gia Nghĩa", "Th.S. Nguyễn", "GS. TS.", "Q. 1": a stop after these is no end.
_LONGEST_ABBREVIATION = 8
_ABBREVIATION = re.compile(
    r"(?:\b(?:TP|Tp|TX|Tx|TT|Th\.?S|TS|GS|PGS|BS|KS|Q|P|H|X|TM|KT|TL|St|Mr|Dr|vs|đ/c|Đ/c)|\b[A-ZĐ])\.$"
)
# "I. ", "1. ", "2.1. " at the start: a label, not a sentence.
_LABEL = re.compile(r"\s*(?:[IVX]+|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]$")


def sentences(text: str, span: Span | None = None) -> tuple[Span, ...]:
    """Return the spans of the sentences of `text` (or of its part `span`), in order.

    Together they cover every non-blank character; blanks between sentences belong to none.
    """
    whole = span or Span(0, len(text))
    found: list[Span] = []
    start = whole.start
    for match in _STOP.finditer(text, whole.start, whole.end):
        tail = max(start, match.end() - _LONGEST_ABBREVIATION)
        if _ABBREVIATION.search(text, tail, match.end()) or _LABEL.match(text, start, match.end()):
            continue
        found.append(trim(text, Span(start, match.end())))
        start = match.end()
    rest = trim(text, Span(start, whole.end))
    if rest.end > rest.start:
        found.append(rest)
    return tuple(found)


def trim(text: str, span: Span) -> Span:
    """Return `span` without the white space at its ends."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
