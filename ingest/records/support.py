"""Support measures: what a plan gives to cooperatives, to whom, on what condition, by whom."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.agencies import find_agencies
from ingest.models import Plan, Span, Support, Unit
from ingest.records.sections import FUNDING, PAST, content, headings, under
from ingest.reference import load
from ingest.vietnamese import fold, fold_space

_NAMED = re.compile(r"(?:HTX|[Hh]ợp tác xã)(?: [Nn]ông nghiệp)?(?:,? (?:(?:và|hữu cơ|sản xuất|nông nghiệp|thương mại|Dịch vụ) )*[A-ZĐ]\w+)+")
_CONDITION = re.compile(
    r"(?:theo quy định[^,.;]*|đáp ứng [^,.;]*(?:điều kiện|yêu cầu)[^,.;]*|đủ điều kiện[^,.;]*|khi [^,.;]{6,80}|có nhu cầu[^,.;]*|nếu [^,.;]{4,80})"
)
_FUND = re.compile(
    r"(?:Quỹ [Hh]ỗ trợ phát triển (?:hợp tác xã|HTX)[^,.;]{0,25}|[Cc]hương trình (?:MTQG|mục tiêu quốc gia)[^,.;]*|[Cc]hương trình khuyến công|quỹ phát triển khoa học[^,.;]*)"
)
_NOT_GIVEN = re.compile(r"mục đích|yêu cầu|nguyên tắc|phạm vi|đối tượng|thời gian|mục tiêu tổng quát|định hướng|tuyên truyền, nâng cao|quản lý nhà nước")


@lru_cache
def _rules() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], re.Pattern[str], re.Pattern[str]]:
    data = load("support")
    measures = tuple((entry["id"], re.compile("|".join(entry["patterns"]))) for entry in data["measures"])
    return measures, re.compile("|".join(data["gives"])), re.compile("|".join(data["receivers"]))


def measures_of(wording: str) -> tuple[str, ...]:
    """Return the kinds of support that `wording` names, in the order in which it names them."""
    folded = fold(wording)
    found = [(match.start(), name) for name, pattern in _rules()[0] if name != "other" and (match := pattern.search(folded))]
    return tuple(name for _, name in sorted(found)) or ("other",)


def read_support(plan: Plan) -> tuple[Support, ...]:
    """Return the support measures of a plan, in order."""
    return tuple(_record(plan, unit) for unit in content(plan) if _gives(plan, unit))


def _gives(plan: Plan, unit: Unit) -> bool:
    if under(plan, unit, PAST) or under(plan, unit, FUNDING):
        return False
    _, gives, receivers = _rules()
    wording = fold(_task_cell(plan, unit).of(plan.text))
    above = " ".join(headings(plan, unit))
    return bool(gives.search(wording)) and bool(receivers.search(f"{wording} {above}"))


def _task_cell(plan: Plan, unit: Unit) -> Span:
    if unit.kind == "row" and unit.table is not None:
        for role, cell in zip(plan.tables[unit.table].roles, unit.cells, strict=False):
            if role == "task":
                return cell
    return unit.span


def _record(plan: Plan, unit: Unit) -> Support:
    assert unit.section is not None
    wording = fold_space(_task_cell(plan, unit).of(plan.text)).lstrip("-–+•* ")
    fund = _FUND.search(wording)
    return Support(
        measures=measures_of(wording),
        wording=wording,
        beneficiaries=tuple(dict.fromkeys(match.group() for match in _NAMED.finditer(wording))),
        conditions=tuple(dict.fromkeys(match.group().strip() for match in _CONDITION.finditer(wording))),
        agency=_agency(plan, unit),
        fund=fund.group().strip() if fund else None,
        section=unit.section,
        unit=unit.index,
        quote=unit.span,
    )


def _agency(plan: Plan, unit: Unit) -> str | None:
    """Return who gives the support: the lead of a table row, or the agency that heads the section."""
    if unit.kind == "row" and unit.table is not None:
        for role, cell in zip(plan.tables[unit.table].roles, unit.cells, strict=False):
            if role == "lead":
                mentions = find_agencies(cell.of(plan.text))
                return mentions[0].agency if mentions else fold_space(cell.of(plan.text)) or None
    section = unit.section
    while section is not None:
        mentions = find_agencies(plan.sections[section].heading)
        if mentions and not mentions[0].collective:
            return mentions[0].agency
        section = plan.sections[section].parent
    return None
