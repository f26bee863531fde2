"""Targets: the numbers a plan wants reached, with indicator, comparator, unit and year.

A number is a target when it counts something (it has a unit) and stands in a section on targets,
in the expected-result cell of a task table, or in a task that says how many ("khoảng 09 lớp").
Numbers of documents, dates and years are none, nor is what a section on results says was reached.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.models import Plan, Span, Target, Unit
from ingest.records.dates import deadline_in, due_date
from ingest.records.sections import DUTIES, FUNDING, PAST, TARGETS, content, headings, under
from ingest.reference import load
from ingest.sentences import sentences
from ingest.vietnamese import fold, fold_space

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_COMPARATORS = (
    "từ",
    "trên",
    "dưới",
    "ít nhất từ",
    "ít nhất",
    "tối thiểu",
    "tối đa",
    "khoảng",
    "hơn",
    "không quá",
    "không dưới",
    "đạt từ",
    "bằng",
    "phấn đấu",
    "phấn đấu có",
    "phấn đấu đạt",
)
_COMPARATOR = "|".join(re.escape(word) for word in sorted(_COMPARATORS, key=len, reverse=True))
# What stands before a number that counts nothing: "số 20-NQ/TW", "ngày 16/6", "tháng 10", "năm 2025"
_NO_COUNT = re.compile(
    r"(?i:\b(?:số|ngày|tháng|năm|quý|khóa|điều|khoản|mục|lần thứ|thứ|giai đoạn|nghị định|quyết định"
    r"|nghị quyết|thông tư|luật htx năm|phụ lục|điện thoại|quốc lộ)\s*:?\s*)$"
)
# A number that only says which ones are meant: "của 02 HTX", "hai HTX", "05 hợp tác xã được lựa chọn"
_OBJECTS = re.compile(r"(?i:\b(?:của|cho|gồm|trong|các|hướng dẫn|đối với)\s+)$")
_OR_MORE = re.compile(r"\s*(?:[^\W\d]+\s+){0,2}?trở lên")
# Outside target sections a bare number counts what is to be done only right after such a verb.
_DOING = re.compile(r"(?i:\b(?:hỗ trợ|thành lập|thành lập mới|xây dựng|tổ chức|đào tạo|củng cố)\s+)$")
_UNTIL_YEAR = re.compile(
    r"(?i:(?:đến|tới|trong|vào)\s+(?:hết\s+|cuối\s+)?năm|năm|kế hoạch)\s+(?P<year>20\d{2})",
)
# "1. Giai đoạn 2024 - 2025": only of headings; in sentences programmes have such names.
_STAGE = re.compile(r"giai đoạn 20\d{2}\s*(?:-|–|đến)\s*(?:năm )?(?P<year>20\d{2})")
_PER = re.compile(r"\s*/\s*(?:\w+(?:\s+\w+)?)(?:\s*/\s*\w+)*")
_CLAUSE = re.compile(
    r"[;]|,\s+(?=(?:trên|phấn đấu|tổng|xây dựng|doanh thu|thu nhập|ít nhất|tối thiểu|khoảng|có)\b)|\.\s",
)
# "tăng 17% so với năm 2023": the year compared with is not the year to be reached.
_COMPARED = re.compile(r"so với (?:cùng kỳ )?(?:cuối )?(?:năm|kế hoạch)(?: năm)? 20\d{2}", re.IGNORECASE)
_STRIVES = re.compile(r"\bphấn đấu\b", re.IGNORECASE)
REACHED = re.compile(r"\b(?:đã (?:có|đạt|thành lập|hỗ trợ|tổ chức)|hiện (?:nay|có)|ước thực hiện|đang có)\b")


@lru_cache
def _units() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """Return folded unit words → (shown, kind), and the pattern of a number with its unit."""
    words: dict[str, tuple[str, str]] = {}
    for entry in load("units")["units"]:
        for word in entry["words"]:
            words[word.casefold()] = (entry["show"], entry["kind"])
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pattern = re.compile(
        rf"(?P<comparator>\b(?:{_COMPARATOR})\s+)?"
        rf"(?<![\w./,-])(?P<value>{_NUMBER})(?:\s*(?:-|–|đến)\s*(?P<to>{_NUMBER}))?"
        rf"\s*(?P<more>trở lên\s+)?(?P<unit>{alternatives})(?!\w)",
        re.IGNORECASE,
    )
    return words, pattern


def number(printed: str) -> float:
    """Return the value of a Vietnamese number: "." groups thousands, "," is the decimal sign."""
    return float(printed.replace(".", "").replace(",", "."))


def read_targets(plan: Plan) -> tuple[Target, ...]:
    """Return the targets of a plan, in order."""
    found: list[Target] = []
    for unit in content(plan):
        if under(plan, unit, PAST) or under(plan, unit, FUNDING):
            continue
        if unit.kind == "row":
            found.extend(from_row(plan, unit))
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
    words, pattern = _units()
    text = _flat(plan.text)
    sentence = span.of(text)
    if strict and REACHED.search(fold(sentence)):
        return []
    found: list[Target] = []
    for match in pattern.finditer(text, span.start, span.end):
        before = text[span.start : match.start("value")]
        head = text[span.start : match.start()]
        comparator = fold_space(match["comparator"] or "")
        if not comparator and (
            _NO_COUNT.search(before) or (_OBJECTS.search(before) and match["unit"] != "%")
        ):
            continue
        if strict and not comparator and match["unit"] != "%" and not _DOING.search(before):
            continue
        unit_shown, kind = words[match["unit"].casefold()]
        end = match.end()
        if kind in ("money", "count") and (per := _PER.match(text, end, span.end)):
            unit_shown += "".join(per.group().split()) if kind == "money" else ""
        if kind == "events" and (joint := re.compile(r"/\s*\w+(?:\s\w+)?").match(text, end, span.end)):
            unit_shown += "".join(joint.group().split(" ", 0))
        if not comparator and _STRIVES.search(_clause_before(text, span, match.start())):
            comparator = "phấn đấu"
        comparator = _shown_comparator(
            comparator, more=bool(match["more"] or _OR_MORE.match(text, end, span.end))
        )
        assert unit.section is not None
        found.append(
            Target(
                indicator=_indicator(text, span, match.start(), match.start("unit"), head),
                comparator=comparator,
                value=number(match["value"]),
                value_to=number(match["to"]) if match["to"] else None,
                unit=unit_shown,
                kind=kind,
                year=_year(plan, unit, sentence),
                area=None,
                section=unit.section,
                unit_index=unit.index,
                quote=unit.span if unit.kind == "row" else span,
                sentence=fold_space(sentence),
            )
        )
    return found


@lru_cache(maxsize=4)
def _flat(text: str) -> str:
    """Return the text, as long as it is, with a blank for every line end: phrases are wrapped anywhere."""
    return re.sub(r"\s", " ", text)


def _shown_comparator(printed: str, *, more: bool) -> str:
    """Return the comparator as it is cited: "đạt từ 80 điểm trở lên" → "từ … trở lên"."""
    if more:
        return "từ … trở lên" if printed.endswith("từ") else (printed or "trở lên")
    return "phấn đấu" if printed.startswith("phấn đấu") else printed.removeprefix("đạt ")


def _indicator(text: str, span: Span, start: int, at: int, head: str) -> str:
    """Return the clause that says what the number counts, without the bullet."""
    after = _CLAUSE.search(text, at, span.end)
    words = _clause_before(text, span, start) + text[start : after.start() if after else span.end]
    return fold_space(words).lstrip("-–+•* ").rstrip(" .;,")


def _clause_before(text: str, span: Span, start: int) -> str:
    """Return what stands between the beginning of the clause and its number."""
    breaks = [match.end() for match in _CLAUSE.finditer(text, span.start, start)]
    return text[breaks[-1] if breaks else span.start : start]


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
