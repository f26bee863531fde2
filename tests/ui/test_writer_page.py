"""An answer that a chat model is still writing, on the page: read along, and stopped."""

from __future__ import annotations

import pytest
from chat_server import ChatServer, Reply, number_of, statements
from conftest import WIDTHS, served
from steps import BOX, LAST, ask

from app.settings import Settings
from app.writers import open_writer

pytestmark = pytest.mark.browser
pytest.importorskip("langchain_openai", reason="needs the extra openai")

QUESTION = "Nguồn kinh phí của kế hoạch Lai Châu?"
FIRST = "Nguồn ngân sách nhà nước được bố trí hằng năm theo quy định về phân cấp ngân sách."
SECOND = "Nguồn lồng ghép từ các chương trình, đề án, kế hoạch đã được phê duyệt."
WRONG = "Nguồn huy động 900 tỷ đồng từ các tổ chức và các nguồn vốn hợp pháp khác."


@pytest.fixture
def size():
    return WIDTHS["desktop"]


@pytest.fixture
def page_with(library, visit):
    from app.assistant import Assistant

    opened = []

    def made(server):
        settings = Settings(chat_model="openai:m", chat_base_url=server.url, chat_api_key="k")
        assistant = Assistant(library, writer=open_writer(settings))
        assistant.ask(QUESTION, stopped=lambda: True)  # loads what the first question has to wait for
        serving = served(assistant)
        opened.append(serving)
        return visit(next(serving).url).page

    yield made
    for serving in opened:
        next(serving, None)


def reply(prompt):
    return statements(
        (FIRST, [number_of(prompt, "Được bố trí từ nguồn")]),
        (SECOND, [number_of(prompt, "lồng ghép từ các")]),
        (WRONG, [number_of(prompt, "huy động từ các tổ chức")]),
    )


def test_the_models_words_stand_with_their_sources_and_what_is_wrong_does_not(page_with):
    with ChatServer([reply]) as server:
        page = page_with(server)
        ask(page, QUESTION)
        shown = page.locator(f"{LAST} .pc-statements li").all_inner_texts()
    assert [text.rstrip("0123456789 \n") for text in shown[:2]] == [FIRST, SECOND]
    assert shown[2].startswith("huy động từ các tổ chức")
    assert "900" not in page.locator(LAST).inner_text()
    assert "1 ý do mô hình ngôn ngữ viết không khớp" in page.locator(LAST).inner_text()
    assert page.locator(f"{LAST} .pc-statements .pc-chip").count() == 3


def test_a_statement_is_there_before_the_next_and_stop_leaves_it_there(page_with):
    with ChatServer([lambda prompt: Reply(reply(prompt).text.split(SECOND)[0], silent=True)]) as server:
        page = page_with(server)
        page.fill(BOX, QUESTION)
        page.press(BOX, "Enter")
        page.wait_for_selector(f"text={FIRST}")
        page.click("#pc-stop")
        assert server.let_go.wait(10), "the model is not kept writing"
        page.wait_for_selector("#pc-stop", state="hidden")
    assert page.locator(f"{LAST} .pc-statements li").count() == 1
    assert FIRST in page.locator(LAST).inner_text()
    assert "dừng" in page.locator(LAST).inner_text().lower()
