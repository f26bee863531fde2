"""Every quotation of the gold records stands in its plan, and the counts are those of the entries."""

import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
PLANS = HERE.parents[1] / "corpus"
FILES = sorted((HERE / "records").glob("*.yaml"))
KINDS = {"duty": "duties", "target": "targets", "funding": "funding", "support": "support"}
NEGATIVE = ("results_not_targets", "results_not_duties", "results_not_support")
VERBATIM = {
    "duties": ("heading", "starts", "agency_printed", "deadline", "result"),
    "targets": ("heading", "starts", "quote"),
    "funding": ("heading", "wording"),
    "support": ("heading", "starts", "fund", "beneficiaries", "conditions"),
    "results_not_targets": ("starts", "value"),
    "results_not_duties": ("starts",),
    "results_not_support": ("starts",),
}
ROLES = {"lead", "partner", "contact", "requested"}
CLASSES = {
    "central_budget", "provincial_budget", "district_budget", "state_budget", "national_target_programme",
    "integrated", "cooperative_own", "credit", "support_fund", "international", "other_lawful",
    "contributions",
}  # fmt: skip
MEASURES = {
    "training", "advice", "infrastructure", "machinery", "credit", "land", "trade_promotion", "ecommerce",
    "certification", "ocop", "technology", "young_staff", "inputs", "value_chain", "digital", "legal",
    "brand", "tax", "establishment", "information", "capital_mobilisation", "other",
}  # fmt: skip


def fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def plan_text(plan: str) -> str:
    return fold((PLANS / f"{plan}.txt").read_text(encoding="utf-8"))


def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_quotations_stand_in_the_plan(path):
    gold, text = load(path), plan_text(path.stem)
    assert gold["plan"] == path.stem
    missing = []
    for name, fields in VERBATIM.items():
        for entry in gold.get(name) or []:
            for field in fields:
                value = entry.get(field)
                for words in value if isinstance(value, list) else [value]:
                    if words and fold(words) not in text:
                        missing.append((name, entry["section"], field, words))
    assert not missing


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_documents_stand_in_the_plan(path):
    gold, text = load(path), plan_text(path.stem).replace(" ", "")
    documents = [document for entry in gold["funding"] for document in entry["documents"]]
    assert [document for document in documents if document.replace(" ", "") not in text] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_counts_are_those_of_the_entries(path):
    gold = load(path)
    found: Counter[tuple[str, str]] = Counter()
    for kind, name in KINDS.items():
        for entry in gold[name]:
            section = "Phụ lục" if entry["section"].startswith("Phụ lục") else entry["section"]
            if "heading" in entry:
                section += f" ({entry['heading']})"
            found[section, kind + ("_optional" if entry.get("optional") else "")] += 1
    said = {(section, kind): n for section, kinds in gold["counts"].items() for kind, n in kinds.items()}
    assert dict(found) == said
    totals: Counter[str] = Counter()
    for (_, kind), n in found.items():
        totals[kind] += n
    assert dict(totals) == gold["totals"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_values_are_of_the_lists_and_no_entry_stands_twice(path):
    gold = load(path)
    seen: Counter[tuple[str, ...]] = Counter()
    for duty in gold["duties"]:
        assert duty["role"] in ROLES
        assert duty.get("role_also", "lead") in ROLES
        seen[duty["section"], duty.get("heading", ""), duty["starts"], duty["agency"]] += 1
    assert [key for key, n in seen.items() if n > 1] == []
    assert {c for entry in gold["funding"] for c in entry["class"]} <= CLASSES
    assert {m for entry in gold["support"] for m in entry["measure"]} <= MEASURES
    assert {entry["where"] for entry in gold["targets"]} <= {"target_section", "result_cell", "elsewhere"}


def test_list_questions_expect_what_the_records_hold():
    held = set()
    for path in FILES:
        gold = load(path)
        for name in (*KINDS.values(), *NEGATIVE):
            for entry in gold.get(name) or []:
                held.add((path.stem, entry["section"], entry.get("starts") or entry["wording"]))
    questions = yaml.safe_load((HERE / "list_questions.yaml").read_text(encoding="utf-8"))
    assert len({q["id"] for q in questions}) == len(questions)
    for question in questions:
        keys = [(e["plan"], e["section"], e["starts"]) for e in question["expect"] + question["may"]]
        assert len(set(keys)) == len(keys), question["id"]
        assert [key for key in keys if key not in held] == [], question["id"]
