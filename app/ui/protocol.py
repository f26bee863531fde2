"""What the page needs of an assistant, and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.models import Answer, Language
from ingest.models import Plan


class Assistant(Protocol):
    """Answers questions and hands out the plans it answers from; called from several threads."""

    @property
    def home(self) -> Path:
        """Return the folder under which all state lives."""
        ...

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        plans: Sequence[str] = (),
        language: Language | None = None,
        *,
        without: Sequence[str] = (),
        on_progress: Callable[[Answer], None] | None = None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Return the answer; `history` are the earlier questions, oldest first.

        `without` holds keys of an earlier answer's chips: limits that the reader took away.
        `on_progress` gets an answer that is still being written; `stopped` says when to give up.
        """
        ...

    def plans(self) -> tuple[Plan, ...]:
        """Return every plan of the library."""
        ...

    def plan(self, plan_id: str) -> Plan:
        """Return one plan; raises PlanchatError or KeyError where there is none of that id."""
        ...

    def original(self, plan_id: str) -> Path | None:
        """Return the file a plan was read from, None where it is not kept here."""
        ...
