"""Answers from the best leaves of the passages found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answers.decline import fitting, scoped, sentence
from app.answers.statements import grouped, lead_for
from app.draft import Draft
from app.evidence import Evidence, Ranker, best_sentences
from app.models import Language
from app.question import Question
from app.retrieval import Hit
from app.thresholds import thresholds

MOST = 3
MOST_OF_MANY = 6
FURTHER = 4  # more that a chat model may choose from; it has room for them, and they pass the same tests
_MANY = re.compile(r"\b(?:những|các|liệt kê|tất cả|gồm|nào|gì|list|which|all)\b")


def from_leaves(question: Question, hits: Sequence[Hit], ranker: Ranker, language: Language) -> Draft:
    """Return the best leaves as statements, or the draft that says the plans do not tell."""
    ranked = ranker.leaves(hits, question)
    found, lack = fitting(question, ranked)
    if lack is not None and question.need == "decision" and (basis := _basis(question, ranker)):
        return Draft(True, lead_for(basis, language), tuple(grouped(basis, language)))
    if lack is not None:
        nearest = [one for one in ranked[:1] if one.coverage >= thresholds().least_coverage]
        return Draft(
            False,
            sentence(lack, question, scoped(question, ranker), language),
            tuple(grouped(nearest, language)),
        )
    chosen = _choose(question, found)
    topic = ranker.topic(question)
    return Draft(
        True,
        lead_for(chosen, language),
        tuple(grouped([best_sentences(one, topic) for one in chosen], language)),
        whole=False,
        further=tuple(grouped([best_sentences(one, topic) for one in _next(found, chosen)], language)),
    )


def _basis(question: Question, ranker: Ranker) -> list[Evidence]:
    """Return the legal basis of the plans named: the documents a plan rests on stand there."""
    found: list[Evidence] = []
    for plan in scoped(question, ranker) if question.plans else []:
        for span in plan.header.basis:
            unit = next(unit for unit in plan.units if unit.span.start <= span.start < unit.span.end)
            found.append(ranker.score(plan, unit, question, 0.0))
    return found


def _choose(question: Question, found: Sequence[Evidence]) -> list[Evidence]:
    """Return the leaves to show: the best, and what is nearly as good."""
    if len(question.plans) > 1 or question.all_plans:
        return _best_per_plan(found)
    many = question.kind == "support" or _MANY.search(question.text.casefold())
    chosen = [one for one in found if one.score >= found[0].score - thresholds().margin][
        : MOST_OF_MANY if many else MOST
    ]
    return sorted(chosen, key=lambda one: (one.plan.id != found[0].plan.id, one.plan.id, one.unit.index))


def _next(found: Sequence[Evidence], chosen: Sequence[Evidence]) -> list[Evidence]:
    """Return what comes next to the leaves shown, where they are all from one plan: that plan's own."""
    shown = {one.unit.index for one in chosen}
    if len({one.plan.id for one in chosen}) > 1:
        return []
    same = [one for one in found if one.plan.id == chosen[0].plan.id and one.unit.index not in shown]
    return same[:FURTHER]


def _best_per_plan(found: Sequence[Evidence]) -> list[Evidence]:
    best: dict[str, list[Evidence]] = {}
    for one in found:
        mine = best.setdefault(one.plan.id, [])
        if len(mine) < MOST and (not mine or one.score >= mine[0].score - thresholds().margin / 2):
            mine.append(one)
    return [one for plan in sorted(best) for one in best[plan]]
