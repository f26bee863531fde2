"""A conversation as data: what was asked, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.models import Answer

# Earlier questions handed to the assistant: a follow-up leans on the last few, never on the first of many.
HISTORY = 8


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a question has no answer: an error's code and parameters; no code for a defect of ours."""

    code: str | None = None
    params: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer. `shown` is how many statements are on the page while it streams."""

    question: str
    answer: Answer | None = None
    failure: Failure | None = None
    shown: int = 0
    stopped: bool = False

    def stop(self) -> Turn:
        """Return the turn as it stands when the reader presses stop: what was shown stays, sources too."""
        if self.failure is not None or self.stopped:
            return self
        if self.answer is None:
            return replace(self, stopped=True)
        if self.shown >= len(self.answer.statements):
            return self
        statements = self.answer.statements[: self.shown]
        markers = {marker for statement in statements for marker in statement.markers}
        cited = tuple(citation for citation in self.answer.citations if citation.marker in markers)
        cut = replace(self.answer, statements=statements, citations=cited, notes=(), suggestions=())
        return replace(self, answer=cut, stopped=True)


def history(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the earlier questions a follow-up may lean on, oldest first."""
    return tuple(turn.question for turn in turns if turn.failure is None)[-HISTORY:]
