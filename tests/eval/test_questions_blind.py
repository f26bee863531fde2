"""The questions of blind.yaml, checked against the plans they were written from."""

from pathlib import Path

import pytest

from eval.cases import load_cases
from ingest.vietnamese import fold

ROOT = Path(__file__).parents[2]
CASES = load_cases(ROOT / "eval" / "questions" / "blind.yaml")
PLANS = {file.stem: file.read_text("utf-8").splitlines() for file in (ROOT / "corpus").glob("*.txt")}


def test_there_are_sixty_of_each_in_two_like_halves():
    for answerable in (True, False):
        halves = [case.id[:2] for case in CASES if case.answerable == answerable]
        assert len(halves) >= 60
        assert set(halves) == {"bt", "bh"}
        assert abs(halves.count("bt") - halves.count("bh")) <= 1


def test_no_question_stands_in_the_fixed_set_as_well():
    fixed = {fold(case.question) for case in load_cases() if case.id not in {one.id for one in CASES}}
    assert [case.id for case in CASES if fold(case.question) in fixed] == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES if case.answerable])
def test_evidence_and_facts_stand_verbatim_in_the_plan(case):
    lines = [fold(line) for plan in case.plans for line in PLANS[plan]]
    for group in case.evidence:
        assert all(any(fold(text) in line for line in lines) for text in group)
    for group in case.facts:
        assert all(any(fold(text) in line for line in lines) for text in group)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES if not case.answerable])
def test_what_is_not_told_says_why(case):
    assert case.why
    assert not case.evidence
    assert not case.facts
    assert set(case.plans) <= set(PLANS)
