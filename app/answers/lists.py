"""Answers that list all funding sources, targets or support measures in scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answers.counting import asks_total, counted, counts, counts_all
from app.answers.decline import scoped, where_words
from app.answers.fit import covers_years
from app.answers.statements import clean, grouped, lead_for, section_words, statement
from app.catalogue import say
from app.cues import pattern
from app.draft import Draft, DraftStatement
from app.evidence import Evidence
from app.lookup import funding_classes, leaves_with
from app.models import Language
from app.naming import plan_heading, plan_name
from app.needs import holds
from app.question import Question
from app.ranker import Ranker
from app.thresholds import thresholds
from ingest.models import Funding, Plan, Support
from ingest.records.sections import PAST, content, under
from ingest.records.support import measures_of
from ingest.vietnamese import fold, key, strip_accents

# "Tổng kinh phí dự kiến 1.150 triệu đồng", "Kinh phí thực hiện Kế hoạch là 5 tỷ đồng", a row "Tổng cộng"
_TOTAL = re.compile(
    r"tổng (?:(?:số|mức|nguồn|nhu cầu) )*(?:kinh phí|tiền|vốn|dự toán|ngân sách|đầu tư|chi phí)"
    r"[^.;]{0,150}\d"
    r"|(?:kinh phí|dự toán) (?:thực hiện|triển khai)(?: kế hoạch)?(?: này)?(?: năm \d{4})?\s*"
    r"(?::|là|khoảng|dự kiến|ước)[^.;,]{0,30}\d"
    r"|^(?:\d+; )?(?:tổng cộng|tổng số|cộng|tổng)\b"
)
_WORDS_OF_MONEY = {"dong", "trieu", "ty", "ti", "tien", "bac", "so", "tong", "muc", "ton", "het", "mat"}
_OWN_MONEY = re.compile(r"(?:kinh phí|nguồn vốn|nguồn lực|tài chính)(?!.*huy động)")

# What no list of measures answers
_STATED = ("duration", "money", "rate", "percent", "total", "penalty", "effective", "founded")


def total_money(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return what the plans state of their money in all, or that they state no total, only sources.

    None for a question after the money for one thing, and where no total is asked for and the plan's
    sources are in money.
    """
    asked = question.need == "total" or bool(pattern("in_all").search(key(question.text)))
    if (
        question.need not in ("money", "total")
        or not (asked or question.kind == "funding")
        or (funding_classes(question) and not asked)
    ):
        return None
    about = tuple(word for word in question.topic if strip_accents(word) not in _WORDS_OF_MONEY)
    if not ranker.is_generic(replace(question, topic=about)):
        return None
    if stated := [one for plan in scoped(question, ranker) for one in _totals(plan)]:
        return Draft(True, lead_for(stated, language), tuple(grouped(stated, language)))
    leaves = _of_the_plan(leaves_with(lambda one: one.funding, question, ranker))
    parts = any(holds(one.said, "money") for one in leaves)
    if not asked and parts:
        return _draft(_sources(leaves, (), language), leaves, "funding", language)
    if not asked and not leaves:
        return None
    where = where_words(question, ranker.plans, language)
    said = say(
        f"answer.none.{'sum_of_parts' if parts else 'sum' if leaves else 'total'}", language, where=where
    )
    return Draft(False, said, tuple(_sources(leaves, (), language)))


def _totals(plan: Plan) -> list[Evidence]:
    """Return the leaves that state a sum of money in all: "Tổng kinh phí …", a row "Tổng cộng"."""
    found = (Evidence(plan, unit, unit.span) for unit in content(plan))
    return [
        one
        for one in found
        if _TOTAL.search(fold(one.said)) and holds(one.said, "money") and not under(plan, one.unit, PAST)
    ]


def funding_list(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return all funding sources in scope, or those of the classes the question names."""
    if question.kind != "funding" or question.need not in (None, "count", "deadline", "money"):
        return None
    every = bool(pattern("all_sources").search(key(question.written)))
    named = funding_classes(question)
    classes = () if every else named  # "Tiền ở đâu ra, HTX có phải góp không?"
    if every:
        question = replace(question, need=None)
    if question.need == "money" and not classes:
        return None
    of_plan = bool(question.plans) and bool(pattern("funds_plan").search(key(question.written)))
    generic = of_plan or bool(every and named) or ranker.is_generic(question)
    if not generic and not classes:
        return None
    leaves = leaves_with(lambda one: one.funding, question, ranker)
    if question.scope.years:
        leaves = [one for one in leaves if covers_years(one, question.scope.years)]
    if not classes:
        leaves = (_to_be_raised if pattern("raising").search(key(question.text)) else _of_the_plan)(leaves)
    if classes and not (generic and not question.topic):
        of_class = [
            one for one in leaves if any(set(source.classes) & set(classes) for source in one.funding)
        ]
        leaves = of_class or []
        if of_class and not generic and not question.all_plans:
            leaves = _best_covered(of_class, question, ranker)
    if question.need == "money":
        leaves = [
            one
            for one in leaves
            if any(_in_money(one, source) for source in one.funding if set(source.classes) & set(classes))
        ]
    silent = set(question.plans) - {one.plan.id for one in leaves}
    if not leaves or (len(question.plans) > 1 and silent):
        return None  # a plan without such a record may say it elsewhere
    return _draft(_sources(leaves, classes if classes else (), language), leaves, "funding", language)


def _in_money(leaf: Evidence, source: Funding) -> bool:
    """Say whether a source is stated with its sum."""
    return holds(source.quote.of(leaf.plan.text), "money")


def _of_the_plan(leaves: Sequence[Evidence]) -> list[Evidence]:
    """Return the sources of the plan's own money where it has a section on that.

    A section on how cooperatives are to raise capital is about their business, not about the plan.
    """
    is_own = [bool(_OWN_MONEY.search(fold(_heading(one)))) for one in leaves]
    plans = {one.plan.id for one, own in zip(leaves, is_own, strict=True) if own}
    return [one for one, own in zip(leaves, is_own, strict=True) if own or one.plan.id not in plans]


def _to_be_raised(leaves: Sequence[Evidence]) -> list[Evidence]:
    """Return what stands in sections on raising capital, where there are any; else all."""
    named = [one for one in leaves if pattern("raising").search(key(_heading(one)))]
    return named or list(leaves)


def _heading(evidence: Evidence) -> str:
    return evidence.plan.section_heading(evidence.unit.section)


def _best_covered(leaves: Sequence[Evidence], question: Question, ranker: Ranker) -> list[Evidence]:
    shares = [ranker.covered(one.plan, one.unit, question) for one in leaves]
    best = max(shares)
    return [
        one for one, share in zip(leaves, shares, strict=True) if share >= thresholds().listed_about * best
    ]


def _sources(leaves: Sequence[Evidence], classes: Sequence[str], language: Language) -> list[DraftStatement]:
    several = len({one.plan.id for one in leaves}) > 1
    statements: list[DraftStatement] = []
    for leaf in leaves:
        group = plan_heading(leaf.plan, language) if several else ""
        for source in leaf.funding:
            if classes and not set(source.classes) & set(classes):
                continue
            evidence = Evidence(
                leaf.plan, leaf.unit, source.quote, leaf.score, leaf.coverage, funding=(source,)
            )
            statements.append(DraftStatement((evidence,), clean(evidence.text), "", group))
    return statements


def _draft(
    statements: Sequence[DraftStatement], leaves: Sequence[Evidence], kind: str, language: Language
) -> Draft:
    plans = {one.plan.id: one.plan for one in leaves}
    if len(plans) > 1:
        return Draft(True, say(f"answer.lead.{kind}_several", language, plans=len(plans)), tuple(statements))
    plan = plan_name(leaves[0].plan, language)
    key = f"answer.lead.{kind}" if len(statements) > 1 or kind != "funding" else "answer.lead.funding_one"
    lead = say(key, language, plan=plan, section=section_words(leaves[0], language), count=len(statements))
    return Draft(True, lead, tuple(statements))


def target_list(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return all targets in scope (of the years asked for); None unless the question is that general."""
    if question.kind != "target" or not ranker.is_generic(question) or not _asks_for_targets(question):
        return None
    leaves = leaves_with(lambda one: _of_years(one, question), question, ranker)
    if things := counted(question):  # "chỉ tiêu có mấy HTX?" asks for one of them
        told = counts_all if asks_total(question) else counts
        leaves = [one for one in leaves if any(told(one, thing) for thing in things)]
    if not leaves or (not question.plans and question.need is not None and not question.all_plans):
        return None
    several = len({one.plan.id for one in leaves}) > 1
    statements = [
        _target(one, language, plan_heading(one.plan, language) if several else "") for one in leaves
    ]
    return _draft(statements, leaves, "targets", language)


def _asks_for_targets(question: Question) -> bool:
    return "kind" in question.carried or bool(pattern("targets").search(key(question.text)))


def _of_years(evidence: Evidence, question: Question) -> tuple[object, ...]:
    years = question.scope.years
    return tuple(target for target in evidence.targets if not years or target.year in years)


def _target(evidence: Evidence, language: Language, group: str) -> DraftStatement:
    return statement(evidence, language, group=group)


def _of_kind(evidence: Evidence, kinds: Sequence[str]) -> list[Support]:
    """Return the measures whose kinds include what is asked for ("kế hoạch nào có … cán bộ trẻ")."""
    return [measure for measure in evidence.support if set(kinds) & set(measure.measures)]


def support_list(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return the support measures in scope when the question asks for all of them."""
    if question.kind != "support" or question.need in _STATED:
        return None
    generic = ranker.is_generic(question)
    kinds = measures_of(question.written)[:1]
    if not generic and (not question.all_plans or kinds == ("other",)):
        return None
    leaves = leaves_with(lambda one: one.support if generic else _of_kind(one, kinds), question, ranker)
    if question.scope.years:
        leaves = [one for one in leaves if covers_years(one, question.scope.years)]
    if not leaves:
        return None
    several = len({one.plan.id for one in leaves}) > 1
    statements = [
        statement(one, language, group=plan_heading(one.plan, language) if several else "") for one in leaves
    ]
    return _draft(statements, leaves, "support", language)
