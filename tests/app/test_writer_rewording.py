"""A model's reading of a follow-up and its search words: candidates only, and never beyond the scope."""

from __future__ import annotations

import json
from datetime import date

import pytest
from chat_server import ChatServer, Reply

from app.settings import Settings
from app.writers import open_writer

pytest.importorskip("langchain_openai", reason="needs the extra openai")

BEFORE = ["Kế hoạch Lai Châu có hỗ trợ xúc tiến thương mại không?"]
FOLLOW_UP = "Mà rồi bề nào, ngó bộ êm không?"
READ = "Kế hoạch Lai Châu hỗ trợ xúc tiến thương mại thế nào?"
ALONE = "Kon Tum có cho HTX mượn máy cày không?"


def proposal(question, *words):
    return Reply(json.dumps({"question": question, "words": words}, ensure_ascii=False))


@pytest.fixture
def ask(library):
    from app.assistant import Assistant

    def asked(server, question, history=(), **settings):
        given = {"chat_model": "openai:m", "chat_base_url": server.url, "chat_api_key": "k", **settings}
        return Assistant(library, today=date(2026, 3, 1), writer=open_writer(Settings(**given))).ask(
            question, history
        )

    return asked


def test_a_follow_up_the_rules_cannot_read_is_answered_as_the_model_reads_it(ask, assistant):
    assert not assistant.ask(FOLLOW_UP, BEFORE).answered
    with ChatServer([proposal(READ), Reply(status=500)]) as server:
        answer = ask(server, FOLLOW_UP, BEFORE)
    assert answer.answered
    assert {citation.plan for citation in answer.citations} == {"lai-chau-2024"}
    assert any("được mô hình ngôn ngữ hiểu là hỏi về: xúc tiến thương mại" in note for note in answer.notes)
    assert BEFORE[0] in server.requests[0]["messages"][1]["content"]


WIDENED = {
    "another plan": "Kế hoạch Kon Tum hỗ trợ xúc tiến thương mại thế nào?",
    "another year": "Kế hoạch Lai Châu hỗ trợ xúc tiến thương mại năm 2027 thế nào?",
    "another agency": "Sở Công Thương Lai Châu hỗ trợ xúc tiến thương mại thế nào?",
    "a place without a plan": "Kế hoạch Gia Lai hỗ trợ xúc tiến thương mại thế nào?",
    "another subject": "Kế hoạch Lai Châu hỗ trợ thương mại điện tử thế nào?",
}


@pytest.mark.parametrize("name", WIDENED)
def test_a_reading_that_goes_beyond_what_was_asked_is_dropped(ask, assistant, name):
    with ChatServer([proposal(WIDENED[name])]) as server:
        answer = ask(server, FOLLOW_UP, BEFORE)
    assert len(server.requests) == 1
    assert answer.markdown == assistant.ask(FOLLOW_UP, BEFORE).markdown


def test_further_words_show_what_stands_near_and_make_it_no_answer(ask, assistant):
    rules = assistant.ask(ALONE)
    assert not rules.answered
    with ChatServer([proposal(ALONE, "máy móc", "trang thiết bị")]) as server:
        answer = ask(server, ALONE)
    assert not answer.answered
    assert answer.lead == rules.lead
    assert answer.statements
    assert {citation.plan for citation in answer.citations} == {"kon-tum-2024"}
    assert any("chỉ gần với điều được hỏi" in note for note in answer.notes)


@pytest.mark.parametrize("words", [("Sở Tài chính",), ("Kế hoạch Lai Châu",), ("năm 2030",), ()])
def test_words_that_name_a_scope_are_dropped(ask, assistant, words):
    with ChatServer([proposal(ALONE, *words)]) as server:
        assert ask(server, ALONE).markdown == assistant.ask(ALONE).markdown


@pytest.mark.parametrize(
    "reply", [Reply("không rõ"), Reply('{"question": 5, "words": 6}'), Reply(status=500)]
)
def test_a_proposal_that_is_none_changes_nothing(ask, assistant, reply):
    with ChatServer([reply]) as server:
        assert ask(server, ALONE).markdown == assistant.ask(ALONE).markdown


def test_it_can_be_turned_off(ask, assistant):
    with ChatServer([proposal(READ)]) as server:
        answer = ask(server, FOLLOW_UP, BEFORE, chat_rewording=False)
    assert not server.requests
    assert answer.markdown == assistant.ask(FOLLOW_UP, BEFORE).markdown
