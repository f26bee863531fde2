"""Tasks whose assignees stand below them, each behind its label.

"Rà soát, phân loại hợp tác xã." / "- Cơ quan chủ trì: Phòng Tài chính." / "- Thời gian: Quý I/2025."
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from ingest.agencies import Mention
from ingest.models import Plan, Unit
from ingest.records.named import assignees
from ingest.records.roles import MARK
from ingest.vietnamese import fold_space

Attribute = Literal["lead", "partner", "deadline", "result"]

_WHO = r"(?:(?:các )?(?:cơ quan|đơn vị|bộ phận|phòng)(?:,? (?:cơ quan|đơn vị))? )"
_LABELS: tuple[tuple[Attribute, str], ...] = (
    ("partner", rf"{_WHO}?phối hợp(?: thực hiện)?"),
    (
        "lead",
        rf"{_WHO}(?:chủ trì|thực hiện|đầu mối|phụ trách|chịu trách nhiệm)(?:,? (?:thực hiện|tham mưu))?",
    ),
    ("lead", r"(?:chủ trì(?: thực hiện)?|phân công(?: thực hiện)?|trách nhiệm(?: thực hiện)?|người chủ trì)"),
    (
        "deadline",
        r"(?:thời gian|thời hạn|tiến độ)(?: (?:thực hiện|hoàn thành|triển khai))?|thời điểm hoàn thành",
    ),
    ("deadline", r"(?:thời điểm |phải )?(?:hoàn thành|xong)(?: (?:trong|trước|vào))?"),
    ("result", r"(?:dự kiến )?(?:sản phẩm|kết quả)(?: (?:dự kiến|đầu ra|thực hiện|đạt được|hoàn thành))?"),
)
_PATTERNS = tuple(
    (kind, re.compile(rf"(?:^|(?<=[.;]\s))(?:{words})\s*:\s*", re.IGNORECASE)) for kind, words in _LABELS
)
_BRACKETS = re.compile(r"\((?P<inside>[^()]{8,400})\)[.;]?$")
# "Phòng Nông nghiệp chủ trì, phối hợp với Trung tâm Dịch vụ nông nghiệp"
_PARTNERS_FOLLOW = re.compile(r"[,;]?\s*(?:chủ trì,?\s*)?(?:và\s+)?phối hợp\s+(?:với|cùng)\b", re.IGNORECASE)


@dataclass
class Assignment:
    """What the labelled lines below a task say; `end` is where the last of them ends."""

    leads: list[Mention] = field(default_factory=list)
    partners: list[Mention] = field(default_factory=list)
    deadline: str | None = None
    result: str | None = None
    end: int = 0


def attributes(text: str) -> dict[Attribute, str]:
    """Return the labelled values of a leaf that begins with a label, none for any other."""
    body = MARK.sub("", fold_space(text))
    found = [(match, kind) for kind, pattern in _PATTERNS for match in pattern.finditer(body)]
    found.sort(key=lambda one: (one[0].start(), -one[0].end()))
    if not found or found[0][0].start() != 0:
        return {}
    values: dict[Attribute, str] = {}
    for index, (match, kind) in enumerate(found):
        stop = found[index + 1][0].start() if index + 1 < len(found) else len(body)
        values.setdefault(kind, body[match.end() : stop].strip().rstrip(".;"))
    return values


def assignments(plan: Plan) -> dict[int, Assignment]:
    """Return what is assigned below each task of this form, by the index of the task's leaf."""
    found = _in_brackets(plan)
    for tasks, labelled in _groups(plan):
        assignment = Assignment(end=labelled[-1].span.end)
        for unit in labelled:
            _read(assignment, attributes(unit.span.of(plan.text)))
        if assignment.leads or assignment.partners:
            found |= {task.index: assignment for task in tasks}
    return found


def _in_brackets(plan: Plan) -> dict[int, Assignment]:
    """Return what stands in brackets behind a task: "… (Chủ trì: Sở Nội vụ; thời gian: Quý II/2026)."."""
    found: dict[int, Assignment] = {}
    for unit in plan.units:
        match = _BRACKETS.search(unit.span.of(plan.text)) if unit.kind in ("bullet", "paragraph") else None
        values = attributes(match["inside"]) if match else {}
        if "lead" in values or "partner" in values:
            found[unit.index] = assignment = Assignment(end=unit.span.end)
            _read(assignment, values)
    return {index: one for index, one in found.items() if one.leads or one.partners}


def _read(assignment: Assignment, values: dict[Attribute, str]) -> None:
    assignment.deadline = assignment.deadline or values.get("deadline")
    assignment.result = assignment.result or values.get("result")
    assignment.partners += assignees(values.get("partner", ""))
    lead, partners = lead_and_partners(values.get("lead", ""))
    assignment.leads += assignees(lead)
    assignment.partners += assignees(partners)


def lead_and_partners(words: str) -> tuple[str, str]:
    """Split "Phòng Kinh tế chủ trì, phối hợp với Hội Nông dân" into who leads and who takes part."""
    follow = _PARTNERS_FOLLOW.search(words)
    return (words[: follow.start()], words[follow.end() :].strip()) if follow else (words, "")


def _groups(plan: Plan) -> Iterator[tuple[list[Unit], list[Unit]]]:
    """Yield tasks and the labelled leaves below them; without a leaf above, the heading is the task."""
    tasks: list[Unit] = []
    labelled: list[Unit] = []
    heading: Unit | None = None
    for unit in plan.units:
        if unit.kind == "heading":
            if labelled:
                yield tasks or ([heading] if heading else []), labelled
            tasks, labelled, heading = [], [], unit
        elif unit.kind in ("paragraph", "bullet"):
            text = unit.span.of(plan.text)
            if attributes(text):
                labelled.append(unit)
                continue
            if labelled:
                yield tasks or ([heading] if heading else []), labelled
                tasks, labelled, heading = [], [], None
            if not text.endswith(":"):
                tasks.append(unit)
    if labelled:
        yield tasks or ([heading] if heading else []), labelled
