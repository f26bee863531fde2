"""What may be asked next is answered: on the shipped plans, for a spread of questions."""

import pytest

from app.suggestions import MOST

QUESTIONS = [
    "Sở Tài chính có những nhiệm vụ gì?",
    "Liên minh Hợp tác xã làm gì ở Đắk Nông?",
    "Kinh phí thực hiện kế hoạch của Kon Tum lấy từ những nguồn nào?",
    "Hợp tác xã ở Đắk Nông được hỗ trợ những gì?",
    "Mục tiêu của kế hoạch Lai Châu là gì?",
    "Các kế hoạch nói gì về chuyển đổi số?",
    "Tổng kinh phí của Hớn Quản là bao nhiêu tỷ đồng?",
    "What are the duties of Sở Tài chính in Kon Tum?",
    "Where does the funding of the plan of Lai Châu come from?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_suggestion_is_answered_alone_and_as_a_follow_up(assistant, question):
    answer = assistant.ask(question)
    assert 0 < len(answer.suggestions) <= MOST
    assert len(set(answer.suggestions)) == len(answer.suggestions)
    for suggestion in answer.suggestions:
        assert suggestion != question
        for history in ((), (question,)):
            followed = assistant.ask(suggestion, history=history, language=answer.language)
            assert followed.answered, (suggestion, history)
            assert followed.statements
            assert len(followed.scope) == 1


@pytest.mark.parametrize("question", ["Xin chào", "Thời tiết hôm nay thế nào?"])
def test_nothing_is_suggested_where_nothing_was_asked_of_the_plans(assistant, question):
    assert assistant.ask(question).suggestions == ()


def test_the_same_is_offered_for_another_plan(assistant):
    answer = assistant.ask("Kinh phí thực hiện kế hoạch của Kon Tum lấy từ những nguồn nào?")
    places = {plan.header.place.value for plan in assistant.plans() if plan.id not in answer.scope}
    assert any("Kinh phí" in one and any(place in one for place in places) for one in answer.suggestions)
