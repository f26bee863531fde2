"""Support measures: what a plan gives to cooperatives, to whom, on what condition, by whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.agencies import find_agencies
from ingest.models import Plan, Span, Support, Unit
from ingest.records.assigned import assigned_above, introduces
from ingest.records.labelled import Assignment, assignments, attributes
from ingest.records.named import assignees
from ingest.records.roles import MARK, leading
from ingest.records.sections import DUTIES, FUNDING, PAST, SOLUTIONS, content, headings, under
from ingest.reference import load
from ingest.vietnamese import fold, fold_space

_CONDITION = re.compile(
    r"(?:theo (?:đúng )?quy định(?: tại [^,.;]*?(?=\s+ngày\b|[,.;])|[^,.;]*?(?=\s+(?:để|và)\b|[,.;]|$))"
    r"|đủ điều kiện[^,.;]*|đáp ứng [^,.;]*?điều kiện[^,.;]*"
    r"|(?<!sau )khi [^,.;]{6,80}|có nhu cầu[^,.;]*|nếu (?!có\s*\))[^,.;)]{4,80}"
    r"|(?<=xã )hoạt động (?:có )?hiệu quả|(?<=HTX )hoạt động (?:có )?hiệu quả"
    r"|bằng hình thức [^.;]{4,60}|đảm bảo đúng quy định|với điều kiện [^,.;]+|tối thiểu [^,.;]{4,60})"
)
_FUND = re.compile(
    r"(?:Quỹ [Hh]ỗ trợ phát triển (?:hợp tác xã|HTX)(?: tỉnh)?(?: [A-ZĐ]\w+){0,3}|Quỹ [Hh]ỗ trợ nông dân"
    r"|[Cc]hương trình (?:MTQG|mục tiêu quốc gia)[^,.;]*?(?=\s+để\b|\s+và thực hiện\b|[,.;]|$)"
    r"|[Cc]hương trình khuyến (?:công|nông)|[Qq]uỹ phát triển khoa học[^,.;]*)"
)
# Whom it is for: "các HTX vùng đồng bào dân tộc thiểu số và miền núi", "14-17 HTX nông nghiệp"
_HEAD = (
    r"(?:HTX|THT|KTTT|[Hh]ợp tác xã|[Tt]ổ hợp tác|[Ll]iên hiệp hợp tác xã|tổ chức (?:KTTT"
    r"|kinh tế tập thể))"
)
_QUALIFIER = (
    r"(?:\s+(?:nông nghiệp|phi nông nghiệp|chăn nuôi|trồng trọt|thủy sản|lâm nghiệp|kiểu mới|thí điểm"
    r"|tham gia Đề án|mới thành lập|thành lập mới|hoạt động (?:có )?hiệu quả"
    r"|(?:trong |ở |tại )?vùng (?:đồng bào )?dân tộc thiểu số(?: và miền núi)?"
    r"|có nhiều (?:thành viên là )?(?:người )?đồng bào dân tộc thiểu số(?: tham gia)?"
    r"|trên địa bàn (?:tỉnh|huyện|xã)|trong tỉnh|(?:hoạt động )?trong lĩnh vực nông nghiệp"
    r"|do [^.;]{3,60}?thành lập))*"
)
_FOR_WHOM = re.compile(
    rf"(?:(?:các|những|\d+(?:\s*-\s*\d+)?)\s+)?(?:{_HEAD})(?:(?:,| và| hoặc)\s+{_HEAD})*{_QUALIFIER}",
)
# Sections that say why, by which rules and for whom give nothing …
_GENERAL = re.compile(
    r"(?:một số |các |dự báo (?:những )?)?(?:mục tiêu (?:tổng quát|chung)|đối tượng|phạm vi|nguyên tắc"
    r"|yêu cầu|định hướng|quan điểm|thuận lợi|khó khăn|bối cảnh|thời gian)"
)
# … those on purpose and targets only where the sentence begins with the giving: "Hỗ trợ HTX …"
_AIMS = re.compile(r"(?:một số |các )?(?:mục đích|mục tiêu|chỉ tiêu)")
_GIVING = (
    r"(?:hỗ trợ|tư vấn|hướng dẫn|tổ chức (?:cho|(?:các |khoảng )?(?:\d+ )?(?:lớp|khóa))|tạo điều kiện"
    r"|đào tạo|bồi dưỡng"
    r"|triển khai thực hiện mô hình|xây dựng kế hoạch tham gia)"
)
_BEGINS = re.compile(rf"(?:tiếp tục |tăng cường |đẩy mạnh |ưu tiên |quan tâm )*(?:{_GIVING}|củng cố)")
_BEGINS_GIVING = re.compile(rf"(?:tiếp tục |tăng cường |đẩy mạnh |ưu tiên |quan tâm )*{_GIVING}")
_CLAUSE = re.compile(r"[;:]\s|\.\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Rules:
    measures: tuple[tuple[str, re.Pattern[str]], ...]
    no_gift: re.Pattern[str]
    no_gift_heads: re.Pattern[str]
    gives: re.Pattern[str]
    towards: re.Pattern[str]
    receivers: re.Pattern[str]


@lru_cache
def _rules() -> _Rules:
    data = load("support")
    measures = tuple((entry["id"], re.compile("|".join(entry["patterns"]))) for entry in data["measures"])
    names = ("no_gift", "no_gift_heads", "gives", "towards", "receivers")
    return _Rules(measures, *(re.compile("|".join(data[name])) for name in names))


@lru_cache(maxsize=32768)
def measures_of(wording: str) -> tuple[str, ...]:
    """Return the kinds of support that `wording` names, in the order in which it names them."""
    folded = fold(wording)
    found = [
        (match.start(), name)
        for name, pattern in _rules().measures
        if name != "other" and (match := pattern.search(folded))
    ]
    return tuple(name for _, name in sorted(found)) or ("other",)


def read_support(plan: Plan) -> tuple[Support, ...]:
    """Return the support measures of a plan, in order."""
    labelled = assignments(plan)
    return tuple(
        _record(plan, unit, labelled.get(unit.index)) for unit in content(plan) if _is_support(plan, unit)
    )


def _is_support(plan: Plan, unit: Unit) -> bool:
    if under(plan, unit, PAST) or _on_funding(plan, unit) or introduces(plan, unit):
        return False
    if attributes(unit.span.of(plan.text)):
        return False
    wording = MARK.sub("", fold(_words(plan, unit)))
    if not _may_give(plan, unit, wording):
        return False
    assigned, _ = assigned_above(plan, unit)
    if any(one.kind == "cooperative" or one.base == "cac-hop-tac-xa" for one in assigned):
        return False  # what cooperatives themselves are to do
    above = " ".join([*headings(plan, unit), *_beside(plan, unit)])
    return any(gives(clause, above) for clause in _CLAUSE.split(wording))


def _may_give(plan: Plan, unit: Unit, wording: str) -> bool:
    """Say whether a leaf stands where support is given; the innermost heading that tells decides."""
    for heading in headings(plan, unit):
        if _GENERAL.match(heading):
            return False
        if _AIMS.match(heading):
            return bool(_BEGINS.match(wording))
    return True


def _words(plan: Plan, unit: Unit) -> str:
    """Return what a leaf says is done: of a table row its task and its result."""
    result = _cell(plan, unit, "result")
    words = _task_cell(plan, unit).of(plan.text)
    return f"{words}; {result.of(plan.text)}" if result else words


def _beside(plan: Plan, unit: Unit) -> list[str]:
    """Return what else tells whom a leaf is about: the row it stands in, its lead-in, the plan's title."""
    found = [unit.span] if unit.kind == "row" else []
    found += [plan.units[unit.lead_in].span] if unit.lead_in is not None else []
    if plan.header.title and not under(plan, unit, DUTIES):
        found.append(plan.header.title.span)
    return [fold(span.of(plan.text)) for span in found]


def _on_funding(plan: Plan, unit: Unit) -> bool:
    """Say whether a heading is about sources of money, not about raising it for cooperatives."""
    for heading in headings(plan, unit):
        if SOLUTIONS.search(heading) or DUTIES.search(heading):
            return False
        if FUNDING.search(heading):
            return True
    return False


def gives(clause: str, above: str = "") -> bool:
    """Say whether a folded clause gives cooperatives something; `above` may name them in its place."""
    rules = _rules()
    words = rules.no_gift.sub("", MARK.sub("", clause))
    if rules.no_gift_heads.match(words):
        return False
    if rules.gives.search(words) and rules.receivers.search(words):
        return True
    if rules.towards.search(words) and measures_of(words) != ("other",):
        return True
    return bool(_BEGINS_GIVING.match(words)) and bool(rules.receivers.search(above))


def _task_cell(plan: Plan, unit: Unit) -> Span:
    return _cell(plan, unit, "task") or unit.span


def _cell(plan: Plan, unit: Unit, wanted: str) -> Span | None:
    if unit.kind != "row" or unit.table is None:
        return None
    roles = plan.tables[unit.table].roles
    return next((cell for role, cell in zip(roles, unit.cells, strict=False) if role == wanted), None)


def _record(plan: Plan, unit: Unit, assignment: Assignment | None) -> Support:
    assert unit.section is not None
    wording = MARK.sub("", fold_space(_task_cell(plan, unit).of(plan.text)))
    fund = _FUND.search(wording)
    return Support(
        measures=measures_of(_unnamed(wording)),
        wording=wording,
        beneficiaries=_beneficiaries(plan, unit, wording),
        conditions=tuple(dict.fromkeys(match.group().strip() for match in _CONDITION.finditer(wording))),
        agency=assignment.leads[0].agency
        if assignment and assignment.leads
        else _agency(plan, unit, wording),
        fund=fund.group().strip() if fund else None,
        section=unit.section,
        unit=unit.index,
        quote=unit.span,
    )


def _beneficiaries(plan: Plan, unit: Unit, wording: str) -> tuple[str, ...]:
    """Return whom a measure is for as printed: cooperatives by name (or the heading's), then kinds."""
    named = _cooperatives(wording)
    for heading in _printed_headings(plan, unit) if not named else ():
        named = named or _cooperatives(heading)
    kinds = [match.group() for match in _FOR_WHOM.finditer(wording)]
    found = list(dict.fromkeys([*named, *kinds]))
    return tuple(one for one in found if not any(one != other and one in other for other in found))


def _unnamed(wording: str) -> str:
    """Return the wording without the names of cooperatives: "HTX hữu cơ Đồng Nai" is no certification."""
    for name in _cooperatives(wording):
        wording = wording.replace(name, "HTX")
    return wording


def _cooperatives(words: str) -> list[str]:
    return [one.span.of(words) for one in find_agencies(words) if one.kind == "cooperative"]


def _printed_headings(plan: Plan, unit: Unit) -> list[str]:
    found: list[str] = []
    section = unit.section
    while section is not None:
        found.append(plan.sections[section].heading)
        section = plan.sections[section].parent
    return found


def _agency(plan: Plan, unit: Unit, wording: str) -> str | None:
    """Return who gives the support: the lead of a table row, the subject, or whom the section assigns."""
    lead = _cell(plan, unit, "lead")
    if lead is not None:
        words = fold_space(lead.of(plan.text))
        mentions = assignees(words)
        return mentions[0].agency if mentions else words or None
    own = leading(wording)
    if own and own[0].kind != "cooperative":
        return own[0].agency
    assigned, _ = assigned_above(plan, unit)
    return next((one.agency for one in assigned), None)
