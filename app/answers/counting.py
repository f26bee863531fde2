"""What a question counts, and whether a leaf counts it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile

from app.cues import is_english, stripped_stop_words
from app.english import glossed, is_of_plans
from app.evidence import Evidence
from app.needs import without_dates
from app.question import Question
from ingest.reference import load, spell_out
from ingest.vietnamese import fold, strip_accents, syllables

_COUNTED = re.compile(
    r"(?:\b(?:bao nhiêu|bao nhieu|mấy|how many)|^(?:số lượng|số))\s+(?P<noun>[^\W\d]+(?:\s+[^\W\d]+){0,2})"
)
_HOW_MANY = re.compile(r"(?i)\bhow (?:many|much) (?P<noun>\w+)(?![-\w])(?: (?P<behind>[\w-]+))?")


def counted(question: Question) -> tuple[tuple[str, ...], ...]:
    """Return the syllables (accent-free) of each thing that "bao nhiêu", "mấy" counts; none if left open."""
    if question.need != "count":
        return ()
    if is_english(question.text):
        return _counted_in_english(question.written)
    found = (_thing(match["noun"]) for match in _COUNTED.finditer(fold(question.written)))
    return tuple(dict.fromkeys(thing for thing in found if thing))


def _counted_in_english(question: str) -> tuple[tuple[str, ...], ...]:
    """Return what "how many" counts, in the ways plans print it: a unit, or a thing that has a name.

    What only describes another is not counted: "how many fishery co-ops".
    """
    match = _HOW_MANY.search(question)
    if match is None or (match["behind"] and is_of_plans(match["behind"])):
        return ()
    gloss = glossed(match["noun"])
    said = [tuple(strip_accents(word) for word in way) for ways in gloss.ways[:1] for way in ways]
    return tuple(one for one in said if gloss.things or one in _unit_words())


def _thing(words_behind: str) -> tuple[str, ...]:
    """Return the thing counted of the words behind "bao nhiêu": a unit of `units.yaml`, or one syllable."""
    words = [strip_accents(word) for word in syllables(spell_out(words_behind))]
    for unit in sorted(_unit_words(), key=len, reverse=True):
        if tuple(words[: len(unit)]) == unit:
            return unit
    named = list(dropwhile(lambda word: word in _classifiers(), words))
    # "rót bao nhiêu để phát triển": what is counted is left open.
    return () if not named or named[0] in stripped_stop_words() else (named[0],)


@lru_cache
def _classifiers() -> frozenset[str]:
    return frozenset(load("units")["classifiers"])


@lru_cache
def _unit_words() -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(strip_accents(word) for word in syllables(spell_out(printed)))
        for entry in load("units")["units"]
        for printed in entry["words"]
        if printed != "%"
    )


def counts(evidence: Evidence, noun: Sequence[str]) -> bool:
    """Say whether a leaf has a number of the thing counted, a few words at most between them.

    A number before another thing counts that one: "70 người" says nothing of "hợp tác xã" beside it.
    """
    words = " ".join(strip_accents(word) for word in syllables(spell_out(without_dates(evidence.said))))
    before, in_row, behind = _patterns(tuple(noun))
    # In a row the heads of columns stand between, and a unit behind each number.
    after = in_row if evidence.unit.kind == "row" else behind
    return bool(before.search(words) or after.search(words))


@lru_cache(maxsize=256)
def _patterns(noun: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a number before what it counts, of one behind it in a row, and elsewhere."""
    name = re.escape(" ".join(noun))
    other = "|".join(
        re.escape(" ".join(unit)) for unit in sorted(_unit_words(), key=len, reverse=True) if unit != noun
    )
    return (
        re.compile(rf"\d[\d.,]*%?(?: (?!\d)\w+){{0,2}}? {name}\b"),
        re.compile(rf"\b{name}\b(?: \w+){{0,12}}? \d"),
        re.compile(rf"\b{name}\b(?: \w+){{0,6}}? \d[\d.,]*(?! (?:{other})\b)(?![\d.,])"),
    )
