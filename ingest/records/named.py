"""Agencies named in a heading, a cell or a sentence, one mention for each that is meant."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.agencies import Mention, find_agencies
from ingest.vietnamese import fold, fold_space

# "các Sở, ngành, địa phương", "các đơn vị, địa phương": members of an enumeration that shares "các".
_SHARED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("các địa phương", re.compile(r"(?:^|[,;]| và)\s*(?:các\s+)?địa phương\b")),
    ("các cơ quan, đơn vị", re.compile(r"(?:^|[,;]| và)\s*(?:các\s+)?(?:cơ quan|đơn vị)\b")),
    ("các đoàn thể", re.compile(r"(?:^|[,;]| và)\s*(?:các\s+)?(?:tổ chức\s+)?đoàn thể\b")),
)


def spread(mention: Mention) -> tuple[Mention, ...]:
    """Return the collectives that the words of a collective enumerate, itself first."""
    if not mention.collective or mention.kind != "collective":
        return (mention,)
    printed = fold(mention.printed)
    found = [mention]
    for name, pattern in _SHARED:
        other = find_agencies(name)[0]
        if other.base != mention.base and pattern.search(printed):
            found.append(replace(other, span=mention.span, group=mention.group, printed=mention.printed))
    return tuple(found)


def assignees(text: str) -> list[Mention]:
    """Return every agency that a heading or a cell names, each once, in order."""
    found: dict[str, Mention] = {}
    for mention in find_agencies(fold_space(text)):
        for one in spread(mention):
            found.setdefault(one.agency, one)
    return list(found.values())
