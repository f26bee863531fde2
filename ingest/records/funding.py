"""Funding sources: what stands under a heading on funding, one record for each printed source."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.models import Funding, Plan, Span, Unit
from ingest.records.assigned import introduces
from ingest.records.sections import DUTIES, FUNDING, PAST, content, under
from ingest.reference import load
from ingest.sentences import sentences, trim
from ingest.vietnamese import fold, fold_space

DOCUMENT_NUMBER = re.compile(
    r"\d+(?:/\d{4})?/(?:NĐ-\s?CP|QĐ-TTg|QĐ-[A-ZĐ]+|NQ-[A-ZĐ]+|TT-[A-ZĐ]+|KH-[A-ZĐ]+|CT-TTg|QH\d+)"
    r"|\d+-(?:NQ|CTr|KL|KH)/T[WU]",
)
# "… năm; lồng ghép từ …; huy động từ …", "…, kinh phí lồng ghép …, nguồn vận động …"
_SOURCE_BREAK = re.compile(
    r"(?:(?:;|,)\s+(?:và\s+)?(?=(?:từ\s+)?(?:l[ồò]ng ghép|huy động|kinh phí|nguồn|ngân sách|vốn|đối ứng"
    r"|xã hội h|quỹ|tín dụng|vay|các nguồn))"
    r"|\s+và\s+(?=(?:từ\s+)?các nguồn))",
    re.IGNORECASE,
)
# "huy động từ các tổ chức và các nguồn vốn hợp pháp khác" is one source: "từ" governs both sides.
_JOINS = re.compile(r"\s+và\b")
_MONEY = re.compile(r"nguồn|vốn|kinh phí|ngân sách|quỹ", re.IGNORECASE)
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
    for unit in content(plan):
        if unit.kind == "row" or not _on_funding(plan, unit) or introduces(plan, unit):
            continue
        records = (_record(plan, unit, span) for span in _sources(plan.text, unit.span))
        found.extend(record for record in records if record is not None)
    return tuple(found)


def _on_funding(plan: Plan, unit: Unit) -> bool:
    return under(plan, unit, FUNDING) and not under(plan, unit, PAST) and not under(plan, unit, DUTIES)


def _sources(text: str, span: Span) -> list[Span]:
    """Return the parts of a leaf that name one source each.

    A bullet is one source unless it lists several ("…; lồng ghép …; huy động …").
    """
    parts: list[Span] = []
    for sentence in sentences(text, span):
        start = sentence.start
        for match in _SOURCE_BREAK.finditer(text, sentence.start, sentence.end):
            front = text[start : match.start()]
            if _JOINS.match(text, match.start()) and not _MONEY.search(front):
                continue
            # A break is one between sources only if both sides name one.
            if classify(front) and classify(text[match.end() : sentence.end]):
                parts.append(trim(text, Span(start, match.start())))
                start = match.end()
        parts.append(trim(text, Span(start, sentence.end)))
    return parts


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
