"""Answers about the document itself, from its header fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.answers.decline import scoped
from app.answers.statements import clean, lead_for
from app.catalogue import say
from app.draft import Draft, DraftStatement
from app.evidence import Evidence
from app.leaf_terms import terms_of
from app.models import Language
from app.naming import plan_heading, plan_name
from app.question import Question
from app.ranker import Ranker
from ingest.models import Field, Plan, Span, Unit
from ingest.patterns import DOCUMENT_KIND
from ingest.vietnamese import fold

_YEAR = re.compile(r"20\d\d")
_BLANK_NUMBER = re.compile(r"Số\s*:?[….\s_]*/\s*[A-ZĐ]{2,}")
_OWN_WORDS = 0.25  # of a topic
_MOST_PLANS = 6  # without a plan named, fields of this many plans are listed at most


def header_field(question: Question, ranker: Ranker, language: Language) -> Draft | None:
    """Return the header field asked for, of the plans in scope; None if no field is asked for."""
    if question.kind != "document" or not question.fields:
        return None
    plans = scoped(question, ranker)
    if not plans or len(plans) > _MOST_PLANS or not _about_the_plan(question, plans, ranker):
        return None
    statements: list[DraftStatement] = []
    missing: list[str] = []
    cautions: list[str] = []
    for plan in plans:
        for field in question.fields:
            made = _statements(plan, field, language, several=len(plans) > 1)
            statements += [one for one in made if one not in statements]
            caution = _caution(plan, field, language)
            if caution is not None:
                cautions.append(caution)
            elif not made:
                missing.append(_not_stated(plan, field, language))
    missing += cautions
    if not statements and not missing:
        return None
    if not statements and cautions:
        return Draft(True, " ".join(missing))
    if not statements:
        return Draft(False, " ".join(missing), tuple(_nearest(plans, question.fields)))
    lead = lead_for([one.evidence[0] for one in statements], language)
    return Draft(True, lead, tuple(statements), tuple(missing))


def _spans(plan: Plan, field: str) -> list[tuple[Span, str]]:
    """Return what is quoted for a field, and the value named in it."""
    header = plan.header
    if field == "basis":
        return [(span, "") for span in header.basis]
    if field == "recipients":
        return [
            (unit.span, "")
            for unit in plan.units
            if unit.kind == "recipients" and len(unit.span.of(plan.text)) > 12
        ]
    if field == "period":
        return [(header.period.span, "")] if header.period else []
    found = _stated(plan, field)
    return [(found.span, found.value)] if found and found.span.end > found.span.start else []


def _stated(plan: Plan, field: str) -> Field | None:
    """Return a header field that is one value, None where it is not stated or is none."""
    header = plan.header
    if field == "date":
        return header.date_printed if header.issued else None
    return {
        "number": header.number,
        "signer": header.signer,
        "issuer": header.issuer,
        "title": header.title,
    }.get(field)


def _caution(plan: Plan, field: str, language: Language) -> str | None:
    """Return what to say of a value that OCR read, or that a person gave for one; None for any other."""
    found = _stated(plan, field)
    if found is None or (found.certain and not found.confirmed):
        return None
    name, called = plan_name(plan, language), say(f"scan.field.{field}", language)
    if not found.certain:
        return say("scan.doubtful", language, plan=name, field=called)
    if fold(found.value) in fold(found.span.of(plan.text)):
        return None
    return say("scan.given", language, plan=name, field=called, value=found.value)


def _statements(plan: Plan, field: str, language: Language, *, several: bool) -> list[DraftStatement]:
    group = plan_heading(plan, language) if several else ""
    statements: list[DraftStatement] = []
    for span, _ in _spans(plan, field):
        unit = _unit_at(plan, span)
        # A number or year alone says little: its whole line is quoted, a long paragraph is not.
        whole = unit.span if len(unit.span.of(plan.text).split()) <= 60 else span
        prefix = plan.section_heading(unit.section) if field == "period" else ""
        statements.append(
            DraftStatement((Evidence(plan, unit, whole),), clean(whole.of(plan.text)), prefix, group)
        )
    return statements


def _unit_at(plan: Plan, span: Span) -> Unit:
    return next(unit for unit in plan.units if unit.span.start <= span.start < unit.span.end)


def _not_stated(plan: Plan, field: str, language: Language) -> str:
    name = plan_name(plan, language)
    if plan.head_is_ocr and field in ("number", "date", "signer", "issuer", "title"):
        return say("scan.unread", language, plan=name, field=say(f"scan.field.{field}", language))
    if (
        field == "date"
        and plan.header.date_printed
        and (year := _YEAR.search(plan.header.date_printed.value))
    ):
        return say("answer.none.date_year", language, plan=name, year=year.group())
    if field == "number" and _BLANK_NUMBER.search(plan.text):
        return say("answer.none.number_blank", language, plan=name)
    return say(
        f"answer.none.{field if field in ('number', 'date', 'signer') else 'field'}", language, plan=name
    )


def _about_the_plan(question: Question, plans: list[Plan], ranker: Ranker) -> bool:
    """Say whether the topic only describes the plan itself, in the words of its title and its issuer.

    Of a plan that is named most words must be such: "chạy", "tên đầy đủ" are the asker's own.
    """
    named = [plan.header.title for plan in plans] + [plan.header.issuer for plan in plans]
    known = {word for field in named if field for word in terms_of(field.value)}
    for plan in plans:  # "Quyết định ban hành kế hoạch … số mấy": what the plan's first page calls it
        kinds = (DOCUMENT_KIND.match(one.span.of(plan.text)) for one in plan.units if one.kind == "preamble")
        known |= {word for kind in kinds if kind for word in terms_of(kind["kind"])}
    if "signer" in question.fields:  # "Phó Chủ tịch nào ký …": in the words above the name
        known |= {
            word
            for plan in plans
            for unit in plan.units
            if unit.kind == "signature"
            for word in terms_of(unit.span.of(plan.text))
        }
    topic = [word for word in question.topic if not terms_of(word) <= known]
    if ranker.is_generic(replace(question, topic=tuple(topic))):
        return True
    return bool(question.plans) and len(topic) <= _OWN_WORDS * len(question.topic)


def _nearest(plans: list[Plan], fields: Sequence[str]) -> list[DraftStatement]:
    """Return the printed line that shows the gap ("Số: /KH-UBND"), where there is one."""
    patterns = {"number": re.compile(r"Số\s*:"), "date": re.compile(r"ngày\s*[.…]*\s*tháng")}
    shown = next((patterns[field] for field in fields if field in patterns), None)
    statements: list[DraftStatement] = []
    for plan in plans:
        for unit in plan.units:
            if unit.kind != "preamble":
                break
            if shown and shown.search(unit.span.of(plan.text)):
                statements.append(
                    DraftStatement((Evidence(plan, unit, unit.span),), clean(unit.span.of(plan.text)))
                )
                break
    return statements
