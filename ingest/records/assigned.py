"""Who is told to act: by the heading, the line or the lead-in above a leaf, or as a sentence's subject."""

from __future__ import annotations

import re

from ingest.agencies import Mention
from ingest.models import Plan, Span, Unit
from ingest.records.named import assignees, spread
from ingest.records.roles import MARK, VERB, leading, main_clause, subject_end
from ingest.records.sections import DUTIES, under
from ingest.reference import slug
from ingest.vietnamese import fold, fold_space

# "Giao các Sở …:", "Đề nghị Ủy ban Mặt trận …", "Trách nhiệm của Sở Tài chính"
ASSIGNS = re.compile(
    r"(?:giao(?: nhiệm vụ cho| cho)?|yêu cầu|đề nghị|phân công(?: cho)?|đối với"
    r"|(?:phân công )?(?:trách nhiệm|nhiệm vụ) (?:của|cho|đối với))\s+",
    re.IGNORECASE,
)
_REQUESTS = re.compile(r"(?:kính )?đề nghị\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\((?P<inside>[^()]{8,300})\)")
_CHARGED = re.compile(r"\b(?:chủ trì|thực hiện|phụ trách|đầu mối|phối hợp)\b")
# "Sở Tài chính (cơ quan thường trực)": a remark on the agency, not another one
_REMARK = re.compile(r"\s*\((?:là )?(?:cơ quan|đơn vị|bộ phận)[^(),;]{0,40}\)$", re.IGNORECASE)
_COLLECTIVE = re.compile(r"[Cc]ác\s+[^,;:.()]{3,60}?(?=[,;:(]|\s+và\s|$)")
_MOST_OF_LINE = 0.6  # of a line that names agencies and says no more ("Các Sở, ban, ngành khác có liên quan")


def introduces(plan: Plan, unit: Unit) -> bool:
    """Say whether a leaf only introduces the bullets below it ("cụ thể như sau:")."""
    text = unit.span.of(plan.text)
    return text.endswith(":") and any(other.lead_in == unit.index for other in plan.units[unit.index + 1 :])


def assigned_above(plan: Plan, unit: Unit) -> tuple[tuple[Mention, ...], bool]:
    """Return whom the lead-in, a line of agencies above or the nearest heading of agencies assigns."""
    if unit.kind == "closing":
        return (), False
    if unit.lead_in is not None:
        lead_in = plan.units[unit.lead_in]
        words = lead_in.span.of(plan.text)
        if found := agencies_of_line(words):
            return found
        if plan.units[unit.lead_in].kind == "bullet":
            return assigned_above(plan, lead_in)
        own, asked = subject(words, inside=False)
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
        if above.kind == "paragraph" and (found := agencies_of_line(above.span.of(plan.text))):
            return found
    return None


def _heading_above(plan: Plan, unit: Unit) -> tuple[tuple[Mention, ...], bool]:
    section = unit.section
    while section is not None:
        if found := agencies_of_line(plan.sections[section].heading) or _unlisted(plan, section):
            return found
        section = plan.sections[section].parent
    return (), False


def _unlisted(plan: Plan, section: int) -> tuple[tuple[Mention, ...], bool] | None:
    """Return the assignees of "Các trưởng thôn, Hợp tác xã Suối Mây" among headings of agencies.

    A collective that no list of agencies knows is taken as printed, where its neighbours are agencies.
    """
    heading = plan.sections[section].heading
    neighbours = (other for other in plan.sections if other.parent == plan.sections[section].parent)
    collective = _COLLECTIVE.match(heading)
    if not collective or not any(agencies_of_line(other.heading) for other in neighbours):
        return None
    words = collective.group().strip()
    nowhere = Span(0, 0)
    name = words[0].upper() + words[1:]
    unlisted = Mention(
        name, slug(name), (slug(name),), None, "collective", True, None, nowhere, nowhere, words, False
    )
    return (unlisted, *assignees(heading[collective.end() :])), False


def agencies_of_line(line: str) -> tuple[tuple[Mention, ...], bool] | None:
    """Return the agencies of a line that names nothing else, and whether it requests: "Đề nghị …:"."""
    body = _REMARK.sub("", MARK.sub("", fold_space(line)).rstrip(" :.;"))
    assigns = ASSIGNS.match(body)
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


def subject(sentence: str, *, inside: bool) -> tuple[tuple[Mention, ...], bool]:
    """Return the agencies that a sentence tells to act: "UBND các huyện kiện toàn …", "Giao Sở …".

    `inside`: below a heading of agencies, where "Phối hợp với Sở Tài chính …" has its subject above.
    """
    clause = main_clause(sentence)
    assigns = ASSIGNS.match(clause)
    body = clause[assigns.end() :] if assigns else clause
    end = subject_end(body)
    if not end:
        return (), False
    found = {one.agency: one for mention in leading(body) for one in spread(mention)}
    if inside and assigns and fold(assigns.group()).startswith(("giao", "đối với")):
        return (), False  # "Giao Phòng … thực hiện" is what the agency above does
    return tuple(found.values()), bool(_REQUESTS.match(clause))


def in_brackets(sentence: str) -> tuple[Mention, ...]:
    """Return the agencies that brackets behind a task name: "Mở 05 lớp (Phòng Chính sách chủ trì)"."""
    for match in _BRACKETS.finditer(sentence):
        body = fold_space(match["inside"])
        if subject_end(body) and _CHARGED.search(body):
            return tuple(leading(body))
    return ()
