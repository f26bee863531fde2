"""Syllables typed with a slip of the fingers: "ngừoi", "thág", "hợpp", "nghịp"."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ingest.vietnamese import may_be_syllable, strip_accents

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook, dot below
_SHORT_FOR = (("i", "iê"), ("u", "uô"), ("ư", "ươ"))  # "nghịp", "mún", "đựng"
_SHORTEST = 3  # letters of a word that may be a slip


def slips(typed: str, written: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the syllables of which `typed` (folded), which nobody writes, is a slip of the fingers.

    `written` are the syllables that are written, by their form without marks. Slips are marks on the wrong
    letter ("ngừoi"), no "n" before the last letter ("thág"), a letter typed twice ("hợpp"), two letters in
    the wrong order ("tihch"), and what people shorten on phones: "nghịp".
    """
    bare = strip_accents(typed)
    if len(bare) < _SHORTEST:
        return []
    if bare in written:
        same = [word for word in written[bare] if set(_marks(word)) == set(_marks(typed))]
        if same or bare == typed:
            return same
    if bare != typed:
        long = [typed.replace(one, two, 1) for one, two in _shortened(typed)]
        if meant := [word for word in long if word in written.get(strip_accents(word), ())]:
            return meant
    if may_be_syllable(bare):
        return []
    forms = [f"{bare[:-1]}n{bare[-1]}"] if bare[-1] in "gh" else []
    forms += [bare[:at] + bare[at + 1 :] for at in range(1, len(bare)) if bare[at] == bare[at - 1]]
    forms += [f"{bare[:at]}{bare[at + 1]}{bare[at]}{bare[at + 2 :]}" for at in range(1, len(bare) - 1)]
    known = [word for form in dict.fromkeys(forms) for word in written.get(form, ())]
    return [word for word in known if _marks(typed) <= _marks(word)]


def _shortened(typed: str) -> Iterator[tuple[str, str]]:
    """Yield the vowels of a syllable that are written short for two on phones, and these two."""
    for tone in ("", *_TONES):
        for one, long in _SHORT_FOR:
            short = unicodedata.normalize("NFC", one + tone)
            if short in typed:
                yield short, unicodedata.normalize("NFC", long + tone)


def _marks(word: str) -> Counter[str]:
    """Return the marks of a word, those of "đ" and "ư" included."""
    split = unicodedata.normalize("NFD", word.replace("đ", "d\u0335"))
    return Counter(letter for letter in split if unicodedata.combining(letter))
