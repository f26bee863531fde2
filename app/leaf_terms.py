"""The words of a leaf and of a topic as they are compared: spelt out, with their marks and without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.thesaurus import Way
from app.thresholds import thresholds
from ingest.reference import spell_out
from ingest.vietnamese import strip_accents, syllables


@dataclass(frozen=True, slots=True)
class LeafTerms:
    """The syllables and their bigrams of a leaf and of what stands above it, with marks and without."""

    own: frozenset[str]
    above: frozenset[str]

    def holds_way(self, way: Way) -> float:
        """Return how far (0 to 1) the leaf holds all syllables of `way`, one behind the other."""
        return min(map(self.holds, pairs_of(way)))

    def holds(self, term: str) -> float:
        """Return how far (0 to 1) the leaf holds a syllable or bigram."""
        found = 1.0 if term in self.own else thresholds().from_headings if term in self.above else 0.0
        bare = strip_accents(term)
        if found or bare == term:
            return found
        return thresholds().other_marks * self.holds(bare)


@lru_cache(maxsize=4096)
def pairs_of(way: Way) -> tuple[str, ...]:
    """Return the neighbouring syllables of a way to say something, or its only one."""
    return tuple(f"{a} {b}" for a, b in pairwise(way)) or way


@lru_cache(maxsize=1024)
def title_terms(title: str) -> frozenset[str]:
    """Return the distinct syllables of a title, accent-free."""
    return frozenset(stripped([title]))


def stripped(words: Sequence[str]) -> list[str]:
    """Return the syllables of `words`, abbreviations spelt out, accent-free."""
    return list(_spelt_out(" ".join(words)))


@lru_cache(maxsize=1024)
def _spelt_out(text: str) -> tuple[str, ...]:
    """Return `_compared`; kept, since a question's topic is asked for once per leaf."""
    return tuple(_compared(text))


@lru_cache(maxsize=1024)
def as_typed(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the syllables of a topic, abbreviations spelt out, with the marks that were typed."""
    return tuple(syllables(spell_out(" ".join(words))))


def _compared(text: str) -> list[str]:
    """Return the syllables of `text` as they are compared: abbreviations spelt out, accent-free."""
    return [strip_accents(word) for word in syllables(spell_out(text))]


def terms_of(text: str) -> frozenset[str]:
    """Return the distinct syllables of `text`, accent-free, abbreviations spelt out."""
    return frozenset(stripped([text]))


def all_terms(text: str) -> frozenset[str]:
    """Return the distinct syllables and their bigrams, with their marks and without."""
    words = syllables(spell_out(text))
    bare = [strip_accents(word) for word in words]
    return frozenset([*words, *bare, *map(" ".join, pairwise(words)), *map(" ".join, pairwise(bare))])


@lru_cache(maxsize=4096)
def terms_above(text: str) -> frozenset[str]:
    """Return `all_terms` of what stands above leaves: those of a section share it."""
    return all_terms(text)
