"""The words of a text as the readers of agencies go through them."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.agencies.known import first_at, starts, words_of
from ingest.agencies.mentions import Mention
from ingest.models import Span
from ingest.reference import tokens


class Cursor:
    """A text and its words; `typed` for questions, where capitals and accents may be missing."""

    def __init__(self, text: str, *, typed: bool) -> None:
        self.text, self.typed = text, typed
        self.words = tokens(text)

    def _in_symbol(self, position: int) -> bool:
        """Say whether the word is part of a document's symbol: "1697/SKHĐT-ĐKKD", "3819/KH-UBND"."""
        before = self.words[position - 1] if position else None
        gap = self.words[position].gap
        return gap == "/" or (gap == "-" and before is not None and before.text.isupper())

    def _span(self, first: int, end: int) -> Span:
        close = self.words[end - 1].end
        inside = self.text[self.words[first].start : close]
        closing = re.match(r"\s*\)", self.text[close:]) if inside.count("(") > inside.count(")") else None
        return Span(self.words[first].start, close + (closing.end() if closing else 0))

    def _group(self, mentions: list[Mention], first: int, end: int) -> list[Mention]:
        group = self._span(first, end)
        printed = group.of(self.text)
        return [replace(one, group=group, printed=printed) for one in mentions]

    def _ends_name(self, position: int) -> bool:
        stop = first_at(words_of("stops"), self.words, position, exact=True)
        return stop is not None or starts(self.words, position)
