"""The gate: it closes when a bar is missed or a question that passed now fails."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.baseline import Baseline, Change, changes
from eval.cases import FOLDER
from eval.errors import EvaluationError
from eval.outcomes import BY_NAME, Outcome
from eval.summary import Estimates

BARS = FOLDER / "bars.toml"

_ROUNDING = 1e-9  # .95 as a mean of 20 floats can come out as .9499999999999999


@dataclass(frozen=True)
class Bars:
    """Measure name → value to be held (`bars`) and to be reached (`goals`)."""

    bars: Mapping[str, float]
    goals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BarCheck:
    """One bar and what was reached; `value` None: no question was scored, which misses the bar."""

    measure: str
    bar: float
    value: float | None

    @property
    def held(self) -> bool:
        """Say whether the bar is held."""
        return self.value is not None and reaches(self.measure, self.value, self.bar)


@dataclass(frozen=True)
class Verdict:
    """What the gate found. `compared` is False where there is no baseline to compare with."""

    bars: tuple[BarCheck, ...]
    changes: tuple[Change, ...]
    compared: bool

    @property
    def missed(self) -> tuple[BarCheck, ...]:
        """Return the bars that are not held."""
        return tuple(check for check in self.bars if not check.held)

    @property
    def worse(self) -> tuple[Change, ...]:
        """Return the questions that passed before and do not now."""
        return tuple(change for change in self.changes if change.worse)

    @property
    def is_open(self) -> bool:
        """Say whether the change may pass."""
        return not self.missed and not self.worse


def reaches(measure: str, value: float, limit: float) -> bool:
    """Say whether `value` is at least as good as `limit`, in the measure's own direction."""
    if BY_NAME[measure].better == "higher":
        return value >= limit - _ROUNDING
    return value <= limit + _ROUNDING


def load_bars(file: Path = BARS) -> Bars:
    """Return the bars and goals of `file`.

    Raises EvaluationError for anything but tables `bars` and `goals` of known measures and numbers:
    a misspelt bar would hold whatever happens.
    """
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise EvaluationError("eval_bars_invalid", file=file, detail=str(error)) from error
    tables: dict[str, dict[str, float]] = {"bars": {}, "goals": {}}
    for table, entries in content.items():
        if table not in tables or not isinstance(entries, dict):
            raise EvaluationError("eval_bars_invalid", file=file, detail=table)
        for name, value in entries.items():
            if name not in BY_NAME or isinstance(value, bool) or not isinstance(value, int | float):
                raise EvaluationError("eval_bars_invalid", file=file, detail=f"{table}.{name} = {value!r}")
            tables[table][name] = float(value)
    return Bars(tables["bars"], tables["goals"])


def check(
    outcomes: Sequence[Outcome],
    reached: Estimates,
    bars: Bars | None,
    baseline: Baseline | None,
    *,
    whole_set: bool,
) -> Verdict:
    """Hold a run against the bars and the baseline; `bars` None: a part of a set, bars do not apply.

    A bar of the whole fixed set whose measure scores no question is missed; of another set it is
    left out, since that set need not ask everything.
    """
    checks: list[BarCheck] = []
    for name, bar in bars.bars.items() if bars is not None else ():
        found = reached.get(name)
        if found is not None:
            checks.append(BarCheck(name, bar, found.value))
        elif whole_set:
            checks.append(BarCheck(name, bar, None))
    found_changes = () if baseline is None else changes(baseline, outcomes, whole_set=whole_set)
    return Verdict(tuple(checks), found_changes, baseline is not None)
