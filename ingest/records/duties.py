"""Duties: who has which part in which task, from sections on implementation, "giao …" and task tables.

A heading of agencies assigns everything below it to each of them, a lead-in ("Giao các Sở …:") its
bullets, and a sentence whose subject is an agency is that agency's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.agencies import Mention
from ingest.columns import SHARED
from ingest.models import Duty, Plan, Role, Span, Unit
from ingest.records.assigned import agencies_of_line, assigned_above, in_brackets, introduces, subject
from ingest.records.dates import deadline_in, due_date
from ingest.records.labelled import Assignment, assignments, attributes
from ingest.records.named import assignees
from ingest.records.roles import MARK, partners_of, role_of
from ingest.records.sections import PAST, content, under
from ingest.sentences import sentences
from ingest.vietnamese import fold_space


@dataclass(frozen=True, slots=True)
class _Part:
    """Consecutive sentences of a leaf with the same assignees."""

    span: Span
    assigned: tuple[Mention, ...]
    requested: bool


def read_duties(plan: Plan) -> tuple[Duty, ...]:
    """Return the duties of a plan in order, one for each assignee of each task."""
    found: list[Duty] = []
    labelled = assignments(plan)
    saying = {unit.index for unit in content(plan, closing=True)}
    for unit in plan.units:
        if unit.kind == "row" and (unit.index in saying or unit.section is None):
            # Below the signature there may be a table of tasks without the heading of an annex.
            found.extend(_from_row(plan, unit))
        elif unit.index in labelled:
            found.extend(_from_labelled(plan, unit, labelled[unit.index]))
        elif unit.index not in saying:
            continue
        elif not under(plan, unit, PAST) and not attributes(unit.span.of(plan.text)):
            found.extend(_from_text(plan, unit))
    return tuple(found)


# --- task tables -----------------------------------------------------------------------------


def _from_row(plan: Plan, unit: Unit) -> Iterator[Duty]:
    assert unit.table is not None
    cells = dict(zip(plan.tables[unit.table].roles, unit.cells, strict=False))
    if "task" not in cells or not ({"lead", "partner"} & set(cells)):
        return
    words = {role: fold_space(cell.of(plan.text)) for role, cell in cells.items()}
    # A cell that holds for this row too may stand in one above.
    shared = (cells[role].start for role in SHARED & set(cells) if cells[role].end > cells[role].start)
    quote = Span(min([unit.span.start, *shared]), unit.span.end)
    leads = assignees(words.get("lead", ""))
    partners = assignees(words.get("partner", ""))
    deadline = words.get("deadline") or None
    assigned: tuple[tuple[Role, list[Mention]], ...] = (("lead", leads), ("partner", partners))
    for role, mentions in assigned:
        others = tuple(other.agency for other in (partners if role == "lead" else leads))
        for mention in mentions:
            yield _duty(
                unit, mention, role, words["task"], others, deadline, words.get("result") or None, quote
            )


def _from_labelled(plan: Plan, unit: Unit, assignment: Assignment) -> Iterator[Duty]:
    quote = Span(unit.span.start, assignment.end)
    task = MARK.sub("", fold_space(unit.span.of(plan.text)))
    assigned: tuple[tuple[Role, list[Mention], list[Mention]], ...] = (
        ("lead", assignment.leads, assignment.partners),
        ("partner", assignment.partners, assignment.leads),
    )
    for role, mentions, others in assigned:
        names = tuple(other.agency for other in others)
        for mention in mentions:
            yield _duty(unit, mention, role, task, names, assignment.deadline, assignment.result, quote)


# --- running text ----------------------------------------------------------------------------


def _from_text(plan: Plan, unit: Unit) -> Iterator[Duty]:
    text = unit.span.of(plan.text)
    if introduces(plan, unit) or agencies_of_line(text):
        return  # what stands below are the tasks
    role, partners = _of_lead_in(plan, unit)
    parts = _parts(plan, unit)
    for part in parts:
        words = part.span.of(plan.text)
        quote = unit.span if len(parts) == 1 and unit.kind != "closing" else part.span
        task = MARK.sub("", fold_space(words))
        for mention in part.assigned:
            own = role_of(words, requested=part.requested)
            with_whom = partners_of(words, mention.agency)
            yield _duty(
                unit,
                mention,
                role if role and own == "lead" else own,
                task,
                with_whom or partners,
                deadline_in(words),
                None,
                quote,
            )


def _of_lead_in(plan: Plan, unit: Unit) -> tuple[Role | None, tuple[str, ...]]:
    """Return role and partners of "Phối hợp với Sở Tài chính:", which hold for each bullet below it."""
    if unit.lead_in is None:
        return None, ()
    words = plan.units[unit.lead_in].span.of(plan.text)
    if not words.endswith(":") or agencies_of_line(words):
        return None, ()
    role = role_of(words)
    return (role if role == "partner" else None), partners_of(words, "")


def _parts(plan: Plan, unit: Unit) -> list[_Part]:
    """Split a leaf where a sentence names its own subject; what nobody is told to do is left out."""
    assigned, requested = assigned_above(plan, unit)
    parts: list[_Part] = []
    for sentence in _sentences(plan, unit):
        words = sentence.of(plan.text)
        own, asked = subject(words, inside=bool(assigned) and unit.kind == "bullet")
        if not own and not assigned:
            own = in_brackets(words)
        if own:
            parts.append(_Part(sentence, own, asked))
        elif parts:
            parts[-1] = _Part(
                Span(parts[-1].span.start, sentence.end), parts[-1].assigned, parts[-1].requested
            )
        else:
            parts.append(_Part(sentence, assigned, requested))
    return [part for part in parts if part.assigned]


def _sentences(plan: Plan, unit: Unit) -> Iterator[Span]:
    """Yield the sentences of a leaf; in the closing paragraph also what stands between semicolons."""
    for sentence in sentences(plan.text, unit.span):
        start = sentence.start
        for stop in re.finditer(r";\s+", sentence.of(plan.text)) if unit.kind == "closing" else ():
            yield Span(start, sentence.start + stop.start())
            start = sentence.start + stop.end()
        yield Span(start, sentence.end)


def _duty(
    unit: Unit,
    mention: Mention,
    role: Role,
    task: str,
    partners: Sequence[str],
    deadline: str | None,
    result: str | None,
    quote: Span,
) -> Duty:
    return Duty(
        agency=mention.agency,
        agency_printed=mention.printed,
        collective=mention.collective,
        role=role,
        task=task,
        partners=tuple(partners),
        deadline=deadline,
        due=due_date(deadline) if deadline else None,
        result=result,
        section=unit.section,
        unit=unit.index,
        quote=quote,
    )
