"""What a chat model proposes for the search: a follow-up read as a question of its own, further words.

Both are candidates beside the rules' own reading, asked for only where that found nothing. They change
what is looked for, never where: a proposal that names a plan, a place, an agency or a year that the
asker did not name is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.catalogue import say
from app.draft import Draft
from app.question import Question
from app.understanding import understand
from app.writers.client import ChatClient
from app.writers.failures import ModelFailure
from app.writers.prompt import rewording_messages
from ingest.agencies import resolve
from ingest.models import Plan
from ingest.vietnamese import fold_space

_LONGEST = 300  # characters of a question read anew
_MOST_WORDS, _LONGEST_WORD = 6, 40

SCHEMA: Mapping[str, Any] = {
    "title": "reading",
    "description": "A question that stands alone, and words that plans may use for it.",
    "type": "object",
    "properties": {
        "question": {"type": "string"},
        "words": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["question", "words"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a model reads a question."""

    question: str
    words: tuple[str, ...]


def propose(
    client: ChatClient, question: str, history: Sequence[str], *, deadline: float, stopped: Callable[[], bool]
) -> Proposal | None:
    """Ask for a proposal; None where the reply is no such thing. Raises ModelFailure."""
    messages = rewording_messages(question, history)
    text = "".join(client.reply(lambda _: messages, SCHEMA, deadline=deadline, stopped=stopped))
    try:
        found = json.loads(text[text.index("{") : text.rindex("}") + 1], strict=False)
        read, words = found["question"], found["words"]
    except (ValueError, KeyError, TypeError):
        raise ModelFailure("rubbish") from None
    if not isinstance(read, str) or not isinstance(words, list):
        raise ModelFailure("rubbish")
    few = tuple(fold_space(one) for one in words if isinstance(one, str) and len(one) <= _LONGEST_WORD)
    return Proposal(fold_space(read)[:_LONGEST], few[:_MOST_WORDS])


def may_reread(question: Question, draft: Draft) -> bool:
    """Say whether another reading may help: the rules found nothing, and not because of what is asked.

    Where they know what is not stated (a sum, a telephone number, a plan that is not there), that is
    the answer.
    """
    return (
        not draft.answered
        and question.kind not in ("smalltalk", "none")
        and question.need is None
        and not question.scope.unknown
        and bool(question.search.strip())
    )


def searched_note(read: Question) -> str:
    """Return the line that says by which further words an answer was found."""
    words = " ".join(dict.fromkeys((*read.topic, *read.other_words)))
    return say("writer.searched", read.language, words=words)


def candidates(question: Question, proposal: Proposal, plans: Sequence[Plan]) -> tuple[Question, ...]:
    """Return the readings of `question` that a proposal makes, within the question's own scope."""
    found: list[Question] = []
    read = understand(proposal.question, plans, language=question.language)
    if _within(read, question):
        found.append(replace(question, topic=read.topic, other_words=read.other_words, search=read.search))
    words = understand(", ".join(proposal.words), plans, language=question.language)
    if _within(words, question):
        search = f"{question.search} {words.search}"
        found.append(replace(question, other_words=words.topic, search=search))
    return tuple(one for one in found if one.search.strip() and one.topic)


def _within(read: Question, asked: Question) -> bool:
    """Say whether a reading names no plan, place, year or agency beyond those asked about."""
    known = {query.id for query in asked.agencies} | _named_agencies(asked.text)
    return (
        bool(read.topic)
        and not read.scope.unknown
        and not read.scope.districts
        and set(read.scope.plans) <= set(asked.scope.plans)
        and set(read.scope.years) <= set(asked.scope.years)
        and _named_agencies(read.text) <= known
    )


def _named_agencies(text: str) -> set[str]:
    """Return the agencies named; "các hợp tác xã" and the like stand in most questions and bound none."""
    return {one.id for one in resolve(text) if not one.collective and one.level != "cooperative"}
