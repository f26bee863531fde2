"""The unanswerable questions and the understanding set, checked against the plans they were written from."""

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
PLAN_IDS = sorted(path.stem for path in PLANS.glob("*.txt"))

KINDS = {"duty", "target", "funding", "support", "general"}
STYLES = {"formal", "colloquial", "terse", "noaccent", "abbrev", "english", "paraphrase"}
UNANSWERABLE_FIELDS = {
    "id", "kind", "question", "plans", "evidence", "facts", "answerable", "forbids", "style", "audience",
    "near_miss", "why", "nearest",
}  # fmt: skip
FIELDS = {
    "pairs": {"id", "question", "typed", "how", "kind", "plans", "evidence", "half"},
    "dialogues": {"id", "history", "question", "scope", "plans", "evidence", "change", "half"},
    "scope": {"id", "question", "scope", "answerable", "plans", "evidence", "why", "half"},
    "english": {"id", "question", "kind", "plans", "evidence", "half"},
}
COUNTS = {"pairs": 64, "dialogues": 42, "scope": 24, "english": 20}
HOW = {"noaccent", "partial", "oldtone", "nfd", "capitals", "teencode", "spacing", "typo"}
OPTIONAL = {"change", "why", "nearest", "forbids"}
# "- ", "+ ", "1. ", "2.1. ", "a) ": a marker that a quotation of the whole line may leave out
MARKER = re.compile(r"^(?:[-+]|\d+(?:\.\d+)*\.|[a-z]\)|[IVX]+\.)\s+")


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def has_accents(text: str) -> bool:
    return "đ" in text.lower() or any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", text))


def bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9 ]", "", "".join(c for c in decomposed if not unicodedata.combining(c)))


def read(name: str):
    return yaml.safe_load((QUESTIONS / name).read_text(encoding="utf-8"))


@cache
def printed_lines(plan: str) -> tuple[str, ...]:
    lines = (PLANS / f"{plan}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(fold(line) for line in lines if line.strip())


def lines_holding(text: str, plans: list[str]) -> list[str]:
    return [line for plan in plans for line in printed_lines(plan) if fold(text) in line]


def is_whole_line(text: str, lines: list[str]) -> bool:
    return any(fold(text) in (line, MARKER.sub("", line)) for line in lines)


UNANSWERABLE = read("unanswerable.yaml")
UNDERSTANDING = read("understanding.yaml")
NONE = [pytest.param(q, id=q["id"]) for q in UNANSWERABLE]
EVERY = [pytest.param(name, e, id=e["id"]) for name, entries in UNDERSTANDING.items() for e in entries]
PAIRS = [pytest.param(q, id=q["id"]) for q in UNDERSTANDING["pairs"]]
SCOPED = [pytest.param(q, id=q["id"]) for q in UNDERSTANDING["dialogues"] + UNDERSTANDING["scope"]]


# --- what the plans do not answer ------------------------------------------------------------


def test_ids_are_unique():
    ids = [q["id"] for q in UNANSWERABLE] + [e["id"] for entries in UNDERSTANDING.values() for e in entries]
    assert [i for i, n in Counter(ids).items() if n > 1] == []


def test_questions_are_unique_over_all_files():
    """Also over the answerable ones, so that no held entry is tuned on by accident."""
    asked = [(fold(q["question"]), ()) for q in UNANSWERABLE]
    for name in ("answerable.yaml", "retrieval40.yaml"):
        if (QUESTIONS / name).is_file():
            asked += [(fold(q["question"]), tuple(q.get("history", ()))) for q in read(name)]
    for entries in UNDERSTANDING.values():
        asked += [(fold(e["question"]), tuple(e.get("history", ()))) for e in entries]
    assert [i for i, n in Counter(asked).items() if n > 1] == []


@pytest.mark.parametrize("question", NONE)
def test_unanswerable_fields(question: dict):
    assert UNANSWERABLE_FIELDS - OPTIONAL <= set(question) <= UNANSWERABLE_FIELDS
    assert question["id"][0] == {"none": "n", "smalltalk": "m"}[question["kind"]]
    assert question["answerable"] is False
    assert question["evidence"] == question["facts"] == []
    assert question["style"] in STYLES
    assert question["audience"] in {"manager", "official"}
    assert isinstance(question["near_miss"], bool)
    assert set(question["plans"]) <= set(PLAN_IDS)
    assert "\n" not in question["why"]
    if question["kind"] == "smalltalk":
        assert not question["near_miss"]


@pytest.mark.parametrize("question", NONE)
def test_accents_fit_the_style(question: dict):
    if question["style"] in {"noaccent", "english"}:
        assert not has_accents(question["question"])
    elif question["style"] not in {"abbrev", "terse"}:
        assert has_accents(question["question"])


@pytest.mark.parametrize("question", [q for q in NONE if "nearest" in q.values[0]])
def test_what_is_nearest_is_printed(question: dict):
    lines = lines_holding(question["nearest"], question["plans"] or PLAN_IDS)
    assert lines
    assert len(question["nearest"].split()) >= 4 or is_whole_line(question["nearest"], lines)


@pytest.mark.parametrize("question", [q for q in NONE if "forbids" in q.values[0]])
def test_what_is_forbidden_could_be_said_and_is_not_wanted(question: dict):
    """It is printed in some plan, and neither echoed from the question nor the nearest thing to offer."""
    for wrong in question["forbids"]:
        assert lines_holding(wrong, PLAN_IDS), wrong
        assert fold(wrong) not in fold(question["question"])
        assert fold(wrong) not in fold(question.get("nearest", ""))


def test_unanswerable_counts():
    kinds = Counter(q["kind"] for q in UNANSWERABLE)
    asked_about = Counter(plan for q in UNANSWERABLE for plan in q["plans"])
    assert kinds["none"] >= 64
    assert kinds["smalltalk"] == 6
    assert sum(q["near_miss"] for q in UNANSWERABLE) * 2 >= len(UNANSWERABLE)
    assert min(asked_about[plan] for plan in PLAN_IDS) >= 8


# --- how a question is understood ------------------------------------------------------------


@pytest.mark.parametrize(("name", "entry"), EVERY)
def test_fields(name: str, entry: dict):
    assert FIELDS[name] - OPTIONAL <= set(entry) <= FIELDS[name]
    assert entry["question"].strip() == entry["question"] != ""
    assert set(entry["plans"]) <= set(PLAN_IDS)
    assert len(set(entry["plans"])) == len(entry["plans"])
    if "kind" in entry:
        assert entry["kind"] in KINDS


@pytest.mark.parametrize(("name", "entry"), EVERY)
def test_evidence_stands_verbatim_in_one_printed_unit(name: str, entry: dict):
    """Eight to twenty-five words, or a whole printed line where the line is shorter."""
    assert bool(entry["evidence"]) is bool(entry["plans"]) is entry.get("answerable", True)
    for alternatives in entry["evidence"]:
        assert alternatives
        for text in alternatives:
            lines = lines_holding(text, entry["plans"])
            assert lines, f"not in {entry['plans']}: {text}"
            words = len(text.split())
            assert words <= 25, f"{words} words: {text}"
            assert words >= 8 or is_whole_line(text, lines), f"{words} words, not a whole line: {text}"
    texts = [text for alternatives in entry["evidence"] for text in alternatives]
    for plan in entry["plans"]:
        assert any(lines_holding(text, [plan]) for text in texts), plan


@pytest.mark.parametrize("name", COUNTS)
def test_every_second_entry_is_held(name: str):
    halves = [entry["half"] for entry in UNDERSTANDING[name]]
    assert len(halves) == COUNTS[name]
    assert set(halves[::2]) == {"tune"}
    assert set(halves[1::2]) == {"held"}


@pytest.mark.parametrize("pair", PAIRS)
def test_typed_is_what_how_says(pair: dict):
    natural, typed, how = pair["question"], pair["typed"], set(pair["how"])
    assert natural == unicodedata.normalize("NFC", natural)
    assert has_accents(natural)
    assert typed != natural
    assert how
    assert how <= HOW
    assert has_accents(typed) is ("noaccent" not in how)
    assert (typed == typed.upper()) is ("capitals" in how)
    assert (typed != unicodedata.normalize("NFC", typed)) is ("nfd" in how)
    if how <= {"noaccent", "oldtone", "nfd", "capitals"} and len(typed) > 60:
        assert bare(typed) == bare(natural)


def test_pairs_cover_plans_kinds_and_ways_of_typing():
    pairs = UNDERSTANDING["pairs"]
    cells = Counter((plan, pair["kind"]) for pair in pairs for plan in pair["plans"])
    assert all(cells[plan, kind] for plan in PLAN_IDS for kind in KINDS)
    assert min(Counter(plan for pair in pairs for plan in pair["plans"]).values()) >= 12
    ways = Counter(way for pair in pairs for way in pair["how"])
    assert all(ways[way] >= 4 for way in HOW), ways
    for half in ("tune", "held"):
        assert {way for pair in pairs if pair["half"] == half for way in pair["how"]} == HOW


@pytest.mark.parametrize("entry", SCOPED)
def test_scope(entry: dict):
    scope = entry["scope"]
    kind = {"kind"} if "history" in entry else set()
    required = {"plans", "agency", "year"} | kind
    assert required <= set(scope) <= required | {"older", "documents", "outside"}
    if "outside" in scope:
        assert not any(fold(scope["outside"]) in line for plan in PLAN_IDS for line in printed_lines(plan))
        assert scope["plans"] == [] == entry["plans"]
    assert set(scope["plans"]) <= set(PLAN_IDS)
    assert scope["agency"] is None or scope["agency"].strip()
    assert scope["year"] is None or 2020 <= scope["year"] <= 2035
    if kind:
        assert scope["kind"] in KINDS
    if scope["plans"] and entry["plans"]:
        assert set(entry["plans"]) <= set(scope["plans"])
    if scope["year"]:
        said = " ".join([*entry.get("history", ()), entry["question"]])
        assert str(scope["year"]) in said


@pytest.mark.parametrize("entry", [e for e in SCOPED if "older" in e.values[0]["scope"]])
def test_older_names_of_agencies_are_printed(entry: dict):
    lines = [line.replace(" - ", " ") for plan in entry["plans"] for line in printed_lines(plan)]
    for name in entry["scope"]["older"]:
        assert any(fold(name).replace(" - ", " ") in line for line in lines), name


@pytest.mark.parametrize("entry", [e for e in SCOPED if "documents" in e.values[0]["scope"]])
def test_documents_are_printed(entry: dict):
    for document in entry["scope"]["documents"]:
        assert all(lines_holding(document, [plan]) for plan in entry["plans"]), document


def test_dialogues_have_two_to_four_turns_and_some_change_the_topic():
    turns = Counter(len(entry["history"]) + 1 for entry in UNDERSTANDING["dialogues"])
    assert set(turns) == {2, 3, 4}
    assert sum(bool(entry.get("change")) for entry in UNDERSTANDING["dialogues"]) >= 8


def test_english_questions_are_four_per_plan():
    english = UNDERSTANDING["english"]
    assert not any(has_accents(entry["question"]) for entry in english)
    assert set(Counter(plan for entry in english for plan in entry["plans"]).values()) == {4}
    assert {entry["kind"] for entry in english} == KINDS
