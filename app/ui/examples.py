"""Questions to start from, for each audience, with places taken from the plans in the library."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from app.catalogue import entries, say
from app.models import Language
from ingest.models import Plan

# Catalogue keys under ui.example; a text with {place} is about one plan.
AUDIENCES: dict[str, tuple[str, ...]] = {
    "manager": ("support", "training", "selling"),
    "official": ("duties", "funding", "deadlines"),
    "reader": ("targets", "basis", "digital"),
}


def examples(plans: Sequence[Plan], language: Language) -> list[tuple[str, list[str]]]:
    """Return for each audience its name and questions, taking the plans' places in turn.

    Without any known place, questions that need one are left out.
    """
    known = places(plans)
    turn = cycle(known)
    shown: list[tuple[str, list[str]]] = []
    for audience, names in AUDIENCES.items():
        questions: list[str] = []
        for name in names:
            key = f"ui.example.{audience}.{name}"
            if "{place}" not in entries()[key][language]:
                questions.append(say(key, language))
            elif known:
                questions.append(say(key, language, place=next(turn)))
        shown.append((say(f"ui.example.{audience}.label", language), questions))
    return shown


def places(plans: Sequence[Plan]) -> list[str]:
    """Return the places the plans are dated from, each once; a doubtful reading is left out."""
    printed = [plan.header.place for plan in plans]
    return list(dict.fromkeys(place.value for place in printed if place is not None and place.certain))
