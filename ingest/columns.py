"""Tables as found: what their columns mean, their rows, and where the cells stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.models import ColumnRole, Span
from ingest.vietnamese import fold

# What a column head says about the column; the first pattern that matches decides.
_ROLES: tuple[tuple[ColumnRole, re.Pattern[str]], ...] = (
    ("order", re.compile(r"^(?:tt|stt|số tt|số thứ tự)$")),
    ("partner", re.compile(r"phối hợp")),
    ("lead", re.compile(r"chủ trì|(?:đơn vị|cơ quan) (?:thực hiện|đầu mối|phụ trách)|trách nhiệm|phân công")),
    ("deadline", re.compile(r"thời gian|thời hạn|tiến độ|hoàn thành")),
    ("result", re.compile(r"kết quả|sản phẩm|yêu cầu")),
    ("funding", re.compile(r"kinh phí|nguồn vốn|dự toán|ngân sách|đối ứng|xã hội h[óo][aá]")),
    ("unit", re.compile(r"đơn vị tính|đvt|^đơn vị$")),
    # "Kế hoạch 2026", "Chỉ tiêu năm 2025", "TH 2024", "2026": a year's values
    (
        "value",
        re.compile(
            r"^(?:(?:chỉ tiêu|mục tiêu|kế hoạch|kh|thực hiện|th|ước|ưth|đạt|đến|hết|năm|giai đoạn|số)\b"
            r"[\s,.()]*)*\(?20\d\d"
        ),
    ),
    ("indicator", re.compile(r"chỉ tiêu|mục tiêu")),
    ("task", re.compile(r"nội dung|nhiệm vụ|công việc|hoạt động|giải pháp")),
    ("value", re.compile(r"năm \d{4}|kế hoạch|thực hiện|số lượng")),
)
SHARED: frozenset[ColumnRole] = frozenset({"lead", "partner", "deadline"})
"""Columns whose cell may hold for several rows: merged over them, or with ditto marks below it."""

NUMBER_CELL = re.compile(r"0?(?P<number>\d{1,3})\.?")


@dataclass(frozen=True, slots=True)
class RowCells:
    """A row: its whole span and a span per column, empty where the cell is."""

    span: Span
    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in the canonical text; `lines` is the range of source lines it takes up."""

    head: Span
    heads: tuple[str, ...]
    roles: tuple[ColumnRole, ...]
    rows: tuple[RowCells, ...]
    lines: range


def role_of(head: str) -> ColumnRole:
    """Return what a column holds, by its head."""
    folded = fold(head)
    return next((role for role, pattern in _ROLES if pattern.search(folded)), "other")


def distinct_roles(roles: Sequence[ColumnRole], heads: Sequence[str]) -> tuple[ColumnRole, ...]:
    """Return `roles` with each given to the first column that looks like it; values may repeat."""
    seen: set[ColumnRole] = set()
    distinct: list[ColumnRole] = []
    for role, _ in zip(roles, heads, strict=True):
        distinct.append("other" if role in seen and role not in ("value", "funding", "other") else role)
        seen.add(role)
    return tuple(distinct)
