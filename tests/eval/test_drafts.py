"""From a badly marked answer to a draft that a person completes."""

import json

import pytest
import yaml

from eval.cases import Case, load_cases
from eval.cli import draft_command
from eval.drafts import Feedback, drafts, read_feedback, write_drafts
from eval.errors import EvaluationError

KNOWN = [Case(id="d1", kind="duty", question="Ai chủ trì?", facts=[["x"]])]


def mark(question, rating="bad", **fields):
    return Feedback(question=question, rating=rating, answer="Sở Y tế.", **fields)


def test_only_what_was_marked_as_bad_and_is_not_asked_yet_and_once():
    marks = [
        mark("Vốn từ đâu?"),
        mark("Hay quá", "good"),
        mark("AI  chủ trì?"),
        mark("vốn từ đâu?"),
        mark(" "),
    ]
    (entry,) = drafts(marks, KNOWN, "vi")
    assert entry["question"] == "Vốn từ đâu?"


def test_the_same_words_after_other_questions_are_another_question():
    assert len(drafts([mark("Ai chủ trì?", history=("Ở Kon Tum?",))], KNOWN, "vi")) == 1


def test_a_draft_is_no_question_until_a_person_completed_it(tmp_path):
    file = tmp_path / "drafts.yaml"
    entries = drafts([mark("Vốn từ đâu?", reason="thiếu nguồn")], KNOWN, "vi")
    assert write_drafts(entries, file, "vi") == 1
    with pytest.raises(EvaluationError, match="kind"):
        load_cases(file)
    (entry,) = yaml.safe_load(file.read_text("utf-8"))
    assert "thiếu nguồn" in entry["author_note"]
    file.write_text(yaml.safe_dump([entry | {"kind": "funding", "facts": [["ngân sách"]]}]), "utf-8")
    assert load_cases(file)[0].question == "Vốn từ đâu?"


def test_what_a_person_began_is_kept(tmp_path):
    file = tmp_path / "drafts.yaml"
    first = drafts([mark("Một?")], [], "vi")
    write_drafts(first, file, "vi")
    file.write_text(file.read_text("utf-8").replace("CẦN BỔ SUNG", "funding"), "utf-8")
    assert write_drafts([*first, *drafts([mark("Hai?")], [], "vi")], file, "vi") == 1
    entries = yaml.safe_load(file.read_text("utf-8"))
    assert [entry["question"] for entry in entries] == ["Một?", "Hai?"]
    assert entries[0]["kind"] == "funding"


def test_feedback_file(tmp_path):
    file = tmp_path / "feedback.jsonl"
    assert read_feedback(file) == ()
    good = {
        "question": "Ai?",
        "answer": "…",
        "rating": "bad",
        "reason": None,
        "time": "later fields are no error",
    }
    file.write_text(json.dumps(good) + "\n\n", "utf-8")
    assert read_feedback(file)[0].bad
    file.write_text(json.dumps(good) + "\nkhông\n", "utf-8")
    with pytest.raises(EvaluationError) as caught:
        read_feedback(file)
    assert caught.value.params["line"] == 2


@pytest.mark.parametrize(("rating", "bad"), [("bad", True), ("down", True), (-1, True), (0, True), (False, True), ("good", False), (1, False), (True, False)])  # fmt: skip  # noqa: E501
def test_ratings(rating, bad):
    assert mark("?", rating).bad is bad


def test_the_command(tmp_path, capsys):
    assert draft_command(home=tmp_path) == 0
    (tmp_path / "feedback.jsonl").write_text('{"question": "Một câu mới toanh?", "rating": "bad"}\n', "utf-8")
    assert draft_command(home=tmp_path) == 1
    assert draft_command(home=tmp_path) == 0  # a second run adds nothing
    assert len(yaml.safe_load((tmp_path / "drafts.yaml").read_text("utf-8"))) == 1
