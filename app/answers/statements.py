"""From evidence to statements: what is said, whose it is, and the details printed with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.catalogue import say
from app.draft import DraftStatement
from app.evidence import Evidence
from app.models import Language
from app.naming import cited_section, plan_heading, plan_name, section_name
from app.rows import unit_noted
from ingest.models import ColumnRole, Duty, Span
from ingest.records.labelled import Attribute, attributes, lead_and_partners
from ingest.vietnamese import fold_space

_MARK = re.compile(r"^(?:[-–—•*●▪·+○✓➢]\s*)+")
_END_OF_TEXT = re.compile(r"/\.$")  # "./." closes a document
_PRINTED: tuple[ColumnRole, ...] = ("unit", "value", "funding", "other")
_DETAILS: tuple[tuple[Attribute, str], ...] = (
    ("lead", "leads"),
    ("partner", "partners"),
    ("deadline", "deadline"),
    ("result", "result"),
)
_SHORT = 9  # words below which a leaf is not understood without its heading


def clean(text: str) -> str:
    """Return a quote as one line, without the bullet before it and the semicolon behind it."""
    return _END_OF_TEXT.sub("", _MARK.sub("", fold_space(text)).strip()).rstrip(";").rstrip()


def statement(
    evidence: Evidence, language: Language, *, group: str = "", duty: Duty | None = None
) -> DraftStatement:
    """Return the statement that a leaf makes; `duty` picks one of its duties."""
    if evidence.unit.kind == "row" and evidence.unit.table is not None:
        return _row(evidence, language, group, duty)
    if evidence.whole_task is not None:
        return _labelled(evidence, evidence.whole_task, language, group, duty)
    return DraftStatement(
        (evidence,), clean(evidence.text), _prefix(evidence, duty), group, _duty_detail(duty, language)
    )


def _cells(evidence: Evidence) -> dict[ColumnRole, str]:
    assert evidence.unit.table is not None
    roles = evidence.plan.tables[evidence.unit.table].roles
    return {
        role: fold_space(cell.of(evidence.plan.text))
        for role, cell in zip(roles, evidence.unit.cells, strict=False)
    }


def _row(evidence: Evidence, language: Language, group: str, duty: Duty | None) -> DraftStatement:
    cells = _cells(evidence)
    text = cells.get("task") or cells.get("indicator") or fold_space(evidence.text)
    detail: list[tuple[str, str]] = []
    if duty is not None:
        detail.append((say("answer.detail.role", language), say(f"answer.role.{duty.role}", language)))
    detail += [
        (say(f"answer.detail.{key}", language), cells[role].rstrip(" ;,"))
        for role, key in _DETAILS
        if cells.get(role)
    ]
    if "task" in cells or "indicator" in cells:
        detail += _further_cells(evidence, language)
    return DraftStatement((evidence,), clean(text), "", group, tuple(detail))


def _further_cells(evidence: Evidence, language: Language) -> list[tuple[str, str]]:
    """Return the cells of all other columns, each behind its column's head as printed."""
    assert evidence.unit.table is not None
    table = evidence.plan.tables[evidence.unit.table]
    cells = [fold_space(cell.of(evidence.plan.text)) for cell in evidence.unit.cells]
    noted = unit_noted(evidence.plan, evidence.unit)
    return ([(say("answer.detail.unit", language), noted)] if noted else []) + [
        (head.rstrip(" :"), cell.rstrip(" ;,"))
        for head, role, cell in zip(table.heads, table.roles, cells, strict=False)
        if cell and head and role in _PRINTED
    ]


def _labelled(
    evidence: Evidence, quote: Span, language: Language, group: str, duty: Duty | None
) -> DraftStatement:
    """Return a task with what its labelled lines say: who leads, with whom, by when, to what result."""
    plan = evidence.plan
    values: dict[Attribute, str] = {}
    for unit in plan.units[evidence.unit.index + 1 :]:
        if unit.span.start >= quote.end:
            break
        for kind, value in attributes(unit.span.of(plan.text)).items():
            values.setdefault(kind, value)
    values["lead"], partners = lead_and_partners(values.get("lead", ""))
    values["partner"] = ", ".join(filter(None, (partners, values.get("partner", ""))))
    detail: list[tuple[str, str]] = []
    if duty is not None:
        detail.append((say("answer.detail.role", language), say(f"answer.role.{duty.role}", language)))
    detail += [
        (say(f"answer.detail.{key}", language), values[kind]) for kind, key in _DETAILS if values.get(kind)
    ]
    text = clean(evidence.unit.span.of(plan.text))
    return DraftStatement((replace(evidence, quote=quote),), text, "", group, tuple(detail))


def _duty_detail(duty: Duty | None, language: Language) -> tuple[tuple[str, str], ...]:
    if duty is None:
        return ()
    role = say(f"answer.role.{duty.role}", language)
    detail = [(say("answer.detail.role", language), role)]
    if duty.deadline:
        detail.append((say("answer.detail.deadline", language), duty.deadline))
    return tuple(detail)


def _prefix(evidence: Evidence, duty: Duty | None) -> str:
    """Return whose duty it is, or the heading without which a short leaf says nothing."""
    if duty is not None and not duty.collective:
        return ""  # the list is already the agency's own
    heading = evidence.plan.section_heading(evidence.unit.section)
    assigned = [one.agency_printed for one in evidence.duties]
    if assigned:
        own = heading if any(fold_space(name) in fold_space(heading) for name in assigned) else ""
        return own or ", ".join(
            dict.fromkeys(name for name in assigned if fold_space(name) not in fold_space(evidence.text))
        )
    short = len(evidence.text.split()) < _SHORT
    return heading if short and fold_space(heading) not in fold_space(evidence.text) else ""


def lead_for(found: Sequence[Evidence], language: Language) -> str:
    """Return the line that introduces statements: the plan, and the section where there is one."""
    plans = {one.plan.id: one.plan for one in found}
    if len(plans) != 1:
        return say("answer.lead.several", language)
    plan = next(iter(plans.values()))
    sections = {section_name(plan, one.unit, language) for one in found}
    if len(sections) == 1:
        return say(
            "answer.lead.one",
            language,
            plan=plan_name(plan, language),
            section=section_words(found[0], language),
        )
    return say("answer.lead.plan", language, plan=plan_name(plan, language))


def section_words(evidence: Evidence, language: Language) -> str:
    """Return section path and heading: "mục IV.2, Kinh phí thực hiện"."""
    path = cited_section(section_name(evidence.plan, evidence.unit, language), language)
    heading = evidence.plan.section_heading(evidence.unit.section)
    return f"{path}, {heading}" if heading and evidence.unit.kind != "row" else path


def grouped(found: Sequence[Evidence], language: Language) -> list[DraftStatement]:
    """Return statements for evidence, each quote once, under their plans' names where there are several."""
    several = len({one.plan.id for one in found}) > 1
    once = {(one.plan.id, one.quote): one for one in found}.values()
    return [
        statement(one, language, group=plan_heading(one.plan, language) if several else "") for one in once
    ]
