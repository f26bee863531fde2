"""The whole fixed set, asked of the real assistant: the gate is open, and shuts on what is broken."""

from __future__ import annotations

import pytest
from sabotages import Broken, answer_everything, change_a_number_in_a_quote, shuffle_citations

from app.assistant import Assistant
from eval.evaluation import Selection, evaluate

PART = 120  # questions that are asked anew of an assistant without its lexical search


class Remembered:
    """The assistant, asked each question once however often the set is run."""

    def __init__(self, assistant):
        self.assistant = assistant
        self.answers = {}

    def plans(self):
        return self.assistant.plans()

    def ask(self, question, history=(), plans=(), language=None):
        asked = (question, tuple(history), tuple(plans), language)
        if asked not in self.answers:
            self.answers[asked] = self.assistant.ask(question, history, plans, language)
        return self.answers[asked]


@pytest.fixture(scope="module")
def remembered(assistant):
    return Remembered(assistant)


def why(report):
    missed = [f"{check.measure}: {check.value} < {check.bar}" for check in report.verdict.missed]
    return missed + [str(change) for change in report.verdict.worse]


def test_the_gate_is_open(remembered):
    report = evaluate(Selection(), remembered)
    assert not report.unfounded
    assert report.verdict.is_open, why(report)


@pytest.mark.parametrize("damage", ["citations", "numbers", "refusals"])
def test_the_gate_shuts_on_broken_answers(remembered, damage):
    breaks = {
        "citations": shuffle_citations(),
        "numbers": change_a_number_in_a_quote,
        "refusals": answer_everything(remembered.plans()),
    }
    report = evaluate(Selection(), Broken(remembered, breaks[damage]))
    assert not report.verdict.is_open


def test_the_gate_shuts_when_the_lexical_search_is_lost(library, remembered, monkeypatch):
    import numpy as np

    from app.lexical import LexicalIndex

    monkeypatch.setattr(LexicalIndex, "scores", lambda self, *_, **__: np.zeros(self.size))
    report = evaluate(Selection(limit=PART), Assistant(library))
    assert report.verdict.worse
