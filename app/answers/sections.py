"""Answers that are a section: "đối tượng của kế hoạch", "những khó khăn", "phạm vi thực hiện"."""

from __future__ import annotations

from collections.abc import Sequence

from app.answers.decline import scoped
from app.answers.statements import grouped, lead_for
from app.draft import Draft
from app.evidence import Evidence
from app.leaf_terms import terms_of
from app.models import Language
from app.question import Question
from app.ranker import Ranker
from app.thresholds import thresholds
from ingest.models import Plan, Section

_KINDS = ("document", "general", "target", "duty")
_MOST_LEAVES = 12  # a section with more is no answer but a chapter


def section_list(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return the whole section whose heading is what the question asks for; None if no heading is."""
    conditions = (
        question.need == "criteria"
    )  # "Điều kiện" is a heading, and what stands below needs no such word
    if question.agencies or (question.kind not in _KINDS and not conditions):
        return None
    if question.need not in (None, "names", "members", "criteria"):
        return None
    topics = [topic for topic in (ranker.topic(question), ranker.other_topic(question)) if topic]
    found: list[Evidence] = []
    for plan in scoped(question, ranker):
        known = ranker.title_words(plan) if question.plans else frozenset()
        wanted = [left for topic in topics if (left := [term for term in topic if term not in known])]
        best = max(
            (_fit(section, topic, ranker) for section in plan.sections for topic in wanted), default=(0.0, -1)
        )
        if best[1] >= 0:
            found += _leaves(plan, _narrowed(plan, plan.sections[best[1]], wanted))
    if not found or len(found) > _MOST_LEAVES * max(1, len(question.plans)):
        return None
    return Draft(True, lead_for(found, language), tuple(grouped(found, language)))


def _fit(section: Section, topic: Sequence[str], ranker: Ranker) -> tuple[float, int]:
    heading = terms_of(section.heading)
    if heading.isdisjoint(topic):
        return 0.0, -1
    total = sum(ranker.rarity(term) for term in topic)
    own = sum(ranker.rarity(term) for term in heading) or 1.0
    held = sum(ranker.rarity(term) for term in topic if term in heading)
    limits = thresholds()
    if not total or held / total < limits.topic_in_heading or held / own < limits.heading_in_topic:
        return 0.0, -1
    return held / own, section.index


def _narrowed(plan: Plan, section: Section, topics: Sequence[Sequence[str]]) -> Section:
    """Return the one division that is asked for: "Khó khăn" below "Dự báo thuận lợi, khó khăn"."""
    asked = {term for topic in topics for term in topic}
    inside = [one for one in plan.sections if one.parent == section.index]
    fitting = [one for one in inside if one.heading and terms_of(one.heading) <= asked]
    return fitting[0] if len(fitting) == 1 else section


def _leaves(plan: Plan, section: Section) -> list[Evidence]:
    return [
        Evidence(plan, unit, unit.span)
        for unit in plan.units
        if unit.kind in ("paragraph", "bullet", "row") and section.span.covers(unit.span)
    ][: _MOST_LEAVES + 1]
