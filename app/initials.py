"""Abbreviations that no list has, by what the plans print.

"csdl" is "cơ sở dữ liệu", "dthu" is "doanh thu" where they say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from app.accents import Accents
from app.cues import joining_words
from ingest.models import Plan
from ingest.vietnamese import may_be_syllable, strip_accents, syllables

# Consonants alone are no Vietnamese syllable; of two letters too many things begin with them.
_INITIALS = re.compile(r"(?i)(?<![\w&/.-])[bcdđghklmnpqrstvx]{3,5}(?![\w&/-]|\.\w)")
_DRAWN = re.compile(r"(?i)(?<![\w&/.-])[^\W\d_]{3,12}(?![\w&/-]|\.\w)")
_LONG = 4  # letters: of fewer, words stand together by chance
_CHAINS = 20  # of syllables that follow each other, the most usual, that are looked for as a whole


def written_out(text: str, plans: Sequence[Plan], accents: Accents, *, english: bool = False) -> str:
    """Return `text` with initials of words that stand together in a plan as these words.

    What a plan itself abbreviates so stays, and of an English question every word.
    """

    def words(match: re.Match[str]) -> str:
        typed = match.group().casefold()
        if accents.knows(typed):
            return match.group()
        for chain in accents.with_initials(typed, _CHAINS):
            if {chain[0], chain[-1]} & joining_words(accent_free=False):
                continue
            phrase = f" {' '.join(chain)} "
            times = sum(_spoken(plan.text).count(phrase) for plan in plans)
            if times > (len(typed) < _LONG):
                return phrase.strip()
        return match.group()

    text = _INITIALS.sub(words, text)
    return text if english else _DRAWN.sub(lambda match: _drawn_apart(match[0], accents), text)


def _drawn_apart(typed: str, accents: Accents) -> str:
    """Return the usual two syllables typed as one ("bìnhquân", "dthu"), `typed` where there are none."""
    word = typed.casefold()
    if accents.knows(word) or may_be_syllable(strip_accents(word)):
        return typed
    return accents.parted(word) or accents.begun(word) or typed


@lru_cache(maxsize=256)
def _spoken(text: str) -> str:
    return f" {' '.join(syllables(text))} "
