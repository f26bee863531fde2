"""A statement and what it is held to."""

from __future__ import annotations

from collections.abc import Sequence

from app.verification.atoms import Atom, Reading
from app.verification.contexts import context, is_content, likeness
from app.verification.sources import Place, Source
from ingest.reference import slug

# A candidate counts when the words around it are nearly as alike as those around the best one.
_NEARLY, _SLACK = 0.85, 0.15
_SHARE = 0.6  # of the words of a sentence that the best source holds: below, it is another's


class Claims:
    """A statement and the sources it is held to."""

    def __init__(self, statement: Reading, sources: Sequence[Source]) -> None:
        self.statement = statement
        self.sources = sources

    def fit(self, index: int, candidates: Sequence[Place]) -> list[Place]:
        """Return the candidates that the words around the statement's atom fit best, ties included."""
        scores = [self.likeness(index, one) for one in candidates]
        least = _NEARLY * max(scores, default=0.0) - _SLACK
        return [one for one, score in zip(candidates, scores, strict=True) if score >= least]

    def likeness(self, index: int, place: Place) -> float:
        """Return how alike the words around a statement's atom and a source's are."""
        return likeness(context(self.statement, index), context(place.piece.reading, place.index))

    def near(self, sentence: int) -> list[Source]:
        """Return the sources that a sentence of the statement rests on: those that hold its words."""
        if len(self.sources) < 2:
            return list(self.sources)
        words = [
            atom.key
            for atom in self.statement.atoms
            if atom.sentence == sentence and atom.kind == "word" and is_content(atom)
        ]
        held = [sum(f"-{slug(word)}-" in source.spelt_below for word in words) for source in self.sources]
        least = _SHARE * max(held, default=0)
        return [source for source, count in zip(self.sources, held, strict=True) if count >= least]

    def said(self, atom: Atom) -> str:
        """Return an atom as the statement words it."""
        return self.statement.text[atom.start : atom.end]
