"""Breaking the assistant on purpose closes the gate, and the report names what broke."""

import pytest
from line_assistant import LineAssistant, make_cases, make_plan
from sabotages import Broken, answer_everything, change_a_number_in_a_quote, shuffle_citations

from eval.baseline import load_baseline, save_baseline
from eval.gate import check, load_bars
from eval.report import system
from eval.runner import run

CASES = make_cases()


@pytest.fixture(scope="module")
def accepted(tmp_path_factory):
    file = tmp_path_factory.mktemp("accepted") / "baseline.json"
    save_baseline(run(CASES, LineAssistant(make_plan())), file)
    return load_baseline(file)


def verdict(subject, accepted):
    own = system("planchat", run(CASES, subject))
    return check(own.outcomes, own.summary.overall, load_bars(), accepted, whole_set=True)


def missed(found):
    return {bar.measure for bar in found.missed}


def test_the_sound_assistant_passes_the_real_bars(accepted):
    found = verdict(LineAssistant(make_plan()), accepted)
    assert found.is_open
    assert found.changes == ()


def test_without_the_lexical_part(accepted):
    found = verdict(LineAssistant(make_plan(), lexical=False), accepted)
    assert {"mrr_10", "citation_recall", "fact_recall"} <= missed(found)
    assert {change.id for change in found.worse} >= {"a1", "a2"}
    assert all(any(reason.code == "rank" for reason in change.what) for change in found.worse)


def test_shuffled_citations(accepted):
    found = verdict(Broken(LineAssistant(make_plan()), shuffle_citations()), accepted)
    assert {"citation_recall", "citation_precision"} <= missed(found)
    assert {reason.code for change in found.worse for reason in change.what} == {"evidence"}


def test_a_changed_number_in_a_quote(accepted):
    found = verdict(Broken(LineAssistant(make_plan()), change_a_number_in_a_quote), accepted)
    assert missed(found) == {"verbatim"}
    assert {change.id for change in found.worse} == {"a0", "a1", "a2"}  # the lines that hold a number
    assert {reason.code for change in found.worse for reason in change.what} == {"altered"}


def test_answering_everything(accepted):
    sound = LineAssistant(make_plan())
    found = verdict(Broken(sound, answer_everything(sound.plans())), accepted)
    assert "abstention_recall" in missed(found)
    assert {change.id for change in found.worse} == {"n0", "n1", "n2", "n3", "n4"}


def test_an_assistant_that_raises(accepted):
    class Raising(LineAssistant):
        def ask(self, question, history=(), plans=(), language=None):
            raise ZeroDivisionError("boom")

    found = verdict(Raising(make_plan()), accepted)
    assert {change.id for change in found.worse} == {case.id for case in CASES}
    assert all("boom" in change.what[0].detail for change in found.worse)


def test_declining_everything(accepted):
    class Mute(LineAssistant):
        def ask(self, question, history=(), plans=(), language=None):
            return super().ask("?!x", ())

    found = verdict(Mute(make_plan()), accepted)
    assert {"wrongly_declined", "citation_recall", "fact_recall"} <= missed(found)
