"""Nothing is shown that the stored text does not say.

Every quote must stand, character for character, at its span of the plan's text, and the text must
be the one that was read. Every number, date, document number and negation of a statement must
stand in its quotes or in the headings above them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from app.catalogue import say
from app.draft import Draft, DraftStatement
from app.evidence import Evidence
from app.models import Language
from app.rows import heads_of
from app.verification import Fault, unsupported
from ingest.blocks import text_digest
from ingest.models import Plan
from ingest.vietnamese import fold

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_NEGATION = re.compile(r"\b(?:không|chưa|chẳng|cấm|trừ)\b")


def is_intact(plan: Plan) -> bool:
    """Say whether a plan's text is still the one that was read from its file."""
    return text_digest(plan.text) == plan.text_sha256


def is_verbatim(evidence: Evidence) -> bool:
    """Say whether the quote lies inside its plan, at its leaf, and says something.

    A quote may go on into the next leaves: a task whose assignees stand on a line of their own.
    """
    span, leaf, text = evidence.quote, evidence.unit.span, evidence.plan.text
    inside = 0 <= span.start < span.end <= len(text)
    return inside and span.start < leaf.end and leaf.start < span.end and bool(span.of(text).strip())


def is_supported(statement: DraftStatement) -> bool:
    """Say whether all that a statement says stands in its quotes and the headings above them."""
    if not statement.evidence or not all(
        is_verbatim(one) and is_intact(one.plan) for one in statement.evidence
    ):
        return False
    told = [_read(_with_headings(one)) for one in statement.evidence]
    if _read(statement.text).words not in " ".join(one.words for one in told):
        return False
    numbers = frozenset[str]().union(*(one.numbers for one in told))
    negations = frozenset[str]().union(*(one.negations for one in told))
    said = map(_read, (statement.prefix, statement.text, *(value for _, value in statement.detail)))
    return all(one.numbers <= numbers and one.negations <= negations for one in said)


class _Read(NamedTuple):
    """A text as it is compared, and what of it must not differ."""

    words: str
    numbers: frozenset[str]
    negations: frozenset[str]


@lru_cache(maxsize=32768)
def _read(text: str) -> _Read:
    """Return a text read; kept, since a list of a large library says and quotes much the same each time."""
    words = fold(text)
    return _Read(words, frozenset(_NUMBER.findall(words)), frozenset(_NEGATION.findall(words)))


def faults(text: str, evidence: Sequence[Evidence], *, language: Language = "vi") -> tuple[Fault, ...]:
    """Return what in a worded statement its quotes do not say; empty: supported."""
    broken = [one for one in evidence if not is_verbatim(one) or not is_intact(one.plan)]
    if not evidence or broken:
        return (Fault("quote", broken[0].text if broken else ""),)
    return unsupported(text, evidence, language)


def _with_headings(evidence: Evidence) -> str:
    parts = [evidence.text]
    section = evidence.unit.section
    while section is not None:
        parts.append(evidence.plan.sections[section].heading)
        section = evidence.plan.sections[section].parent
    if evidence.unit.lead_in is not None:
        parts.append(evidence.plan.units[evidence.unit.lead_in].span.of(evidence.plan.text))
    parts.append(heads_of(evidence.plan, evidence.unit))
    return " ".join(parts)


def withhold(draft: Draft, language: Language) -> Draft:
    """Return the draft without statements that its quotes do not support; what is dropped is logged."""
    draft = replace(draft, further=tuple(one for one in draft.further if is_supported(one)))
    kept = tuple(statement for statement in draft.statements if is_supported(statement))
    dropped = len(draft.statements) - len(kept)
    if not dropped:
        return draft
    for statement in draft.statements:
        if statement not in kept:
            log.error("withheld a statement not supported by its quote: %s", statement.text[:200])
    note = say("answer.note.withheld", language, count=dropped)
    answered = draft.answered and bool(kept)
    lead = draft.lead if kept or not draft.answered else say("answer.none.plain", language)
    return replace(draft, statements=kept, answered=answered, lead=lead).with_notes([note])
