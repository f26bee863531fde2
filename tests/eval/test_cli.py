"""`planchat eval`: exit status, what is written, and what is refused."""

import json

import pytest
from line_assistant import LineAssistant, make_cases, make_plan

from app.settings import Settings
from eval import cli, evaluation
from eval.baseline import load_baseline
from eval.errors import EvaluationError
from eval.evaluation import Selection

PLAN = make_plan()


@pytest.fixture
def selection(tmp_path, monkeypatch):
    file = tmp_path / "q.yaml"
    file.write_text(json.dumps([case.model_dump(mode="json") for case in make_cases()]), "utf-8")
    monkeypatch.setattr(evaluation, "QUESTIONS", file)  # it is the fixed set here
    return Selection(file, baseline=tmp_path / "baseline.json")


def test_accepting_then_holding_then_breaking(selection, tmp_path, capsys):
    sound, broken = LineAssistant(PLAN), LineAssistant(PLAN, lexical=False)
    assert cli.eval_command(selection, subject=sound, accept=True) == 0
    first = load_baseline(selection.baseline)
    assert all(question.passed for question in first.questions.values())
    assert cli.eval_command(selection, subject=sound, out=tmp_path / "out") == 0
    assert (tmp_path / "out" / "eval.html").exists()
    capsys.readouterr()
    assert cli.eval_command(selection, subject=broken) == 1
    assert "a1" in capsys.readouterr().out
    assert load_baseline(selection.baseline) == first  # only --accept changes it
    # Accepting shows the difference, and a missed bar still closes the gate.
    assert cli.eval_command(selection, subject=broken, accept=True, language="en") == 1
    assert "Worse than the accepted baseline" in capsys.readouterr().out
    assert load_baseline(selection.baseline) != first


@pytest.mark.parametrize("part", [{"limit": 3}, {"only_kinds": ("duty",)}, {"only_plans": (PLAN.id,)}])
def test_a_part_is_not_accepted_and_has_no_bars(selection, part, capsys):
    chosen = Selection(selection.questions, baseline=selection.baseline, **part)
    with pytest.raises(EvaluationError, match="eval_accept_part"):
        cli.eval_command(chosen, subject=LineAssistant(PLAN), accept=True)
    assert cli.eval_command(chosen, subject=LineAssistant(PLAN)) == 0
    assert not selection.baseline.exists()


def test_another_file_is_held_to_the_bars_but_not_accepted(selection, tmp_path, capsys):
    other = tmp_path / "other.yaml"
    other.write_text(selection.questions.read_text("utf-8"), "utf-8")
    chosen = Selection(other, baseline=selection.baseline)
    assert cli.eval_command(chosen, subject=LineAssistant(PLAN)) == 0
    assert cli.eval_command(chosen, subject=LineAssistant(PLAN, lexical=False)) == 1
    with pytest.raises(EvaluationError, match="eval_accept_part"):
        cli.eval_command(chosen, subject=LineAssistant(PLAN), accept=True)


def test_filters_that_leave_nothing_are_told(tmp_path, capsys):
    assert cli.main(["--kind", "no-such-kind"]) == cli.CANNOT_RUN
    assert "questions.yaml" in capsys.readouterr().err.replace("\n", "")
    assert cli.main(["--questions", str(tmp_path / "absent.yaml")]) == cli.CANNOT_RUN
    assert cli.main(["--no-such-option"]) == cli.CANNOT_RUN


def test_help_in_both_languages(monkeypatch, capsys):
    for language, word in (("vi", "ngưỡng"), ("en", "bar")):
        monkeypatch.setenv("PLANCHAT_LANGUAGE", language)
        assert cli.main(["--help"]) == 0
        assert word in capsys.readouterr().out


def test_a_baseline_is_never_made_of_a_models_words(selection):
    with pytest.raises(EvaluationError, match="eval_accept_writer"):
        cli.eval_command(selection, subject=LineAssistant(PLAN), accept=True, writer=cli.Writer.MODEL)


def test_measuring_a_model_needs_one(selection):
    with pytest.raises(EvaluationError, match="eval_writer_unset"):
        cli.eval_command(selection, writer=cli.Writer.BOTH, settings=Settings())
