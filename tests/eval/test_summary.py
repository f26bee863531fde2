"""Means, percentiles and their intervals."""

import dataclasses

import pytest
from line_assistant import LineAssistant, make_cases, make_plan

from eval.outcomes import BY_NAME
from eval.runner import run
from eval.summary import estimate, lead, summarise

PASSED, P50, P95 = BY_NAME["passed"], BY_NAME["seconds_p50"], BY_NAME["seconds_p95"]


def test_a_mean_with_its_interval_is_the_same_every_time():
    found = estimate([1.0] * 80 + [0.0] * 20, PASSED)
    assert found.value == pytest.approx(0.8)
    # The normal approximation: 0.8 ± 1.96·√(0.8·0.2/100) = 0.722 … 0.878.
    assert (found.low, found.high) == pytest.approx((0.722, 0.878), abs=0.015)
    assert found == estimate([1.0] * 80 + [0.0] * 20, PASSED)


def test_percentiles():
    seconds = [float(number) for number in range(1, 101)]
    assert estimate(seconds, P50).value == pytest.approx(50.5)
    assert estimate(seconds, P95).value == pytest.approx(95.05)


def test_one_question_has_a_point_for_an_interval():
    found = estimate([0.5], PASSED)
    assert (found.value, found.low, found.high, found.count) == (0.5, 0.5, 0.5, 1)


@pytest.fixture(scope="module")
def outcomes():
    return run(make_cases(), LineAssistant(make_plan()))


def test_groups(outcomes):
    groups = summarise(outcomes).groups
    assert {name: found["passed"].count for name, found in groups["kind"].items()} == {
        "duty": 3, "funding": 1, "none": 5, "support": 1,
    }  # fmt: skip
    assert groups["plan"]["vi-du-2024"]["passed"].count == 5
    assert "recall_5" not in groups["kind"]["none"]  # nothing to find there: absent, not 0


def test_a_comparing_question_counts_in_each_of_its_plans(outcomes):
    both = outcomes[0].case.model_copy(update={"plans": ("a", "b")})
    assert set(summarise([dataclasses.replace(outcomes[0], case=both)]).groups["plan"]) == {"a", "b"}


def with_value(outcomes, name, values):
    return [
        dataclasses.replace(outcome, values={**outcome.values, name: value})
        for outcome, value in zip(outcomes, values, strict=False)
    ]


def test_a_lead_is_paired_and_positive_when_better(outcomes):
    ours = with_value(outcomes, "recall_5", [1.0, 1.0, None, 1.0])
    theirs = with_value(outcomes, "recall_5", [0.0, 0.5, 1.0, None])
    found = lead(ours, theirs, "recall_5")
    assert (found.difference, found.count) == (0.75, 2)
    assert 0.5 <= found.low <= found.high <= 1.0
    slower = with_value(outcomes, "seconds_p50", [2.0] * 4)
    faster = with_value(outcomes, "seconds_p50", [1.0] * 4)
    assert lead(faster, slower, "seconds_p50").difference == pytest.approx(1.0)
    assert lead(ours, with_value(outcomes, "recall_5", [None] * 4), "recall_5") is None
