"""Places named of which the library has no plan: which words are meant as one, and how far the name goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from app import cues
from app.accents import Accents
from app.printed_names import NameFound, level_before
from ingest.agencies import find_agencies
from ingest.models import Span
from ingest.places import PlaceMention, find_places
from ingest.places import places as known_places
from ingest.reference import Token, load, spelling, tokens
from ingest.vietnamese import UPPER, key

_MANY_CAPITALS = 0.6  # share of words with a capital from which on capitals tell nothing


def is_meant(
    mention: PlaceMention,
    question: str,
    typed: str,
    library: Sequence[Span],
    accents: Accents | None,
) -> bool:
    """Say whether words that are the name of a place without a plan are meant so.

    "nâng cao bằng cách nào" is not about Cao Bằng, nor "2025 dinh lap them" about Đình Lập. A capital,
    its level, a word like "ở" or another place beside it says that it is a place.
    """
    if mention.context == "admin" or any(char.isupper() for char in mention.printed):
        return True
    words = tokens(question)
    first = next(at for at, word in enumerate(words) if word.start == mention.span.start)
    end = next(at for at, word in enumerate(words) if word.end == mention.span.end) + 1
    before = words[first - 1] if first else None
    if before is not None and (_says_place(before) or any(before.end == span.end for span in library)):
        return True
    if library:
        return False
    as_typed = find_places(typed or question)
    if not any(one.span == mention.span for one in as_typed):
        return False  # only the accents put back make it the name
    if accents is None:
        return True
    if before is not None and words[first].joined and accents.writes(before.folded, words[first].folded):
        return False
    after = words[end] if end < len(words) and words[end].joined else None
    if after is None or after.folded in cues.joining_words(accent_free=False):
        return True
    return not accents.writes(words[end - 1].folded, after.folded)


def _says_place(word: Token) -> bool:
    """Say whether a place is expected behind a word: "ở", "của"."""
    return any(spelling(word.folded, known) for known in load("places")["before"] if key(known) == word.key)


def whole_name(mention: PlaceMention, question: str) -> str:
    """Return a name with the capitals that follow: of "Vinh Hoa" the list knows "Vinh" alone."""
    if not mention.printed[:1].isupper():
        return mention.name
    if _mostly_capitals(question):
        return mention.printed
    rest = re.match(rf"(?: [{UPPER}][^\W\d_]*)+", question[mention.span.end :])
    name = [mention.printed]
    for word in rest.group().split() if rest else ():
        if word.isupper() or word.casefold() in cues.stop_words() or find_agencies(word):
            break
        name.append(word)
    return " ".join(name)


def _mostly_capitals(question: str) -> bool:
    return sum(word[:1].isupper() for word in question.split()) > _MANY_CAPITALS * len(question.split())


def strange_names(question: str, printed: Sequence[NameFound]) -> list[tuple[str, Span]]:
    """Return the names of provinces and districts that no list and no plan has, with their level.

    "tỉnh Sơn Lâm" is no place that is known; nor is "tỉnh Hoàng Sa Mới", though it begins like one.
    """
    if _mostly_capitals(question):
        return []
    known = [one.span for one in printed] + [one.span for one in find_places(question, 0.0)]
    agencies = [agency.span.start for agency in find_agencies(question)]
    found = []
    for match in _titled().finditer(question):
        start, end = match.span("name")
        end = min((at for at in agencies if start < at < end), default=end)
        end = start + len(question[start:end].rstrip(" ,"))
        longest = max((span.end for span in known if span.start == start), default=start)
        while end > longest and _asks(question[start:end].split()[-1], question[end:]):
            end = start + len(question[start:end].rpartition(" ")[0])  # "tỉnh Kon Tum Năm 2024"
        name = question[start:end]
        if name and end > longest:
            found.append((f"{match['level'].lower()} {name}", Span(match.start(), start + len(name))))
    return found


def unheard_names(
    question: str, typed: str, printed: Sequence[NameFound], accents: Accents | None
) -> list[tuple[str, Span]]:
    """Return names of places without capitals that no list and no plan has: "huyen dai khe".

    Two or three syllables as they stand in names of places, in a row as nobody writes them, between
    the level and a word that asks.
    """
    if accents is None:
        return []
    words, bare = tokens(question), tokens(typed)
    known = {one.span.start for one in printed}
    known |= {one.span.start for text in (question, typed) for one in find_places(text, 0.0)}
    stop = cues.stop_words() | cues.stripped_stop_words()
    found: list[tuple[str, Span]] = []
    for at, word in enumerate(words):
        if not level_before(words, at) or word.capital or word.start in known or len(bare) != len(words):
            continue
        end = at
        while end < len(words) and (end == at or words[end].joined) and words[end].folded not in stop:
            end += 1
        run = [
            one.key if one.key == own.folded else one.folded
            for one, own in zip(words[at:end], bare[at:end], strict=True)
        ]
        if not 2 <= len(run) <= 3 or not all(one in _syllables() for one in run):
            continue
        row = [words[at - 1].folded, *(one.folded for one in words[at:end])]
        if any(accents.writes(one, other) for one, other in pairwise(row)) or " ".join(run) in _describing():
            continue
        span = Span(words[at].start, words[end - 1].end)
        found.append((f"{words[at - 1].text} {span.of(typed)}", span))
    return found


@lru_cache
def _syllables() -> frozenset[str]:
    """Return the syllables of the names of places, with their marks and without."""
    names = {token.folded for place in known_places().values() for token in tokens(place.name)}
    return frozenset(names | {key(name) for name in names})


@lru_cache
def _describing() -> frozenset[str]:
    phrases = load("places")["describing"]
    return frozenset([*phrases, *map(key, phrases)])


def _asks(word: str, following: str) -> bool:
    """Say whether a capitalised word is the question's and no name's: "Có", or "Năm" before a number."""
    return word.casefold() in cues.joining_words(accent_free=False) or bool(re.match(r"\s+\d", following))


@lru_cache
def _titled() -> re.Pattern[str]:
    """Return the pattern of a level of government and the capitals behind it: "huyện Đại Khê"."""
    kinds = load("places")["kinds"]
    levels = [form for kind, forms in kinds.items() if kind not in ("xã", "HTX") for form in forms]
    forms = [form for level in levels for form in (level, level[:1].upper() + level[1:])]
    one = rf"[{UPPER}][^\W\d_]*"
    return re.compile(
        rf"(?<!\w)(?P<level>{'|'.join(map(re.escape, forms))})\s+(?P<name>{one}(?:\s+{one}){{0,4}})"
    )
