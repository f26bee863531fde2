"""What a plan is about, for one who asks no more: its aims as printed, and how much it holds of what."""

from __future__ import annotations

from collections.abc import Iterable

from app.answers.statements import grouped, lead_for
from app.catalogue import say
from app.cues import headings_of_aims, pattern
from app.draft import Draft
from app.evidence import Evidence
from app.models import Language
from app.question import Question
from app.ranker import Ranker
from ingest.models import Plan
from ingest.vietnamese import key

_MOST = 4  # aims that are shown
_PURPOSE = "muc dich"  # the heading, accent-free, that is looked for first where a purpose is asked for


def overview(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return the aims of the one plan that is asked about as a whole; None if that is not asked."""
    if len(question.plans) != 1 or question.agencies or question.need or question.fields:
        return None
    words = key(question.written)
    asked = pattern("overview").search(words)
    purpose = pattern("purpose").search(words) if ranker.is_generic(question) else None
    if asked is None and purpose is None:
        return None
    plan = next(plan for plan in ranker.plans if plan.id == question.plans[0])
    if asked is None:
        aims = _aims(plan, (_PURPOSE, *headings_of_aims()))
        return Draft(True, lead_for(aims, language), tuple(grouped(aims, language))) if aims else None
    said = set(key(asked[0]).split()) | set(ranker.title_words(plan)) | set(question.scope.words)
    if any(term not in said for term in ranker.topic(question)):
        return None  # "kế hoạch nói gì về tín dụng" asks for less
    aims = _aims(plan, headings_of_aims())
    if not aims:
        return None
    records = plan.records
    told = say(
        "answer.note.overview",
        language,
        duties=len({(duty.unit, duty.quote.start) for duty in records.duties}),
        targets=len(records.targets),
        funding=len(records.funding),
        support=len(records.support),
    )
    return Draft(True, lead_for(aims, language), tuple(grouped(aims, language)), notes=(told,))


def _aims(plan: Plan, headings: Iterable[str]) -> list[Evidence]:
    """Return the leaves of the first section under one of `headings` (accent-free)."""
    for wanted in headings:
        for section in plan.sections:
            if wanted in key(section.heading):
                found = [
                    Evidence(plan, unit, unit.span)
                    for unit in plan.units
                    if unit.kind in ("paragraph", "bullet") and section.span.covers(unit.span)
                ]
                if found:
                    return found[:_MOST]
    return []
