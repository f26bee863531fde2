"""What the page needs of an assistant, and no more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from app.models import Answer, Language
from ingest.library import Progress
from ingest.models import Plan
from ingest.readers import Limits
from ingest.report import Report


class Library(Protocol):
    """Holds the plans with the files they were read from; see `ingest.library.Library`."""

    @property
    def home(self) -> Path:
        """Return the folder under which all state lives."""
        ...

    @property
    def being_written(self) -> bool:
        """Say whether plans are being taken in or out at this moment, here or by another process."""
        ...

    def plans(self) -> tuple[Plan, ...]:
        """Return every plan."""
        ...

    def plan(self, plan: str) -> Plan | None:
        """Return one plan, None where there is none of that id."""
        ...

    def original(self, plan: str) -> Path | None:
        """Return the file a plan was read from, None where it is not kept here."""
        ...

    def add(
        self,
        paths: Sequence[Path],
        read: Callable[[Path], Plan],
        *,
        version: str | None = None,
        limits: Limits | None = None,
        on_progress: Progress | None = None,
    ) -> list[Report]:
        """Add or replace plans from files; return a report per file."""
        ...

    def remove(self, plan: str) -> bool:
        """Take a plan out; False where there is none of that id."""
        ...


@runtime_checkable
class Confirms(Protocol):
    """A library in which a person can say what a field of a header really is."""

    def confirm(self, plan: str, field: str, value: str) -> object:
        """Make the field (number, date, issuer, title) of a plan certain, with this value.

        Raises PlanchatError for a value that cannot be, and where there is no such plan.
        """
        ...


class Assistant(Protocol):
    """Answers questions and hands out the plans it answers from; called from several threads."""

    @property
    def library(self) -> Library:
        """Return the library it answers from."""
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
