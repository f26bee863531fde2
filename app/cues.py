"""The words by which a question shows what it asks; all of them in `corpus/reference/questions.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from app.english import is_known
from app.models import Kind
from ingest.reference import load
from ingest.vietnamese import fold, key, may_be_syllable, strip_accents, unify_tones


def _pattern(cues: Iterable[str]) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(cue) for cue in sorted(set(cues), key=len, reverse=True))
    return re.compile(rf"(?<![\w]){f'(?:{alternatives})' if alternatives else '(?!)'}(?![\w])")


class Cues:
    """A list of cues, looked for with accents and, where that is safe, without.

    A cue of several syllables is looked for without accents too; one of a single syllable only
    when the whole question has no accents ("ai", "hạn" would hide in other words).
    """

    def __init__(self, cues: Iterable[str]) -> None:
        folded = [unify_tones(cue).casefold() for cue in cues]
        self._exact = _pattern(folded)
        self._stripped = _pattern(strip_accents(cue) for cue in folded if " " in cue)
        self._bare = _pattern(strip_accents(cue) for cue in folded)

    def find(self, words: str, *, accent_free: bool) -> list[str]:
        """Return the cues that stand in `words` (folded, tone marks unified)."""
        stripped = strip_accents(words)
        found = self._bare.findall(stripped) if accent_free else self._exact.findall(words)
        if not found and not accent_free:
            # Partly accented: "muc tieu của tỉnh". A wrong accent is no missing one, so both must differ.
            found = [cue for cue in self._stripped.findall(stripped) if cue in words]
        return found

    def without(self, words: str, *, accent_free: bool) -> str:
        """Return `words` (folded, tone marks unified) with a blank where a cue stands.

        Without accents those of one syllable stay: they would hide in other words.
        """
        return (self._stripped if accent_free else self._exact).sub(" ", words)


@lru_cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = load("questions")
    return data


@lru_cache
def kinds() -> dict[Kind, dict[int, Cues]]:
    """Return the cues of each kind by weight."""
    return {
        kind: {int(weight): Cues(words) for weight, words in levels.items()}
        for kind, levels in _data()["kinds"].items()
    }


@lru_cache
def needs() -> dict[str, Cues]:
    """Return the cues for what an answer must contain (money, rate, phone …)."""
    return {need: Cues(words) for need, words in _data()["needs"].items()}


@lru_cache
def fields() -> dict[str, Cues]:
    """Return the cues for the attributes of a document (number, date, signer …)."""
    return {name: Cues(words) for name, words in _data()["fields"].items()}


@lru_cache
def headings_of_aims() -> tuple[str, ...]:
    """Return what the headings of a plan's overall aims say (accent-free), the best first."""
    return tuple(_data()["aims"])


@lru_cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the alternatives of a way of asking as one pattern between word boundaries."""
    return re.compile(rf"\b{alternatives(name)}\b")


@lru_cache
def alternatives(name: str) -> str:
    """Return the alternatives of a way of asking as one regular expression."""
    return f"(?:{'|'.join(_data()['patterns'][name])})"


@lru_cache
def smalltalk() -> Cues:
    """Return the cues of conversation."""
    return Cues(_data()["smalltalk"])


@lru_cache
def fillers() -> Cues:
    """Return the phrases that only frame a question."""
    return Cues(filler_phrases())


@lru_cache
def filler_phrases() -> tuple[str, ...]:
    """Return the phrases that only frame a question, as they are written."""
    return tuple(phrase for group in _data()["fillers"].values() for phrase in group.split(", "))


@lru_cache
def outside() -> Cues:
    """Return the cues of what no plan can say."""
    return Cues(_data()["outside"])


@lru_cache
def stop_words() -> frozenset[str]:
    """Return syllables that say nothing about a topic, with and without accents."""
    words = unify_tones(_data()["stop"]).casefold().split()
    return frozenset(words)


@lru_cache
def stripped_stop_words() -> frozenset[str]:
    """Return the stop words as typed without accents."""
    return frozenset(strip_accents(word) for word in stop_words())


@lru_cache
def before_places() -> frozenset[str]:
    """Return the syllables that only say what the place is whose name follows."""
    return frozenset(unify_tones(_data()["before_places"]).casefold().split())


@lru_cache
def joining_words(*, accent_free: bool) -> frozenset[str]:
    """Return syllables that only join others, as typed with accents or without."""
    words = unify_tones(_data()["joining"]).casefold()
    return frozenset((strip_accents(words) if accent_free else words).split())


_ENGLISH = re.compile(
    r"\b(?:what|which|who|when|where|how|why|does|do|is|are|the|of|for|in|by|must|should|can|plans?|and|to|with|"
    r"from|or|have|has|any|help|get|their|will|would|could|many|much|this|that|there|was|were|did|been|into|under|"
    r"about)\b"
)
_MOSTLY = 0.4  # share of English words in one that has few others: "funding sources Dak Nong"
_FEWEST = 2  # of such words
_LONG = 6  # letters of words that are no short form: "cooperative", but not "htx"


def without_programmes(words: str) -> str:
    """Return `words` without names that hold a cue: "mục tiêu quốc gia" is a programme, no target."""
    return pattern("programme").sub(" ", words)


def is_english(question: str) -> bool:
    """Say whether a question is English: function words, or mostly words that only English has."""
    words = key(question).split()
    hits = len(_ENGLISH.findall(fold(question)))
    foreign = sum(len(word) >= _LONG and word.isalpha() and not may_be_syllable(word) for word in words)
    if len(words) >= 3 and hits >= 2 and (hits + foreign) >= len(words) / 5:
        return True
    known = sum(not may_be_syllable(word) and is_known(word) for word in words)
    common = [word.strip("?.,!") for word in question.split() if word.islower()]
    if not known or any(word != strip_accents(word) for word in common):
        return False
    only = bool(common) and all(is_known(word) for word in common)  # "Kon Tum targets"
    return only or (known >= _FEWEST and (known + hits) >= _MOSTLY * len(words))
