"""Targets: the numbers a plan wants reached, with indicator, comparator, unit and year.

A number is a target when it counts something (it has a unit) and stands in a section on targets,
in the expected-result cell of a task table, or in a task that says how many ("khoảng 09 lớp").
Numbers of documents, dates and years are none, nor is what a section on results says was reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.models import Plan, Span, Target, Unit
from ingest.records.dates import deadline_in, due_date
from ingest.records.quantities import NUMBER, Quantity, number, quantities, unit_of_head, units
from ingest.records.sections import CONDITIONS, DUTIES, FUNDING, PAST, TARGETS, content, headings, under
from ingest.sentences import sentences
from ingest.vietnamese import fold, fold_space

# What stands before a number that counts nothing: "số 20-NQ/TW", "ngày 16/6", "tháng 10", "năm 2025"
_NO_COUNT = re.compile(
    r"(?i:\b(?:số|ngày|tháng|năm|quý|khóa|điều|khoản|mục|lần thứ|thứ|giai đoạn|nghị định|quyết định"
    r"|nghị quyết|thông tư|luật htx năm|phụ lục|điện thoại|quốc lộ)\s*:?\s*)$"
)
# A number that only says which ones are meant: "của 02 HTX", "hai HTX", "05 hợp tác xã được lựa chọn"
_OBJECTS = re.compile(r"(?i:\b(?:của|cho|gồm|trong|các|hướng dẫn|đối với)\s+)$")
# … but "phân bón cho 15 hộ" says how many, unlike "cho 02 HTX", which were named before.
_FOR = re.compile(r"\bcho\s+$", re.IGNORECASE)
_DOES = re.compile(
    r"\b(?:hỗ trợ|đào tạo|tập huấn|bồi dưỡng|tổ chức|cấp|tạo việc làm|giải quyết)\b",
    re.IGNORECASE,
)
_LONGEST_CLAUSE = 2000  # characters; the longest sentence of the plans tried has 1,736
_MOST_IN_SENTENCE = 100  # numbers; where there are more it is no sentence
_BEFORE = 400  # characters that are looked at before a number, two lines and more
_COOPERATIVES = {"HTX", "THT", "LHHTX", "mô hình", "dự án"}
# Outside target sections a bare number counts what is to be done only right after such a verb.
_DOING = re.compile(r"(?i:\b(?:hỗ trợ|thành lập|thành lập mới|xây dựng|tổ chức|mở|đào tạo|củng cố)\s+)$")
_UNTIL_YEAR = re.compile(
    r"(?i:(?:đến|tới|trong|vào)\s+(?:hết\s+|cuối\s+)?năm|năm|kế hoạch)\s+(?P<year>20\d{2})",
)
# "1. Giai đoạn 2024 - 2025": only of headings; in sentences programmes have such names.
_STAGE = re.compile(r"giai đoạn 20\d{2}\s*(?:-|–|đến)\s*(?:năm )?(?P<year>20\d{2})")
# A cell of a table of indicators: "1.350", "từ 20 - 25", "≥ 62%"
_VALUE = re.compile(
    rf"(?P<comparator>(?:từ|trên|dưới|ít nhất|tối thiểu|tối đa|khoảng|hơn|không quá|không dưới|[≥≤><]=?)\s*)?"
    rf"(?P<value>{NUMBER})(?:\s*(?:-|–|đến)\s*(?P<to>{NUMBER}))?\s*(?P<percent>%)?",
    re.IGNORECASE,
)
_PAST_COLUMN = re.compile(
    r"^(?!.*(?:kế hoạch|mục tiêu|chỉ tiêu|phấn đấu)).*"
    r"(?:thực hiện|ước|kết quả|đạt được|hiện trạng|hiện có|\b(?:th|ưth)\b)",
)
_HEAD_YEARS = re.compile(r"20\d{2}")
_CLAUSE = re.compile(
    r"[;]|,\s+(?=(?:trên|phấn đấu|tổng|xây dựng|doanh thu|thu nhập|ít nhất|tối thiểu|khoảng|có)\b)|\.\s",
)
# "tăng 17% so với năm 2023": the year compared with is not the year to be reached.
_COMPARED = re.compile(r"so với (?:cùng kỳ )?(?:cuối )?(?:năm|kế hoạch)(?: năm)? 20\d{2}", re.IGNORECASE)
_REACHES = re.compile(r"\bđạt\b[^,;.]{0,20}$", re.IGNORECASE)
_STRIVES = re.compile(r"\bphấn đấu\b", re.IGNORECASE)
# "V/v kết quả thực hiện các chỉ tiêu … năm 2018": all of it says what was reached.
_REPORT = re.compile(
    r"(?:v/v|về(?: việc)?)?\s*(?:báo cáo\s+)?(?:kết quả|tình hình) (?:thực hiện|triển khai|đạt được)\b",
    re.IGNORECASE,
)
REACHED = re.compile(r"\b(?:đã (?:có|đạt|thành lập|hỗ trợ|tổ chức)|hiện (?:nay|có)|ước thực hiện|đang có)\b")


def read_targets(plan: Plan) -> tuple[Target, ...]:
    """Return the targets of a plan, in order."""
    found: list[Target] = []
    if plan.header.title and _REPORT.match(plan.header.title.value):
        return ()
    for unit in content(plan):
        if under(plan, unit, PAST) or under(plan, unit, FUNDING) or under(plan, unit, CONDITIONS):
            continue
        if unit.kind == "row":
            found.extend(_in_row(plan, unit))
        for span in _spans(plan, unit):
            # A section on targets means every number; elsewhere only numbers of what is to be done.
            strict = not under(plan, unit, TARGETS) and unit.kind != "row"
            if strict and under(plan, unit, DUTIES):
                continue
            found.extend(_in_sentence(plan, unit, span, strict=strict))
    return tuple(found)


def _spans(plan: Plan, unit: Unit) -> tuple[Span, ...]:
    """Return the sentences of a leaf; of a table row, only its result cell's."""
    if unit.kind != "row":
        return sentences(plan.text, unit.span)
    assert unit.table is not None
    roles = plan.tables[unit.table].roles
    return tuple(
        sentence
        for role, cell in zip(roles, unit.cells, strict=False)
        if role == "result"
        for sentence in sentences(plan.text, cell)
    )


def _in_sentence(plan: Plan, unit: Unit, span: Span, *, strict: bool) -> list[Target]:
    text = _flat(plan.text)
    sentence = span.of(text)
    if strict and REACHED.search(fold(sentence)):
        return []
    found: list[Target] = []
    all_numbers = quantities(text, span.start, span.end)
    if len(all_numbers) > _MOST_IN_SENTENCE:
        return []
    wanted = [
        quantity
        for quantity in all_numbers
        if _to_be_reached(
            text[max(span.start, quantity.number_at - _BEFORE) : quantity.number_at], quantity, strict=strict
        )
    ]
    if not wanted:
        return []
    year, printed = _year(plan, unit, sentence), fold_space(sentence)
    for quantity in wanted:
        strives = not quantity.comparator and _STRIVES.search(_clause_before(text, span, quantity.start))
        assert unit.section is not None
        found.append(
            Target(
                indicator=_indicator(text, span, quantity),
                comparator="phấn đấu" if strives else quantity.comparator,
                value=quantity.value,
                value_to=quantity.value_to,
                unit=quantity.unit,
                kind=quantity.kind,
                year=year,
                area=None,
                section=unit.section,
                unit_index=unit.index,
                quote=unit.span if unit.kind == "row" else span,
                sentence=printed,
            )
        )
    return found


def _to_be_reached(before: str, quantity: Quantity, *, strict: bool) -> bool:
    """Say whether a number wants something reached, by what stands before it; `strict` outside targets."""
    if quantity.comparator:
        # "hợp tác xã trồng mới từ 05 ha trở lên": outside targets it says who is meant.
        return not (strict and quantity.comparator.endswith("trở lên") and not _REACHES.search(before))
    if _NO_COUNT.search(before):
        return False
    if quantity.unit == "%":
        return True
    people = quantity.kind == "count" and quantity.unit not in _COOPERATIVES
    if people and _FOR.search(before):
        return not strict or bool(_DOES.search(before))
    return not _OBJECTS.search(before) and (not strict or bool(_DOING.search(before)))


def _in_row(plan: Plan, unit: Unit) -> Iterator[Target]:
    """Yield the targets of a table of indicators: a value column for each year that is still to come."""
    assert unit.table is not None
    assert unit.section is not None
    table = plan.tables[unit.table]
    cells = list(zip(table.roles, table.heads, unit.cells, strict=False))
    words = {role: fold_space(cell.of(plan.text)) for role, _, cell in reversed(cells)}
    indicator = words.get("indicator") or words.get("task", "")
    shown, kind = units().get(words.get("unit", "").casefold(), (words.get("unit", ""), "count"))
    for role, head, cell in cells:
        value = _VALUE.fullmatch(fold_space(cell.of(plan.text)))
        years = [int(year) for year in _HEAD_YEARS.findall(head)]
        if role != "value" or not value or _is_past(plan, head, years):
            continue
        own = unit_of_head(head)
        yield Target(
            indicator=indicator,
            comparator=(value["comparator"] or "").strip(),
            value=number(value["value"]),
            value_to=number(value["to"]) if value["to"] else None,
            unit=value["percent"] or (own[0] if own else shown),
            kind="percent" if value["percent"] else (own[1] if own else kind),
            year=years[-1] if years else _year(plan, unit, ""),
            area=None,
            section=unit.section,
            unit_index=unit.index,
            quote=unit.span,
            sentence=fold_space(unit.span.of(plan.text)),
        )


def _is_past(plan: Plan, head: str, years: Sequence[int]) -> bool:
    """Say whether a column holds what was reached: by its head, or by a year before the plan's."""
    first = plan.header.period.start if plan.header.period else None
    return bool(_PAST_COLUMN.search(fold(head))) or bool(first and years and years[-1] < first)


@lru_cache(maxsize=4)
def _flat(text: str) -> str:
    """Return the text, as long as it is, with a blank for every line end: phrases are wrapped anywhere."""
    return re.sub(r"\s", " ", text)


def _indicator(text: str, span: Span, quantity: Quantity) -> str:
    """Return the clause that says what the number counts, without the bullet."""
    end = min(span.end, quantity.unit_at + _LONGEST_CLAUSE)
    after = _CLAUSE.search(text, quantity.unit_at, end)
    words = _clause_before(text, span, quantity.start)
    words += text[quantity.start : after.start() if after else end]
    return fold_space(words).lstrip("-–+•* ").rstrip(" .;,")


def _clause_before(text: str, span: Span, start: int) -> str:
    """Return what stands between the beginning of the clause and its number."""
    begin = max(span.start, start - _LONGEST_CLAUSE)
    breaks = [match.end() for match in _CLAUSE.finditer(text, begin, start)]
    return text[breaks[-1] if breaks else begin : start]


def _year(plan: Plan, unit: Unit, sentence: str) -> int | None:
    """Return the year to be reached: of the sentence, else the nearest heading, else the plan's only one."""
    match = _UNTIL_YEAR.search(_COMPARED.sub("", sentence))
    if match:
        return int(match["year"])
    due = due_date(deadline_in(sentence) or "")
    if due:
        return due.year
    for heading in headings(plan, unit):
        match = _UNTIL_YEAR.search(heading) or _STAGE.search(heading)
        if match:
            return int(match["year"])
    return plan.header.period.end if plan.header.period else None
