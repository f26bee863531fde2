"""Marks that readers set are kept whole, whoever writes at the same time."""

import json
import threading
from dataclasses import asdict, replace

from app.feedback import Feedback, Mark
from eval.drafts import read_feedback

MARK = Mark("Vốn từ đâu?", ("Ở Kon Tum?",), "Ngân sách. [1]", "bad", "thiếu\nmột nguồn")


def test_a_mark_is_one_line_that_the_drafts_are_made_from(tmp_path):
    feedback = Feedback(tmp_path / "new")
    feedback.add(MARK)
    (line,) = feedback.file.read_text("utf-8").splitlines()
    assert json.loads(line) == {**asdict(MARK), "history": ["Ở Kon Tum?"]}
    (read,) = read_feedback(feedback.file)
    assert read.bad
    assert (read.question, read.history, read.reason) == (MARK.question, MARK.history, MARK.reason)


def test_a_changed_mind_replaces_one_mark_and_no_other(tmp_path):
    feedback = Feedback(tmp_path)
    other = replace(MARK, question="Ai chủ trì?")
    for mark in (MARK, other, MARK):  # two readers marked alike
        feedback.add(mark)
    feedback.add(replace(MARK, rating="good", reason=""), instead_of=MARK)
    assert [(one.question, one.bad) for one in read_feedback(feedback.file)] == [
        (MARK.question, True),
        (other.question, True),
        (MARK.question, False),
    ]


def test_an_earlier_mark_that_is_gone_is_no_error(tmp_path):
    feedback = Feedback(tmp_path)
    feedback.add(MARK, instead_of=replace(MARK, rating="good"))
    assert len(read_feedback(feedback.file)) == 1


def test_many_at_once_lose_nothing(tmp_path):
    marks = [replace(MARK, question=f"Câu {number}?") for number in range(40)]

    def work(some):
        own = Feedback(tmp_path)  # as another process would have
        for mark in some:
            own.add(mark)
            own.add(replace(mark, rating="good"), instead_of=mark)

    threads = [threading.Thread(target=work, args=(marks[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = read_feedback(tmp_path / "feedback.jsonl")
    assert sorted(one.question for one in read) == sorted(mark.question for mark in marks)
    assert not any(one.bad for one in read)
