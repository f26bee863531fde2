"""What an answer says and cites, held against the expectation. No language model judges here.

Citation recall and precision follow ALCE (Gao et al., Enabling Large Language Models to Generate
Text with Citations, EMNLP 2023, section 3): per statement, is it entailed by the passages it
cites together, and is each citation needed. Where ALCE asks a language-inference model, this
module asks for containment: of the question's evidence in what is cited, and of the statement's
own numbers and words in its sources. Statements and their markers are taken from the answer's
data, never read back from its Markdown: "[1]" inside a quoted source is text, not a citation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from app.catalogue import entries
from app.models import Answer, Citation, Statement
from eval.cases import Case, RecordFilter, contains, contains_any
from ingest.agencies import matches, resolve
from ingest.models import Plan, Records, Span
from ingest.vietnamese import fold_space, strip_accents, syllables

WORDS_IN_SOURCE = 0.8
"""Share of a statement's syllables that its sources must hold. A writer's own joining words ("được
giao", "theo kế hoạch") are the rest; a swapped citation of another duty shares about half."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ESCAPED = re.compile(r"\\([^\w\s])")
_EMPHASIS = re.compile(r"\*+|`|(?<!\w)_+|_+(?!\w)")


# --- what is said ----------------------------------------------------------------------------


def plain(markdown: str) -> str:
    """Return Markdown as read: without emphasis and escapes, so that marks cannot part a fact."""
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub("", markdown))


def said(answer: Answer) -> str:
    """Return the words of the answer itself: reading, lead, statements, notes; no citation markers."""
    parts = [answer.reading, answer.lead]
    for statement in answer.statements:
        parts += [statement.group, statement.text]
        parts += [f"{label}: {value}" for label, value in statement.detail]
    parts += answer.notes
    # A short answer may consist of its Markdown alone (small talk); then that is what is said.
    return plain("\n".join(part for part in parts if part) or answer.markdown)


def missing_facts(case: Case, answer: Answer) -> tuple[tuple[str, ...], ...]:
    """Return the groups of facts of which the answer says none."""
    text = said(answer)
    return tuple(group for group in case.facts if not contains_any(text, group))


def forbidden_said(case: Case, answer: Answer) -> tuple[str, ...]:
    """Return what the answer must not say and does, in its words or in its Markdown."""
    text = said(answer) + "\n" + plain(answer.markdown)
    return tuple(wrong for wrong in case.forbids if contains(text, wrong))


# --- what is cited ---------------------------------------------------------------------------


def cited_by(statement: Statement, answer: Answer) -> tuple[Citation, ...]:
    """Return the citations that a statement's markers name; a marker without one names nothing."""
    return tuple(citation for citation in answer.citations if citation.marker in statement.markers)


def holds_evidence(case: Case, citation: Citation, group: Sequence[str]) -> bool:
    """Say whether a citation's passage or quote holds one of `group`, in a plan where the answer stands."""
    if case.plans and citation.plan not in case.plans:
        return False
    return contains_any(citation.passage, group) or contains_any(citation.quote, group)


def missing_evidence(case: Case, answer: Answer) -> tuple[tuple[str, ...], ...]:
    """Return the evidence groups that no statement's citation holds."""
    used = [citation for statement in answer.statements for citation in cited_by(statement, answer)]
    return tuple(
        group
        for group in case.evidence
        if not any(holds_evidence(case, citation, group) for citation in used)
    )


def is_supported(statement: Statement, citations: Sequence[Citation], answer: Answer) -> bool:
    """Say whether the cited sources together hold what the statement says (ALCE's entailment).

    Every number has to stand there (leading zeros aside), and `WORDS_IN_SOURCE` of its syllables;
    in an English answer only of those with Vietnamese marks, the rest being translation.
    """
    if not citations:
        return False
    sources = "\n".join(_source(citation) for citation in citations)
    claim = plain("\n".join([statement.text, *(value for _, value in statement.detail)]))
    if not _numbers(claim) <= _numbers(sources):
        return False
    words = {word for word in syllables(claim) if not word[0].isdigit()} - _role_words()
    if answer.language == "en":
        words = {word for word in words if strip_accents(word) != word}
    return len(words & set(syllables(sources))) >= WORDS_IN_SOURCE * len(words)


@cache
def _role_words() -> frozenset[str]:
    """Return the words by which an answer names a role, which a plan shows by other means."""
    named = (texts["vi"] for key, texts in entries().items() if key.startswith("answer.role."))
    return frozenset(word for text in named for word in syllables(text.format(printed="")))


def _source(citation: Citation) -> str:
    # The heading often carries the subject of the bullet below it ("2. Sở Tài chính").
    parts = (citation.passage, citation.quote, citation.heading, citation.number, citation.title)
    return "\n".join(part for part in parts if part)


def _numbers(text: str) -> set[str]:
    return {number.lstrip("0") or "0" for number in _NUMBER.findall(text)}


def citation_recall(case: Case, answer: Answer) -> float | None:
    """Return the share of evidence groups that a supported statement cites.

    The groups are the statements that a right answer consists of, so that leaving one out costs
    as much as citing it wrongly. None where the question names no evidence.
    """
    if not case.evidence:
        return None
    held: set[int] = set()
    for statement in answer.statements:
        citations = cited_by(statement, answer)
        if is_supported(statement, citations, answer):
            held.update(
                position
                for position, group in enumerate(case.evidence)
                if any(holds_evidence(case, citation, group) for citation in citations)
            )
    return len(held) / len(case.evidence)


def citation_precision(case: Case, answer: Answer, plans: Mapping[str, Plan]) -> float | None:
    """Return the share of citations, over all statements, that are precise.

    After ALCE, a statement's citation is precise if the statement is supported and the citation
    supports it alone, or it is no longer supported without it; here it has to hold evidence of
    the question besides (or, in a complete list, one of the records asked for).
    None where there is no evidence to hold or nothing is cited.
    """
    if not case.evidence:
        return None
    listed = tuple(expected_records(case, plans, in_common=True))
    verdicts = [
        _is_relevant(case, citation, listed) and _is_needed(statement, citation, answer)
        for statement in answer.statements
        for citation in cited_by(statement, answer)
    ]
    return sum(verdicts) / len(verdicts) if verdicts else None


def _is_needed(statement: Statement, citation: Citation, answer: Answer) -> bool:
    citations = cited_by(statement, answer)
    if not is_supported(statement, citations, answer):
        return False
    others = [other for other in citations if other is not citation]
    return is_supported(statement, [citation], answer) or not is_supported(statement, others, answer)


def _is_relevant(case: Case, citation: Citation, listed: Iterable[tuple[str, Span]]) -> bool:
    return any(holds_evidence(case, citation, group) for group in case.evidence) or any(
        _overlap(citation, plan, span) for plan, span in listed
    )


def statement_support(answer: Answer) -> float | None:
    """Return the share of statements that their own citations support (ALCE's recall as such).

    Says whether the answer is faithful to what it cites, whatever was asked. None without statements.
    """
    if not answer.statements:
        return None
    verdicts = [
        is_supported(statement, cited_by(statement, answer), answer) for statement in answer.statements
    ]
    return sum(verdicts) / len(verdicts)


# --- quotes ----------------------------------------------------------------------------------


def altered_quotes(answer: Answer, plans: Mapping[str, Plan]) -> tuple[Citation, ...]:
    """Return the citations whose quote or passage is not, white space folded, the plan's text at its span."""
    return tuple(
        citation for citation in answer.citations if not _is_verbatim(citation, plans.get(citation.plan))
    )


def _is_verbatim(citation: Citation, plan: Plan | None) -> bool:
    if plan is None or not fold_space(citation.quote):
        return False
    return fold_space(citation.quote) == fold_space(citation.span.of(plan.text)) and fold_space(
        citation.passage
    ) == fold_space(citation.passage_span.of(plan.text))


# --- complete lists --------------------------------------------------------------------------


def expected_records(
    case: Case, plans: Mapping[str, Plan], *, in_common: bool = False
) -> Iterator[tuple[str, Span]]:
    """Yield plan and quote of every record that a complete answer lists.

    An agency's duties are those it is named for, today's name or an older one; with `in_common` also
    those of collectives that it belongs to: not foreign to the list, though nobody else may miss them.
    """
    wanted = case.complete
    if wanted is None:
        return
    for plan_id, plan in plans.items():
        if not case.plans or plan_id in case.plans:
            for quote in dict.fromkeys(_RECORDS[wanted.kind](plan.records, wanted, in_common)):
                yield plan_id, quote


def _duties(records: Records, wanted: RecordFilter, in_common: bool) -> Iterator[Span]:
    asked = resolve(wanted.agency) if wanted.agency else ()
    for duty in records.duties:
        known = {matches(duty.agency, one) for one in asked} - {None, *(() if in_common else ("member",))}
        if (known or not asked) and wanted.role in (None, duty.role):
            yield duty.quote


def _targets(records: Records, wanted: RecordFilter, in_common: bool) -> Iterator[Span]:
    return (one.quote for one in records.targets if wanted.year in (None, one.year))


def _funding(records: Records, wanted: RecordFilter, in_common: bool) -> Iterator[Span]:
    return (
        one.quote
        for one in records.funding
        if wanted.funding_class is None or wanted.funding_class in one.classes
    )


def _support(records: Records, wanted: RecordFilter, in_common: bool) -> Iterator[Span]:
    return (one.quote for one in records.support if wanted.measure is None or wanted.measure in one.measures)


_RECORDS: Mapping[str, Callable[[Records, RecordFilter, bool], Iterator[Span]]] = {
    "duty": _duties,
    "target": _targets,
    "funding": _funding,
    "support": _support,
}


def list_completeness(case: Case, answer: Answer, plans: Mapping[str, Plan]) -> float | None:
    """Return the share of the expected records that are cited, None where no list is asked for.

    A list that should be there and of which the library holds no record counts 0: with nothing to
    compare the check could not fail.
    """
    if case.complete is None:
        return None
    expected = list(expected_records(case, plans))
    if not expected:
        return 0.0
    return sum(_is_listed(answer, plan, span) for plan, span in expected) / len(expected)


def unlisted_records(case: Case, answer: Answer, plans: Mapping[str, Plan]) -> tuple[str, ...]:
    """Return the text of every record that a complete answer lists and this one does not cite."""
    return tuple(
        span.of(plans[plan].text)
        for plan, span in expected_records(case, plans)
        if not _is_listed(answer, plan, span)
    )


def _is_listed(answer: Answer, plan: str, span: Span) -> bool:
    return any(_overlap(citation, plan, span) for citation in answer.citations)


def _overlap(citation: Citation, plan: str, span: Span) -> bool:
    return citation.plan == plan and (citation.span.covers(span) or span.covers(citation.span))
