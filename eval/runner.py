"""Ask every question, time it, and judge the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from eval.cases import Case, contains_any
from eval.outcomes import Outcome, failed, judge
from eval.subject import Subject
from ingest.models import Plan


def run(
    cases: Sequence[Case], subject: Subject, on_progress: Callable[[Outcome], None] | None = None
) -> tuple[Outcome, ...]:
    """Return the outcome of every question, in order; `on_progress` gets each as it is there."""
    plans = {plan.id: plan for plan in subject.plans()}
    if cases:
        # The first question after start loads models and index; it is asked once untimed.
        _ask(cases[0], subject, plans)
    outcomes: list[Outcome] = []
    for case in cases:
        outcomes.append(_ask(case, subject, plans))
        if on_progress is not None:
            on_progress(outcomes[-1])
    return tuple(outcomes)


def _ask(case: Case, subject: Subject, plans: Mapping[str, Plan]) -> Outcome:
    start = time.perf_counter()
    try:
        answer = subject.ask(case.question, history=case.history)
    except Exception as error:
        # One question that breaks the assistant must not cost the report on all the others.
        return failed(case, f"{type(error).__name__}: {error}", time.perf_counter() - start)
    return judge(case, answer, time.perf_counter() - start, plans)


def unfounded(cases: Sequence[Case], plans: Sequence[Plan]) -> tuple[str, ...]:
    """Return the ids of questions whose plan is absent or lacks one of the evidence groups."""
    texts = {plan.id: plan.text for plan in plans}
    wrong: list[str] = []
    for case in cases:
        named = case.plans or tuple(texts)
        present = all(plan in texts for plan in case.plans)
        if not present or not all(
            any(contains_any(texts[plan], group) for plan in named) for group in case.evidence
        ):
            wrong.append(case.id)
    return tuple(wrong)
