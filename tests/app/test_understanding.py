"""Questions as people type them: without accents, misspelt, as follow-ups, by other names, in English."""

from __future__ import annotations

import pytest
import yaml
from shipped import ROOT

from app.naming import plan_name
from app.understanding import understand
from ingest.vietnamese import fold

SET = yaml.safe_load((ROOT / "eval/questions/understanding.yaml").read_text("utf-8"))


def found(answer, evidence):
    texts = [fold(passage.text) for passage in answer.retrieved[:5]]
    return all(any(fold(words) in text for words in group for text in texts) for group in evidence)


def test_as_typed_finds_what_the_accented_question_finds(assistant):
    accented = sum(found(assistant.ask(pair["question"]), pair["evidence"]) for pair in SET["pairs"])
    typed = sum(found(assistant.ask(pair["typed"]), pair["evidence"]) for pair in SET["pairs"])
    assert accented >= 0.95 * len(SET["pairs"])
    assert typed >= 0.97 * accented


def test_follow_ups_keep_the_right_scope(assistant):
    wrong = [
        turn["id"]
        for turn in SET["dialogues"]
        if set(assistant.ask(turn["question"], history=turn["history"]).scope) != set(turn["scope"]["plans"])
    ]
    assert len(wrong) <= 0.1 * len(SET["dialogues"]), wrong


def test_plans_are_found_by_number_place_and_older_or_newer_name(assistant):
    wrong = [
        one["id"]
        for one in SET["scope"]
        if set(assistant.ask(one["question"]).scope) != set(one["scope"]["plans"])
    ]
    assert len(wrong) <= 1, wrong


def test_english_questions_find_the_vietnamese_passages(assistant):
    answers = [(one, assistant.ask(one["question"])) for one in SET["english"]]
    assert all(answer.language == "en" for _, answer in answers)
    assert sum(found(answer, one["evidence"]) for one, answer in answers) >= 0.8 * len(answers)


@pytest.mark.parametrize(
    ("question", "kind", "agencies", "need"),
    [
        ("Sở Tài chính có những nhiệm vụ gì?", "duty", ["Sở Tài chính"], None),
        ("so ke hoach dau tu lam gi", "duty", ["Sở Kế hoạch và Đầu tư"], None),
        ("tiền thực hiện lấy ở đâu", "funding", [], None),
        ("tổng kinh phí bao nhiêu tỷ đồng", "funding", [], "money"),
        ("mục tiêu đến năm 2030 là gì", "target", [], None),
        ("vốn chương trình mục tiêu quốc gia dùng vào đâu", "funding", [], None),
        ("lãi suất cho vay là bao nhiêu", "support", [], "rate"),
        ("ai là giám đốc hợp tác xã này", "duty", [], "person"),
        ("mấy HTX ngừng hoạt động thì xử lý sao", "target", [], None),
        ("xin chào", "smalltalk", [], None),
        ("ngày mai thời tiết thế nào", "none", [], None),
        ("Which department leads the training of managers?", "duty", [], None),
    ],
)
def test_kind_agency_and_need(question, kind, agencies, need):
    understood = understand(question, ())
    assert understood.kind == kind
    assert [query.name for query in understood.agencies] == agencies
    assert understood.need == need


def test_a_plan_is_called_by_number_and_issuer_as_far_as_it_states_them(library):
    names = {plan.id: plan_name(plan, "vi") for plan in library.plans()}
    assert names["kon-tum-2024"] == "Kế hoạch 3819/KH-UBND của UBND tỉnh Kon Tum"
    assert names["binh-phuoc-2024"] == "Kế hoạch của UBND tỉnh Bình Phước (năm 2024)"
    assert names["hon-quan-2025"] == "Kế hoạch của UBND huyện Hớn Quản (năm 2025)"
