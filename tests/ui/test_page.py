"""The page in a browser, at a desk's width and a phone's: every test runs at both."""

from __future__ import annotations

import re

import httpx
import pytest
from conftest import EACH_LOOK, ONE_WIDTH
from fake_assistant import HOSTILE, FakeAssistant
from steps import BOX, LAST, ask, barriers, wait_rested, wait_still

pytestmark = pytest.mark.browser

QUESTION = "Hợp tác xã được hỗ trợ đào tạo, tập huấn thế nào?"
LIST_QUESTION = "Sở Tài chính có những nhiệm vụ gì trong các kế hoạch?"


def in_view(page, selector: str) -> bool:
    """Say whether the middle of the element's first line is what a reader sees at that point."""
    return page.eval_on_selector(
        selector,
        """element => {
            const box = element.getClientRects()[0];
            const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
            return element.contains(hit);
        }""",
    )


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def test_a_typed_question_is_answered_and_its_source_opens(site, visit):
    page = visit(site.url).page
    ask(page, QUESTION)
    assert page.input_value(BOX) == ""
    chip = page.locator(f"{LAST} .pc-chip").first
    data = chip.evaluate("chip => ({...chip.dataset})")
    chip.click()
    page.wait_for_selector("#pc-panel mark")
    wait_still(page, "#pc-panel mark")
    quote = site.assistant.plan(data["source"]).text[int(data["start"]) : int(data["end"])]
    assert " ".join(page.locator("#pc-panel mark").all_text_contents()).split() == quote.split()
    assert in_view(page, "#pc-panel mark")
    assert page.evaluate("document.activeElement.id") == "pc-panel-title"
    assert overflow(page) <= 0
    page.keyboard.press("Escape")
    assert not page.is_visible("#pc-panel")
    assert chip.evaluate("chip => chip === document.activeElement")


def test_a_card_opens_the_same_source_by_keyboard_and_closes_by_button(site, visit):
    page = visit(site.url).page
    ask(page, QUESTION)
    card = page.locator(f"{LAST} .pc-card").first
    card.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#pc-panel mark")
    shown = " ".join(" ".join(page.locator("#pc-panel mark").all_text_contents()).split())
    assert shown == " ".join(card.locator(".pc-card-quote").text_content().split())
    page.click("#pc-panel .pc-close")
    assert not page.is_visible("#pc-panel")
    assert card.evaluate("card => card === document.activeElement")


def test_a_clicked_example_is_asked(site, visit):
    page = visit(site.url).page
    example = page.locator(".pc-audience .pc-ask").nth(1)
    assert page.locator(".pc-audience").count() == 3
    text = example.text_content()
    example.click()
    wait_rested(page, 1)
    assert page.text_content(f"{LAST} .pc-question") == text
    assert page.locator(".pc-audience").count() == 0
    page.click("#pc-again")
    page.wait_for_selector(".pc-audience")
    assert page.locator(".pc-turn").count() == 0


def test_the_switch_changes_every_text_and_a_reload_keeps_it(site, visit):
    page = visit(site.url).page
    assert page.evaluate("document.documentElement.lang") == "vi"
    ask(page, QUESTION)
    answer = page.text_content(f"{LAST} .pc-statements")
    page.click("#pc-language")
    page.wait_for_selector("#pc-past[lang=en]")
    page.wait_for_selector("#pc-language:has-text('Tiếng Việt')")
    assert page.text_content("h1") == page.title() == "Questions on cooperative plans"
    assert page.get_attribute(BOX, "placeholder") == "Type a question"
    assert page.text_content("#pc-ask").strip() == "Ask"
    assert page.text_content(f"{LAST} .pc-sources > h3") == "Sources"
    assert page.text_content(f"{LAST} .pc-statements") == answer
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()
    page.wait_for_selector(f"{LAST} .pc-sources[lang=en]")
    assert page.text_content(f"{LAST} .pc-statements") == answer
    page.click("#pc-again")
    assert page.text_content(".pc-welcome-heading") == "For example, ask"


@ONE_WIDTH
def test_the_page_comes_in_the_language_its_address_asks_for(browser, fake_site, size):
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        """window.said = new Set();
        new MutationObserver(() => {
            for (const one of document.querySelectorAll('h1, [role=tab], #pc-ask, .pc-purpose')) {
                said.add(one.textContent.trim());
            }
        }).observe(document, { childList: true, subtree: true, characterData: true });"""
    )
    page.goto(f"{fake_site.url}?lang=en")
    page.wait_for_selector(".pc-root[lang=en] .pc-welcome")
    said = page.evaluate("[...said]")
    assert "Questions on cooperative plans" in said
    assert "Duties" in said
    assert [words for words in said if not words.isascii()] == []
    assert page.title() == "Questions on cooperative plans"
    context.close()


def test_nothing_runs_over_the_side(site, visit):
    page = visit(site.url).page
    assert overflow(page) <= 0
    ask(page, LIST_QUESTION)
    assert overflow(page) <= 0
    ask(page, "x" * 400)
    assert overflow(page) <= 0


def test_buttons_are_large_enough_to_touch(site, visit):
    page = visit(site.url).page
    ask(page, QUESTION)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary')].filter(button => button.offsetParent)
            .map(button => [button, button.getBoundingClientRect(), getComputedStyle(button, '::after')])
            .filter(([button, box, after]) => Math.max(box.height, parseFloat(after.height) || 0) < 43.5
                || Math.max(box.width, parseFloat(after.width) || 0) < 43.5)
            .map(([button]) => button.outerHTML.slice(0, 120))"""
    )
    assert small == []
    assert page.eval_on_selector(BOX, "box => parseFloat(getComputedStyle(box).fontSize)") >= 16


@EACH_LOOK
def test_no_serious_barrier(site, visit, scheme):
    page = visit(site.url, color_scheme=scheme).page
    assert barriers(page) == []
    ask(page, LIST_QUESTION)
    ask(page, QUESTION)
    page.locator(f"{LAST} .pc-chip").first.click()
    page.wait_for_selector("#pc-panel mark")
    wait_still(page, "#pc-panel mark")
    assert barriers(page) == []


def test_nobody_leaves_files_at_gradios_own_address(site):
    answer = httpx.post(f"{site.url}gradio_api/upload", files={"files": ("a.txt", b"KE HOACH")})
    assert answer.status_code == 413


# --- what only an assistant with a script can show ------------------------------------------------


@ONE_WIDTH
def test_the_lead_comes_first_then_the_statements(fake_site, visit):
    page = visit(fake_site.url).page
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
            const state = ['.pc-lead', '.pc-statements li'].map(
                of => document.querySelectorAll(`.pc-turn ${of}`).length);
            if (String(window.seen.at(-1)) !== String(state)) window.seen.push(state);
        }).observe(document.body, {childList: true, subtree: true}); }"""
    )
    ask(page, LIST_QUESTION)
    seen = page.evaluate("window.seen")
    assert [1, 0] in seen
    assert len(seen) > 5
    assert seen == sorted(seen)
    assert seen[-1] == [1, 40]


def test_long_lists_fold_and_stay_as_the_reader_left_them(fake_site, visit):
    page = visit(fake_site.url).page
    ask(page, LIST_QUESTION)
    fold = page.locator("#turn-1 .pc-more").first
    assert page.locator("#turn-1 .pc-group").count() == 5
    assert re.fullmatch(r"Xem thêm \d+", fold.locator("summary").text_content())
    fold.locator("summary").click()
    ask(page, QUESTION)
    assert fold.evaluate("fold => fold.open")


@ONE_WIDTH
def test_a_follow_up_brings_the_earlier_questions(fake_site, visit):
    page = visit(fake_site.url).page
    ask(page, QUESTION)
    page.locator(".pc-suggestions .pc-ask").click()
    wait_rested(page, 2)
    asked, history, language, _ = fake_site.assistant.asked[-1]
    assert (asked, history, language) == ("Kinh phí lấy từ những nguồn nào?", (QUESTION,), None)


@ONE_WIDTH
def test_stop_while_the_assistant_works(fake_site, visit):
    fake_site.assistant.release.clear()
    page = visit(fake_site.url).page
    page.fill(BOX, "Câu hỏi chậm")
    page.press(BOX, "Enter")
    page.wait_for_selector("#pc-conversation .pc-waiting")
    page.click("#pc-stop")
    page.wait_for_selector(f"{LAST} .pc-note:has-text('Đã dừng')")
    assert not page.is_visible(".pc-waiting")
    fake_site.assistant.release.set()
    ask(page, QUESTION)
    assert page.locator(f"{LAST} .pc-chip").count() >= 6


@ONE_WIDTH
def test_stop_while_the_answer_comes(fake_site, visit):
    page = visit(fake_site.url).page
    page.fill(BOX, LIST_QUESTION)
    page.press(BOX, "Enter")
    # The page's own click: a click through the driver may come after the last statement.
    page.evaluate(
        """() => new Promise(done => { const look = new MutationObserver(() => {
            const stop = document.querySelector('#pc-stop');
            if (document.querySelectorAll('.pc-statements li').length < 3) return;
            look.disconnect(); stop.click(); done();
        }); look.observe(document.body, {childList: true, subtree: true}); })"""
    )
    page.wait_for_selector(f"{LAST} .pc-note:has-text('Đã dừng')")
    shown = page.locator(f"{LAST} .pc-statements li").count()
    assert 2 < shown < 40
    assert page.locator(f"{LAST} .pc-card").count() == shown
    assert page.is_visible("#pc-ask")


@ONE_WIDTH
@pytest.mark.parametrize("question", ["hỏng kho", "hỏng hóc"])
def test_an_error_is_a_sentence(fake_site, visit, question):
    page = visit(fake_site.url).page
    ask(page, question)
    told = page.text_content(f"{LAST} .pc-failure")
    assert "lỗi ngoài dự kiến" in told
    assert "Traceback" not in page.content()
    assert "/root/.ssh" not in page.content()
    ask(page, QUESTION)
    assert fake_site.assistant.asked[-1][1] == ()


@ONE_WIDTH
def test_an_empty_or_endless_question_is_not_asked(fake_site, visit):
    page = visit(fake_site.url).page
    count = len(fake_site.assistant.asked)
    page.fill(BOX, "   ")
    page.press(BOX, "Enter")
    page.wait_for_selector("#pc-told:has-text('Mời nhập câu hỏi')")
    page.fill(BOX, "kế hoạch?" * 200)
    page.click("#pc-ask")
    page.wait_for_selector("#pc-told:has-text('1800 ký tự')")
    assert page.input_value(BOX).startswith("kế hoạch?kế hoạch?")
    assert len(fake_site.assistant.asked) == count
    ask(page, QUESTION)
    assert page.text_content("#pc-told") == ""


@ONE_WIDTH
def test_an_answer_that_the_plans_do_not_tell(fake_site, visit):
    page = visit(fake_site.url).page
    ask(page, "Điều không có")
    assert "không nêu" in page.text_content(f"{LAST} .pc-lead")
    assert page.locator(f"{LAST} .pc-sources").count() == 0


@ONE_WIDTH
def test_what_a_plan_or_a_question_contains_is_never_run(hostile_site, visit):
    page = visit(hostile_site.url).page
    hostile = f"{HOSTILE} </template>"
    ask(page, hostile)
    assert page.text_content(f"{LAST} .pc-question") == hostile
    assert "<script>" in page.text_content(f"{LAST} .pc-statements")
    page.locator(f"{LAST} .pc-card").first.click()
    page.wait_for_selector("#pc-panel mark")
    assert "<img src=x" in page.text_content("#pc-panel mark")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".pc-root img, #pc-panel img, .pc-root script, #pc-panel script").count() == 0


def test_an_empty_library_says_what_to_do(empty_site, visit):
    page = visit(empty_site.url).page
    assert page.text_content(".pc-empty h2") == "Kho chưa có kế hoạch nào"
    assert "planchat ingest" in page.text_content(".pc-empty code")
    ask(page, "Điều không có")
    assert "không nêu" in page.text_content(f"{LAST} .pc-lead")


@ONE_WIDTH
def test_a_source_whose_plan_has_gone(browser, visit):
    from conftest import served

    assistant = FakeAssistant()
    sites = served(assistant)
    page = visit(next(sites).url).page
    ask(page, QUESTION)
    assistant._plans.clear()
    page.locator(f"{LAST} .pc-chip").first.click()
    page.wait_for_selector("#pc-panel .pc-failure:has-text('không còn trong kho')")
    page.keyboard.press("Escape")
    next(sites, None)
