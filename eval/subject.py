"""What is evaluated: anything that answers questions over plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.models import Answer, Language
from ingest.models import Plan


class Subject(Protocol):
    """The assistant, or what stands beside it in a comparison."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        plans: Sequence[str] = (),
        language: Language | None = None,
    ) -> Answer:
        """Answer one question; `plans` restricts the search to these ids."""
        ...

    def plans(self) -> tuple[Plan, ...]:
        """Return the plans that the answers are made from."""
        ...
