"""How much is lost when the fixed questions are typed as people type them; see `eval.spellings`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.retrieval_metrics import group_ranks, recall_at
from eval.spellings import WAYS
from eval.subject import Subject


@dataclass(frozen=True, slots=True)
class Typed:
    """One way of typing: how many questions it changes, and what became of them.

    `recall` and `written` are recall@5 of the questions as typed and as written; `scope` and
    `answered` the share with the same plans, and the same decision to answer.
    """

    way: str
    count: int
    recall: float
    written: float
    scope: float
    answered: float

    @property
    def kept(self) -> float:
        """Return which share of the recall is left."""
        return self.recall / self.written if self.written else 1.0


def typed(
    cases: Sequence[Case],
    subject: Subject,
    ways: Sequence[str] = tuple(WAYS),
    on_question: Callable[[], None] = lambda: None,
) -> tuple[Typed, ...]:
    """Return what each way of typing costs, on the answerable questions that name evidence."""
    asked = [case for case in cases if case.answerable and case.evidence and not case.history]
    written = [subject.ask(case.question) for case in asked]
    found: list[Typed] = []
    for way in ways:
        changed = [
            (case, answer, as_typed)
            for case, answer in zip(asked, written, strict=True)
            if (as_typed := WAYS[way](case.question)) != case.question
        ]
        recalls = before = 0.0
        scope = answered = 0
        for case, answer, as_typed in changed:
            other = subject.ask(as_typed)
            recalls += recall_at(group_ranks(case, other.retrieved), 5)
            before += recall_at(group_ranks(case, answer.retrieved), 5)
            scope += set(other.scope) == set(answer.scope)
            answered += other.answered == answer.answered
            on_question()
        count = max(1, len(changed))
        found.append(
            Typed(way, len(changed), recalls / count, before / count, scope / count, answered / count)
        )
    return tuple(found)
