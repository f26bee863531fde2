"""The question file: its form is checked, and errors name what is wrong."""

import unicodedata

import pytest

from eval.cases import Case, contains, contains_any, load_cases
from eval.errors import EvaluationError

GOOD = '- {id: d1, kind: duty, question: "Ai?", evidence: [["Sở Tài chính"]]}\n'


def test_a_list_file(tmp_path):
    (tmp_path / "q.yaml").write_text(GOOD, "utf-8")
    (case,) = load_cases(tmp_path / "q.yaml")
    assert case.id == "d1"
    assert case.answerable
    assert case.evidence == (("Sở Tài chính",),)


def test_a_file_that_includes_others(tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "one.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "part" / "two.yaml").write_text(GOOD.replace("d1", "d2"), "utf-8")
    (tmp_path / "q.yaml").write_text("include: [part/one.yaml, part/two.yaml]\n", "utf-8")
    assert [case.id for case in load_cases(tmp_path / "q.yaml")] == ["d1", "d2"]


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("[]", "eval_questions_none", ""),
        (GOOD + GOOD, "eval_questions_twice", "d1"),
        (GOOD.replace("evidence", "evidense"), "eval_questions_invalid", "evidense"),
        (GOOD.replace("duty", "duties"), "eval_questions_invalid", "d1: kind"),
        (GOOD.replace('[["Sở Tài chính"]]', '["Sở Tài chính"]'), "eval_questions_invalid", "evidence.0"),
        (GOOD.replace('[["Sở Tài chính"]]', '[[""]]'), "eval_questions_invalid", "evidence.0.0"),
        (GOOD.replace('[["Sở Tài chính"]]', "[[]]"), "eval_questions_invalid", "evidence.0"),
        (GOOD.replace('[["Sở Tài chính"]]', "[]"), "eval_questions_invalid", "needs evidence or facts"),
        ("- 7\n", "eval_questions_invalid", "#1"),
        ("include: [q.yaml]\n", "eval_questions_invalid", "includes itself"),
        ("include: [absent.yaml]\n", "eval_questions_unreadable", "absent.yaml"),
        ("a: [\n", "eval_questions_invalid", "line"),
        ("questions: []\n", "eval_questions_invalid", "list"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, code, named):
    file = tmp_path / "q.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(EvaluationError) as caught:
        load_cases(file)
    assert caught.value.code == code
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Sở  Tài\nchính chủ trì", "sở tài chính", True),
        (unicodedata.normalize("NFD", "Ngân sách tỉnh"), "NGÂN SÁCH TỈNH", True),
        ("Sở\u00a0Công Thương", "Sở Công Thương", True),
        ("so tai chinh", "Sở Tài chính", False),
        ("Sở Tài chính", "Sở Tài nguyên", False),
    ],
)
def test_comparison_folds_form_case_and_white_space_only(text, wanted, found):
    assert contains(text, wanted) is found
    assert contains_any(text, ["không có", wanted]) is found


def test_the_fingerprint_follows_what_is_judged_only():
    case = Case(id="a", kind="duty", question="Ai?", facts=[["x"]])
    assert case.fingerprint() == case.model_copy(update={"style": "terse", "author_note": "…"}).fingerprint()
    assert case.fingerprint() != case.model_copy(update={"facts": (("y",),)}).fingerprint()
    assert case.fingerprint() != case.model_copy(update={"forbids": ("z",)}).fingerprint()


def test_the_fixed_set_loads():
    assert len(load_cases()) >= 250
