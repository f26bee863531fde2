"""The content of a report, before any form: what every writer shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue import say
from app.models import Language
from eval.gate import BarCheck, Bars, Verdict, reaches
from eval.outcomes import BY_NAME, MEASURES, Outcome, Reason
from eval.summary import Estimate, Lead, Summary, lead, summarise

GROUP_MEASURES = (
    "passed",
    "recall_5",
    "mrr_10",
    "citation_recall",
    "citation_precision",
    "fact_recall",
    "seconds_p50",
)
"""The measures shown per kind, plan and style."""


@dataclass(frozen=True)
class System:
    """One of the systems asked: `name` is a catalogue key under `eval.system`."""

    name: str
    outcomes: tuple[Outcome, ...]
    summary: Summary


@dataclass(frozen=True)
class Report:
    """A whole run. `others` are the systems compared with, empty without `--compare`.

    `part` says that only a part of the set was asked; `unfounded` are ids of questions whose
    evidence stands in no plan of the library; `ran_at` is the time as ISO text.
    """

    own: System
    others: tuple[System, ...]
    bars: Bars
    verdict: Verdict
    part: bool
    unfounded: tuple[str, ...]
    seconds: float
    ran_at: str
    language: Language

    def say(self, key: str, **params: object) -> str:
        """Return a text of the report in its language."""
        return say(f"eval.{key}", self.language, **params)

    @property
    def writer(self) -> str:
        """Return the chat model whose words were judged and its prompt's version, "" for quotes."""
        wordings = [one.answer.wording for one in self.own.outcomes if one.answer is not None]
        return next((f"{one.model}, {one.prompt}" for one in wordings if one is not None), "")

    def measure_name(self, measure: str) -> str:
        """Return a measure's name for a person."""
        return self.say(f"measure.{measure}")

    def bar_text(self, check: BarCheck) -> str:
        """Return a missed bar as a sentence."""
        return self.say(
            "bar_missed",
            measure=self.measure_name(check.measure),
            value=number(check.measure, check.value),
            bar=number(check.measure, check.bar),
        )

    def reasons_text(self, reasons: Sequence[Reason]) -> str:
        """Return reasons in one line."""
        return "; ".join(reason.sentence(self.language) for reason in reasons)

    def rows(self) -> tuple[Row, ...]:
        """Return a line per measure that scored anything or has a bar."""
        held = {check.measure: check.held for check in self.verdict.bars}
        return tuple(
            Row(
                measure.name,
                self.own.summary.overall.get(measure.name),
                self.bars.bars.get(measure.name) if measure.name in held else None,
                self.bars.goals.get(measure.name),
                held.get(measure.name),
            )
            for measure in MEASURES
            if measure.name in self.own.summary.overall or measure.name in held
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A measure, its value, and the bar and goal it is held against. `held` None: no bar applies."""

    measure: str
    found: Estimate | None
    bar: float | None
    goal: float | None
    held: bool | None

    @property
    def short_of_goal(self) -> bool:
        """Say whether the goal is still ahead."""
        if self.goal is None or self.found is None:
            return False
        return not reaches(self.measure, self.found.value, self.goal)


def system(name: str, outcomes: Sequence[Outcome]) -> System:
    """Return a system's outcomes with their summary."""
    return System(name, tuple(outcomes), summarise(outcomes))


def leads(report: Report, other: System) -> dict[str, Lead]:
    """Return per measure how far the assistant is ahead of `other`."""
    found = ((measure.name, lead(report.own.outcomes, other.outcomes, measure.name)) for measure in MEASURES)
    return {name: ahead for name, ahead in found if ahead is not None}


def number(measure: str, value: float | None) -> str:
    """Return a value for a person: shares with three places, times in seconds."""
    if value is None:
        return "–"
    return f"{value:.3f} s" if BY_NAME[measure].statistic != "mean" else f"{value:.3f}"


def with_interval(measure: str, found: Estimate | None) -> str:
    """Return a value with its interval."""
    if found is None:
        return "–"
    return f"{number(measure, found.value)} [{found.low:.3f}–{found.high:.3f}]"


def ahead(found: Lead | None) -> str:
    """Return a lead with its interval and sign."""
    return "–" if found is None else f"{found.difference:+.3f} [{found.low:+.3f}–{found.high:+.3f}]"
