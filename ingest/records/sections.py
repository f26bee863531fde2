"""What a section is about, by its headings: duties, targets, funding, or what was reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.models import Plan, Unit
from ingest.vietnamese import fold

DUTIES = re.compile(r"tổ chức thực hiện|phân công|trách nhiệm|tổ chức triển khai")
TARGETS = re.compile(r"mục tiêu|chỉ tiêu")
FUNDING = re.compile(
    r"kinh phí|nguồn vốn|nguồn lực (?:tài chính|thực hiện)|tài chính thực hiện|nguồn tài chính"
    r"|huy động vốn",
)
# What one must have to be helped is no target: "Có ít nhất 10 thành viên".
CONDITIONS = re.compile(r"điều kiện(?! (?:để|thuận lợi))|tiêu chí|đối tượng")
SOLUTIONS = re.compile(r"giải pháp|nhiệm vụ|chính sách|nội dung")
# What was reached is no target: "ĐÁNH GIÁ TÌNH HÌNH …", "KẾT QUẢ THỰC HIỆN …"
PAST = re.compile(
    r"đánh giá (?:tình hình|chung|kết quả)|kết quả (?:thực hiện|đạt được|triển khai|phát triển"
    r"|công tác)|thực trạng|tình hình (?:thực hiện|phát triển|chung)"
    r"|tồn tại|hạn chế|khó khăn|thuận lợi|nguyên nhân|dự kiến khả năng|bối cảnh|đặc điểm tình hình"
)


def headings(plan: Plan, unit: Unit) -> Iterator[str]:
    """Yield the folded headings above a leaf, the innermost first."""
    section = unit.section
    while section is not None:
        found = plan.sections[section]
        yield fold(found.heading)
        section = found.parent


def under(plan: Plan, unit: Unit, pattern: re.Pattern[str]) -> bool:
    """Say whether some heading above the leaf matches `pattern`."""
    return any(pattern.search(heading) for heading in headings(plan, unit))


def content(plan: Plan, *, closing: bool = False) -> Iterator[Unit]:
    """Yield the leaves that say something: bullets, paragraphs, rows, with `closing` the last paragraph."""
    for unit in plan.units:
        inside = unit.kind in ("bullet", "paragraph", "row") and unit.section is not None
        if inside or (closing and unit.kind == "closing") or _stands_alone(plan, unit):
            yield unit


def _stands_alone(plan: Plan, unit: Unit) -> bool:
    """Say whether a heading has nothing below it, so that it says all itself ("3. Vốn đối ứng")."""
    if unit.kind != "heading" or unit.section is None:
        return False
    below = plan.units[unit.index + 1 : unit.index + 2]
    span = plan.sections[unit.section].span
    return not any(span.covers(other.span) for other in below)
