"""What the chat does besides answering, in a browser, at a desk's width and a phone's."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from conftest import ONE_WIDTH, WIDTHS, real_plan_pdf, served
from fake_assistant import FakeAssistant
from lxml import etree
from steps import BOX, LAST, ask, wait_rested

from app.models import Statement
from eval.cli import draft_command

pytestmark = pytest.mark.browser

QUESTION = "Hợp tác xã được hỗ trợ đào tạo, tập huấn thế nào?"
LIST_QUESTION = "Sở Tài chính có những nhiệm vụ gì trong các kế hoạch?"
ENGLISH = "What are the duties of Sở Tài chính?"
# States that look the same at any width are met at one.
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def own_site(tmp_path):
    """A page whose assistant and home are this test's alone."""
    sites = served(FakeAssistant(home=tmp_path))
    yield next(sites)
    next(sites, None)


# --- conversations in the browser ---------------------------------------------------------------


@ONE_WIDTH
def test_a_conversation_survives_reload_and_a_restart_of_the_server(visit):
    sites = served(FakeAssistant())
    site = next(sites)
    page = visit(site.url, offline=True).page
    ask(page, QUESTION)
    ask(page, LIST_QUESTION)
    before = page.locator("#pc-past .pc-answer").all_text_contents()
    page.reload()
    wait_rested(page, 2)
    assert page.locator("#pc-past .pc-answer").all_text_contents() == before
    next(sites, None)
    again = served(FakeAssistant(), port=int(site.url.rstrip("/").rpartition(":")[2]))
    next(again)
    page.reload()
    wait_rested(page, 2)
    assert page.locator("#pc-past .pc-answer").all_text_contents() == before
    page.locator(f"{LAST} .pc-chip").first.click()
    page.wait_for_selector("#pc-panel mark")
    page.keyboard.press("Escape")
    ask(page, QUESTION)
    assert page.locator("#pc-past .pc-turn").count() == 3
    page.goto("about:blank")
    next(again, None)


def test_conversations_are_listed_opened_and_deleted(fake_site, visit):
    page = visit(fake_site.url).page
    assert page.locator("#pc-history").count() == 0
    ask(page, QUESTION)
    page.click("#pc-again")
    page.wait_for_selector(".pc-welcome")
    ask(page, LIST_QUESTION)
    page.click("#pc-history")
    titles = page.locator("#pc-history-list .pc-row-title").all_text_contents()
    assert titles == [LIST_QUESTION, QUESTION]
    page.locator("#pc-history-list .pc-row").nth(1).click()
    page.wait_for_function(f"document.querySelector('.pc-question')?.textContent === {json.dumps(QUESTION)}")
    assert page.locator(f"{LAST} .pc-card").count() == 6
    page.click("#pc-history")
    page.locator("#pc-history-list .pc-delete").nth(0).click()
    assert page.locator("#pc-history-list .pc-row-title").all_text_contents() == [QUESTION]
    page.click("#pc-forget-all")
    assert page.text_content("#pc-forget-all") == "Bấm lần nữa để xóa tất cả"
    page.click("#pc-forget-all")
    page.wait_for_selector(".pc-welcome")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('conversation.')).length") == 0


def long_list(visit, folder, statements, plans):
    """Return a page on which a long list has been asked for, and what stops its server with `next`."""
    assistant = FakeAssistant(home=folder)
    answer = assistant.ask(LIST_QUESTION)
    many = tuple(
        Statement(f"Nhiệm vụ {n}", (1 + n % 40,), group=f"Kế hoạch {n % plans}") for n in range(statements)
    )
    assistant._answer = lambda *_: replace(answer, statements=many)
    sites = served(assistant)
    page = visit(next(sites).url).page
    ask(page, LIST_QUESTION)
    return page, sites


@ONE_WIDTH
def test_a_long_conversation_begins_at_once_and_is_whole_before_it_goes_on(visit, tmp_path):
    page, sites = long_list(visit, tmp_path, statements=200, plans=50)
    whole = page.locator("#pc-past .pc-answer").all_text_contents()
    calls = []

    def first_only(route):
        if "turns" not in (route.request.post_data or ""):
            route.continue_()
            return
        calls.append(route)
        if len(calls) == 1:
            route.continue_()

    page.route("**/component_server/**", first_only)
    page.reload()
    page.wait_for_selector(f"{LAST} .pc-rating")
    assert page.locator(f"{LAST} .pc-statements > li").count() == 40
    page.fill(BOX, QUESTION)
    page.press(BOX, "Enter")
    assert page.locator("#pc-past .pc-turn").count() == 1
    page.wait_for_function("document.querySelectorAll('#pc-past[inert]').length")
    calls[1].continue_()
    wait_rested(page, 2)
    assert page.locator("#pc-past .pc-answer").all_text_contents()[:1] == whole
    assert page.locator("#pc-past .pc-question").all_text_contents() == [LIST_QUESTION, QUESTION]
    assert page.locator("#pc-past[inert]").count() == 0
    next(sites, None)


@ONE_WIDTH
def test_what_is_typed_survives_a_reload_and_nobody_else_sees_a_conversation(fake_site, visit):
    page = visit(fake_site.url).page
    ask(page, QUESTION)
    page.fill(BOX, "đang gõ dở")
    page.reload()
    page.wait_for_function(f"document.querySelector('{BOX}')?.value === 'đang gõ dở'")
    other = visit(fake_site.url).page
    assert other.locator(".pc-turn, #pc-history").count() == 0


@ONE_WIDTH
def test_an_answer_kept_by_an_older_version_is_said_to_be_so(fake_site, visit):
    page = visit(fake_site.url).page
    ask(page, QUESTION)
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage).filter(key => key.includes('conversation.'))) {
            const kept = JSON.parse(localStorage[key]); kept.turns[0].answer = {old: 1};
            localStorage[key] = JSON.stringify(kept); } }"""
    )
    page.reload()
    page.wait_for_selector(f"{LAST} .pc-failure:has-text('phiên bản trước')")
    page.click(f"{LAST} .pc-again")
    wait_rested(page, 1)
    assert page.locator(f"{LAST} .pc-card").count() == 6


# --- understood as, marks, export ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "question"),
    [(WIDTHS["desktop"], LIST_QUESTION), (WIDTHS["phone"], ENGLISH)],
    ids=["desktop-vi", "phone-en"],
)
def test_a_limit_taken_away_asks_again_without_it(own_site, visit, question):
    page = visit(f"{own_site.url}?lang={'en' if question == ENGLISH else 'vi'}").page
    ask(page, question)
    limits = page.locator(f"{LAST} .pc-limit")
    assert [text.rstrip("×") for text in limits.all_text_contents()] == ["nhiệm vụ", "Sở Tài chính"]
    limits.nth(1).click()
    wait_rested(page, 2)
    asked, history, _, without = own_site.assistant.asked[-1]
    assert (asked, history, without) == (question, (), ("agency:so-tai-chinh",))
    assert limits.count() == 1
    assert "Sở Tài chính" in page.text_content(f"{LAST} .pc-without")


def test_marks_become_questions_and_a_changed_mind_replaces_the_mark(own_site, visit, tmp_path):
    page = visit(own_site.url).page
    ask(page, "Điều không có")
    ask(page, QUESTION)
    page.click(f"{LAST} [data-rating=good]")
    page.wait_for_selector(f"{LAST} .pc-rated:has-text('cảm ơn')")
    page.click(f"{LAST} [data-rating=bad]")
    page.fill(f"{LAST} .pc-reason input", "Thiếu nguồn vốn")
    page.press(f"{LAST} .pc-reason input", "Enter")
    marks = tmp_path / "feedback.jsonl"
    deadline = time.monotonic() + 10
    while "Thiếu nguồn" not in marks.read_text("utf-8") and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    (line,) = marks.read_text("utf-8").splitlines()
    mark = json.loads(line)
    assert set(mark) == {"question", "history", "answer", "rating", "reason"}
    assert (mark["question"], mark["rating"], mark["history"]) == (QUESTION, "bad", ["Điều không có"])
    assert "[1] “" in mark["answer"]
    assert draft_command(home=tmp_path) == 1
    (draft,) = yaml.safe_load((tmp_path / "drafts.yaml").read_text("utf-8"))
    assert draft["question"] == QUESTION
    assert "Thiếu nguồn vốn" in draft["author_note"]
    page.reload()
    page.wait_for_selector(f"{LAST} [data-rating=bad][aria-pressed=true]")
    assert page.input_value(f"{LAST} .pc-reason input") == "Thiếu nguồn vốn"


def downloaded(page, form: str) -> bytes:
    page.click("#pc-export")
    with page.expect_download() as started:
        page.click(f"[data-form={form}]")
    return Path(started.value.path()).read_bytes()


def test_a_conversation_is_exported_with_footnotes(fake_site, visit):
    page = visit(fake_site.url).page
    ask(page, QUESTION)
    ask(page, "Tổng số là bao nhiêu?")
    quotes = page.locator("#pc-past .pc-card-quote").all_text_contents()
    markdown = downloaded(page, "md").decode()
    for number, quote in enumerate(quotes, start=1):
        assert f"[^{number}]: “{quote.lstrip('-+ ')}” (" in markdown
        assert markdown.count(f"[^{number}]") == 2
    assert "3819/KH-UBND" in markdown
    assert f"## {QUESTION}" in markdown
    with zipfile.ZipFile(io.BytesIO(downloaded(page, "docx"))) as file:
        notes = etree.fromstring(file.read("word/footnotes.xml"))
        body = etree.fromstring(file.read("word/document.xml"))
    texts = {one.get(f"{WORD}id"): "".join(one.itertext()) for one in notes}
    referred = [one.get(f"{WORD}id") for one in body.iter(f"{WORD}footnoteReference")]
    assert referred == [str(number) for number in range(1, len(quotes) + 1)]
    assert all(quote.lstrip("-+ ") in texts[str(at)] for at, quote in enumerate(quotes, start=1))


def test_the_english_page_says_everything_in_english(fake_site, visit):
    page = visit(f"{fake_site.url}?lang=en").page
    page.wait_for_selector("#pc-conversation .pc-root[lang=en] .pc-ask")
    ask(page, ENGLISH)
    page.click(f"{LAST} [data-rating=bad]")
    page.wait_for_selector(f"{LAST} .pc-rated:has-text('thank you')")
    page.click("#pc-history")
    said = page.locator("#pc-bar, .pc-rating, .pc-limits > span").all_inner_texts()
    page.locator(f"{LAST} .pc-chip").first.click()
    page.wait_for_selector("#pc-panel mark")
    said += page.locator("#pc-panel .pc-tools, #pc-panel .pc-panel-head > .pc-label").all_inner_texts()
    text = " ".join(said).replace(ENGLISH, "")
    assert re.findall(r"[^\x00-\x7f“”×]+", text) == []
    for words in (
        "New conversation",
        "Earlier (1)",
        "Delete all",
        "Understood as:",
        "Copy the quote",
        "Send",
    ):
        assert words in text


# --- sources ------------------------------------------------------------------------------------


def test_a_quote_is_copied_with_its_place(fake_site, visit):
    page = visit(fake_site.url, permissions=["clipboard-read", "clipboard-write"]).page
    ask(page, QUESTION)
    card = page.locator(f"{LAST} .pc-card").nth(2)
    quote, place = (card.locator(f".pc-card-{part}").text_content() for part in ("quote", "place"))
    card.click()
    page.click("#pc-panel [data-copy]")
    page.wait_for_selector(".pc-copied:has-text('Đã chép')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{quote.lstrip('-+ ')}” (Kế hoạch ")
    assert copied.endswith(f", mục {place})")


@ONE_WIDTH
def test_a_plan_replaced_since_marks_nothing(visit, tmp_path):
    assistant = FakeAssistant(home=tmp_path)
    sites = served(assistant)
    page = visit(next(sites).url).page
    ask(page, QUESTION)
    assistant._plans = {name: replace(plan, text="x" + plan.text) for name, plan in assistant._plans.items()}
    page.locator(f"{LAST} .pc-chip").first.click()
    page.wait_for_selector("#pc-panel .pc-failure:has-text('thay bằng bản khác')")
    assert page.locator("#pc-panel mark").count() == 0
    page.keyboard.press("Escape")
    next(sites, None)


@pytest.fixture(scope="module")
def pdf_site(tmp_path_factory):
    """A page over a plan that is a PDF, and the printed page its first quote is on."""
    assistant, quote_page = real_plan_pdf(tmp_path_factory.mktemp("pdf"))
    for site in served(assistant):
        yield site, quote_page


def test_a_pdf_shows_its_printed_page_with_the_quote_marked(visit, pdf_site):
    site, quote_page = pdf_site
    page = visit(site.url).page
    ask(page, QUESTION)
    page.locator(f"{LAST} .pc-chip").first.click()
    page.wait_for_selector("#pc-panel mark")
    page.click("#pc-turn-over")
    image = page.wait_for_selector("#pc-page img")
    assert page.text_content("#pc-page figcaption") == f"trang {quote_page}"
    assert page.locator("#pc-page .pc-note").count() == 0
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 1000
    assert not page.is_visible("#pc-text")
    marked = page.evaluate(
        """() => { const image = document.querySelector('#pc-page img').getBoundingClientRect();
            const share = Number(document.querySelector('#pc-page figure').dataset.top);
            return image.top + share * image.height; }"""
    )
    box = page.locator("#pc-page").bounding_box()
    assert box["y"] <= marked < box["y"] + box["height"]
    page.click("#pc-turn-over")
    page.wait_for_selector("#pc-panel mark")
    page.keyboard.press("Escape")


# --- states -------------------------------------------------------------------------------------


@ONE_WIDTH
def test_a_lost_connection_is_told_and_the_question_can_be_asked_again(visit):
    sites = served(FakeAssistant())
    site = next(sites)
    site.assistant.release.clear()
    page = visit(site.url, offline=True).page
    page.fill(BOX, "Câu hỏi chậm")
    page.press(BOX, "Enter")
    page.wait_for_selector("#pc-conversation .pc-waiting")
    port = int(site.url.rstrip("/").rpartition(":")[2])
    next(sites, None)
    site.assistant.release.set()
    page.wait_for_selector(f"{LAST} .pc-failure:has-text('Mất kết nối')")
    assert not page.is_visible(".toast-body")
    again = served(FakeAssistant(), port=port)
    next(again).assistant.release.set()
    page.wait_for_selector(f"{LAST} .pc-failure:has-text('bị gián đoạn')")
    page.click(f"{LAST} .pc-again")
    wait_rested(page, 1)
    assert page.locator(f"{LAST} .pc-card").count() == 6
    page.goto("about:blank")
    next(again, None)


@ONE_WIDTH
def test_the_page_opens_by_itself_once_the_first_plan_is_in(visit, tmp_path):
    assistant = FakeAssistant([], home=tmp_path)
    sites = served(assistant)
    page = visit(next(sites).url).page
    page.wait_for_selector(".pc-empty:has-text('Kho chưa có kế hoạch nào')")
    assistant.library.being_written = True
    page.wait_for_selector(".pc-empty:has-text('đang được nạp')")
    assistant._plans = FakeAssistant(home=tmp_path)._plans
    page.wait_for_selector(".pc-welcome .pc-ask")
    next(sites, None)


@ONE_WIDTH
def test_sixty_duties_are_all_there_and_unfold_at_once(visit, tmp_path):
    page, sites = long_list(visit, tmp_path, statements=60, plans=4)
    items = page.locator(f"{LAST} .pc-statements li")
    assert items.count() == 60
    assert sum(items.nth(n).is_visible() for n in range(60)) == 16
    page.click(f"{LAST} .pc-unfold")
    assert sum(items.nth(n).is_visible() for n in range(60)) == 60
    assert page.text_content(f"{LAST} .pc-unfold") == "Thu gọn"
    next(sites, None)


def test_shift_enter_makes_a_line_and_the_focus_goes_in_reading_order(fake_site, visit):
    page = visit(fake_site.url).page
    page.focus(BOX)
    page.keyboard.type("dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    assert page.input_value(BOX) == "dòng một\ndòng hai"
    page.keyboard.press("Enter")
    wait_rested(page, 1)
    page.focus("#pc-again")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.className + ' ' + document.activeElement.id")
        seen += [one for one in ("pc-chip", "pc-card", "pc-ask", "pc-thumb") if one in name.split()]
        if page.evaluate("document.activeElement.matches('#pc-question textarea')"):
            break
    assert list(dict.fromkeys(seen)) == ["pc-chip", "pc-card", "pc-ask", "pc-thumb"]
    assert page.evaluate("document.activeElement.matches('#pc-question textarea')")
