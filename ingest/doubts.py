"""Numbers and days that OCR hardly could read: none of them becomes a target or a deadline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.models import Line, Notice, Plan, Records, Span
from ingest.readers.pages import page_list

# Clean type reaches .95. A line below this has words that are read wrong.
_DOUBTFUL = 0.80


def without_doubtful(plan: Plan, lines: Sequence[Line]) -> Plan:
    """Return the plan without targets and deadlines from lines read with little confidence.

    `lines` are those the plan's text was made of. What was left out is named by its pages; the
    words themselves stay, and are quoted as read by OCR.
    """
    doubtful: list[Span] = []
    offset = 0
    for line in lines:
        end = offset + len(line.text)
        if line.confidence < _DOUBTFUL and any(char.isdigit() for char in line.text):
            doubtful.append(Span(offset, end))
        offset = end + 1
    if not doubtful:
        return plan
    unsure = [target for target in plan.records.targets if _touches(target.quote, doubtful)]
    undated = [duty for duty in plan.records.duties if duty.deadline and _touches(duty.quote, doubtful)]
    if not unsure and not undated:
        return plan
    records: Records = replace(
        plan.records,
        targets=tuple(target for target in plan.records.targets if target not in unsure),
        duties=tuple(
            replace(duty, deadline=None, due=None) if duty in undated else duty
            for duty in plan.records.duties
        ),
    )
    quotes = [target.quote for target in unsure] + [duty.quote for duty in undated]
    pages = {plan.page_at(quote.start) or 1 for quote in quotes}
    notice = Notice(
        "doubtful_numbers", (("count", str(len(unsure) + len(undated))), ("pages", page_list(pages)))
    )
    return replace(plan, records=records, notices=(*plan.notices, notice))


def _touches(quote: Span, spans: Iterable[Span]) -> bool:
    return any(span.start < quote.end and quote.start < span.end for span in spans)
