"""Answers worded by a chat model, against a real HTTP server whose replies are scripted.

Whatever the model does, what the asker sees is in its own words only where the plans say it.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from datetime import date

import pytest
from chat_server import ChatServer, Reply, number_of, statements
from shipped import ROOT

from app.catalogue import say
from app.doctor import examine
from app.settings import Settings
from app.writers import open_writer
from ingest.errors import ModelError
from ingest.vietnamese import fold

pytest.importorskip("langchain_openai", reason="needs the extra openai")

MODEL = "openai:scripted"
TODAY_NOTE = "đã hết thời gian thực hiện"

# A complete list of three funding sources, each a quote.
LIST = "Nguồn kinh phí của kế hoạch Lai Châu?"
FIRST, SECOND, THIRD = (
    "Được bố trí từ nguồn ngân sách",
    "lồng ghép từ các chương trình",
    "huy động từ các tổ chức",
)
FIRST_WORDED = "Nguồn ngân sách nhà nước được bố trí hằng năm theo quy định về phân cấp ngân sách."
SECOND_WORDED = "Nguồn lồng ghép từ các chương trình, đề án, kế hoạch đã được phê duyệt."
THIRD_WORDED = "Nguồn huy động từ các tổ chức và các nguồn vốn hợp pháp khác."
# A question of one fact, answered from the best passages.
FACT = "Năm 2023 Đắk Nông thành lập mới mấy HTX nông nghiệp?"
FACT_WORDED = "Năm 2023, Đắk Nông thành lập mới 15 HTX nông nghiệp."


def by_words(*items):
    """A reply whose statements name the quotes that hold given words."""
    return lambda prompt: statements(
        *(
            (text, [number_of(prompt, one) if isinstance(one, str) else one for one in words])
            for text, words in items
        )
    )


ALL_THREE = by_words((FIRST_WORDED, [FIRST]), (SECOND_WORDED, [SECOND]), (THIRD_WORDED, [THIRD]))


@pytest.fixture
def asking(library):
    """Makes an assistant whose chat model is a scripted server."""
    from app.assistant import Assistant

    def make(server, **settings):
        address = server if isinstance(server, str) else server.url
        given = {"chat_timeout": 20, "chat_api_key": "sk-geheim", **settings}
        writer = open_writer(Settings(chat_model=MODEL, chat_base_url=address, **given))
        return Assistant(library, today=date(2026, 3, 1), writer=writer)  # the day of `assistant`

    return make


def texts(answer):
    return [statement.text for statement in answer.statements]


def quotes_of(answer):
    """What each statement cites, by its first words."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    return [[by_marker[marker].quote for marker in statement.markers] for statement in answer.statements]


def same_but_for_the_line(answer, quotes):
    """Whether an answer is the quotes' own, with one more line."""
    assert answer.writer == "quotes"
    assert answer.answered
    assert answer.statements == quotes.statements
    assert answer.citations == quotes.citations
    assert answer.lead == quotes.lead
    assert answer.notes[:-1] == quotes.notes
    return answer.notes[-1]


# --- what it says right ----------------------------------------------------------------------


def test_a_list_in_the_models_words_cites_the_quotes_it_rests_on(asking, assistant):
    with ChatServer([ALL_THREE]) as server:
        answer = asking(server).ask(LIST)
    assert texts(answer) == [FIRST_WORDED, SECOND_WORDED, THIRD_WORDED]
    assert [found[0][:20] for found in quotes_of(answer)] == [
        found[0][:20] for found in quotes_of(assistant.ask(LIST))
    ]
    assert answer.writer == MODEL
    assert (answer.wording.proposed, answer.wording.rejected, answer.wording.failure) == (3, 0, "")
    assert answer.wording.prompt.startswith("answer/")
    assert answer.notes == assistant.ask(LIST).notes
    assert f"- {FIRST_WORDED} [1]" in answer.markdown


def test_a_list_loses_nothing_that_the_model_leaves_out(asking, assistant):
    with ChatServer([by_words((SECOND_WORDED, [SECOND]))]) as server:
        answer = asking(server).ask(LIST)
    quotes = texts(assistant.ask(LIST))
    assert texts(answer) == [quotes[0], SECOND_WORDED, quotes[2]]
    assert answer.writer == MODEL


def test_a_list_keeps_its_order_whatever_the_models(asking):
    with ChatServer(
        [by_words((THIRD_WORDED, [THIRD]), (FIRST_WORDED, [FIRST]), (SECOND_WORDED, [SECOND]))]
    ) as server:
        answer = asking(server).ask(LIST)
    assert texts(answer) == [FIRST_WORDED, SECOND_WORDED, THIRD_WORDED]


def test_a_statement_on_several_quotes_stands_for_those_it_says(asking, assistant):
    both = (
        "Nguồn lồng ghép từ các chương trình, đề án, kế hoạch liên quan đã được phê duyệt "
        "và huy động từ các tổ chức."
    )
    with ChatServer([by_words((both, [SECOND, THIRD, FIRST]))]) as server:
        answer = asking(server).ask(LIST)
    quotes = texts(assistant.ask(LIST))
    assert both in texts(answer)
    assert quotes[0] in texts(answer), "it says next to nothing of the first source"
    assert quotes[1] not in texts(answer)


def test_duties_keep_role_and_deadline_under_the_models_words(asking, assistant):
    question = "Ở Đắk Nông việc đánh giá, phân hạng sản phẩm OCOP do ai chủ trì và xong khi nào?"
    worded = "Hỗ trợ HTX nông nghiệp đánh giá phân hạng sản phẩm OCOP."
    with ChatServer([by_words((worded, ["đánh giá phân hạng sản phẩm OCOP"]))]) as server:
        answer = asking(server).ask(question)
    assert texts(answer)[0] == worded
    assert answer.statements[0].detail == assistant.ask(question).statements[0].detail
    assert "12/2023" in answer.markdown


def test_a_fact_is_answered_with_what_the_model_chose(asking):
    with ChatServer([by_words((FACT_WORDED, ["Thành lập mới 15 HTX"]))]) as server:
        answer = asking(server).ask(FACT)
    assert texts(answer) == [FACT_WORDED]
    assert "Thành lập mới 15 HTX nông nghiệp" in answer.citations[0].quote
    assert any(TODAY_NOTE in note for note in answer.notes)


# --- what it says wrong ----------------------------------------------------------------------

AGENCY = "Sở Tài chính Đắk Nông có nhiệm vụ gì?"
NEGATION = "Nhà nước có can thiệp vào công tác tổ chức của hợp tác xã ở Kon Tum không?"
WRONG = {
    "wrong number": (FACT, "Năm 2023, Đắk Nông thành lập mới 51 HTX nông nghiệp.", ["Thành lập mới 15 HTX"]),
    "wrong year": (FACT, "Năm 2025, Đắk Nông thành lập mới 15 HTX nông nghiệp.", ["Thành lập mới 15 HTX"]),
    "swapped agency": (
        AGENCY,
        "Sở Công Thương cân đối và bố trí kinh phí cho việc thực hiện các chương trình, dự án.",
        ["Cân đối và bố trí kinh phí cho việc"],
    ),
    "dropped negation": (
        NEGATION,
        "Nhà nước can thiệp, áp đặt mệnh lệnh hành chính vào công tác tổ chức.",
        ["Nhà nước không can thiệp"],
    ),
    "invented content": (
        LIST,
        "Nguồn tài trợ của Ngân hàng Thế giới dành cho các hợp tác xã chăn nuôi bò sữa.",
        [SECOND],
    ),
    "no such quote": (LIST, "Nguồn vốn vay ưu đãi của ngân hàng.", [99]),
    "no quote at all": (LIST, SECOND_WORDED, []),
    "one quote right, one that is none": (LIST, SECOND_WORDED, [SECOND, 99]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_quotes_do_not_say_is_not_shown(asking, assistant, name):
    """The asker sees the quotes instead, and why."""
    question, wrong, words = WRONG[name]
    with ChatServer([by_words((wrong, words))]) as server:
        answer = asking(server).ask(question)
    assert fold(wrong) not in fold(answer.markdown)
    said = same_but_for_the_line(answer, assistant.ask(question))
    assert "không ý nào" in said
    assert answer.wording.rejected == answer.wording.proposed == 1


def test_a_wrong_statement_among_right_ones_gives_way_to_its_quote(asking, assistant):
    wrong = "Nguồn lồng ghép 500 tỷ đồng từ các chương trình, đề án, kế hoạch đã được phê duyệt."
    with ChatServer(
        [by_words((FIRST_WORDED, [FIRST]), (wrong, [SECOND]), (THIRD_WORDED, [THIRD]))]
    ) as server:
        answer = asking(server).ask(LIST)
    assert texts(answer) == [FIRST_WORDED, texts(assistant.ask(LIST))[1], THIRD_WORDED]
    assert "500" not in answer.markdown
    assert answer.notes[-1].startswith("1 ý do mô hình ngôn ngữ viết không khớp")
    assert answer.writer == MODEL
    assert (answer.wording.proposed, answer.wording.rejected) == (3, 1)


def test_markup_and_links_of_a_model_are_taken_off(asking):
    dressed = f"**{FACT_WORDED}** [1] ![x](http://example.org/x.png)<script>"
    with ChatServer([by_words((dressed, ["Thành lập mới 15 HTX"]))]) as server:
        answer = asking(server).ask(FACT)
    for mark in ("**Năm", "http", "<", "!["):
        assert all(mark not in text for text in texts(answer))


# --- how servers differ ----------------------------------------------------------------------


@pytest.mark.parametrize("schemas", [True, False])
@pytest.mark.parametrize("streams", [True, False])
def test_servers_with_and_without_schemas_and_streams_give_the_same_answer(asking, schemas, streams):
    def lines(prompt):
        return Reply(
            "Dưới đây là các nguồn:\n"
            f"- {FIRST_WORDED} [{number_of(prompt, FIRST)}]\n"
            f"- {SECOND_WORDED} [{number_of(prompt, SECOND)}]\n"
            f"- {THIRD_WORDED} [{number_of(prompt, THIRD)}]"
        )

    with ChatServer([ALL_THREE if schemas else lines], schemas=schemas, streams=streams) as server:
        assistant = asking(server)
        answer = assistant.ask(LIST)
        assert texts(answer) == [FIRST_WORDED, SECOND_WORDED, THIRD_WORDED]
        tries = len(server.requests)
        assert assistant.ask(LIST).statements == answer.statements
    assert tries == 1 + (not schemas) + (not streams)
    assert len(server.requests) == tries + 1, "what a server lacks is remembered"
    assert ("response_format" in server.requests[-1]) == schemas
    assert bool(server.requests[-1].get("stream")) == streams


def test_a_model_that_takes_no_temperature_is_asked_without(asking):
    with ChatServer([ALL_THREE], refuses=("temperature",)) as server:
        assert asking(server).ask(LIST).writer == MODEL
    assert server.requests[0]["temperature"] == 0
    assert "temperature" not in server.requests[-1]


def test_a_reply_cut_off_at_its_budget_counts_as_far_as_it_goes(asking, assistant):
    def cut(prompt):
        whole = ALL_THREE(prompt).text
        return Reply(whole[: whole.index(THIRD_WORDED) + 10], cut=True)

    with ChatServer([cut]) as server:
        answer = asking(server, chat_max_tokens=700).ask(LIST)
    assert texts(answer) == [FIRST_WORDED, SECOND_WORDED, texts(assistant.ask(LIST))[2]]
    assert server.requests[0]["max_tokens"] == 700


def test_a_server_that_knows_no_budget_is_left_at_some_point(asking):
    endless = ALL_THREE
    with ChatServer([lambda prompt: Reply(endless(prompt).text + " " * 200_000)]) as server:
        answer = asking(server, chat_max_tokens=100).ask(LIST)
        assert server.let_go.wait(10)
    assert texts(answer)[0] == FIRST_WORDED


# --- when it fails ---------------------------------------------------------------------------

FAILURES = {
    "prose instead of JSON": (
        Reply("Kinh phí lấy từ nhiều nguồn khác nhau tùy từng năm."),
        "không ý nào",
        "unsupported",
    ),
    "nothing": (Reply(""), "không trả lời theo đúng dạng", "rubbish"),
    "an empty list": (statements(), "không trả lời theo đúng dạng", "rubbish"),
    "not the form": (Reply('{"answer": "42"}'), "không trả lời theo đúng dạng", "rubbish"),
    "429": (Reply(status=429, headers=(("Retry-After", "600"),)), "giới hạn số lần gọi", "rate_limited"),
    "500": (Reply(status=500), "máy chủ mô hình ngôn ngữ gặp lỗi", "server"),
    "401": (Reply(status=401), "không chấp nhận khóa", "key"),
    "404": (Reply(status=404), "không có mô hình", "model"),
    "context": (
        Reply(status=400, message="maximum context length is 4096 tokens"),
        "dài hơn mức",
        "too_long",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_when_the_model_fails_the_quotes_are_the_answer(asking, assistant, name):
    reply, said, cause = FAILURES[name]
    with ChatServer([reply]) as server:
        answer = asking(server).ask(LIST)
    line = same_but_for_the_line(answer, assistant.ask(LIST))
    assert said in line
    assert "người quản trị" in line.lower()
    assert answer.wording.failure == cause


def test_half_a_reply_and_then_silence(asking, assistant):
    seen = []
    with ChatServer([lambda prompt: Reply(ALL_THREE(prompt).text[:-60], silent=True)]) as server:
        answer = asking(server, chat_timeout=2).ask(
            LIST, on_progress=lambda so_far: seen.append(texts(so_far))
        )
        assert server.let_go.wait(10), "the request is closed"
    assert seen[0] == [FIRST_WORDED], "a statement is there before the reply is over"
    assert "không trả lời xong" in same_but_for_the_line(answer, assistant.ask(LIST))


def test_a_server_that_is_not_there(asking, assistant):
    with ChatServer([Reply()]) as server:
        gone = server.url
    answer = asking(gone).ask(LIST)
    assert "không kết nối được" in same_but_for_the_line(answer, assistant.ask(LIST))


def test_the_line_is_in_the_askers_language(asking):
    with ChatServer([Reply(status=500)]) as server:
        answer = asking(server).ask(LIST, language="en")
    assert "the chat model's server has a fault" in answer.notes[-1]


def test_a_short_wait_that_the_provider_asks_for_is_kept(asking):
    with ChatServer([Reply(status=429, headers=(("Retry-After", "1"),)), ALL_THREE]) as server:
        started = time.monotonic()
        answer = asking(server).ask(LIST)
    assert answer.writer == MODEL
    assert time.monotonic() - started >= 1
    assert len(server.requests) == 2


# --- limits ----------------------------------------------------------------------------------


def test_statements_come_one_by_one(asking):
    seen = []
    with ChatServer([ALL_THREE]) as server:
        answer = asking(server).ask(LIST, on_progress=seen.append)
    assert [texts(one) for one in seen] == [texts(answer)[:count] for count in (1, 2, 3)]
    assert seen[1].citations == answer.citations[:2]


def test_stop_ends_the_request(asking, assistant):
    stop = threading.Event()
    with ChatServer([lambda prompt: Reply(ALL_THREE(prompt).text[:-60], silent=True)]) as server:
        answer = asking(server, chat_timeout=60).ask(
            LIST, on_progress=lambda _: stop.set(), stopped=stop.is_set
        )
        assert server.let_go.wait(10)
    assert "bạn đã bấm dừng" in same_but_for_the_line(answer, assistant.ask(LIST))


def test_who_gets_no_slot_gets_the_quotes(asking, assistant):
    begun, stop = threading.Event(), threading.Event()
    with ChatServer([lambda prompt: Reply(ALL_THREE(prompt).text[:-60], silent=True)]) as server:
        shared = asking(server, chat_concurrency=1, chat_timeout=60)
        first = threading.Thread(
            target=lambda: shared.ask(LIST, on_progress=lambda _: begun.set(), stopped=stop.is_set)
        )
        first.start()
        assert begun.wait(30)
        answer = shared.ask(LIST)
        stop.set()
        first.join()
        assert len(server.requests) == 1
    assert "chưa đến lượt" in same_but_for_the_line(answer, assistant.ask(LIST))


def test_quotes_beyond_the_context_stay_in_the_answer_as_they_are(asking, assistant):
    question = "Kế hoạch Kon Tum hỗ trợ HTX những gì?"
    whole = assistant.ask(question)
    assert len(whole.statements) > 4

    def first_only(prompt):
        return statements(("Tổ chức các lớp bồi dưỡng, đào tạo ngắn hạn cho đội ngũ cán bộ quản lý.",
                           [number_of(prompt, "các lớp bồi dưỡng")]))  # fmt: skip

    with ChatServer([first_only]) as server:
        answer = asking(server, chat_context=2400, chat_max_tokens=500).ask(question)
    assert 0 < server.prompt.count("<trich so") < len(whole.statements)
    assert answer.writer == MODEL
    assert len(answer.statements) == len(whole.statements)
    assert len(set(texts(whole)) - set(texts(answer))) == 1


def test_a_context_too_small_for_one_quote_is_told_without_a_call(asking, assistant):
    with ChatServer([ALL_THREE]) as server:
        answer = asking(server, chat_context=600, chat_max_tokens=500).ask(LIST)
    assert "dài hơn mức" in same_but_for_the_line(answer, assistant.ask(LIST))
    assert not server.requests


def test_what_the_plans_do_not_tell_is_not_put_to_the_model(asking):
    with ChatServer([ALL_THREE]) as server:
        shared = asking(server)
        for question in ("Xin chào", "Kế hoạch của tỉnh Gia Lai giao Sở Tài chính việc gì?",
                         "Số điện thoại của Liên minh HTX tỉnh Đắk Nông?"):  # fmt: skip
            assert not shared.ask(question).answered
    assert not server.requests


# --- as a program and for an administrator ---------------------------------------------------


def planchat(home, server, *arguments, **environment):
    given = {"PLANCHAT_HOME": str(home), "PLANCHAT_CHAT_MODEL": MODEL, "PLANCHAT_CHAT_BASE_URL": server.url,
             "PLANCHAT_CHAT_API_KEY": "sk-geheim", **environment}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT, env={**os.environ, **given}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_command_says_who_wrote(home):
    with ChatServer([ALL_THREE]) as server:
        done = planchat(home, server, "ask", "--json", LIST)
    answer = json.loads(done.stdout)
    assert answer["writer"] == MODEL
    assert answer["wording"]["prompt"].startswith("answer/")
    assert FIRST_WORDED in answer["answer"]
    assert server.keys == ["Bearer sk-geheim"]


def test_the_command_answers_with_quotes_and_keeps_the_key_to_itself(home):
    echoing = Reply(status=401, message="Incorrect API key provided: sk-geheim")
    with ChatServer([echoing]) as server:
        done = planchat(home, server, "ask", "--json", LIST)
        doctor = planchat(home, server, "doctor", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["writer"], answer["answered"]) == (0, "quotes", True)
    assert "PLANCHAT_CHAT_API_KEY" in answer["answer"]
    assert "không chấp nhận khóa" in doctor.stdout
    log = (home / "logs/planchat.log").read_text("utf-8")
    for shown in (done.stdout, done.stderr, doctor.stdout, doctor.stderr, log):
        assert "geheim" not in shown


def test_doctor_tries_the_model(home):
    with ChatServer([statements()]) as server:
        settings = Settings(home=home, chat_model=MODEL, chat_base_url=server.url, chat_api_key="k")
        check = next(check for check in examine(settings) if check.name == "chat_model")
    assert check.state == "ok"
    assert MODEL in check.text("vi")
    assert "answer/" in check.text("en")
    assert server.requests


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("scripted", "nhà_cung_cấp:tên_mô_hình"),
        ("mistralai:small", "-m pip install langchain-mistralai"),
        ("nobody:knows", "Không dùng được mô hình ngôn ngữ nobody:knows"),
    ],
)
def test_a_model_that_cannot_be_set_up_is_told_at_once(model, said):
    with pytest.raises(ModelError) as told:
        open_writer(Settings(chat_model=model, chat_api_key="k"))
    assert said in say(f"error.{told.value.code}", "vi", **told.value.params)


def test_a_missing_key_is_told(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError, match="chat_key_missing"):
        open_writer(Settings(chat_model=MODEL))


def test_settings_do_not_show_the_key(caplog):
    caplog.set_level(logging.DEBUG)
    assert "geheim" not in repr(Settings(chat_api_key="sk-geheim"))
