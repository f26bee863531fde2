"""A draft answer: statements with the evidence they rest on, before verification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.evidence import Evidence


@dataclass(frozen=True)
class DraftStatement:
    """A statement and its evidence. `prefix` says whose it is ("Sở Công Thương"), see `Statement`."""

    evidence: tuple[Evidence, ...]
    text: str
    prefix: str = ""
    group: str = ""
    detail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Draft:
    """What is to be said.

    `answered` is False when the plans do not tell; statements are then what stands nearest.
    """

    answered: bool
    lead: str
    statements: tuple[DraftStatement, ...] = ()
    notes: tuple[str, ...] = ()
    reading: str = ""
    about_own_cooperative: bool = False

    def with_notes(self, notes: Sequence[str]) -> Draft:
        """Return the draft with more notes, each once."""
        return replace(self, notes=tuple(dict.fromkeys((*self.notes, *notes))))
