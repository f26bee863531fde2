"""From outcomes to numbers: every measure overall and per kind, plan and style, with intervals.

Intervals are 95 % percentile bootstrap intervals over questions (Efron and Tibshirani, An
Introduction to the Bootstrap, 1993, chapter 13), seeded: the same outcomes give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from eval.outcomes import BY_NAME, MEASURES, Measure, Outcome

RESAMPLES = 1000
SEED = 20241023
_LOW, _HIGH = 2.5, 97.5
NO_PLAN = "–"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure's value over `count` scored questions, with its 95 % interval."""

    value: float
    low: float
    high: float
    count: int


Estimates = Mapping[str, Estimate]


@dataclass(frozen=True)
class Summary:
    """All measures overall, and per group: dimension ("kind", "plan", "style") → name → measures.

    A measure that scores no question of a group is absent there.
    """

    overall: Estimates
    groups: Mapping[str, Mapping[str, Estimates]]


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """Return every measure of `outcomes`, overall and per group. A comparing question counts in each plan."""
    groups: dict[str, dict[str, list[Outcome]]] = {"kind": {}, "plan": {}, "style": {}}
    for outcome in outcomes:
        case = outcome.case
        groups["kind"].setdefault(case.kind, []).append(outcome)
        groups["style"].setdefault(case.style, []).append(outcome)
        for plan in case.plans or (NO_PLAN,):
            groups["plan"].setdefault(plan, []).append(outcome)
    return Summary(
        _estimates(outcomes),
        {
            dimension: {name: _estimates(members) for name, members in sorted(named.items())}
            for dimension, named in groups.items()
        },
    )


def _estimates(outcomes: Sequence[Outcome]) -> Estimates:
    found: dict[str, Estimate] = {}
    for measure in MEASURES:
        scores = [value for outcome in outcomes if (value := outcome.values[measure.name]) is not None]
        if scores:
            found[measure.name] = estimate(scores, measure)
    return found


def estimate(scores: Sequence[float], measure: Measure) -> Estimate:
    """Return the measure's statistic of `scores` with its bootstrap interval."""
    values = np.asarray(scores, dtype=np.float64)
    resampled = _statistic(values[_draws(len(values))], measure)
    low, high = np.percentile(resampled, [_LOW, _HIGH])
    return Estimate(float(_statistic(values, measure)), float(low), float(high), len(values))


@lru_cache(maxsize=64)
def _draws(size: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, size, (RESAMPLES, size))


def _statistic(values: Floats, measure: Measure) -> Floats:
    if measure.statistic == "mean":
        return np.asarray(values.mean(axis=-1))
    return np.asarray(np.percentile(values, float(measure.statistic[1:]), axis=-1))


@dataclass(frozen=True, slots=True)
class Lead:
    """How far one system is ahead of another: `difference` > 0 means better, whatever the measure.

    The interval is of the paired difference, over the questions that both are scored on.
    """

    difference: float
    low: float
    high: float
    count: int


def lead(ours: Sequence[Outcome], theirs: Sequence[Outcome], name: str) -> Lead | None:
    """Return our lead in measure `name`, None where no question is scored on both sides."""
    measure = BY_NAME[name]
    pairs = [
        (mine, other)
        for one, two in zip(ours, theirs, strict=True)
        if (mine := one.values[name]) is not None and (other := two.values[name]) is not None
    ]
    if not pairs:
        return None
    both = np.asarray(pairs, dtype=np.float64)
    sign = 1.0 if measure.better == "higher" else -1.0

    def ahead(sample: Floats) -> Floats:
        return sign * (_statistic(sample[..., 0], measure) - _statistic(sample[..., 1], measure))

    low, high = np.percentile(ahead(both[_draws(len(both))]), [_LOW, _HIGH])
    return Lead(float(ahead(both)), float(low), float(high), len(both))
