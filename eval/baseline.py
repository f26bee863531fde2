"""The last accepted outcome per question, and what differs from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.cases import FOLDER
from eval.errors import EvaluationError
from eval.outcomes import Outcome, Reason

BASELINE = FOLDER / "baseline.json"


class Accepted(BaseModel):
    """One question's accepted outcome: enough to say later what changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fingerprint: str
    passed: bool
    answered: bool
    rank: int | None
    cited: tuple[str, ...]


class Baseline(BaseModel):
    """The accepted outcomes by question id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: Mapping[str, Accepted] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose outcome differs from the accepted one, and in what.

    `what` holds reasons of the new outcome and differences to the old one. A question that is
    new or gone has only that.
    """

    id: str
    passed_before: bool | None
    passed_now: bool | None
    what: tuple[Reason, ...]

    @property
    def worse(self) -> bool:
        """Say whether a question that passed no longer does, or is no longer asked."""
        return bool(self.passed_before) and not self.passed_now


def load_baseline(file: Path = BASELINE) -> Baseline | None:
    """Return the accepted outcomes, None where none were ever accepted."""
    if not file.exists():
        return None
    try:
        return Baseline.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise EvaluationError("eval_baseline_invalid", file=file, detail=str(error)) from error


def save_baseline(outcomes: Sequence[Outcome], file: Path = BASELINE) -> None:
    """Accept `outcomes`: a question a line, so that a change of the file shows what changed."""
    lines = [
        f"  {json.dumps(outcome.case.id)}: {accepted(outcome).model_dump_json()}"
        for outcome in sorted(outcomes, key=lambda outcome: outcome.case.id)
    ]
    file.write_text('{"questions": {\n' + ",\n".join(lines) + "\n}}\n", "utf-8")


def accepted(outcome: Outcome) -> Accepted:
    """Return what the baseline keeps of an outcome."""
    return Accepted(
        fingerprint=outcome.case.fingerprint(),
        passed=outcome.passed,
        answered=outcome.answer is not None and outcome.answer.answered,
        rank=outcome.first_rank,
        cited=outcome.cited,
    )


def changes(baseline: Baseline, outcomes: Sequence[Outcome], *, whole_set: bool) -> tuple[Change, ...]:
    """Return every question whose verdict differs from the accepted one, the worse first.

    With `whole_set` the outcomes are of the whole fixed set: a question that is gone is reported,
    so that dropping it does not hide it, and a reworded one stays held to its old verdict. Without,
    only questions that are asked and expected exactly as accepted are compared.
    """
    found: list[Change] = []
    for outcome in outcomes:
        before = baseline.questions.get(outcome.case.id)
        now = accepted(outcome)
        if before is None or (before.fingerprint != now.fingerprint and not whole_set):
            if whole_set:
                found.append(Change(outcome.case.id, None, outcome.passed, (Reason("new"), *outcome.reasons)))
        elif before.passed != now.passed:
            found.append(Change(outcome.case.id, before.passed, now.passed, _differences(before, outcome)))
    if whole_set:
        asked = {outcome.case.id for outcome in outcomes}
        found += [
            Change(name, before.passed, None, (Reason("gone"),))
            for name, before in baseline.questions.items()
            if name not in asked
        ]
    return tuple(sorted(found, key=lambda change: (not change.worse, change.id)))


def _differences(before: Accepted, outcome: Outcome) -> tuple[Reason, ...]:
    now = accepted(outcome)
    found = list(outcome.reasons)
    if before.fingerprint != now.fingerprint:
        found.append(Reason("reworded"))
    if before.rank != now.rank:
        found.append(Reason("rank", f"{before.rank or '–'} → {now.rank or '–'}"))
    if before.cited != now.cited:
        found.append(Reason("cited", f"{', '.join(before.cited) or '–'} → {', '.join(now.cited) or '–'}"))
    return tuple(found)
