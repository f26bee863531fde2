"""Funding sources: what stands under a heading on funding, one record for each printed source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.models import Funding, Plan, Span, Unit
from ingest.records.assigned import introduces
from ingest.records.sections import DUTIES, FUNDING, PAST, content, headings, under
from ingest.reference import load
from ingest.sentences import sentences, trim
from ingest.vietnamese import fold, fold_space

DOCUMENT_NUMBER = re.compile(
    r"\d+(?:/\d{4})?/(?:NĐ-\s?CP|QĐ-TTg|QĐ-[A-ZĐ]+|NQ-[A-ZĐ]+|TT-[A-ZĐ]+|KH-[A-ZĐ]+|CT-TTg|QH\d+)"
    r"|\d+-(?:NQ|CTr|KL|KH)/T[WU]",
)
# "… năm; lồng ghép từ …; huy động từ …", "…, kinh phí lồng ghép …, nguồn vận động …"
_SOURCE_BREAK = re.compile(
    r"(?:;\s+(?:và\s+)?|,\s+(?:và\s+)?(?=(?:từ\s+)?(?:l[ồò]ng ghép|huy động|kinh phí|nguồn|ngân sách|vốn"
    r"|đối ứng|xã hội h|quỹ|tín dụng|vay|các nguồn))"
    r"|\s+và\s+(?=(?:từ\s+)?(?:các\s+)?nguồn))",
    re.IGNORECASE,
)
_LEVELS = {"central_budget", "provincial_budget", "district_budget", "state_budget"}
# "huy động từ các tổ chức và các nguồn vốn hợp pháp khác" is one source: "từ" governs both sides.
_MONEY = re.compile(r"nguồn|vốn|kinh phí|ngân sách|quỹ", re.IGNORECASE)
# A column head that names a source, unlike "Nguồn vốn" and "Kinh phí", which head columns of any
_SOURCE_HEAD = re.compile(
    r"(?:ngân sách|vốn|nguồn|nstw|nst|nsđp|đối ứng|xã hội h[óo][áa]|quỹ)\b", re.IGNORECASE
)
_PROGRAMME = re.compile(
    r"(?:[Cc]hương trình|CT)\s+(?:mục tiêu quốc gia|MTQG)(?:\s+(?:xây dựng|phát triển"
    r"|giảm nghèo)[^,.;()]*)?",
)


@lru_cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (entry["id"], re.compile("|".join(entry["patterns"]))) for entry in load("funding")["classes"]
    )


def classify(wording: str) -> tuple[str, ...]:
    """Return the classes of a source, the leading one first; none where the words name no source."""
    folded = fold(wording)
    found = [name for name, pattern in _classes() if pattern.search(folded)]
    if "state_budget" in found and any(name.endswith("_budget") and name != "state_budget" for name in found):
        found.remove("state_budget")
    return tuple(found)


def read_funding(plan: Plan) -> tuple[Funding, ...]:
    """Return the funding sources of a plan, in order."""
    found: list[Funding] = []
    for unit in plan.units:
        if unit.kind == "table_head" and _on_funding(plan, unit):
            found.extend(_of_columns(plan, unit))
    for unit in content(plan):
        if unit.kind == "row" or not _on_funding(plan, unit) or introduces(plan, unit):
            continue
        records = (_record(plan, unit, span) for span in _sources(plan.text, unit.span))
        found.extend(record for record in records if record is not None)
    return tuple(found)


def _of_columns(plan: Plan, unit: Unit) -> Iterator[Funding]:
    """Yield the sources over the columns of a table of money: "Ngân sách tỉnh", "Đối ứng"."""
    assert unit.table is not None
    for head in plan.tables[unit.table].heads:
        words = r"\s+".join(map(re.escape, head.split()))
        match = re.compile(words).search(plan.text, unit.span.start, unit.span.end) if head else None
        if match and _SOURCE_HEAD.match(head):
            record = _record(plan, unit, Span(match.start(), match.end()))
            if record is not None:
                yield record


def _on_funding(plan: Plan, unit: Unit) -> bool:
    """Say whether the innermost heading that tells is about money, not about who carries out the plan."""
    if under(plan, unit, PAST):
        return False
    for heading in headings(plan, unit):
        if DUTIES.search(heading):
            return False
        if FUNDING.search(heading):
            return True
    return False


def _sources(text: str, span: Span) -> list[Span]:
    """Return the parts of a leaf that name one source each.

    A bullet is one source unless it lists several ("…; lồng ghép …; huy động …").
    """
    parts: list[Span] = []
    for sentence in sentences(text, span):
        parts.append(Span(sentence.start, sentence.start))
        for between, part in _pieces(text, sentence):
            if between and _two_sources(between, parts[-1].of(text), part.of(text)):
                parts.append(part)
            else:
                parts[-1] = Span(parts[-1].start, part.end)
    return [trim(text, part) for part in parts]


def _pieces(text: str, sentence: Span) -> Iterator[tuple[str, Span]]:
    """Yield the parts of a sentence that may name sources, each with what stands before it."""
    between, start = "", sentence.start
    for match in _SOURCE_BREAK.finditer(text, sentence.start, sentence.end):
        yield between, Span(start, match.start())
        between, start = match.group(), match.end()
    yield between, Span(start, sentence.end)


def _two_sources(between: str, front: str, rest: str) -> bool:
    """Say whether both sides of a break name a source of their own."""
    one, other = classify(front), classify(rest)
    if (
        not one
        or not other
        or set(one) == set(other)
        or (between.strip().startswith("và") and not _MONEY.search(front))
    ):
        return False
    # "ngân sách tỉnh, ngân sách huyện" is one source of several levels.
    levels = set(one) <= _LEVELS and set(other) <= _LEVELS and not between.startswith(";")
    return not levels


def _record(plan: Plan, unit: Unit, span: Span) -> Funding | None:
    assert unit.section is not None
    wording = fold_space(span.of(plan.text)).lstrip("-–+•* ").rstrip(" ;")
    classes = classify(wording)
    if not classes:
        return None
    programme = _PROGRAMME.search(wording)
    return Funding(
        classes=classes,
        wording=wording,
        programme=programme.group().strip() if programme else None,
        documents=tuple(re.sub(r"\s", "", number) for number in DOCUMENT_NUMBER.findall(wording)),
        section=unit.section,
        unit=unit.index,
        quote=span,
    )
