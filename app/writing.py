"""A question as its asker would have written it with time: the way to it from what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import cues
from app.accents import Accents
from app.names import mended
from ingest.models import Plan
from ingest.reference import plain
from ingest.vietnamese import fold_space, share_of_marked_letters, strip_accents, unify_tones

# Below this share of letters with marks a question was typed without accents (good text has .28).
_FEW_MARKS = 0.06


@dataclass(frozen=True, slots=True)
class Writing:
    """What was typed, written well.

    `text` has phone spellings written out, accents put back and names mended. `bare` is it without
    any accents where some had to be put back, empty otherwise: what was put back may be wrong.
    `accent_free` says that the question was typed without accents, `english` that it is English.
    """

    text: str
    bare: str
    accent_free: bool
    english: bool


def write(typed: str, plans: Sequence[Plan] = (), accents: Accents | None = None) -> Writing:
    """Return what was typed, written well; without `accents` none are put back."""
    english = cues.is_english(typed)
    accent_free = not english and share_of_marked_letters(typed) < _FEW_MARKS
    text = fold_space(plain(typed))
    if accents is not None:
        text = mended(text, plans, accents)
    if english or accents is None:
        return Writing(text, strip_accents(text) if accent_free else "", accent_free, english)
    restored = accents.restore(text, typed)
    changed = restored != unify_tones(text)
    return Writing(restored, strip_accents(text) if changed else "", accent_free, english)
