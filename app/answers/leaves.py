"""Answers from the best leaves of the passages found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answers.decline import scoped, sentence
from app.answers.fit import fitting, is_of_year
from app.answers.statements import grouped, lead_for
from app.draft import Draft
from app.evidence import FRAME, Evidence
from app.models import Language
from app.question import Question
from app.quoting import best_sentences
from app.ranker import Ranker
from app.retrieval import Hit
from app.thresholds import thresholds

MOST = 3
MOST_OF_MANY = 6
FURTHER = 4  # more that a chat model may choose from; it has room for them, and they pass the same tests
_NEEDS_OF_FIELDS = {"number": "decision", "date": "day", "signer": "person"}
_MANY = re.compile(r"\b(?:những|các|liệt kê|tất cả|gồm|nào|gì|list|which|all)\b")


def from_leaves(question: Question, hits: Sequence[Hit], ranker: Ranker, language: Language) -> Draft:
    """Return the best leaves as statements, or the draft that says the plans do not tell."""
    if question.fields:  # of something else than a plan: "Nghị quyết … số bao nhiêu, ban hành hôm nào?"
        question = replace(question, need=_NEEDS_OF_FIELDS.get(question.fields[0]))
    elif question.kind == "document" and question.need != "decision":
        question = replace(question, kind="general")  # the lines around the plan do not tell it
    ranked = ranker.leaves(hits, question)
    if len(question.plans) > 1:
        return _of_each_plan(question, ranked, ranker, language)
    found, lack = fitting(question, ranked, ranker)
    if lack is not None:
        return _declined(lack, question, ranked, ranker, language)
    chosen = _best_per_plan(found) if question.all_plans else _choose(question, found, ranker)
    return _answered(chosen, question, ranker, language, found)


def _of_each_plan(
    question: Question, ranked: Sequence[Evidence], ranker: Ranker, language: Language
) -> Draft:
    """Answer for each plan named; what one of them does not tell is said."""
    chosen: list[Evidence] = []
    lacks: dict[str, str] = {}
    plans = scoped(question, ranker)
    years = question.scope.years
    dated = [plan for plan in plans if any(is_of_year(plan, year) for year in years)]
    for plan in plans:
        # "Tỉnh này năm 2023 lập mấy HTX, bên nào nhiều hơn?" A year of one plan is not asked of the other.
        of_plan = years if plan in dated or not dated else ()
        alone = replace(question, scope=replace(question.scope, plans=(plan.id,), years=of_plan))
        found, lack = fitting(alone, [one for one in ranked if one.plan.id == plan.id], ranker)
        chosen += _best_per_plan(found)
        if lack is not None:
            lacks[sentence(lack, alone, [plan], language)] = lack
    if not chosen:
        return _declined(next(iter(lacks.values())), question, ranked, ranker, language)
    return _answered(chosen, question, ranker, language).with_notes(tuple(lacks))


def _answered(
    chosen: Sequence[Evidence],
    question: Question,
    ranker: Ranker,
    language: Language,
    found: Sequence[Evidence] = (),
) -> Draft:
    topic = ranker.telling_words(question)
    shown = [best_sentences(one, topic) for one in chosen]
    further = [best_sentences(one, topic) for one in _next(found, chosen)]
    return Draft(
        True,
        lead_for(chosen, language),
        tuple(grouped(shown, language)),
        whole=False,
        further=tuple(grouped(further, language)),
    )


def _declined(
    lack: str, question: Question, ranked: Sequence[Evidence], ranker: Ranker, language: Language
) -> Draft:
    if question.need == "decision" and not question.fields and (basis := _basis(question, ranker)):
        return Draft(True, lead_for(basis, language), tuple(grouped(basis, language)))
    least = thresholds().least_coverage
    nearest = [one for one in ranked[:1] if one.coverage >= least and one.unit.kind not in FRAME]
    said = sentence(lack, question, scoped(question, ranker), language)
    return Draft(False, said, tuple(grouped(nearest, language)))


def _basis(question: Question, ranker: Ranker) -> list[Evidence]:
    """Return the legal basis of the plans named: the documents a plan rests on stand there."""
    found: list[Evidence] = []
    for plan in scoped(question, ranker) if question.plans else []:
        for span in plan.header.basis:
            unit = next(unit for unit in plan.units if unit.span.start <= span.start < unit.span.end)
            found.append(ranker.score(plan, unit, question, 0.0))
    return found


def _choose(question: Question, found: Sequence[Evidence], ranker: Ranker) -> list[Evidence]:
    """Return the leaves to show: the best, what is nearly as good, and what completes it."""
    many = question.kind == "support" or _MANY.search(question.written.casefold())
    chosen = [one for one in found if one.score >= found[0].score - thresholds().margin][
        : MOST_OF_MANY if many else MOST
    ]
    if further := ranker.completing(chosen, found, question):
        chosen.append(further)
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
