"""Proper names: places, with or without a list that has them, and other runs of capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.verification.lexicon import alternatives, folded, listed
from ingest.agencies import Mention
from ingest.places import find_places
from ingest.reference import slug
from ingest.vietnamese import UPPER

_SURE = 0.7  # of a place without a word before it that says so
_CAPITAL = rf"[{UPPER}][^\W\d_'’]*(?:['’][^\W\d_]+)?"
_RUN = re.compile(rf"(?<![\w/&-]){_CAPITAL}(?:[ ]{_CAPITAL})+(?![\w&/-])")
# A sentence, or what a colon or a quotation mark opens, begins here.
_BEGINS = re.compile(r"(?:\A|[.;:!?“\"(]\s*)\Z")


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name. `level` is what the word before it says of a place, "" where none does."""

    slug: str
    printed: str
    start: int
    place: bool
    level: str = ""


def names_in(text: str, mentions: Sequence[Mention]) -> tuple[Name, ...]:
    """Return the places of a text, then its other names, those of agencies left out."""
    found: dict[int, Name] = {}
    for match in _typed().finditer(text):
        level = _levels()[folded(match["type"])]
        found[match.start("name")] = Name(
            slug(match["name"]), match["name"], match.start("name"), True, level
        )
    for mention in find_places(text, _SURE):
        start = mention.span.start
        capitals = all(word[:1].isupper() for word in mention.printed.split())
        inside = any(
            one.start < mention.span.end and start < one.start + len(one.printed) for one in found.values()
        )
        if mention.context in {"plain", "admin"} and capitals and not inside:
            found[start] = Name(slug(mention.name), mention.printed, start, True)
    taken = [(one.start, one.start + len(one.printed)) for one in found.values()]
    taken += [(one.span.start, one.span.end) for one in mentions]
    for run in _RUN.finditer(text):
        name, start = run.group(), run.start()
        if _BEGINS.search(text[:start]):  # the first word of a sentence has its capital anyway
            first, _, name = name.partition(" ")
            start += len(first) + 1
        inside = any(one < start + len(name) and start < end for one, end in taken)
        if " " in name and not inside and not name.isupper():
            found[start] = Name(slug(name), name, start, False)
    return tuple(found[start] for start in sorted(found))


@lru_cache
def _levels() -> dict[str, str]:
    return {folded(form): level for form, level in listed("place_types").items()}


@lru_cache
def _typed() -> re.Pattern[str]:
    """Match "tỉnh Sơn Giang", "TP. Gia Nghĩa"; never the end of "hợp tác xã Đoàn Kết"."""
    return re.compile(
        rf"(?<!\w)(?<!tác )(?<!Tác )(?P<type>(?i:{alternatives(_levels())}))[.:]?[ ]"
        rf"(?P<name>{_CAPITAL}(?:[ ]{_CAPITAL}){{0,3}})(?![\w&/-])"
    )
