"""What a chat model proposes for the search: a follow-up read as a question of its own, further words.

Both are candidates beside the rules' own reading, asked for only where that found nothing. They change
what is looked for, never where: a proposal that names a plan, a place, an agency or a year that the
asker did not name is dropped. What further words find is shown as what stands nearest, below the line
that the plans do not tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.draft import Draft
from app.leaf_terms import terms_of
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


def read_anew(
    question: Question, history: Sequence[str], proposal: Proposal, plans: Sequence[Plan]
) -> Question | None:
    """Return a follow-up as the model reads it; None where that takes a word from elsewhere.

    All its words are the asker's own, so that its answer is one to what was asked.
    """
    read = understand(proposal.question, plans, language=question.language)
    asked = terms_of(" ".join((question.text, *history)))
    if not history or not _within(read, question) or not terms_of(" ".join(read.topic)) <= asked:
        return None
    return replace(question, topic=read.topic, other_words=read.other_words, search=read.search)


def with_words(question: Question, proposal: Proposal, plans: Sequence[Plan]) -> Question | None:
    """Return the question with the model's words beside its own; None where they name a scope.

    Such words find what stands near, and do not make it an answer.
    """
    words = understand(", ".join(proposal.words), plans, language=question.language)
    if not _within(words, question) or not question.topic:
        return None
    return replace(question, other_words=words.topic, search=f"{question.search} {words.search}")


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
