"""Answers on duties: an agency's whole list, what is due when, or who does one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.answers.decline import sentence, where_words
from app.answers.fit import covers_years
from app.answers.statements import statement
from app.catalogue import say
from app.cues import pattern
from app.draft import Draft, DraftStatement
from app.due import Due, due_in, without_time
from app.lookup import FoundDuty, about_topic, due_duties, duties_of
from app.models import Language
from app.naming import plan_heading, plan_name
from app.needs import holds, years_in
from app.question import Question
from app.ranker import Ranker
from ingest.agencies import AgencyQuery
from ingest.models import Plan
from ingest.reference import Succession
from ingest.vietnamese import key

_OF_ANOTHER = ("do", "boi", "cung", "voi", "by", "with")  # what stands before an agency beside the subject
_BEFORE_SUBJECT = 4  # words that may precede the subject of a question: "Ở Kon Tum thì …"


def agency_list(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return every duty of the agencies asked for, or those about the topic; None if that is not asked."""
    if question.kind == "document" or not question.agencies or not _is_subject(question):
        return None
    due = due_in(question)
    if due is not None:
        question = replace(question, topic=without_time(question.topic), other_words=())
    every = duties_of(question.agencies, question, ranker)
    found = _timely(every, question, due)
    if every and not found and (question.kind == "duty" or due is not None):
        return _none_in_time(question, due, ranker, language)
    found = _of_kind(found, question, ranker)
    asks_all = question.kind == "duty" and bool(pattern("all_duties").search(key(question.text)))
    chosen, generic = _about_it(found, question, ranker, asks_all=asks_all)
    generic = generic and question.kind == "duty"
    name = ", ".join(query.name for query in question.agencies)
    # Others' duties that name it as a partner are listed when its part as one is asked for.
    beside = [one for one in chosen if one.of_another] if question.role != "partner" else []
    if beside:
        chosen = [one for one in chosen if not one.of_another]
    if not chosen:
        return None
    # What binds "các hợp tác xã tham gia" binds each of them; a department is asked what is its own.
    own = any(query.collective or query.level == "cooperative" for query in question.agencies)
    if not own and not any(one.own for one in chosen) and not generic:
        return None  # the plan may speak of the agency elsewhere
    whole = generic and asks_all
    if not whole and (question.need or question.asks_who):
        # "Hạn khi nào?", "ai phối hợp?" asks about the duties that are the agency's own.
        nearest = [one for one in chosen if one.own] or [one for one in chosen if one.of_another] or chosen
        # … or that are given to all of its kind, where only these tell it.
        told = [one for one in chosen if question.need and holds(one.evidence.text, question.need)]
        chosen = nearest if not told or any(one in told for one in nearest) else told
    unstated = ""
    if question.need and not any(holds(one.evidence.text, question.need) for one in chosen):
        if question.need in ("decision", "names", "penalty", "count", "percent"):
            return None  # may stand elsewhere than in the agency's duties
        where = where_words(question, ranker.plans, language)
        unstated = say(f"answer.none.{question.need}", language, where=where)
        if not whole:
            return Draft(False, unstated, tuple(_statements(chosen, language)))
    if nothing := _nothing_own(question, chosen, language, in_common=not own):
        return nothing
    return Draft(
        answered=True,
        lead=_lead(name, chosen, language, whole=generic, when=due.words(language) if due else ""),
        statements=tuple(_statements(chosen, language)),
        notes=_notes(unstated, beside if generic else [], question, chosen, language),
    )


def _nothing_own(
    question: Question, chosen: Sequence[FoundDuty], language: Language, *, in_common: bool
) -> Draft | None:
    """Return the answer where nothing is assigned to the agency itself, None where something is.

    What is assigned to all of its kind (`in_common`), or to the one that it took over from, stands nearest.
    """
    plans = list({one.evidence.plan.id: one.evidence.plan for one in chosen}.values())
    where = where_words(question, plans, language)
    name = ", ".join(query.name for query in question.agencies)
    if in_common and all(one.in_common for one in chosen):
        lead = say("answer.none.agency_own", language, where=where, agency=name)
        return Draft(False, lead, tuple(_statements(chosen, language)))
    if fact := _taken_over(question.agencies, chosen):
        lead = say(
            "answer.none.agency_then",
            language,
            where=where,
            agency=name,
            older=fact.older_name,
            since=f"{fact.since:%d/%m/%Y}",
        )
        return Draft(False, lead, tuple(_statements(chosen, language)))
    return None


def _of_kind(found: list[FoundDuty], question: Question, ranker: Ranker) -> list[FoundDuty]:
    """Return, for a question that names no topic, all duties, or its own that help cooperatives, or none."""
    if question.kind == "duty" or not ranker.is_generic(question):
        return found
    return [one for one in found if question.kind == "support" and one.own and ranker.helps(one.evidence)]


def _notes(
    unstated: str,
    beside: Sequence[FoundDuty],
    question: Question,
    chosen: Sequence[FoundDuty],
    language: Language,
) -> tuple[str, ...]:
    notes = [unstated] if unstated else []
    if beside:
        name = ", ".join(query.name for query in question.agencies)
        notes.append(say("answer.note.of_another", language, agency=name, count=len(beside)))
    return (*notes, *_inherited(question.agencies, chosen, language))


def _about_it(
    found: list[FoundDuty], question: Question, ranker: Ranker, *, asks_all: bool
) -> tuple[list[FoundDuty], bool]:
    """Return the duties about the question's topic, and whether they are all there are."""
    if ranker.is_generic(question):
        return found, True
    about = about_topic(found, question, ranker, surely=asks_all)
    return (about, False) if about or not asks_all else (found, True)


def _timely(found: Sequence[FoundDuty], question: Question, due: Due | None) -> list[FoundDuty]:
    """Return the duties of the years asked about, and due in the time asked about."""
    years = question.scope.years
    if due is not None:
        return [one for one in found if due.holds(one.duty.due)]
    return [one for one in found if not years or _of_years(one, years)]


def _of_years(one: FoundDuty, years: Sequence[int]) -> bool:
    """Say whether a duty is of one of some years: by its deadline, its words, or its plan's only year.

    "Xây dựng chính sách giai đoạn 2026-2030, quý III/2025" speaks of other years than its own.
    """
    if one.duty.due is not None and one.duty.due.year in years:
        return True
    period = one.evidence.plan.header.period
    of_plan = period and one.duty.due is None and period.start == period.end and period.end in years
    return bool(of_plan) or covers_years(one.evidence, years)


def _none_in_time(question: Question, due: Due | None, ranker: Ranker, language: Language) -> Draft:
    if due is None:
        return Draft(False, sentence("year", question, ranker.plans, language))
    where = where_words(question, ranker.plans, language)
    name = ", ".join(query.name for query in question.agencies)
    return Draft(False, say("answer.none.due", language, where=where, agency=name, when=due.words(language)))


def _is_subject(question: Question) -> bool:
    """Say whether the agency is whose part is asked for, and not one that the question only mentions."""
    if question.kind == "duty":
        return True
    before = question.written[: question.agencies[0].span.start].split()
    # "hợp tác xã do Hội thành lập" is not about the union's part.
    return len(before) <= _BEFORE_SUBJECT and not (before and key(before[-1]) in _OF_ANOTHER)


def _lead(name: str, found: Sequence[FoundDuty], language: Language, *, whole: bool, when: str) -> str:
    if when:
        return say("answer.lead.duties_due", language, agency=name, count=len(found), when=when)
    if not whole:
        return say("answer.lead.duties_about", language, agency=name)
    own = [one for one in found if one.own]
    plans = {one.evidence.plan.id: one.evidence.plan for one in own or found}
    form = "duties_none_own" if not own else "duties" if len(plans) == 1 else "duties_several"
    plan = ", ".join(plan_name(one, language) for one in plans.values())
    plan = plan[:1].upper() + plan[1:] if not own else plan
    lead = say(f"answer.lead.{form}", language, agency=name, count=len(own), plan=plan, plans=len(plans))
    others = {
        "of_another": sum(one.of_another for one in found),
        "in_common": sum(one.in_common for one in found),
    }
    if len(own) == len(found):
        return f"{lead}:"
    return (
        lead
        + "".join(
            say(f"answer.lead.duties_{what}", language, count=count)
            for what, count in others.items()
            if count
        )
        + ":"
    )


def _statements(found: Sequence[FoundDuty], language: Language) -> list[DraftStatement]:
    several = len({one.evidence.plan.id for one in found}) > 1
    mixed = any(one.own for one in found) and not all(one.own for one in found)
    statements: list[DraftStatement] = []
    for one in found:
        group = plan_heading(one.evidence.plan, language) if several else ""
        if mixed and not one.own:
            part = "in_common" if one.in_common else "of_another"
            group = ": ".join(filter(None, (say(f"answer.lead.{part}", language), group)))
        made = statement(one.evidence, language, group=group, duty=one.duty)
        label = say("answer.detail.role", language)
        rest = tuple(item for item in made.detail if item[0] != label)
        if one.of_another:
            told = (
                (label, say("answer.role.partner", language)),
                (say("answer.detail.leads", language), one.duty.agency_printed),
            )
            made = DraftStatement(made.evidence, made.text, "", made.group, (*told, *rest))
        elif one.in_common:
            mark = say("answer.role.collective", language, printed=one.duty.agency_printed)
            role = f"{say(f'answer.role.{one.duty.role}', language)}, {mark}"
            made = DraftStatement(made.evidence, made.text, "", made.group, ((label, role), *rest))
        elif one.relation == "inherited":
            made = DraftStatement(made.evidence, made.text, one.duty.agency_printed, made.group, made.detail)
        statements.append(made)
    return statements


def _taken_over(queries: Sequence[AgencyQuery], found: Sequence[FoundDuty]) -> Succession | None:
    """Return how an agency came by its duties, where it was another one when all of them were assigned.

    A department that stood beside the one that it took over from later was given nothing by the plan.
    """
    own = [one for one in found if one.own]
    facts = [fact for query in queries for fact in query.inherited if fact.stood_before]
    then = {fact.older_name: fact for fact in facts}
    later = [
        fact
        for one in own
        if one.relation == "inherited"
        and (fact := then.get(one.duty.agency))
        and (issued := _issued(one.evidence.plan))
        and issued < fact.since
    ]
    return later[0] if own and len(later) == len(own) else None


def _issued(plan: Plan) -> date | None:
    """Return when a plan was issued, of a date with blanks the start of the year; None if that is unknown."""
    years = years_in(plan.header.date_printed.value) if plan.header.date_printed else ()
    return plan.header.issued or next((date(year, 1, 1) for year in years), None)


def _inherited(queries: Sequence[AgencyQuery], found: Sequence[FoundDuty], language: Language) -> list[str]:
    if not any(one.relation == "inherited" for one in found):
        return []
    printed = {one.duty.agency for one in found if one.relation == "inherited"}
    return [
        say(
            "answer.note.agency",
            language,
            newer=fact.newer_name,
            older=fact.older_name,
            since=f"{fact.since:%d/%m/%Y}",
        )
        for query in queries
        for fact in query.inherited
        if fact.older_name in printed
    ]


def due_list(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return every duty due in the time asked for; None if none is asked for."""
    due = due_in(question)
    if question.kind != "duty" or due is None or question.agencies:
        return None
    found = due_duties(due, question, ranker)
    if not found:
        return None
    several = len({one.evidence.plan.id for one in found}) > 1
    statements = [
        statement(one.evidence, language, group=plan_heading(one.evidence.plan, language) if several else "")
        for one in found
    ]
    plans = {one.evidence.plan.id: one.evidence.plan for one in found}
    form = "due_several" if several else "due"
    name = plan_name(found[0].evidence.plan, language)
    lead = say(
        f"answer.lead.{form}",
        language,
        plan=name,
        plans=len(plans),
        count=len(found),
        when=due.words(language),
    )
    return Draft(True, lead, tuple(statements))
