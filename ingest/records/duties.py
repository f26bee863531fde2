"""Duties: who has which part in which task, from sections on implementation, "giao …" and task tables.

A heading of agencies assigns everything below it to each of them, a lead-in ("Giao các Sở …:") its
bullets, and a sentence whose subject is an agency is that agency's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.agencies import Mention
from ingest.models import Duty, Plan, Role, Span, Unit
from ingest.records.dates import deadline_in, due_date
from ingest.records.named import assignees, spread
from ingest.records.roles import MARK, VERB, leading, main_clause, partners_of, role_of, subject_end
from ingest.records.sections import DUTIES, PAST, content, under
from ingest.sentences import sentences
from ingest.vietnamese import fold, fold_space

# "Giao các Sở …:", "Đề nghị Ủy ban Mặt trận …", "Trách nhiệm của Sở Tài chính"
_ASSIGNS = re.compile(
    r"(?:giao(?: nhiệm vụ cho| cho)?|yêu cầu|đề nghị|phân công(?: cho)?|đối với|(?:phân công )?(?:trách nhiệm|nhiệm vụ) (?:của|cho|đối với))\s+",
    re.IGNORECASE,
)
_REQUESTS = re.compile(r"(?:kính )?đề nghị\b", re.IGNORECASE)
_MOST_OF_LINE = 0.6  # of a line that names agencies and says no more ("Các Sở, ban, ngành khác có liên quan")


@dataclass(frozen=True, slots=True)
class _Part:
    """Consecutive sentences of a leaf with the same assignees."""

    span: Span
    assigned: tuple[Mention, ...]
    requested: bool


def read_duties(plan: Plan) -> tuple[Duty, ...]:
    """Return the duties of a plan in order, one for each assignee of each task."""
    found: list[Duty] = []
    for unit in content(plan, closing=True):
        if unit.kind == "row":
            found.extend(_from_row(plan, unit))
        elif not under(plan, unit, PAST):
            found.extend(_from_text(plan, unit))
    return tuple(found)


# --- task tables -----------------------------------------------------------------------------


def _from_row(plan: Plan, unit: Unit) -> Iterator[Duty]:
    assert unit.table is not None
    cells = dict(zip(plan.tables[unit.table].roles, unit.cells, strict=False))
    if "task" not in cells or not ({"lead", "partner"} & set(cells)):
        return
    words = {role: fold_space(cell.of(plan.text)) for role, cell in cells.items()}
    leads = assignees(words.get("lead", ""))
    partners = assignees(words.get("partner", ""))
    deadline = words.get("deadline") or None
    assigned: tuple[tuple[Role, list[Mention]], ...] = (("lead", leads), ("partner", partners))
    for role, mentions in assigned:
        others = tuple(other.agency for other in (partners if role == "lead" else leads))
        for mention in mentions:
            yield _duty(unit, mention, role, words["task"], others, deadline, words.get("result") or None, unit.span)


# --- running text ----------------------------------------------------------------------------


def _from_text(plan: Plan, unit: Unit) -> Iterator[Duty]:
    text = unit.span.of(plan.text)
    if _introduces(plan, unit) or _names(text):
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
                unit, mention, role if role and own == "lead" else own, task, with_whom or partners,
                deadline_in(words), None, quote,
            )


def _introduces(plan: Plan, unit: Unit) -> bool:
    text = unit.span.of(plan.text)
    return text.endswith(":") and any(other.lead_in == unit.index for other in plan.units[unit.index + 1 :])


def _of_lead_in(plan: Plan, unit: Unit) -> tuple[Role | None, tuple[str, ...]]:
    """Return role and partners of "Phối hợp với Sở Tài chính:", which hold for each bullet below it."""
    if unit.lead_in is None:
        return None, ()
    words = plan.units[unit.lead_in].span.of(plan.text)
    if not words.endswith(":") or _names(words):
        return None, ()
    role = role_of(words)
    return (role if role == "partner" else None), partners_of(words, "")


def _parts(plan: Plan, unit: Unit) -> list[_Part]:
    """Split a leaf where a sentence names its own subject; what nobody is told to do is left out."""
    assigned, requested = _assigned_above(plan, unit)
    parts: list[_Part] = []
    for sentence in sentences(plan.text, unit.span):
        own, asked = _subject(sentence.of(plan.text), inside=bool(assigned))
        if own:
            parts.append(_Part(sentence, own, asked))
        elif parts:
            parts[-1] = _Part(Span(parts[-1].span.start, sentence.end), parts[-1].assigned, parts[-1].requested)
        else:
            parts.append(_Part(sentence, assigned, requested))
    return [part for part in parts if part.assigned]


def _assigned_above(plan: Plan, unit: Unit) -> tuple[tuple[Mention, ...], bool]:
    """Return whom the lead-in, a line of agencies above or the nearest heading of agencies assigns."""
    if unit.kind == "closing":
        return (), False
    if unit.lead_in is not None:
        lead_in = plan.units[unit.lead_in]
        words = lead_in.span.of(plan.text)
        if found := _names(words):
            return found
        if plan.units[unit.lead_in].kind == "bullet":
            return _assigned_above(plan, lead_in)
        own, asked = _subject(words, inside=False)
        if own:
            return own, asked
    if not under(plan, unit, DUTIES):
        return (), False
    return _line_above(plan, unit) or _heading_above(plan, unit)


def _line_above(plan: Plan, unit: Unit) -> tuple[tuple[Mention, ...], bool] | None:
    """Return the agencies of a line of their own above the leaf in its section: an unnumbered heading."""
    for above in reversed(plan.units[: unit.index]):
        if above.section != unit.section or above.kind == "heading":
            return None
        if above.kind == "paragraph" and (found := _names(above.span.of(plan.text))):
            return found
    return None


def _heading_above(plan: Plan, unit: Unit) -> tuple[tuple[Mention, ...], bool]:
    section = unit.section
    while section is not None:
        if found := _names(plan.sections[section].heading):
            return found
        section = plan.sections[section].parent
    return (), False


def _names(line: str) -> tuple[tuple[Mention, ...], bool] | None:
    """Return the agencies of a line that names nothing else, and whether it requests: "Đề nghị …:"."""
    body = MARK.sub("", fold_space(line)).rstrip(" :.;")
    assigns = _ASSIGNS.match(body)
    start = assigns.end() if assigns else 0
    found = leading(body[start:])
    if not found:
        return None
    end = start + found[-1].group.end
    rest = len(body) - end
    if VERB.match(body[end:].lstrip(" ,")) or rest > (1 - _MOST_OF_LINE) * len(body):
        return None
    mentions = assignees(body[start:])
    return tuple(mentions), bool(_REQUESTS.match(body))


def _subject(sentence: str, *, inside: bool) -> tuple[tuple[Mention, ...], bool]:
    """Return the agencies that a sentence tells to act: "UBND các huyện kiện toàn …", "Giao Sở …".

    `inside`: below a heading of agencies, where "Phối hợp với Sở Tài chính …" has its subject above.
    """
    clause = main_clause(sentence)
    assigns = _ASSIGNS.match(clause)
    body = clause[assigns.end() :] if assigns else clause
    end = subject_end(body)
    if not end:
        return (), False
    found = {one.agency: one for mention in leading(body) for one in spread(mention)}
    if inside and assigns and fold(assigns.group()).startswith(("giao", "đối với")):
        return (), False  # "Giao Phòng … thực hiện" is what the agency above does
    return tuple(found.values()), bool(_REQUESTS.match(clause))


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
