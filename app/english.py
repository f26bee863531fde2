"""English questions in the words that plans print: `corpus/reference/english.yaml`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from app.thesaurus import Synonym, Way
from ingest.reference import load
from ingest.vietnamese import UPPER, nfc, strip_accents, syllables

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A run of capitalised words, not at the start of a sentence
_NAME = re.compile(rf"(?<![.?!:] )(?<!^)\b[{UPPER}]\w*(?: [{UPPER}]\w*)*")
# How English words end differently from the glossary's, and what stands there instead.
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
)
_SHORTEST = 3  # letters that an ending leaves of a word
_FEW = 2  # letters of words that join others


@dataclass(frozen=True, slots=True)
class Gloss:
    """What an English question says: the plans' words for it, with their other ways, and what has none."""

    ways: tuple[tuple[Way, ...], ...]
    unknown: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the usual Vietnamese words, phrases kept apart, and the words that have none."""
        return " . ".join([*(" ".join(ways[0]) for ways in self.ways), *self.unknown])

    @property
    def every(self) -> str:
        """Return all Vietnamese words, for the search."""
        return " ".join(dict.fromkeys(" ".join(way) for ways in self.ways for way in ways))

    @property
    def synonyms(self) -> tuple[Synonym, ...]:
        """Return the other ways of what has several."""
        return tuple(Synonym(ways[0], ways[1:]) for ways in self.ways if len(ways) > 1)


def glossed(question: str, names: Collection[str] = ()) -> Gloss:
    """Return what an English question says in the words of plans; the longest phrase at each place counts.

    `names` are the syllables (accent-free) of places that it names, which are no English words.
    """
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(_without(nfc(question), names))]
    ways: list[tuple[Way, ...]] = []
    unknown: list[str] = []
    position = 0
    while position < len(words):
        for end in range(min(len(words), position + _longest()), position, -1):
            found = _ways(tuple(words[position:end]))
            if found is not None:
                break
        else:
            end = position + 1
            if words[position] not in stop_words() and len(words[position]) > _FEW:
                unknown.append(words[position])
        if found:
            ways.append(found)
        position = end
    return Gloss(tuple(dict.fromkeys(ways)), tuple(dict.fromkeys(unknown)))


def unknown_names(question: str) -> list[str]:
    """Return runs of capitalised words in mid-sentence that the glossary lacks: "Germany", "Rang Dong"."""
    return [
        match[0]
        for match in _NAME.finditer(nfc(question))
        if len(unknown := glossed(match[0]).unknown) == len(match[0].split()) and unknown
    ]


@lru_cache
def meanings() -> dict[str, tuple[Way, ...]]:
    """Return by English phrase the ways in which plans say it, the usual one first; only where there are."""
    return {" ".join(said): ways for said, ways in _glossary().items() if ways}


def _without(text: str, names: Collection[str]) -> str:
    """Return `text` without runs of capitalised words that are of `names`, with accents or without."""
    named = "|".join(map(re.escape, names)) or "(?!)"
    for match in reversed(
        [*re.finditer(rf"(?i)\b(?:{named})(?:\s+(?:{named}))+\b(?:['’]s)?", strip_accents(text))]
    ):
        if text[match.start()].isupper():
            text = f"{text[: match.start()]} . {text[match.end() :]}"
    return text


@lru_cache
def _glossary() -> dict[tuple[str, ...], tuple[Way, ...]]:
    """Return by English phrase the ways to say it; none for one that says nothing of a topic."""
    return {
        tuple(phrase.split()): tuple(tuple(syllables(way)) for way in (meant or "").split(", ") if way)
        for group in load("english")["words"].values()
        for said, meant in group.items()
        for phrase in said.split(", ")
    }


@lru_cache
def _longest() -> int:
    return max(map(len, _glossary()))


@lru_cache
def stop_words() -> frozenset[str]:
    """Return English words that only join or ask."""
    return frozenset(load("english")["stop"].split())


@lru_cache(maxsize=4096)
def _ways(phrase: tuple[str, ...]) -> tuple[Way, ...] | None:
    """Return the ways to say a phrase, whatever its words end in; None where the glossary lacks it."""
    known = product(*([form for form in _forms(word) if form in _known()] for word in phrase))
    return next((_glossary()[plain] for plain in known if plain in _glossary()), None)


@lru_cache
def _known() -> frozenset[str]:
    return frozenset(word for phrase in _glossary() for word in phrase)


def _forms(word: str) -> list[str]:
    """Return what a word may be a form of, itself first."""
    word = word.removesuffix("'s").removesuffix("'")
    return [
        word,
        *(
            word.removesuffix(ending) + instead
            for ending, instead in _ENDINGS
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST
        ),
    ]
