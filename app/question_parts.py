"""Questions that ask two things at once: "… do sở nào lo, tốn bao nhiêu?"."""

from __future__ import annotations

import re

from app.cues import alternatives, pattern
from ingest.vietnamese import strip_accents

_LEAST_WORDS = 2
_MOST = 3


def parts_of(question: str) -> tuple[str, ...]:
    """Return the questions that one sentence asks, in order; none where it asks one thing.

    A clause that asks nothing by itself belongs to the next one that does, the last to the one before.
    """
    bare = strip_accents(question).casefold()
    if len(bare) != len(question):
        return ()
    starts = [0, *(match.end() for match in re.finditer(alternatives("next_part"), bare))]
    found: list[str] = []
    begun = 0
    for start, end in zip(starts, [*starts[1:], len(question)], strict=True):
        clause = bare[start:end]
        if pattern("asks").search(clause) and len(clause.split()) >= _LEAST_WORDS:
            found.append(question[begun:end])
            begun = end
    if begun < len(question) and found:
        found[-1] += question[begun:]
    return tuple(found) if 1 < len(found) <= _MOST else ()
