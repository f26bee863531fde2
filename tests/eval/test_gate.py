"""Bars, baseline and the verdict."""

import dataclasses

import pytest
from line_assistant import LineAssistant, make_answer, make_cases, make_plan

from eval.baseline import changes, load_baseline, save_baseline
from eval.errors import EvaluationError
from eval.gate import Bars, check, load_bars, reaches
from eval.outcomes import BY_NAME, judge
from eval.report import system
from eval.runner import run, unfounded

PLAN = make_plan()
CASES = make_cases()


@pytest.fixture(scope="module")
def outcomes():
    return run(CASES, LineAssistant(PLAN))


@pytest.fixture
def baseline(tmp_path, outcomes):
    save_baseline(outcomes, tmp_path / "b.json")
    return load_baseline(tmp_path / "b.json")


def declined(outcome):
    return judge(outcome.case, make_answer(answered=False), 0.0, {PLAN.id: PLAN})


# --- bars ------------------------------------------------------------------------------------


def test_the_projects_own_bars_are_known_measures_and_no_goal_is_below_its_bar():
    bars = load_bars()
    assert bars.bars["verbatim"] == 1.0
    assert all(reaches(name, goal, bars.bars[name]) for name, goal in bars.goals.items() if name in bars.bars)


@pytest.mark.parametrize(
    "text",
    [
        "[bars]\nrecall5 = 0.9",
        "[bar]\nrecall_5 = 0.9",
        "[bars]\nrecall_5 = true",
        '[bars]\nrecall_5 = "x"',
        "[bars",
        "bars = 1",
    ],
)
def test_wrong_bars_are_named(tmp_path, text):
    (tmp_path / "bars.toml").write_text(text, "utf-8")
    with pytest.raises(EvaluationError):
        load_bars(tmp_path / "bars.toml")


@pytest.mark.parametrize(
    ("measure", "value", "held"),
    [
        ("recall_5", 0.95, True),
        ("recall_5", 0.9499, False),
        ("recall_5", sum([0.95] * 20) / 20, True),
        ("wrongly_declined", 0.95, True),
        ("wrongly_declined", 0.96, False),
    ],
)
def test_a_bar_is_held_in_the_measures_own_direction(measure, value, held):
    assert reaches(measure, value, 0.95) is held


def gate(outcomes, bars, baseline=None, *, whole_set=True):
    return check(outcomes, system("planchat", outcomes).summary.overall, bars, baseline, whole_set=whole_set)


def test_a_missed_bar_closes_the_gate(outcomes):
    assert gate(outcomes, Bars({"recall_5": 1.0}, {})).is_open
    worse = [declined(outcomes[0]), *outcomes[1:]]
    found = gate(worse, Bars({"recall_5": 1.0}, {}))
    assert not found.is_open
    assert [bar.measure for bar in found.missed] == ["recall_5"]


def test_a_bar_that_nothing_is_scored_on_is_missed_by_the_whole_set_only(outcomes):
    bars = Bars({"list_completeness": 0.5}, {})
    assert not gate(outcomes, bars).is_open
    assert gate(outcomes, bars, whole_set=False).is_open


def test_a_part_is_held_against_no_bars(outcomes):
    assert gate([declined(outcomes[0])], None, whole_set=False).bars == ()


# --- baseline --------------------------------------------------------------------------------


def test_the_same_outcome_changes_nothing(baseline, outcomes):
    assert changes(baseline, outcomes, whole_set=True) == ()


def test_a_question_that_passed_and_fails_closes_the_gate_and_says_what_changed(baseline, outcomes):
    (change,) = changes(baseline, [declined(outcomes[0]), *outcomes[1:]], whole_set=True)
    assert change.worse
    assert change.id == "a0"
    assert [reason.code for reason in change.what] == ["declined", "evidence", "fact", "rank", "cited"]
    assert change.what[3].detail == "1 → –"
    assert not gate([declined(outcomes[0]), *outcomes[1:]], None, baseline).is_open


def test_a_question_that_failed_may_pass(tmp_path, outcomes):
    save_baseline([declined(outcomes[0]), *outcomes[1:]], tmp_path / "b.json")
    (change,) = changes(load_baseline(tmp_path / "b.json"), outcomes, whole_set=True)
    assert not change.worse
    assert (change.passed_before, change.passed_now) == (False, True)


def test_dropping_a_question_does_not_hide_it(baseline, outcomes):
    (change,) = changes(baseline, outcomes[1:], whole_set=True)
    assert change.worse
    assert [reason.code for reason in change.what] == ["gone"]
    assert changes(baseline, outcomes[1:], whole_set=False) == ()


def test_rewording_a_question_does_not_hide_it_either(baseline, outcomes):
    reworded = declined(
        dataclasses.replace(outcomes[0], case=outcomes[0].case.model_copy(update={"question": "Ai?"}))
    )
    (change,) = changes(baseline, [reworded, *outcomes[1:]], whole_set=True)
    assert change.worse
    assert "reworded" in [reason.code for reason in change.what]
    # In another file the same id is another question.
    assert changes(baseline, [reworded], whole_set=False) == ()


def test_a_new_question_is_no_regression_even_if_it_fails(baseline, outcomes):
    case = outcomes[0].case.model_copy(update={"id": "x"})
    new = declined(dataclasses.replace(outcomes[0], case=case))
    (change,) = changes(baseline, [*outcomes, new], whole_set=True)
    assert not change.worse
    assert change.what[0].code == "new"


def test_no_baseline_and_a_broken_one(tmp_path):
    assert load_baseline(tmp_path / "none.json") is None
    (tmp_path / "b.json").write_text('{"question": {}}', "utf-8")
    with pytest.raises(EvaluationError):
        load_baseline(tmp_path / "b.json")


# --- the run ---------------------------------------------------------------------------------


def test_every_question_is_asked_in_order_with_its_history_and_without_restriction():
    seen = []

    class Listening(LineAssistant):
        def ask(self, question, history=(), plans=(), language=None):
            seen.append((question, tuple(history), tuple(plans)))
            return super().ask(question, history)

    case = CASES[0].model_copy(update={"history": ("Trước đó?",)})
    told = []
    found = run([case, CASES[1]], Listening(PLAN), told.append)
    # The first is asked twice: once untimed, to load what is loaded late.
    assert seen == [(case.question, ("Trước đó?",), ())] * 2 + [(CASES[1].question, (), ())]
    assert tuple(told) == found
    assert [outcome.case.id for outcome in found] == ["a0", "a1"]


def test_evidence_that_stands_in_no_plan_is_noticed():
    wrong = CASES[0].model_copy(update={"evidence": (("không đứng đâu cả",),)})
    absent = CASES[1].model_copy(update={"plans": ("vắng-2024",)})
    assert unfounded(CASES, [PLAN]) == ()
    assert unfounded([wrong, absent, CASES[2]], [PLAN]) == ("a0", "a1")


def test_small_talk_rests_on_no_source(outcomes):
    hello = CASES[5].model_copy(update={"kind": "smalltalk"})
    plans = {PLAN.id: PLAN}
    for answered in (True, False):
        kept = judge(hello, make_answer(answered=answered, lead="Chào bạn!"), 0.0, plans)
        assert kept.passed
        assert kept.values["abstention_recall"] is None
        assert kept.values["abstention_precision"] is None
    cited = judge(hello, make_answer(citations=outcomes[0].answer.citations), 0.0, plans)
    assert [reason.code for reason in cited.reasons] == ["needless"]


def test_every_measure_scores_something_here_or_is_about_lists_or_a_chat_model(outcomes):
    scored = {name for outcome in outcomes for name, value in outcome.values.items() if value is not None}
    assert set(BY_NAME) - scored == {"list_completeness", "worded", "statements_rejected"}
