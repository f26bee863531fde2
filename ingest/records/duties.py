"""Duties: who has which part in which task, from sections on implementation, "giao …" and task tables.

A section headed by agencies assigns everything below it to each of them. "Chủ trì" leads,
"phối hợp" as the main verb takes part, "đầu mối" is the contact point, "đề nghị" requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.agencies import Mention, find_agencies
from ingest.models import Duty, Plan, Role, Span, Unit
from ingest.records.dates import deadline_in, due_date
from ingest.records.sections import DUTIES, PAST, content, headings, under
from ingest.sentences import sentences
from ingest.vietnamese import fold, fold_space

# "Trên cơ sở đề xuất của …, phối hợp với …": what comes before the verb of the task.
_PREFACE = re.compile(r"^(?:[-–+•*]\s*)?(?:(?:trên cơ sở|căn cứ|hằng năm|hàng năm|định kỳ|sau khi|theo)\b[^,]*(?:,[^,]{0,60})??,\s*)*")
_COOPERATES = re.compile(r"(?:(?:tích cực|chủ động|có trách nhiệm|thường xuyên)\s+)?phối hợp\s+(?:với|cùng|chặt|nghiên cứu|tuyên)")
_LEADS = re.compile(r"\bchủ trì\b")
_CONTACT = re.compile(r"\b(?:cơ quan|đơn vị) đầu mối\b|\blàm đầu mối\b|\blà đầu mối\b")
_REQUESTS = re.compile(r"\bđề nghị\b")
# "Giao các Sở, ban, ngành …:", "Các đơn vị căn cứ chức năng …", "UBND các huyện kiện toàn …"
_ASSIGNS = re.compile(r"^(?:[-–+•*]\s*)?(?:giao|yêu cầu|đề nghị)\s+")
_PARTNERS = re.compile(r"phối hợp\s+(?:chặt chẽ\s+)?(?:với|cùng)\s+")
# What may stand between two partners in one list.
_BETWEEN = re.compile(r"\s*(?:[,;]|và|cùng|với|các|\s)*\s*(?:có liên quan|liên quan)?\s*(?:[,;]|và|cùng|các|\s)*")
_OBLIGED = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:có trách nhiệm|có nhiệm vụ|căn cứ|chịu trách nhiệm|chủ trì|phối hợp|kiện toàn|xây dựng|tổ chức|báo cáo|chủ động|triển khai|quan tâm"
    r"|bố trí|hướng dẫn|tham mưu|theo dõi|thực hiện|đẩy nhanh|tăng cường|rà soát|chỉ đạo|tiếp tục)"
)


def read_duties(plan: Plan) -> tuple[Duty, ...]:
    """Return the duties of a plan in order, one for each assignee of each task."""
    found: list[Duty] = []
    for unit in content(plan):
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
    text = plan.text
    words = {role: fold_space(cell.of(text)) for role, cell in cells.items()}
    leads = _assignees(words.get("lead", ""))
    partners = _assignees(words.get("partner", ""))
    deadline = words.get("deadline") or None
    assigned: tuple[tuple[Role, list[Mention]], ...] = (("lead", leads), ("partner", partners))
    for role, mentions in assigned:
        for mention in mentions:
            others = partners if role == "lead" else leads
            yield _duty(
                plan, unit, mention, role, words["task"], tuple(other.agency for other in others),
                deadline, words.get("result") or None,
            )


def _assignees(cell: str) -> list[Mention]:
    return list({mention.agency: mention for mention in find_agencies(cell)}.values())


# --- running text ----------------------------------------------------------------------------


def _from_text(plan: Plan, unit: Unit) -> Iterator[Duty]:
    text = unit.span.of(plan.text)
    if text.endswith(":") and any(other.lead_in == unit.index for other in plan.units):
        return  # the bullets below are the tasks
    assignees, requested = _assigned_above(plan, unit)
    own = _subject(text, inside=bool(assignees))
    if own:
        assignees, requested = own, bool(_REQUESTS.match(fold(text).lstrip("-–+• ")))
    for mention in assignees:
        role = _role(text, requested=requested)
        yield _duty(plan, unit, mention, role, fold_space(text).lstrip("-–+•* "), _partners(text, mention.agency), deadline_in(text), None)
    yield from _other_subjects(plan, unit, {mention.agency for mention in assignees})


def _assigned_above(plan: Plan, unit: Unit) -> tuple[list[Mention], bool]:
    """Return whom the lead-in ("Giao các Sở …:") or the nearest heading of agencies assigns."""
    if unit.lead_in is not None:
        lead_in = plan.units[unit.lead_in].span.of(plan.text)
        if _ASSIGNS.match(fold(lead_in)):
            return _assignees(fold_space(lead_in)), bool(_REQUESTS.search(fold(lead_in)))
    if not under(plan, unit, DUTIES):
        return [], False
    section = unit.section
    while section is not None:
        heading = plan.sections[section].heading
        mentions = _assignees(heading)
        if mentions and not DUTIES.search(fold(heading)):
            return mentions, bool(_REQUESTS.search(fold(heading)))
        section = plan.sections[section].parent
    return [], False


def _subject(text: str, *, inside: bool) -> list[Mention]:
    """Return the agencies with which a text begins as those who must act ("UBND các huyện kiện toàn …").

    Under a heading of agencies only collectives count: "Các đơn vị căn cứ chức năng …" closes the
    list; a single agency there ("Quỹ … quan tâm") is handled sentence by sentence.
    """
    body = re.sub(r"^[-–+•*]\s*", "", fold_space(text))
    assigned = _ASSIGNS.match(fold(body))
    start = len(body[: assigned.end()]) if assigned else 0
    mentions = find_agencies(body[start : start + 400])
    if not mentions or mentions[0].group.start > 2:
        return []
    subject = [mentions[0]]
    for mention in mentions[1:]:
        between = body[start + subject[-1].group.end : start + mention.group.start]
        if mention.group != subject[-1].group and not _BETWEEN.fullmatch(between):
            break
        subject.append(mention)
    after = body[start + subject[-1].group.end :]
    if not assigned and not _OBLIGED.match(fold(" " + after)):
        return []
    return [] if inside and not subject[0].collective else subject


def _other_subjects(plan: Plan, unit: Unit, known: set[str]) -> Iterator[Duty]:
    """Yield the duties of agencies that a later sentence of the leaf names as its subject."""
    first, *later = sentences(plan.text, unit.span) or (unit.span,)
    for sentence in later:
        words = sentence.of(plan.text)
        for mention in _subject(words, inside=False):
            if mention.agency not in known:
                yield _duty(plan, unit, mention, _role(words, requested=False), fold_space(words), _partners(words, mention.agency), deadline_in(words), None, sentence)


def _role(text: str, *, requested: bool) -> Role:
    folded = fold(text)
    body = folded[_PREFACE.match(folded).end() :]  # type: ignore[union-attr]  # it matches empty
    if requested:
        return "requested"
    if _CONTACT.search(folded[:200]):
        return "contact"
    subject = find_agencies(body[:160])
    if subject and subject[0].group.start == 0:
        body = body[subject[0].group.end :].lstrip(" ,")
    if _COOPERATES.match(body) and not _LEADS.search(folded[:120]):
        return "partner"
    return "lead"


def _partners(text: str, own: str) -> tuple[str, ...]:
    """Return the agencies listed after each "phối hợp với", in order."""
    body = fold_space(text)
    found: dict[str, None] = {}
    for match in _PARTNERS.finditer(body):
        rest = body[match.end() : match.end() + 400]
        last = 0
        for mention in find_agencies(rest):
            if mention.group.start > last and not _BETWEEN.fullmatch(rest[last : mention.group.start]):
                break
            if mention.agency != own:
                found[mention.agency] = None
            last = max(last, mention.group.end)
    return tuple(found)


def _duty(
    plan: Plan, unit: Unit, mention: Mention, role: Role, task: str, partners: tuple[str, ...],
    deadline: str | None, result: str | None, quote: Span | None = None,
) -> Duty:
    assert unit.section is not None
    return Duty(
        agency=mention.agency,
        agency_printed=mention.printed,
        collective=mention.collective,
        role=role,
        task=task,
        partners=partners,
        deadline=deadline,
        due=due_date(deadline) if deadline else None,
        result=result,
        section=unit.section,
        unit=unit.index,
        quote=quote or unit.span,
    )
