"""Questions to ask next, made by rule from the records of the plans: each of them has an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from app.catalogue import say
from app.lookup import relation
from app.models import Answer, Kind, Language
from app.question import Question
from app.understanding import understand
from ingest.agencies import AgencyQuery
from ingest.models import Plan

MOST = 3
"""Suggestions under one answer: a choice, not a list to read."""

_TRIED = 8
"""Other plans looked at for the same question: in a large library the next few do as well as all."""

# What a plan can be asked for, in the order in which people go on, and whether it has any of it.
_KINDS: dict[Kind, Callable[[Plan], object]] = {
    "funding": lambda plan: plan.records.funding,
    "target": lambda plan: plan.records.targets,
    "support": lambda plan: plan.records.support,
    "duty": lambda plan: any(duty.due for duty in plan.records.duties),
}


def suggest(question: Question, answer: Answer, plans: Sequence[Plan]) -> tuple[str, ...]:
    """Return up to `MOST` questions that lead on from an answer.

    They name their plan, and are understood before they are offered: only what is read as a
    question for records which that plan has is returned.
    """
    if question.kind in ("smalltalk", "none"):
        return ()
    found: list[str] = []
    for text in _candidates(question, answer, plans):
        if text not in found and text != question.text:
            found.append(text)
        if len(found) == MOST:
            break
    return tuple(found)


def _candidates(question: Question, answer: Answer, plans: Sequence[Plan]) -> Iterator[str]:
    language = question.language
    plan = _subject(question, answer, plans)
    agency = question.agencies[0] if len(question.agencies) == 1 else None
    if plan is None:
        return
    others = _after(plan, plans)[:_TRIED]
    if question.kind == "duty" and agency is not None:
        where = others if question.plans else [plan, *others]
        yield from _first(_duties(agency, other, plans, language) for other in where)
    elif question.kind in _KINDS and question.plans:
        yield from _first(_about(question.kind, other, plans, language) for other in others)
    for kind in _KINDS:
        if kind != question.kind or not question.plans or (kind == "duty" and agency is not None):
            yield from _first([_about(kind, plan, plans, language)])


def _subject(question: Question, answer: Answer, plans: Sequence[Plan]) -> Plan | None:
    """Return the plan to go on with: the one asked about, else the one cited first."""
    wanted = [*question.plans, *(citation.plan for citation in answer.citations)]
    by_id = {plan.id: plan for plan in plans}
    return next((by_id[plan_id] for plan_id in wanted if plan_id in by_id), None)


def _after(plan: Plan, plans: Sequence[Plan]) -> list[Plan]:
    """Return the other plans, those that follow in the library first, to name not always the same."""
    at = plans.index(plan)
    return [*plans[at + 1 :], *plans[:at]]


def _first(texts: Iterator[str | None] | Sequence[str | None]) -> Iterator[str]:
    text = next((text for text in texts if text), None)
    if text:
        yield text


def _about(kind: Kind, plan: Plan, plans: Sequence[Plan], language: Language) -> str | None:
    """Return the question for a plan's records of a kind, None where it has none or cannot be named."""
    if not _KINDS[kind](plan):
        return None
    for name in _names(plan, language):
        text = say(f"suggest.{kind}", language, plan=name)
        read = understand(text, plans, language=language)
        if read.plans == (plan.id,) and read.kind == kind and not read.agencies:
            return text
    return None


def _duties(agency: AgencyQuery, plan: Plan, plans: Sequence[Plan], language: Language) -> str | None:
    """Return the question for an agency's duties in a plan, None where it has none."""
    # What is assigned to all bodies of its kind is no duty that somebody would ask for by its name.
    if not any(relation(duty.agency, (agency,)) in ("exact", "inherited") for duty in plan.records.duties):
        return None
    for name in _names(plan, language):
        text = say("suggest.agency", language, agency=agency.name, plan=name)
        read = understand(text, plans, language=language)
        if (
            read.plans == (plan.id,)
            and read.kind == "duty"
            and [one.id for one in read.agencies] == [agency.id]
        ):
            return text
    return None


def _names(plan: Plan, language: Language) -> Iterator[str]:
    """Return what a question may call the plan: by its place, by its number."""
    header = plan.header
    if header.place and header.place.certain:
        yield say("suggest.plan.place", language, place=header.place.value)
    if header.number and header.number.certain:
        yield say("suggest.plan.number", language, number=header.number.value)
