"""One question's outcome: every measure's value, whether it passed, and why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.catalogue import say
from app.models import Answer, Language
from eval import metrics, retrieval_metrics
from eval.cases import Case
from ingest.models import Plan


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a question did not pass; the catalogue has its sentence, `eval.reason.<code>`."""

    code: str
    detail: str = ""

    def sentence(self, language: Language) -> str:
        """Return the reason for a person."""
        return say(f"eval.reason.{self.code}", language, detail=self.detail)


@dataclass(frozen=True)
class Outcome:
    """What came of one question. `answer` is None when asking failed; `reasons` empty: passed.

    `values` has every measure; None: this measure does not score this question.
    """

    case: Case
    answer: Answer | None
    seconds: float
    values: Mapping[str, float | None]
    reasons: tuple[Reason, ...]
    ranks: tuple[int | None, ...] = ()

    @property
    def passed(self) -> bool:
        """Say whether the question was answered as it should be."""
        return not self.reasons

    @property
    def first_rank(self) -> int | None:
        """Return the rank of the first passage with evidence."""
        return min((rank for rank in self.ranks if rank is not None), default=None)

    @property
    def cited(self) -> tuple[str, ...]:
        """Return plan and section of what the answer cites, in order, each once."""
        if self.answer is None:
            return ()
        return tuple(dict.fromkeys(f"{cite.plan} {cite.section}".strip() for cite in self.answer.citations))


@dataclass(frozen=True, slots=True)
class _Seen:
    """All that a measure may look at. Measures of the text see an empty answer where asking failed."""

    case: Case
    answer: Answer
    ranks: tuple[int | None, ...]
    plans: Mapping[str, Plan]
    passed: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A number per question; a set's value is its mean over the questions that it scores.

    `statistic` "p50" and "p95" are taken instead of the mean for times.
    """

    name: str
    score: Callable[[_Seen], float | None]
    better: Literal["higher", "lower"] = "higher"
    statistic: Literal["mean", "p50", "p95"] = "mean"


def _when_sought(score: Callable[[tuple[int | None, ...]], float]) -> Callable[[_Seen], float | None]:
    """Score the ranking of answerable questions that name evidence."""
    return lambda seen: score(seen.ranks) if seen.case.answerable and seen.ranks else None


def _recall(k: int) -> Callable[[_Seen], float | None]:
    return _when_sought(lambda ranks: retrieval_metrics.recall_at(ranks, k))


def _fact_recall(seen: _Seen) -> float | None:
    facts = seen.case.facts
    return 1 - len(metrics.missing_facts(seen.case, seen.answer)) / len(facts) if facts else None


def _nothing_forbidden(seen: _Seen) -> float | None:
    return float(not metrics.forbidden_said(seen.case, seen.answer)) if seen.case.forbids else None


def _verbatim(seen: _Seen) -> float | None:
    cited = len(seen.answer.citations)
    return 1 - len(metrics.altered_quotes(seen.answer, seen.plans)) / cited if cited else None


def _abstention_recall(seen: _Seen) -> float | None:
    return None if seen.case.answerable else float(not seen.answer.answered)


def _abstention_precision(seen: _Seen) -> float | None:
    return None if seen.answer.answered else float(not seen.case.answerable)


def _when_about_plans(score: Callable[[_Seen], float | None]) -> Callable[[_Seen], float | None]:
    return lambda seen: None if seen.case.kind == "smalltalk" else score(seen)


def _when_answerable(score: Callable[[_Seen], float | None]) -> Callable[[_Seen], float | None]:
    return lambda seen: score(seen) if seen.case.answerable else None


MEASURES: tuple[Measure, ...] = (
    Measure("passed", lambda seen: float(seen.passed)),
    Measure("recall_1", _recall(1)),
    Measure("recall_3", _recall(3)),
    Measure("recall_5", _recall(5)),
    Measure("recall_10", _recall(10)),
    Measure("mrr_10", _when_sought(retrieval_metrics.reciprocal_rank)),
    Measure("ndcg_10", _when_sought(retrieval_metrics.ndcg)),
    Measure(
        "citation_recall", _when_answerable(lambda seen: metrics.citation_recall(seen.case, seen.answer))
    ),
    Measure(
        "citation_precision",
        _when_answerable(lambda seen: metrics.citation_precision(seen.case, seen.answer, seen.plans)),
    ),
    Measure("statement_support", lambda seen: metrics.statement_support(seen.answer)),
    Measure("fact_recall", _fact_recall),
    Measure("nothing_forbidden", _nothing_forbidden),
    # Of the questions that the plans do not answer, the share declined; of those declined, the
    # share rightly so; of those the plans answer, the share wrongly declined.
    Measure("abstention_recall", _when_about_plans(_abstention_recall)),
    Measure("abstention_precision", _when_about_plans(_abstention_precision)),
    Measure(
        "wrongly_declined", _when_answerable(lambda seen: float(not seen.answer.answered)), better="lower"
    ),
    Measure("verbatim", _verbatim),
    Measure("list_completeness", lambda seen: metrics.list_completeness(seen.case, seen.answer, seen.plans)),
    Measure("seconds_p50", lambda seen: seen.seconds, better="lower", statistic="p50"),
    Measure("seconds_p95", lambda seen: seen.seconds, better="lower", statistic="p95"),
)
BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}


def judge(case: Case, answer: Answer, seconds: float, plans: Mapping[str, Plan]) -> Outcome:
    """Hold one answer against its question's expectation."""
    ranks = retrieval_metrics.group_ranks(case, answer.retrieved)
    reasons = _reasons(case, answer, plans)
    seen = _Seen(case, answer, ranks, plans, not reasons, seconds)
    values: Mapping[str, float | None] = {measure.name: measure.score(seen) for measure in MEASURES}
    return Outcome(case, answer, seconds, values, reasons, ranks)


def failed(case: Case, error: str, seconds: float) -> Outcome:
    """Return the outcome of a question whose asking raised an error: everything it is scored on is 0."""
    nothing = Answer(
        case.question, not case.answerable, "none", "vi", "", (), (), (), (), "", seconds=seconds
    )
    outcome = judge(case, nothing, seconds, {})
    values = {**outcome.values, "passed": 0.0}
    return Outcome(case, None, seconds, values, (Reason("error", error),), outcome.ranks)


def _reasons(case: Case, answer: Answer, plans: Mapping[str, Plan]) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if case.answerable and not answer.answered:
        found.append(Reason("declined"))
    if case.kind == "smalltalk":
        # A greeting is neither answered from the plans nor declined; it must rest on no source.
        found += [Reason("needless", cite.quote) for cite in answer.citations]
    elif not case.answerable and answer.answered:
        found.append(Reason("not_declined"))
    found += [Reason("evidence", group[0]) for group in metrics.missing_evidence(case, answer)]
    found += [Reason("fact", " / ".join(group)) for group in metrics.missing_facts(case, answer)]
    found += [Reason("forbidden", wrong) for wrong in metrics.forbidden_said(case, answer)]
    found += [Reason("altered", cite.quote) for cite in metrics.altered_quotes(answer, plans)]
    found += [Reason("incomplete", quote) for quote in metrics.unlisted_records(case, answer, plans)]
    return tuple(found)
