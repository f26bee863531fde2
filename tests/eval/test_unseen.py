"""Questions of authors who saw no answer: true to their plans, and answered well enough on every change."""

from datetime import date
from pathlib import Path

import pytest

from app.assistant import Assistant
from eval.cases import load_cases
from eval.outcomes import judge
from ingest.embedding import BUNDLED, open_embedder
from ingest.library import Library
from ingest.reading import READING_VERSION, read_plan
from ingest.vietnamese import fold

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "corpus").glob("*.txt"))
INVENTED = sorted((ROOT / "tests" / "ingest" / "plans").glob("*.txt"))
TEXTS = {file.stem: " ".join(fold(file.read_text("utf-8")).split()) for file in (*SHIPPED, *INVENTED)}
FILES = {
    "fresh": ROOT / "eval" / "questions" / "fresh.yaml",
    "shipped": ROOT / "eval" / "questions" / "unseen.yaml",
    "strangers": ROOT / "eval" / "questions" / "strangers.yaml",
    "invented": ROOT / "tests" / "eval" / "questions" / "invented.yaml",
}


@pytest.fixture(scope="module")
def invented(home, tmp_path_factory):
    library = Library(tmp_path_factory.mktemp("invented"), open_embedder(BUNDLED, home))
    library.add(INVENTED, read_plan, version=READING_VERSION)
    yield Assistant(library, today=date(2026, 3, 1))
    library.close()


@pytest.mark.parametrize("name", FILES)
def test_evidence_and_facts_stand_in_the_plans(name):
    cases = load_cases(FILES[name])
    wrong = [
        (case.id, group)
        for case in cases
        for group in (*case.evidence, *case.facts)
        if not any(" ".join(fold(text).split()) in TEXTS[plan] for text in group for plan in case.plans)
    ]
    assert wrong == []
    assert all(case.evidence or not case.answerable for case in cases)


@pytest.mark.parametrize("name", FILES)
def test_none_is_of_the_fixed_set(name):
    fixed = {fold(case.question) for case in load_cases() if not case.history}
    assert [
        case.id for case in load_cases(FILES[name]) if not case.history and fold(case.question) in fixed
    ] == []


def outcomes_of(name, letters, asked, *, every=False):
    """Return the outcomes of the questions whose ids begin with one of `letters`: even ones, or every one."""
    plans = {plan.id: plan for plan in asked.plans()}
    return [
        judge(case, asked.ask(case.question, history=case.history), 0.0, plans)
        for case in load_cases(FILES[name])
        if case.id[0] in letters and case.id[1:].isdigit() and (every or int(case.id[1:]) % 2 == 0)
    ]


def mean(outcomes, measure):
    values = [one.values[measure] for one in outcomes if one.values[measure] is not None]
    return sum(values) / len(values)


def test_those_never_mended_for_are_declined_and_answered_as_asked_for(assistant, invented):
    """97 of 100 declined, 3 of 100 wrongly declined, when they were first asked."""
    outcomes = outcomes_of("strangers", "b", assistant, every=True)
    outcomes += outcomes_of("invented", "l", invented, every=True)
    assert mean(outcomes, "verbatim") == 1
    assert mean(outcomes, "abstention_recall") >= 0.95
    assert mean(outcomes, "wrongly_declined") <= 0.03
    assert mean(outcomes, "passed") >= 0.92


@pytest.mark.parametrize(
    ("name", "letters", "passed", "declined", "wrongly_declined"),
    [
        ("strangers", "p", 0.92, 0.92, 0.04),
        ("invented", "q", 0.92, 0.95, 0.05),
        # The second half of what was mended for, `r` and `s`, and of the last that were.
        ("strangers", "rai", 0.87, 0.94, 0.06),
        ("invented", "sej", 0.9, 0.95, 0.06),
        # Floors a few questions below what was measured: .886, .939 and .044 on the even numbers of `w`
        # and `n`, .91, .975 and .05 on those of `z` and `k`; in the farthest words .63 and .73 passed.
        ("strangers", "wn", 0.85, 0.9, 0.07),
        ("invented", "zk", 0.87, 0.94, 0.08),
        ("strangers", "v", 0.58, 0.8, 0.3),
        ("invented", "o", 0.68, 0.6, 0.25),
    ],
)
def test_they_are_answered_or_declined_as_the_plans_tell(
    name, letters, passed, declined, wrongly_declined, assistant, invented
):
    """Of those that were mended for, the odd numbers, nothing is told: they say less of unseen ones."""
    outcomes = outcomes_of(name, letters, invented if name == "invented" else assistant)
    assert mean(outcomes, "verbatim") == 1
    assert mean(outcomes, "abstention_recall") >= declined
    assert mean(outcomes, "wrongly_declined") <= wrongly_declined
    assert mean(outcomes, "passed") >= passed
