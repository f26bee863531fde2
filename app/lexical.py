"""BM25 over Vietnamese syllables and syllable bigrams, with an accent-free twin.

Vietnamese words are one to three syllables; bigrams make word segmentation unnecessary for
search. Measured on 1,367 legal questions over 3,238 articles (MRR@10): syllables .831, with
bigrams .885; for questions typed without accents the stripped twin reaches .880.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from app.accents import Counts, count
from ingest.reference import spell_out
from ingest.vietnamese import strip_accents, syllables

LEXICAL_VERSION = "2"
_SEPARATOR = "_"
_COUNTS = "syllables.json"


def tokens(text: str) -> list[str]:
    """Return the terms of `text`: syllables with abbreviations spelt out, then their bigrams."""
    words = syllables(spell_out(text))
    return words + [f"{first}{_SEPARATOR}{second}" for first, second in pairwise(words)]


def stripped(terms: Iterable[str]) -> list[str]:
    """Return terms without accents, as they stand in the accent-free twin."""
    return [strip_accents(term) for term in terms]


class LexicalIndex:
    """BM25 scores of all documents for a query, in the order the documents were given."""

    def __init__(self, accented: bm25s.BM25, accent_free: bm25s.BM25, size: int, counts: Counts) -> None:
        self._accented = accented
        self._accent_free = accent_free
        self.size = size
        self.counts = counts
        """How often syllables stand in the documents, alone and behind another; see `app.accents`."""

    @classmethod
    def build(cls, documents: Sequence[str]) -> LexicalIndex:
        """Index `documents`."""
        terms = [tokens(document) for document in documents]
        bare = _index([stripped(document) for document in terms])
        return cls(_index(terms), bare, len(documents), count(documents))

    @classmethod
    def cached(cls, documents: Sequence[str], folder: Path, version: str) -> LexicalIndex:
        """Return the index kept in `folder` if it is of `version`, else build and keep it."""
        stamp = folder / "version.json"
        wanted = {"library": version, "lexical": LEXICAL_VERSION, "size": len(documents)}
        if stamp.exists() and json.loads(stamp.read_text("utf-8")) == wanted:
            loaded = [
                bm25s.BM25.load(folder / name, show_progress=False) for name in ("accented", "stripped")
            ]
            single, pairs = json.loads((folder / _COUNTS).read_text("utf-8"))
            counts = Counter(single), Counter({(a, b): times for a, b, times in pairs})
            return cls(loaded[0], loaded[1], len(documents), counts)
        built = cls.build(documents)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        built._accented.save(folder / "accented", show_progress=False)
        built._accent_free.save(folder / "stripped", show_progress=False)
        pairs = [[*pair, times] for pair, times in built.counts[1].items()]
        (folder / _COUNTS).write_text(json.dumps([built.counts[0], pairs], ensure_ascii=False), "utf-8")
        stamp.write_text(json.dumps(wanted), "utf-8")
        return built

    def scores(self, text: str, *, accent_free: bool) -> NDArray[np.float32]:
        """Return the score of every document for the query `text`, zero where no term matches."""
        terms = tokens(text)
        index = self._accented
        if accent_free:
            terms, index = stripped(terms), self._accent_free
        known = [term for term in dict.fromkeys(terms) if term in index.vocab_dict]
        if not known or self.size == 0:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(index.get_scores(known), dtype=np.float32)


def _index(terms: Sequence[Sequence[str]]) -> bm25s.BM25:
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
    index.index([list(document) or [""] for document in terms] or [[""]], show_progress=False)
    return index
