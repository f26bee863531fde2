"""Choose each decision threshold on the fixed questions, tuned on all plans but one, tested on that one.

Every threshold of `app/thresholds.toml` is swept by itself, the others as stored. A question belongs
to the fold of its plan; one about no plan or several to a fold drawn from its id. What counts is
the mean quality of the answers to questions that a value was not chosen on; a value replaces the
stored one only if it does better there.
"""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.thresholds import FILE, stored, trying
from eval.cases import Case
from eval.outcomes import Outcome
from eval.runner import run
from eval.subject import Subject

STEPS = (0.5, 0.75, 1.0, 1.25, 1.5)
"""What a stored value is multiplied by to get the values tried."""

_MEASURES = ("recall_5", "citation_recall", "citation_precision", "fact_recall")
_LEAST_GAIN = 0.002  # in held-out quality, below which a stored value stays: one question in 350 is .003


@dataclass(frozen=True, slots=True)
class Swept:
    """What came of trying other values of one threshold.

    `held_out` is the mean quality (0 to 1) on questions that the value was not chosen on, `before`
    that of the stored value on the same questions; `per_fold` are the values chosen without each
    plan, `chosen` is the one to store.
    """

    name: str
    value: float
    chosen: float
    before: float
    held_out: float
    per_fold: tuple[float, ...]
    count: int

    @property
    def better(self) -> bool:
        """Say whether another value than the stored one is to be kept."""
        return self.chosen != self.value


def quality(outcome: Outcome) -> float:
    """Return how good an answer is, 0 to 1: found, cited and said what was wanted, or declined rightly."""
    if outcome.values.get("nothing_forbidden") == 0.0 or outcome.answer is None:
        return 0.0
    if not outcome.case.answerable:
        return float(not outcome.answer.answered)
    if not outcome.answer.answered:
        return 0.0
    known = [value for name in _MEASURES if (value := outcome.values.get(name)) is not None]
    return sum(known) / len(known) if known else float(outcome.passed)


def sweep(
    name: str,
    cases: Sequence[Case],
    subject: Subject,
    stored_qualities: Sequence[float],
    on_value: Callable[[], None] = lambda: None,
) -> Swept:
    """Return what other values of the threshold `name` do; `stored_qualities` are those of the stored one."""
    value: float = asdict(stored())[name]
    tried = sorted({round(value * step, 4) for step in STEPS})
    qualities: dict[float, Sequence[float]] = {}
    for one in tried:
        if one == value:
            qualities[one] = stored_qualities
        else:
            with trying(**{name: one}):
                qualities[one] = [quality(outcome) for outcome in run(cases, subject)]
        on_value()
    return choose(name, value, cases, qualities)


def choose(
    name: str, value: float, cases: Sequence[Case], qualities: Mapping[float, Sequence[float]]
) -> Swept:
    """Return the value of `qualities` (value tried → quality of each case) that holds on unseen plans."""
    folds = folds_of(cases)
    per_fold: list[float] = []
    held: list[float] = []
    before: list[float] = []
    for fold in sorted(set(folds)):
        inside = [index for index, one in enumerate(folds) if one != fold]
        outside = [index for index, one in enumerate(folds) if one == fold]
        best = _best(value, qualities, inside or outside)
        per_fold.append(best)
        held += [qualities[best][index] for index in outside]
        before += [qualities[value][index] for index in outside]
    overall = _best(value, qualities, range(len(cases)))
    gained = _mean(held) - _mean(before)
    chosen = overall if gained >= _LEAST_GAIN else value
    return Swept(name, value, chosen, _mean(before), _mean(held), tuple(per_fold), len(cases))


def folds_of(cases: Sequence[Case]) -> list[str]:
    """Return the fold of each question: its plan, or one of the plans by its id."""
    plans = sorted({plan for case in cases for plan in case.plans})
    return [
        case.plans[0]
        if len(case.plans) == 1 or not plans
        else plans[zlib.crc32(case.id.encode()) % len(plans)]
        for case in cases
    ]


def _best(value: float, qualities: Mapping[float, Sequence[float]], indices: Sequence[int]) -> float:
    """Return the value with the best mean; of equally good ones the nearest to the stored one."""
    return max(
        qualities,
        key=lambda one: (round(_mean([qualities[one][index] for index in indices]), 6), -abs(one - value)),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def write_thresholds(swept: Sequence[Swept], day: str, file: Path = FILE) -> None:
    """Write values and measurements into the file of thresholds; what was not swept stays."""
    text = file.read_text("utf-8")
    head = text[: text.index("[")]
    entries: dict[str, dict[str, Any]] = tomllib.loads(text)
    for one in swept:
        entries[one.name]["value"] = one.chosen
        entries[one.name]["measured"] = measurement(one, day)
    parts = [
        f"[{name}]\nvalue = {entry['value']}\n"
        f"decides = {json.dumps(entry['decides'], ensure_ascii=False)}\n"
        f"measured = {json.dumps(entry['measured'], ensure_ascii=False)}\n"
        for name, entry in entries.items()
    ]
    file.write_text(head + "\n".join(parts), "utf-8")


def measurement(swept: Swept, day: str) -> str:
    """Return the measurement as it is stored beside the value."""
    chosen = ", ".join(f"{value:g}" for value in swept.per_fold)
    return (
        f"{day}, {swept.count} questions: held-out quality {swept.held_out:.4f} with the values chosen "
        f"without each plan ({chosen}), {swept.before:.4f} with {swept.value:g}"
    )
