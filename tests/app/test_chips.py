"""Chips: what a question was limited to, and what taking one away does."""

from __future__ import annotations

import pytest


def keys(answer):
    return [chip.key for chip in answer.chips]


def test_chips_name_kind_agency_plan_and_year(assistant):
    answer = assistant.ask("Sở Tài chính có nhiệm vụ gì trong kế hoạch năm 2024 của Kon Tum?")
    assert keys(answer) == ["kind:duty", "agency:so-tai-chinh", "plan:kon-tum-2024", "year:2024"]
    labels = {chip.kind: chip.label for chip in answer.chips}
    assert labels["agency"] == "Sở Tài chính"
    assert labels["plan"] == "Kế hoạch 3819/KH-UBND của UBND tỉnh Kon Tum"


@pytest.mark.parametrize("question", ["xin chào", "ngày mai thời tiết thế nào"])
def test_nothing_understood_has_no_chips(assistant, question):
    assert keys(assistant.ask(question)) == []


def test_a_plan_taken_away_widens_the_scope_to_all(assistant):
    question = "Kinh phí của Kon Tum lấy từ những nguồn nào?"
    answer = assistant.ask(question, without=["plan:kon-tum-2024"])
    assert {citation.plan for citation in assistant.ask(question).citations} == {"kon-tum-2024"}
    assert answer.scope == ()
    assert len({citation.plan for citation in answer.citations}) > 1
    assert "plan:kon-tum-2024" not in keys(answer)


def test_a_plan_from_history_is_taken_away_too(assistant):
    history = ["Kinh phí của Kon Tum lấy từ những nguồn nào?"]
    assert keys(assistant.ask("còn mục tiêu thì sao?", history)) == ["kind:target", "plan:kon-tum-2024"]
    answer = assistant.ask("còn mục tiêu thì sao?", history, without=["plan:kon-tum-2024"])
    assert keys(answer) == ["kind:target"]
    assert len({citation.plan for citation in answer.citations}) > 1


def test_of_two_plans_one_stays(assistant):
    answer = assistant.ask("So sánh kinh phí của Kon Tum và Lai Châu", without=["plan:lai-chau-2024"])
    assert answer.scope == ("kon-tum-2024",)


def test_an_agency_taken_away_is_not_asked_for(assistant):
    answer = assistant.ask("Sở Tài chính Kon Tum có nhiệm vụ gì?", without=["agency:so-tai-chinh"])
    assert keys(answer) == ["kind:duty", "plan:kon-tum-2024"]
    assert "Sở Tài chính có" not in answer.lead


def test_a_year_taken_away_opens_what_the_area_is_today(assistant):
    question = "Mục tiêu năm 2024 của tỉnh Lâm Đồng là gì?"
    assert keys(assistant.ask(question)) == ["kind:target", "place:Lâm Đồng", "year:2024"]
    answer = assistant.ask(question, without=["year:2024"])
    assert answer.scope == ("dak-nong-2023",)


def test_the_kind_taken_away_leaves_the_topic(assistant):
    question = "HTX Đắk Nông được hỗ trợ mua máy bay không người lái không?"
    answer = assistant.ask(question, without=["kind:support"])
    assert answer.kind == "general"
    assert "máy bay không người lái" in answer.markdown


def test_unknown_keys_change_nothing(assistant):
    question = "Kinh phí của Kon Tum lấy từ những nguồn nào?"
    answer = assistant.ask(question, without=["plan:", "year:năm", "gì đó"])
    assert answer.markdown == assistant.ask(question).markdown
