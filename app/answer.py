"""From a verified draft to the answer: markers, citations, Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalogue import say
from app.draft import Draft, DraftStatement
from app.evidence import Evidence
from app.models import Answer, Citation, Found, Language, Statement
from app.naming import section_name
from app.question import Question
from app.retrieval import Hit
from ingest.models import Passage, Plan, Span
from ingest.vietnamese import fold_space


def compose(question: Question, draft: Draft, hits: Sequence[Hit]) -> Answer:
    """Return the answer that a draft makes; statements with the same quote share a marker."""
    citations: dict[tuple[str, int, int], Citation] = {}
    statements: list[Statement] = []
    for one in draft.statements:
        markers = tuple(_cite(citations, evidence, question.language).marker for evidence in one.evidence)
        statements.append(Statement(_text(one), markers, one.group, one.detail))
    cited = [evidence for one in draft.statements for evidence in one.evidence]
    return Answer(
        question=question.text,
        answered=draft.answered,
        kind=question.kind,
        language=question.language,
        lead=draft.lead,
        statements=tuple(statements),
        notes=draft.notes,
        citations=tuple(citations.values()),
        retrieved=retrieved(cited, hits, question.language),
        markdown=_markdown(draft, statements, question.language),
        reading=draft.reading,
        scope=question.plans,
    )


def _text(statement: DraftStatement) -> str:
    return f"{statement.prefix}: {statement.text}" if statement.prefix else statement.text


def _cite(
    citations: dict[tuple[str, int, int], Citation], evidence: Evidence, language: Language
) -> Citation:
    identity = (evidence.plan.id, evidence.quote.start, evidence.quote.end)
    if identity not in citations:
        plan, passage = evidence.plan, evidence.passage
        header = plan.header
        # A quote that goes on into the next passage is shown whole.
        shown = Span(min(passage.span.start, evidence.quote.start), max(passage.span.end, evidence.quote.end))
        citations[identity] = Citation(
            marker=len(citations) + 1,
            plan=plan.id,
            number=header.sure_number,
            title=header.title.value if header.title else None,
            section=section_name(plan, evidence.unit, language),
            heading=plan.section_heading(evidence.unit.section),
            page=plan.page_at(evidence.quote.start),
            quote=fold_space(evidence.text),
            passage=shown.of(plan.text),
            span=evidence.quote,
            passage_span=shown,
            ocr=plan.is_ocr(evidence.quote),
        )
    return citations[identity]


def retrieved(cited: Sequence[Evidence], hits: Sequence[Hit], language: Language) -> tuple[Found, ...]:
    """Return the ranked passages the answer was made from: those it cites first, then the rest."""
    scores = {(hit.plan.id, hit.passage.index): hit.score for hit in hits}
    ranked: dict[tuple[str, int], Found] = {}
    best = max(scores.values(), default=1.0)
    for evidence in cited:
        found = _found(
            evidence.plan,
            evidence.passage,
            max(best, scores.get((evidence.plan.id, evidence.passage.index), 0.0)),
            language,
        )
        ranked.setdefault((evidence.plan.id, evidence.passage.index), found)
    for hit in hits:
        ranked.setdefault(
            (hit.plan.id, hit.passage.index), _found(hit.plan, hit.passage, hit.score, language)
        )
    return tuple(ranked.values())


def _found(plan: Plan, passage: Passage, score: float, language: Language) -> Found:
    section = section_name(plan, plan.units[passage.units[-1]], language)
    return Found(plan.id, section, round(min(1.0, score), 4), passage.span.of(plan.text), passage.index)


def _markdown(draft: Draft, statements: Sequence[Statement], language: Language) -> str:
    lines: list[str] = []
    if draft.reading:
        lines += [f"*{say('ui.answer.reading', language, reading=draft.reading)}*", ""]
    lines.append(draft.lead)
    group = ""
    for one in statements:
        if one.group != group:
            group = one.group
            lines += ["", f"**{group}**"]
        markers = "".join(f" [{marker}]" for marker in one.markers)
        lines.append(f"- {one.text}{markers}")
        lines += [f"  - {label}: {value}" for label, value in one.detail]
    if draft.notes:
        lines += ["", *(f"*{note}*" for note in draft.notes)]
    return "\n".join(lines)
