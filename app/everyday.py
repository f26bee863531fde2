"""How usual words are among those that people say to each other: `corpus/reference/everyday.txt`."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from app.leaf_terms import all_terms
from app.thesaurus import things
from ingest.reference import load, load_lines


def rareness(term: str) -> float:
    """Return how rare a syllable or bigram is in everyday speech, from 0 (in every sentence) to 1 (in none).

    It is the inverse document frequency over sentences, as a share of the highest. What names a crop, an
    animal or a thing says much, however often it is spoken of.
    """
    if term in _names():
        return 1.0
    counts, total = _counts()
    return math.log(1 + total / (1 + counts[term])) / math.log(1 + total)


@lru_cache
def _names() -> frozenset[str]:
    crops = (str(field["vi"]) for field in load("profile")["fields"])
    named = (name for names in things() for name in names)
    return frozenset(
        term for name in (*crops, *named, *load("thesaurus")["crops and animals"]) for term in all_terms(name)
    )


@lru_cache
def _counts() -> tuple[Counter[str], int]:
    sentences = load_lines("everyday")
    counts: Counter[str] = Counter()
    for sentence in sentences:
        counts.update(all_terms(sentence))
    return counts, len(sentences)
