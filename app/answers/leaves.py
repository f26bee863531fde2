"""Answers from the best leaves of the passages found, and the decision that there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.answers.statements import grouped, lead_for
from app.catalogue import say
from app.draft import Draft
from app.evidence import Evidence, Ranker, best_sentences, holds
from app.models import Language
from app.naming import plan_name
from app.question import Question
from app.retrieval import Hit
from ingest.models import Plan
from ingest.vietnamese import UPPER, key

# The best leaf must hold this share of the topic's weight, or the plans do not tell.
LEAST_COVERAGE = 0.45
# Further leaves are shown when their score comes this near to the best one's.
MARGIN = 0.12
MOST = 3
MOST_OF_MANY = 6
_NEVER = ("money", "rate", "phone", "address", "person")  # needs for which what is near is no answer
_NAMED = re.compile(rf"(?:HTX|[Hh]ợp tác xã|[Cc]ông ty|xã|huyện)\s+((?:[{UPPER}]\w*\s*){{2,5}})")
_MANY = re.compile(r"\b(?:những|các|liệt kê|tất cả|gồm|nào|gì|list|which|all)\b")


def from_leaves(question: Question, hits: Sequence[Hit], ranker: Ranker, language: Language) -> Draft:
    """Return the best leaves as statements, or the draft that says the plans do not tell."""
    ranked = ranker.leaves(hits, question)
    reason = _unanswerable(question, ranked, ranker, language)
    if reason is not None:
        nearest = [one for one in ranked[:1] if one.coverage >= LEAST_COVERAGE / 2]
        return Draft(False, reason, tuple(grouped(nearest, language)))
    chosen = _choose(question, ranked, ranker)
    topic = ranker.topic(question)
    return Draft(True, lead_for(chosen, language), tuple(grouped([best_sentences(one, topic) for one in chosen], language)))


def _choose(question: Question, ranked: Sequence[Evidence], ranker: Ranker) -> list[Evidence]:
    """Return the leaves to show: the best, and what is nearly as good and holds what is asked for."""
    fitting = [one for one in ranked if holds(one.text, question.need)] or list(ranked)
    if len(question.plans) > 1 or question.all_plans:
        return _best_per_plan(fitting)
    most = MOST_OF_MANY if question.kind == "support" or _MANY.search(question.text.casefold()) else MOST
    best = fitting[0].score
    chosen = [one for one in fitting if one.score >= best - MARGIN][:most]
    return sorted(chosen, key=lambda one: (one.plan.id != fitting[0].plan.id, one.plan.id, one.unit.index))


def _best_per_plan(ranked: Sequence[Evidence]) -> list[Evidence]:
    best: dict[str, list[Evidence]] = {}
    for one in ranked:
        mine = best.setdefault(one.plan.id, [])
        if len(mine) < MOST and one.coverage >= LEAST_COVERAGE and (not mine or one.score >= mine[0].score - MARGIN / 2):
            mine.append(one)
    return [one for plan in sorted(best) for one in best[plan]] or list(ranked[:1])


def _unanswerable(question: Question, ranked: Sequence[Evidence], ranker: Ranker, language: Language) -> str | None:
    """Return why the plans do not tell, None if the best leaf does."""
    where = where_words(question, [plan for plan, _ in ranker.searcher.entries], language)
    if not ranked:
        return say("answer.none.plain", language)
    if name := _unmentioned(question, ranker):
        return say("answer.none.named", language, where=where, name=name)
    best = [one for one in ranked if one.score >= ranked[0].score - MARGIN]
    if question.need and not any(holds(one.text, question.need) for one in best[:MOST_OF_MANY]):
        return say(f"answer.none.{question.need}", language, where=where)
    if question.language != "en" and max(one.coverage for one in best) < LEAST_COVERAGE:
        return say("answer.none.plain", language) if not question.plans else say("answer.none.plan", language, plan=where)
    year = _uncovered_year(question, best)
    if year:
        return say("answer.none.year", language, where=where, year=year)
    return None


def _unmentioned(question: Question, ranker: Ranker) -> str | None:
    """Return a cooperative, firm or place that the question names and no plan in scope mentions."""
    for match in _NAMED.finditer(question.text):
        name = key(match.group(1)).strip()
        texts = (key(plan.text) for plan in {plan.id: plan for plan, _ in ranker.searcher.entries}.values() if not question.plans or plan.id in question.plans)
        if name and not any(name in text for text in texts):
            return " ".join(match.group().split())
    return None


def _uncovered_year(question: Question, best: Sequence[Evidence]) -> int | None:
    """Return a year asked for that neither the leaves nor their plans' periods cover."""
    for year in question.scope.years:
        for one in best:
            period = one.plan.header.period
            if str(year) in one.text or str(year) in one.passage.breadcrumb:
                break
            if period and (period.start or period.end - 6) <= year <= period.end:
                break
        else:
            return year
    return None


def where_words(question: Question, plans: Sequence[Plan], language: Language) -> str:
    """Return where was looked: the plans named, or all of them."""
    if not question.plans:
        return say("answer.none.where_all", language)
    named = {plan.id: plan for plan in plans if plan.id in question.plans}
    words = ", ".join(plan_name(plan, language) for plan in named.values())
    return words[:1].upper() + words[1:]
