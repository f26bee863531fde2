"""What the page's script asks of the server besides questions: marks and kept conversations.

Whatever arrives comes from a browser: it is checked before anything is done with it.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from app.catalogue import say
from app.feedback import Feedback, Mark
from app.models import Language
from app.ui.conversation import conversation, plan_names, welcome
from app.ui.export_docx import as_docx
from app.ui.export_markdown import as_markdown, as_text
from app.ui.protocol import Assistant
from app.ui.turns import MOST_TURNS, Rating, Turn, history, unpacked

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Conversation:
    turns: Annotated[list[Any], Field(max_length=MOST_TURNS)]
    language: Language
    form: Literal["docx", "md"] = "md"


@dataclass(frozen=True, slots=True)
class _Rated:
    turns: Annotated[list[Any], Field(min_length=1, max_length=MOST_TURNS)]
    rating: Rating
    language: Language
    reason: Annotated[str, Field(max_length=500)] = ""


_CONVERSATION: TypeAdapter[_Conversation] = TypeAdapter(_Conversation)
_RATED: TypeAdapter[_Rated] = TypeAdapter(_Rated)
_LANGUAGE: TypeAdapter[Language] = TypeAdapter(Language)


def calls(assistant: Assistant) -> list[Callable[[Any], Any]]:
    """Return the functions that the page's script calls by their names."""
    feedback = Feedback(assistant.library.home)

    def start(language: Any) -> dict[str, Any]:
        """Return what stands on the page before the first question, and whether there is a plan."""
        plans = assistant.plans()
        filling = not plans and assistant.library.being_written
        html = welcome(plans, _LANGUAGE.validate_python(language), filling=filling)
        return {"html": html, "ready": bool(plans)}

    def kept(sent: Any) -> str:
        """Return the turns that the browser kept, as they are shown."""
        asked = _CONVERSATION.validate_python(sent)
        return conversation(unpacked(asked.turns), assistant.plans(), asked.language)

    def rated(sent: Any) -> str:
        """Store what the reader thinks of the last of the turns; return what to tell them."""
        mark = _RATED.validate_python(sent)
        turns = unpacked(mark.turns)
        before = _mark(turns) if turns[-1].rating else None
        now = replace(turns[-1], rating=mark.rating, reason=mark.reason.strip())
        feedback.add(_mark((*turns[:-1], now)), before)
        return say("ui.rating.thanks", mark.language)

    def exported(sent: Any) -> dict[str, str]:
        """Return the conversation as a file: its name, type and bytes (base64)."""
        asked = _CONVERSATION.validate_python(sent)
        turns = unpacked(asked.turns)
        names = plan_names(assistant.plans(), asked.language)
        if asked.form == "docx":
            kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            content = as_docx(turns, names, asked.language)
        else:
            kind, content = "text/markdown", as_markdown(turns, names, asked.language).encode()
        name = f"{say('ui.export.file', asked.language)}.{asked.form}"
        return {"name": name, "type": kind, "content": base64.b64encode(content).decode()}

    return [start, kept, rated, exported]


def _mark(turns: tuple[Turn, ...]) -> Mark:
    turn = turns[-1]
    if turn.answer is None or turn.rating is None:
        raise ValueError("no answer to mark")
    return Mark(
        question=turn.question,
        history=history(turns[:-1]),
        answer=as_text(turn.answer),
        rating=turn.rating,
        reason=turn.reason,
    )
