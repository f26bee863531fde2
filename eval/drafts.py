"""From use to questions: what users marked as badly answered, as drafts for a person to complete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from app.catalogue import say
from app.models import Language
from eval.cases import Case
from eval.errors import EvaluationError
from ingest.vietnamese import fold

BAD = ("bad", "down", "dislike", "0", "-1", "false")
"""Ratings that mean "badly answered", as text; what the chat page writes and its usual variants."""


class Feedback(BaseModel):
    """One mark that a user set on an answer. Fields that the chat adds later are no error here."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    answer: str = ""
    rating: str | int | bool
    reason: str | None = ""
    history: tuple[str, ...] = ()

    @property
    def bad(self) -> bool:
        """Say whether the answer was marked as bad."""
        return str(self.rating).casefold() in BAD


def read_feedback(file: Path) -> tuple[Feedback, ...]:
    """Return the marks in `file`, one JSON object a line; none where the file does not exist.

    Raises EvaluationError naming the line that is no feedback.
    """
    if not file.exists():
        return ()
    found: list[Feedback] = []
    for line, text in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not text.strip():
            continue
        try:
            found.append(Feedback.model_validate_json(text))
        except ValidationError as error:
            detail = "; ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
            raise EvaluationError("eval_feedback_unreadable", file=file, line=line, detail=detail) from error
    return tuple(found)


def drafts(feedback: Sequence[Feedback], known: Sequence[Case], language: Language) -> list[dict[str, Any]]:
    """Return a draft entry per badly answered question that the set does not ask yet, each once.

    A draft lacks evidence and facts, so that loading it as a question fails until a person has
    read the plans and completed it.
    """
    asked = {(fold(case.question), tuple(map(fold, case.history))) for case in known}
    todo = say("eval.draft.todo", language)
    found: list[dict[str, Any]] = []
    for mark in feedback:
        key = (fold(mark.question), tuple(map(fold, mark.history)))
        if not mark.bad or not key[0] or key in asked:
            continue
        asked.add(key)
        digest = hashlib.sha256("\n".join((key[0], *key[1])).encode()).hexdigest()[:8]
        entry: dict[str, Any] = {"id": f"u-{digest}", "kind": todo, "question": mark.question}
        if mark.history:
            entry["history"] = list(mark.history)
        note = {"answer": mark.answer, "reason": mark.reason or ""}
        entry |= {"plans": [], "evidence": [], "facts": [], "answerable": True, "style": "user"}
        entry["author_note"] = json.dumps(note, ensure_ascii=False)
        found.append(entry)
    return found


def write_drafts(entries: Sequence[dict[str, Any]], file: Path, language: Language) -> int:
    """Add `entries` to `file`, leaving out ids already there; return how many were new.

    What a person has begun to complete is kept as written: the file is only appended to.
    """
    present: set[str] = set()
    if file.exists():
        present = {str(entry.get("id")) for entry in yaml.safe_load(file.read_text("utf-8")) or []}
    new = [entry for entry in entries if entry["id"] not in present]
    if new:
        file.parent.mkdir(parents=True, exist_ok=True)
        begin = "" if file.exists() else f"# {say('eval.draft.header', language)}\n"
        text = yaml.safe_dump(new, allow_unicode=True, sort_keys=False, width=110)
        with file.open("a", encoding="utf-8") as stream:
            stream.write(begin + text)
    return len(new)
