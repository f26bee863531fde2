"""Answers and questions as JSON, for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from app.models import Answer, Citation, Found
from ingest.errors import PlanchatError

Id = str | int | None


class Asked(BaseModel):
    """One line of a question file; `plans` restricts the answer to these ids."""

    model_config = ConfigDict(frozen=True, strict=True)

    question: str
    id: Id = None
    history: list[str] = []
    plans: list[str] = []


def asked(line: str, number: int) -> Asked:
    """Return the question that a line holds.

    Raises PlanchatError, which names the line, for anything else.
    """
    try:
        return Asked.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        reason = f"{place}: {first['msg']}" if place else first["msg"]
        raise PlanchatError("line_wrong", line=number, reason=reason) from error


def id_of(line: str) -> Id:
    """Return the id in a line that is no question, None where none can be made out."""
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        return None
    wanted = found.get("id") if isinstance(found, dict) else None
    return wanted if isinstance(wanted, str | int) else None


def answer_object(answer: Answer, identity: Id = None) -> dict[str, Any]:
    """Return an answer as `planchat ask --json` prints it; `wording` only where a chat model was asked."""
    shown: dict[str, Any] = {
        "id": identity,
        "question": answer.question,
        "answered": answer.answered,
        "kind": answer.kind,
        "language": answer.language,
        "answer": answer.markdown,
        "citations": [_citation(one) for one in answer.citations],
        "retrieved": [_found(one) for one in answer.retrieved],
        "writer": answer.writer,
        "seconds": answer.seconds,
    }
    if answer.wording is not None:
        shown["wording"] = asdict(answer.wording)
    return shown


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "marker": citation.marker,
        "plan": citation.plan,
        "number": citation.number,
        "title": citation.title,
        "section": citation.section,
        "heading": citation.heading,
        "page": citation.page,
        "quote": citation.quote,
        "ocr": citation.ocr,
        "passage": citation.passage,
    }


def _found(found: Found) -> dict[str, Any]:
    return {"plan": found.plan, "section": found.section, "score": found.score, "text": found.text}
