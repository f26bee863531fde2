"""Calibration: a value is chosen on some plans and has to hold on the others."""

from __future__ import annotations

import tomllib

import pytest

from app.thresholds import FILE
from eval.calibrate import Swept, choose, folds_of, write_thresholds
from eval.cases import Case

PLANS = ("a", "b", "c")


def case(name, *plans):
    return Case(id=name, kind="general", question=name, plans=plans, facts=(("x",),))


CASES = [case(f"{plan}{number}", plan) for plan in PLANS for number in range(4)]


def test_a_question_belongs_to_the_fold_of_its_plan():
    mixed = [*CASES, case("of none"), case("of two", "a", "b")]
    folds = folds_of(mixed)
    assert folds[: len(CASES)] == [one.plans[0] for one in CASES]
    assert set(folds[len(CASES) :]) <= set(PLANS)
    assert folds == folds_of(mixed)


def test_a_value_that_is_better_everywhere_is_chosen():
    swept = choose("margin", 1.0, CASES, {1.0: [0.5] * 12, 2.0: [0.75] * 12})
    assert (swept.chosen, swept.before, swept.held_out) == (2.0, 0.5, 0.75)
    assert swept.per_fold == (2.0, 2.0, 2.0)


def test_a_value_that_helps_one_plan_alone_is_not_kept():
    """On the plan that it was not chosen on it does no good: that is luck, not a better value."""
    only_a = [1.0] * 4 + [0.4] * 8
    swept = choose("margin", 1.0, CASES, {1.0: [0.5] * 12, 2.0: only_a})
    assert swept.chosen == 1.0
    assert swept.held_out < swept.before


def test_equally_good_values_leave_the_stored_one():
    qualities = {value: [0.5] * 12 for value in (0.5, 1.0, 1.5)}
    assert choose("margin", 1.0, CASES, qualities).chosen == 1.0


@pytest.fixture
def copy(tmp_path):
    file = tmp_path / "thresholds.toml"
    file.write_text(FILE.read_text("utf-8"), "utf-8")
    return file


def test_what_was_measured_is_written_and_the_rest_stays(copy):
    before = tomllib.loads(copy.read_text("utf-8"))
    swept = Swept("margin", before["margin"]["value"], 0.07, 0.8, 0.81, (0.07, 0.07, 0.06), 352)
    write_thresholds([swept], "2026-01-31", copy)
    after = tomllib.loads(copy.read_text("utf-8"))
    assert after["margin"]["value"] == 0.07
    assert "352 questions" in after["margin"]["measured"]
    assert after["margin"]["decides"] == before["margin"]["decides"]
    del before["margin"], after["margin"]
    assert after == before
    assert copy.read_text("utf-8").startswith("# ")
