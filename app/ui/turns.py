"""A conversation as data: what was asked, and what came of it; and as JSON, for the browser to keep."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from app.models import Answer, Chip

_LOG = logging.getLogger(__name__)

# Earlier questions handed to the assistant: a follow-up leans on the last few, never on the first of many.
HISTORY = 8
# The longest real question we have seen has 214 characters; a pasted page is no question.
LONGEST_QUESTION = 1000
# Of one conversation so many turns are kept, by the browser too.
MOST_TURNS = 200
_LONGEST_KEY = 200

Rating = Literal["good", "bad"]
_Text = Annotated[str, Field(max_length=LONGEST_QUESTION)]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a question has no answer: an error's code and parameters; no code for a defect of ours."""

    code: str | None = None
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it; neither answer nor failure: it was given up or cut off.

    `without` is what the reader took out of the question's scope, `rating` what they thought of
    the answer. `shown` is how many statements are on the page while it streams.
    """

    question: str
    answer: Answer | None = None
    failure: Failure | None = None
    shown: int = 0
    stopped: bool = False
    without: tuple[Chip, ...] = ()
    rating: Rating | None = None
    reason: str = ""

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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page's script sends it. It comes from the browser, so nothing of it is trusted.

    `ask` names the question on the page, `number` its place in the conversation; `history` are the
    earlier questions, oldest first.
    """

    ask: Annotated[str, Field(pattern=r"^[a-z0-9]{1,40}$")]
    question: str
    number: Annotated[int, Field(ge=1, le=10_000)] = 1
    history: Annotated[tuple[_Text, ...], Field(max_length=MOST_TURNS)] = ()
    without: Annotated[tuple[Chip, ...], Field(max_length=20)] = ()


_TURN: TypeAdapter[Turn] = TypeAdapter(Turn)
_ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


def asked_of(sent: object) -> Asked:
    """Return the question in what the script sent; raises ValueError where it is none."""
    asked = _ASKED.validate_python(sent)
    return replace(asked, question=asked.question.strip(), history=asked.history[-HISTORY:])


def packed(turn: Turn) -> str:
    """Return the turn as JSON for the browser to keep, without what the page does not show.

    The plan's own text is left out: it is in the library, at the spans that are kept.
    """
    if answer := turn.answer:
        kept = tuple(replace(citation, passage="") for citation in answer.citations)
        turn = replace(turn, answer=replace(answer, citations=kept, retrieved=(), markdown=""))
    return _TURN.dump_json(turn, exclude_defaults=True).decode()


def unpacked(kept: object) -> tuple[Turn, ...]:
    """Return the turns a browser kept. One that cannot be read any more is a failure of its own."""
    if not isinstance(kept, list):
        raise ValueError("not a conversation")
    return tuple(_unpacked(record) for record in kept[-MOST_TURNS:])


def _unpacked(record: object) -> Turn:
    try:
        turn = _TURN.validate_python(record)
    except ValidationError:
        _LOG.warning("a kept turn cannot be read")
        question = str(record.get("question", "")) if isinstance(record, dict) else ""
        return Turn(question[:LONGEST_QUESTION], failure=Failure("turn_unreadable"))
    if turn.answer is None and turn.failure is None and not turn.stopped:
        return replace(turn, failure=Failure("turn_cut_off"))
    return turn


def history(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the earlier questions a follow-up may lean on, oldest first."""
    return tuple(turn.question for turn in turns if turn.failure is None)[-HISTORY:]
