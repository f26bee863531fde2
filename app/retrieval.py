"""Finding passages: dense and lexical search, fused by weighted min-max scores.

Measured on 1,367 Vietnamese legal questions (MRR@10): BM25 with bigrams .885, dense .802,
reciprocal rank fusion of both .861, weighted sum of min-max scores .895. Without accents the dense
search is useless (recall@1 .02) and gets no weight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.accents import Accents
from app.lexical import LexicalIndex
from app.thresholds import thresholds
from ingest.models import Passage, Plan
from ingest.structure import PATH_SEPARATOR


class Source(Protocol):
    """What the search needs of the library."""

    @property
    def version(self) -> str:
        """Return a token that changes with the contents."""
        ...

    def plans(self) -> tuple[Plan, ...]:
        """Return all plans."""
        ...

    def dense(
        self, vector: Sequence[float], plans: Sequence[str] | None, k: int
    ) -> list[tuple[str, int, float]]:
        """Return (plan id, passage index, cosine) of the k nearest passages."""
        ...

    @property
    def cache_dir(self) -> Path:
        """Return where derived indexes may be kept."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, its fused score (0 to 1) and the two it was made of."""

    plan: Plan
    passage: Passage
    score: float
    lexical: float
    dense: float

    @property
    def text(self) -> str:
        """Return the passage, verbatim."""
        return self.passage.span.of(self.plan.text)


class Searcher:
    """Searches one state of the library; make a new one when the library's version changes."""

    def __init__(self, source: Source, embed_query: Callable[[str], Sequence[float]]) -> None:
        self._source = source
        self._embed_query = embed_query
        self.version = source.version
        self.entries: list[tuple[Plan, Passage]] = [
            (plan, passage) for plan in source.plans() for passage in plan.passages
        ]
        self._row = {(plan.id, passage.index): row for row, (plan, passage) in enumerate(self.entries)}
        documents = [searchable(plan, passage) for plan, passage in self.entries]
        self.lexical = LexicalIndex.cached(documents, source.cache_dir / "lexical", self.version)
        self.accents = Accents(self.lexical.counts)

    def search(
        self,
        words: str,
        *,
        bare: str = "",
        foreign: str = "",
        plans: Sequence[str] = (),
        k: int = 20,
        source: Source | None = None,
    ) -> list[Hit]:
        """Return the k best passages for `words`, best first, from `plans` (all when empty).

        `bare` are the words as typed, where `words` had to be given their accents: both are looked
        for. `foreign` is the question in another language, `words` then being a gloss of it.
        `source` is the library's state to search, of this searcher's version; the one it was made
        from by default.
        """
        allowed = np.ones(len(self.entries), dtype=bool)
        if plans:
            allowed = np.array([plan.id in plans for plan, _ in self.entries], dtype=bool)
        if not allowed.any():
            return []
        lexical = np.where(allowed, self.lexical.scores(words, accent_free=False), 0.0)
        dense = self._dense(foreign or words, plans, source or self._source)
        weight = thresholds().dense
        if foreign:
            weight = 1 - weight  # its words are glossed, its meaning is not
        scaled = min_max(lexical, allowed)
        if bare:
            stripped = np.where(allowed, self.lexical.scores(bare, accent_free=True), 0.0)
            share = thresholds().bare
            scaled = (1 - share) * scaled + share * min_max(stripped, allowed)
            lexical = np.maximum(lexical, stripped)
            weight *= thresholds().dense_restored
        if not lexical.any():
            weight = 1.0
        fused = (1 - weight) * scaled + weight * min_max(dense, allowed & (dense > 0))
        fused = np.where(allowed, fused, -1.0)
        best = np.argsort(-fused, kind="stable")[:k]
        return [
            Hit(
                self.entries[row][0],
                self.entries[row][1],
                float(fused[row]),
                float(lexical[row]),
                float(dense[row]),
            )
            for row in best
            if fused[row] > 0
        ]

    def _dense(self, words: str, plans: Sequence[str], source: Source) -> NDArray[np.float64]:
        scores = np.zeros(len(self.entries))
        vector = self._embed_query(words)
        for plan_id, index, cosine in source.dense(vector, list(plans) or None, k=60):
            row = self._row.get((plan_id, index))
            if row is not None:
                scores[row] = cosine
        return scores


def searchable(plan: Plan, passage: Passage) -> str:
    """Return what the lexical index sees of a passage: its headings (not the plan's name) and text."""
    headings = passage.breadcrumb.split(PATH_SEPARATOR)[1:]
    return "\n".join([*headings, passage.span.of(plan.text)])


def min_max(scores: NDArray[np.floating], among: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return `scores` scaled so that the least of those `among` is 0 and the greatest 1; others 0."""
    if not among.any():
        return np.zeros(len(scores))
    low, high = float(scores[among].min()), float(scores[among].max())
    if high <= low:
        return np.where(among & (scores > 0), 1.0, 0.0)
    return np.where(among, (scores - low) / (high - low), 0.0)
