"""What people say and what plans print for it: `corpus/reference/thesaurus.yaml` and `english.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.reference import Found, Lexicon, Token, load, tokens
from ingest.vietnamese import strip_accents, syllables

Way = tuple[str, ...]
"""The syllables of one way to say something, in order."""

_DENYING = ("không", "chưa")
_LONG = 4  # syllables of a phrase that stands for itself, and of which a part is another thing


@dataclass(frozen=True, slots=True)
class Synonym:
    """Something that a question says in its own words.

    `said` are its syllables in the question, `meant` the other ways in which plans may print it.
    """

    said: Way
    meant: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a topic: the syllables typed, of which each counts, and the other ways to say it.

    Of another way all syllables must stand together.
    """

    typed: Way
    meant: tuple[Way, ...] = ()


def entries() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each phrase that people say, and what plans print for it, if anything else."""
    for names in things():
        for name in names:
            yield name, tuple(other for other in names if other != name)
    for group in load("thesaurus").values():
        for said, meant in group.items():
            for phrase in said.split(", "):
                yield phrase, tuple((meant or "").split(", ")) if meant else ()


@lru_cache
def things() -> tuple[tuple[str, ...], ...]:
    """Return the names of each thing that has one of its own (see `things.yaml`)."""
    return tuple(tuple(line.split(", ")) for group in load("things").values() for line in group)


@lru_cache
def _lexicon() -> Lexicon[tuple[Way, ...]]:
    lexicon: Lexicon[tuple[Way, ...]] = Lexicon()
    for said, meant in entries():
        ways = [way for way in meant if f" {said} " not in f" {way} "]  # such a way holds what was typed
        lexicon.add(said, tuple(tuple(syllables(way)) for way in ways))
    return lexicon


def synonyms(words: str, *, accent_free: bool) -> tuple[Synonym, ...]:
    """Return what `words` say otherwise than plans do, in order; the longest phrase at each place counts."""
    spoken = tokens(words)
    whole = _things_in(spoken, accent_free=accent_free)
    found: list[Synonym] = []
    position = 0
    while position < len(spoken):
        fits = [
            one
            for one in _lexicon().at(spoken, position)
            # "mua máy tính": the thing stays whole, "mua máy" says another.
            if not any(one.first < thing.first < one.end < thing.end for thing in whole)
        ]
        one = next((one for one in fits if _surely(one, spoken, accent_free=accent_free)), None)
        if one is None:
            position += 1
            continue
        said = tuple(token.folded for token in spoken[position : one.end])
        if one.value:
            found.append(Synonym(said, tuple(_stripped(way) if accent_free else way for way in one.value)))
        elif len(said) >= _LONG:
            found.append(Synonym(said, (said,)))  # only the whole of it says what is meant
        position = one.end
    return tuple(found)


def things_in(words: str, *, accent_free: bool) -> list[tuple[str, tuple[Way, ...]]]:
    """Return the things with a name of their own in `words`, as said, with all names of each."""
    spoken = tokens(words)
    return [
        (" ".join(token.text for token in spoken[one.first : one.end]), one.value)
        for one in _things_in(spoken, accent_free=accent_free)
    ]


def _things_in(spoken: Sequence[Token], *, accent_free: bool) -> list[Found[tuple[Way, ...]]]:
    found: list[Found[tuple[Way, ...]]] = []
    position = 0
    while position < len(spoken):
        fits = [
            one
            for one in _things().at(spoken, position)
            if all(token.gap == " " for token in spoken[one.first + 1 : one.end])  # "cho mấy, tỉnh cho mấy"
        ]
        one = next((one for one in fits if _surely(one, spoken, accent_free=accent_free)), None)
        if one is not None:
            found.append(one)
        position = one.end if one else position + 1
    return found


@lru_cache
def _things() -> Lexicon[tuple[Way, ...]]:
    lexicon: Lexicon[tuple[Way, ...]] = Lexicon()
    for names in things():
        for name in names:
            lexicon.add(name, tuple(tuple(syllables(one)) for one in names))
    return lexicon


def _surely(found: Found[tuple[Way, ...]], spoken: Sequence[Token], *, accent_free: bool) -> bool:
    """Say whether a phrase is meant, where marks are missing.

    A syllable by itself may be many others, and "khoa học" is no "khóa học": who types one mark
    types them all.
    """
    if found.exact or found.wrong:
        return found.exact
    said = spoken[found.first : found.end]
    return accent_free or (len(said) > 1 and all(token.key == token.folded for token in said))


def _stripped(way: Way) -> Way:
    return tuple(strip_accents(word) for word in way)


def in_plan_words(words: str, found: Sequence[Synonym]) -> str:
    """Return `words` (folded) with each synonym replaced by the usual one of its other ways.

    One that says it by denying ("không dưới") stays: its "không" is lost where topics are made.
    """
    for one in found:
        if one.meant[0][0] in _DENYING:
            continue
        typed = r"\W+".join(map(re.escape, one.said))
        words = re.sub(rf"(?<!\w){typed}(?!\w)", " ".join(one.meant[0]), words, count=1)
    return words


def search_words(found: Sequence[Synonym]) -> str:
    """Return all other ways to say what a question says, for the search."""
    return " ".join(dict.fromkeys(" ".join(way) for one in found for way in one.meant))


@lru_cache(maxsize=1024)
def parts(topic: Way, found: tuple[Synonym, ...]) -> tuple[Part, ...]:
    """Return a topic's distinct syllables, those that a synonym says put together with its other ways."""
    left = dict.fromkeys(topic)
    result: list[Part] = []
    for one in found:
        said = {*one.said, *_stripped(one.said)}
        typed = tuple(word for word in left if word in said)
        if typed:
            result.append(Part(typed, one.meant))
            for word in typed:
                del left[word]
    return (*result, *(Part((word,)) for word in left))
