"""The words of `corpus/reference/verification.yaml`, compiled once; all forms are folded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ingest.records.quantities import units as plan_units
from ingest.reference import abbreviations, load, slug
from ingest.vietnamese import fold, unify_tones

Words = tuple[str, ...]


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return `text` as words are compared: lower case, one placement of tone marks, single blanks."""
    return unify_tones(fold(text))


def listed(name: str) -> Any:
    """Return an entry of the data file."""
    return load("verification")[name]


def alternatives(forms: Iterable[str]) -> str:
    """Return a pattern for any of the forms, the longest first."""
    return "|".join(
        re.escape(form) for form in sorted({folded(form) for form in forms}, key=len, reverse=True)
    )


@lru_cache
def word_set(name: str) -> frozenset[str]:
    """Return the syllables of a list or text of the data file."""
    content = listed(name)
    return frozenset(folded(content if isinstance(content, str) else " ".join(content)).split())


@lru_cache
def classes(name: str) -> dict[str, str]:
    """Return the class of each form of a mapping from classes to forms."""
    return {folded(form): kind for kind, forms in listed(name).items() for form in forms}


@lru_cache
def unit_names() -> dict[str, str]:
    """Return the usual name of each unit by its folded words, money left out."""
    names = {word: show for word, (show, kind) in plan_units().items() if kind != "money"}
    named = {folded(word): show for word, show in names.items()}
    for first, *others in listed("units"):
        show = named.get(folded(first), first)
        for form in (first, *others):
            named.setdefault(folded(form), show)
    return named


@lru_cache
def short_forms() -> dict[str, Words]:
    """Return the syllables that an abbreviation stands for, by its folded letters."""
    return {
        folded(form): tuple(folded(entry.long).replace("-", " ").replace(",", " ").split())
        for entry in abbreviations()
        if not entry.document
        for form in entry.short
        if " " not in form
    }


@lru_cache
def document_types() -> dict[str, Words]:
    """Return what the codes of document types stand for: "QĐ" → ("quyết", "định")."""
    return {code: tuple(folded(long).split()) for code, long in load("abbreviations")["documents"].items()}


@lru_cache
def synonyms() -> dict[str, frozenset[str]]:
    """Return by syllables (joined by a blank) all forms that may stand for them in a statement."""
    known: dict[str, set[str]] = {}
    for group in listed("synonyms"):
        forms = {folded(form) for form in group}
        for form in forms:
            known.setdefault(form, set()).update(forms - {form})
    return {form: frozenset(others) for form, others in known.items()}


def spelt(text: str) -> str:
    """Return the accent-free words of a text, abbreviations spelt out, joined and framed by "-"."""
    words = re.findall(r"[^\W_]+", fold(text).replace("&", ""))
    return f"-{'-'.join(slug(' '.join(short_forms().get(word, (word,)))) for word in words)}-"
