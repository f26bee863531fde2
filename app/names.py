"""Names of places and agencies typed with one letter or mark wrong: "Bình Phưóc", "So Cong Thuog".

A run of words one slip away from a known name is read as that name where nobody writes these words
in this order: the plans and the reference data are what is known to be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from app.accents import Accents
from ingest.models import Plan
from ingest.places import places
from ingest.reference import Token, distance_at_most_one, load, spelling, tokens
from ingest.vietnamese import may_be_syllable, strip_accents, unify_tones

_SHORTEST = 6  # letters of a name below which one wrong letter makes another word
_LONGEST = 9  # words of a name
_SHORTEST_WORD = 3  # letters of the word that is wrong
_SHORT = 2  # words of a name up to which a slip must not make an ordinary word
_BOUND = 0.4  # … unless this share of the other word's uses is in the name


Name = tuple[str, ...]
"""The words of a name, well written, one for each word typed."""


def mended(text: str, plans: Sequence[Plan], accents: Accents) -> str:
    """Return `text` with names one slip away from a known one written as that name."""
    of_plans = tuple(dict.fromkeys(_place_name(plan) for plan in plans))
    text = _drawn_together(text, of_plans)
    words = tokens(text)
    near = _near(of_plans)
    parts: list[str] = []
    last = position = 0
    while position < len(words):
        name = next(_names_at(words, position, near, accents), None)
        if name is None:
            position += 1
            continue
        end = position + len(name)
        parts += [text[last : words[position].start], " ".join(name)]
        last, position = words[end - 1].end, end
    return "".join([*parts, text[last:]])


def _drawn_together(text: str, of_plans: tuple[str, ...]) -> str:
    """Return `text` with places written out that are typed as one word: "binhphuoc", "bphước"."""
    known = _contracted(of_plans)
    for word in reversed(tokens(text)):
        if word.key in known and not may_be_syllable(word.key):
            text = f"{text[: word.start]}{known[word.key]}{text[word.end :]}"
    return text


@lru_cache(maxsize=8)
def _contracted(of_plans: tuple[str, ...]) -> dict[str, str]:
    """Return places by their syllables run together, whole or by all initials but the last: "bphuoc"."""
    provinces = (place.name for place in places().values() if place.kind == "province")
    found: dict[str, str] = {}
    for name in (*provinces, *of_plans):  # a plan's own place wins
        *first, last = strip_accents(unify_tones(name)).casefold().split() or ("",)
        if first:
            found["".join(word[0] for word in first) + last] = name
            found["".join((*first, last))] = name
    return found


def _names_at(
    words: Sequence[Token], position: int, near: Mapping[str, tuple[Name, ...]], accents: Accents
) -> Iterator[Name]:
    """Yield the names that the words at `position` are one slip away from, the longest first."""
    size = 1
    while size < _LONGEST and position + size < len(words) and words[position + size].joined:
        size += 1
    for length in range(size, 1, -1):
        window = words[position : position + length]
        typed = " ".join(word.key for word in window)
        for form in (typed, *_shortened(typed)):
            for name in near.get(form, ()):
                if len(name) == length and _is_slip(window, name, accents):
                    yield name


def _is_slip(window: Sequence[Token], name: Name, accents: Accents) -> bool:
    """Say whether one word of a name is wrong by one letter or its marks, and is nowhere written so."""
    folded = [unify_tones(word).casefold() for word in name]
    wrong = [
        index
        for index, (word, right) in enumerate(zip(window, folded, strict=True))
        if word.key != strip_accents(right) or not spelling(word.folded, right)
    ]
    if len(wrong) != 1:
        return False
    index = wrong[0]
    typed, right = window[index], folded[index]
    if len(right) < _SHORTEST_WORD:
        return False
    if typed.key == strip_accents(right) and index == 0 and accents.knows(typed.folded):
        return False  # "hỏi nông dân" is no "hội nông dân"
    # With marks they count as letters: "cần thỏa" is no slip for "Cần Thơ".
    meant = strip_accents(right) if typed.folded == typed.key else right
    if not distance_at_most_one(typed.folded, meant):
        return False
    around = window[max(index - 1, 0) : index + 2]
    if any(accents.writes(one.folded, other.folded) for one, other in pairwise(around)):
        return False
    if len(name) > _SHORT or not accents.knows(typed.folded):
        return True
    # "Kon Tim" and "cả tỉnh" are both of known words; but "kon" stands in hardly anything but the name.
    other = window[1 - index].folded
    if other == folded[1 - index]:
        return accents.bound(folded[0], folded[1], 1 - index) >= _BOUND
    return accents.bound(strip_accents(folded[0]), strip_accents(folded[1]), 1 - index) >= _BOUND


@lru_cache(maxsize=8)
def _near(of_plans: tuple[str, ...]) -> dict[str, tuple[Name, ...]]:
    """Return the names by their accent-free form and by what is left when one letter is taken out."""
    found: dict[str, dict[Name, None]] = {}
    for written in (*of_plans, *_names()):
        name = tuple(written.split())
        form = strip_accents(unify_tones(written)).casefold()
        if len(name) > 1 and len(form.replace(" ", "")) >= _SHORTEST:
            for one in (form, *_shortened(form)):
                found.setdefault(one, {})[name] = None
    return {form: tuple(names) for form, names in found.items()}


@lru_cache
def _names() -> tuple[str, ...]:
    """Return the names of provinces, well-known districts and agencies."""
    distinct = load("places")["distinct"]
    known = [place.name for place in places().values() if place.kind == "province"] + list(distinct)
    for item in load("agencies")["agencies"]:
        full = [
            field for field in item.get("fields", ()) if not any(word.isupper() for word in field.split())
        ]
        known += [f"{item['head']} {field}" for field in full]
        known += [item["name"]] if "name" in item else []
    plain_names = [" ".join(re.findall(r"[^\W\d_]+", name)) for name in known]
    without_and = [name.replace(" và ", " ") for name in plain_names if " và " in name]
    return tuple(dict.fromkeys([*plain_names, *without_and]))


def _place_name(plan: Plan) -> str:
    place = plan.header.place
    return " ".join(re.findall(r"[^\W\d_]+", place.value)) if place else ""


def _shortened(form: str) -> Iterator[str]:
    """Yield `form` with each letter taken out in turn."""
    for index, letter in enumerate(form):
        if letter != " ":
            yield form[:index] + form[index + 1 :]
