"""Evidence: a leaf of a plan, what of it is quoted, and how well it answers the question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.rows import row_words
from ingest.models import Duty, Funding, Passage, Plan, Span, Support, Target, Unit

FRAME = ("preamble", "recipients", "signature")  # said about the plan, not by it


@dataclass(frozen=True)
class Evidence:
    """A leaf that answers, or part of it.

    `quote` is the span cited; `coverage` (0 to 1) is the share of the question's topic that the
    leaf and its headings hold, weighted by how rare the words are.
    """

    plan: Plan
    unit: Unit
    quote: Span
    score: float = 0.0
    coverage: float = 1.0
    duties: tuple[Duty, ...] = ()
    targets: tuple[Target, ...] = ()
    funding: tuple[Funding, ...] = ()
    support: tuple[Support, ...] = ()

    @property
    def text(self) -> str:
        """Return the quoted characters."""
        return self.quote.of(self.plan.text)

    @property
    def whole_task(self) -> Span | None:
        """Return the span of a task with the labelled lines below it ("Thời gian: …"), None for any other."""
        if self.unit.kind == "row":
            return None
        ends = [duty.quote for duty in self.duties if duty.quote.end > self.unit.span.end]
        return max(ends, key=lambda quote: quote.end, default=None)

    @property
    def said(self) -> str:
        """Return what is quoted: a table row with its heads, a task with the labelled lines below it."""
        if self.unit.kind == "row":
            return row_words(self.plan, self.unit)
        return self.text if self.whole_task is None else self.whole_task.of(self.plan.text)

    @cached_property
    def passage(self) -> Passage:
        """Return the passage that holds the start of the quote."""
        for passage in self.plan.passages:
            if passage.span.start <= self.quote.start < passage.span.end:
                return passage
        raise LookupError(f"no passage of {self.plan.id} holds offset {self.quote.start}")


def record_index(plan: Plan) -> dict[int, Evidence]:
    """Return, for each leaf of a plan that holds records, evidence with those records."""
    records = plan.records
    duties: dict[int, list[Duty]] = {}
    for duty in records.duties:
        duties.setdefault(duty.unit, []).append(duty)
    targets: dict[int, list[Target]] = {}
    for target in records.targets:
        targets.setdefault(target.unit_index, []).append(target)
    funding: dict[int, list[Funding]] = {}
    for source in records.funding:
        funding.setdefault(source.unit, []).append(source)
    support: dict[int, list[Support]] = {}
    for measure in records.support:
        support.setdefault(measure.unit, []).append(measure)
    return {
        index: Evidence(
            plan,
            plan.units[index],
            plan.units[index].span,
            duties=tuple(duties.get(index, ())),
            targets=tuple(targets.get(index, ())),
            funding=tuple(funding.get(index, ())),
            support=tuple(support.get(index, ())),
        )
        for index in {*duties, *targets, *funding, *support}
    }
