"""A question as its asker would have written it with time: the way to it from what was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from app import cues
from app.accents import Accents
from app.english import bodies_as_printed
from app.initials import written_out
from app.names import mended
from app.printed_names import as_printed, find_printed
from ingest.models import Plan
from ingest.reference import load, plain
from ingest.vietnamese import fold_space, nfc, share_of_marked_letters, strip_accents, unify_tones

# Below this share of letters with marks a question was typed without accents (good text has .28).
_FEW_MARKS = 0.06
_GLUED = re.compile(r"(?<=[^\W\d_]{2})(?=\d)|(?<=\d)(?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True)
class Writing:
    """What was typed, written well.

    `text` has phone spellings written out, accents put back and names mended. `typed` is it without
    the accents that were put back, letter for letter as long. `bare` is it without any accents where
    some had to be put back, empty otherwise: what was put back may be wrong. `accent_free` says that
    the question was typed without accents, `english` that it is English.
    """

    text: str
    typed: str
    bare: str
    accent_free: bool
    english: bool


def _spaced(text: str) -> str:
    """Return `text` with blanks between words and numbers: "kh3819", "năm2024", "02HTX"."""
    return _GLUED.sub(" ", nfc(text))


def _documents_spelt(text: str) -> str:
    """Return `text` with types of documents beside their number written out: "qd 1804"."""
    return _document().sub(lambda match: _document_types()[match[1].casefold()], text)


def _in_context(text: str) -> str:
    """Return `text` with short forms written out that mean something only beside other words."""
    for entry in load("abbreviations")["in_context"]:
        text = re.sub(entry["pattern"], entry["meaning"], text, flags=re.IGNORECASE)
    return text


@lru_cache
def _document() -> re.Pattern[str]:
    forms = "|".join(_document_types())
    return re.compile(rf"(?i)(?<![\w/-])({forms})(?=\s+(?:số\s+|so\s+)?\d{{2,}})")


@lru_cache
def _document_types() -> dict[str, str]:
    """Return types of documents by their abbreviation, with accents and without."""
    data = load("abbreviations")
    types = {short.casefold(): data["documents"][short] for short in data["beside_numbers"]}
    return {strip_accents(short): long for short, long in types.items()} | types


def write(typed: str, plans: Sequence[Plan] = (), accents: Accents | None = None) -> Writing:
    """Return what was typed, written well; without `accents` none are put back."""
    english = cues.is_english(typed)
    accent_free = not english and share_of_marked_letters(typed) < _FEW_MARKS
    text = fold_space(_spaced(plain(_spaced(typed))))
    if accents is not None:
        text = mended(written_out(text, plans, accents, english=english), plans, accents)
    text = unify_tones(as_printed(_in_context(_documents_spelt(text)), plans))
    if english:
        text = bodies_as_printed(text)
    if english or accents is None:
        return Writing(text, text, strip_accents(text) if accent_free else "", accent_free, english)
    restored = accents.restore(text, typed)
    for one in find_printed(text, plans):  # plans print "Thanh An", whatever is more usual
        if len(restored) == len(text):
            restored = restored[: one.span.start] + one.span.of(text) + restored[one.span.end :]
    return Writing(restored, text, strip_accents(text) if restored != text else "", accent_free, english)
