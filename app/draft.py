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

    `answered` is False when the plans do not tell; statements are then what stands nearest. `whole`:
    the statements are all there is, none may be left out; where it is False, `further` are the next
    best ones, for a chat model to choose from, and never shown by themselves.
    """

    answered: bool
    lead: str
    statements: tuple[DraftStatement, ...] = ()
    notes: tuple[str, ...] = ()
    reading: str = ""
    about_own_cooperative: bool = False
    whole: bool = True
    further: tuple[DraftStatement, ...] = ()

    def with_notes(self, notes: Sequence[str]) -> Draft:
        """Return the draft with more notes, each once."""
        return replace(self, notes=tuple(dict.fromkeys((*self.notes, *notes))))
