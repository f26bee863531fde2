"""The answerable questions, checked against the plans they were written from."""

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "eval" / "questions"
PLANS = ROOT / "corpus"

FIELDS = {
    "id", "kind", "question", "history", "plans", "evidence", "facts", "forbids", "answerable",
    "style", "audience", "compare", "author_note", "complete",
}  # fmt: skip
STYLES = {"formal", "colloquial", "terse", "noaccent", "abbrev", "english", "paraphrase"}
AT_LEAST_BY_KIND = {"duty": 45, "target": 42, "funding": 42, "support": 42, "general": 32}
AT_LEAST_PER_PLAN = 42
# "- ", "+ ", "1. ", "2.1. ", "a) ": a marker that a quotation of the whole line may leave out
MARKER = re.compile(r"^(?:[-+]|\d+(?:\.\d+)*\.|[a-z]\)|[IVX]+\.)\s+")


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def read(name: str) -> list[dict]:
    return yaml.safe_load((QUESTIONS / name).read_text(encoding="utf-8"))


@cache
def printed_lines(plan: str) -> tuple[str, ...]:
    lines = (PLANS / f"{plan}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(fold(line) for line in lines if line.strip())


def lines_holding(text: str, plans: list[str]) -> list[str]:
    return [line for plan in plans for line in printed_lines(plan) if fold(text) in line]


def is_whole_line(text: str, lines: list[str]) -> bool:
    return any(fold(text) in (line, MARKER.sub("", line)) for line in lines)


ANSWERABLE = read("answerable.yaml")
RETRIEVAL = read("retrieval40.yaml")
EVERY = [pytest.param(q, id=q["id"]) for q in ANSWERABLE + RETRIEVAL]
FIXED = [pytest.param(q, id=q["id"]) for q in ANSWERABLE]


def test_ids_are_unique():
    ids = [q["id"] for q in ANSWERABLE + RETRIEVAL]
    assert [i for i, n in Counter(ids).items() if n > 1] == []


def test_questions_are_unique():
    asked = [(fold(q["question"]), tuple(q.get("history", ()))) for q in ANSWERABLE + RETRIEVAL]
    assert [i for i, n in Counter(asked).items() if n > 1] == []


@pytest.mark.parametrize("question", EVERY)
def test_fields(question: dict):
    assert set(question) <= FIELDS
    assert question["kind"] in AT_LEAST_BY_KIND
    assert question["style"] in STYLES
    assert question["question"].strip() == question["question"] != ""
    assert question["plans"]
    assert len(set(question["plans"])) == len(question["plans"])
    assert all((PLANS / f"{plan}.txt").is_file() for plan in question["plans"])


@pytest.mark.parametrize("question", EVERY)
def test_evidence_stands_verbatim_in_one_printed_unit(question: dict):
    """Eight to twenty-five words, or a whole printed line where the line is shorter."""
    assert question["evidence"]
    for alternatives in question["evidence"]:
        assert alternatives
        for text in alternatives:
            lines = lines_holding(text, question["plans"])
            assert lines, f"not in {question['plans']}: {text}"
            words = len(text.split())
            assert words <= 25, f"{words} words: {text}"
            assert words >= 8 or is_whole_line(text, lines), f"{words} words, not a whole line: {text}"


@pytest.mark.parametrize("question", EVERY)
def test_every_plan_named_gives_evidence(question: dict):
    texts = [text for alternatives in question["evidence"] for text in alternatives]
    for plan in question["plans"]:
        assert any(lines_holding(text, [plan]) for text in texts), plan


@pytest.mark.parametrize("question", FIXED)
def test_facts_are_printed_in_the_plans(question: dict):
    """Of each group of alternatives at least one is in the plans' own words (the others may be English)."""
    assert question["answerable"] is True
    assert question["audience"] in {"manager", "official"}
    assert question["facts"]
    for alternatives in question["facts"]:
        assert any(lines_holding(text, question["plans"]) for text in alternatives), alternatives


@pytest.mark.parametrize("question", FIXED)
def test_what_is_forbidden_is_no_fact_and_not_in_the_evidence(question: dict):
    wanted = [text for field in ("facts", "evidence") for group in question[field] for text in group]
    for wrong in question.get("forbids", []):
        assert not any(fold(wrong) in fold(text) for text in wanted), wrong


@pytest.mark.parametrize("question", EVERY)
def test_accents_fit_the_style(question: dict):
    if question["style"] in {"abbrev", "terse"}:
        pytest.skip("typed either way")
    decomposed = unicodedata.normalize("NFD", question["question"].casefold())
    has_accents = "đ" in decomposed or any(unicodedata.combining(letter) for letter in decomposed)
    assert has_accents is (question["style"] not in {"noaccent", "english"})


@pytest.mark.parametrize("question", FIXED)
def test_comparing_questions_draw_on_two_plans_or_more(question: dict):
    if question.get("compare"):
        assert len(question["plans"]) >= 2
        assert len(question["evidence"]) >= 2


def test_counts():
    kinds = Counter(q["kind"] for q in ANSWERABLE)
    styles = Counter(q["style"] for q in ANSWERABLE)
    plans = Counter(plan for q in ANSWERABLE for plan in q["plans"])
    assert {kind: n for kind, n in AT_LEAST_BY_KIND.items() if kinds[kind] < n} == {}
    assert styles["noaccent"] + styles["abbrev"] >= 44
    assert styles["english"] >= 20
    assert sum(bool(q.get("compare")) for q in ANSWERABLE) >= 16
    assert sum(bool(q.get("history")) for q in ANSWERABLE) >= 32
    assert len(plans) == 5
    assert min(plans.values()) >= AT_LEAST_PER_PLAN


def test_retrieval_forty():
    assert len(RETRIEVAL) == 40
    assert set(Counter(plan for q in RETRIEVAL for plan in q["plans"]).values()) == {8}
    assert sum(q["style"] == "noaccent" for q in RETRIEVAL) <= 4
