"""The lists in a browser, at a desk's width and a phone's: every test runs at both."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import EACH_LOOK, ONE_WIDTH, served
from fake_assistant import HOSTILE, FakeAssistant
from lists_aid import copies, dated, hostile, shipped
from steps import ask, barriers, wait_still

from app.ui.duty_list import Wanted, agency_of, find
from app.ui.shelf import shelf_of

pytestmark = pytest.mark.browser

TASKS = ".pl-table tbody tr"
SAID = ".pl-said"
BOX = "#pl-agency"
SERVER_CALLS = re.compile("component_server")


@pytest.fixture(scope="session")
def lists_site():
    yield from served(FakeAssistant([*shipped(), dated(date.today())]))


@pytest.fixture(scope="session")
def many_site():
    yield from served(FakeAssistant(copies(200)))


def opened(visit, site, query: str = "", **options):
    page = visit(f"{site.url}?{query}", **options).page
    page.wait_for_selector(".pl-found, .pl-nothing")
    return page


def choose_agency(page, typed: str) -> None:
    page.fill(BOX, typed)
    page.press(BOX, "Enter")
    page.wait_for_function("document.querySelector('.pl-found:not([aria-busy])')")


def choose(page, name: str, value: str) -> None:
    before = page.text_content(SAID)
    page.select_option(f"select[name={name}]", value)
    page.wait_for_function("said => document.querySelector('.pl-said')?.textContent !== said", arg=before)


def asked_in(page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def expected(site, agency: str, **wanted) -> list[str]:
    shelf = shelf_of(site.assistant)
    entries = find(shelf, Wanted(agency=agency, **wanted), agency_of(agency, shelf), date.today())
    return [entry.first.row.task for entry in entries]


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def in_view(page, selector: str) -> bool:
    return page.eval_on_selector(
        selector,
        """element => {
            const box = element.getClientRects()[0];
            const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
            return element.contains(hit);
        }""",
    )


# --- the tab bar and the address ----------------------------------------------------------------------


def test_tabs_stand_in_the_address_and_keep_what_was_chosen(lists_site, visit):
    page = visit(lists_site.url).page
    names = page.locator("[role=tab]").all_text_contents()
    assert names[:4] == ["Hỏi đáp", "Nhiệm vụ", "Mục tiêu", "Kinh phí"]
    assert "tab" not in asked_in(page)
    page.click("role=tab[name='Nhiệm vụ']")
    page.wait_for_selector(SAID)
    choose_agency(page, "so tai chinh")
    assert asked_in(page) == {"tab": "duties", "agency": "so tai chinh"}
    page.click("role=tab[name='Mục tiêu']")
    page.wait_for_selector(f"{SAID}:has-text('chỉ tiêu')")
    assert asked_in(page) == {"tab": "targets"}
    page.click("role=tab[name='Nhiệm vụ']")
    page.wait_for_selector(f"{SAID}:has-text('Sở Tài chính')")
    assert asked_in(page) == {"tab": "duties", "agency": "so tai chinh"}
    page.focus("role=tab[name='Nhiệm vụ']")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#pc-targets .pl-said:visible")
    assert page.get_attribute("role=tab[name='Mục tiêu']", "aria-selected") == "true"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Kho văn bản"
    page.click("role=tab[name='Hỏi đáp']")
    page.wait_for_selector(".pc-welcome:visible")
    assert asked_in(page) == {}


@ONE_WIDTH
def test_a_link_opens_tab_filter_and_language(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties&agency=lmhtx&plan=kon-tum-2024&lang=en")
    page.wait_for_selector(f"{SAID}:has-text('duties in 1 plan')")
    assert page.input_value(BOX) == "lmhtx"
    assert page.input_value("select[name=plan]") == "kon-tum-2024"
    assert page.locator(TASKS).count() == len(expected(lists_site, "lmhtx", plan="kon-tum-2024"))
    page.click("#pc-language")
    page.wait_for_selector(f"{SAID}:has-text('nhiệm vụ trong 1 kế hoạch')")
    assert page.input_value("select[name=plan]") == "kon-tum-2024"
    assert asked_in(page) == {"tab": "duties", "agency": "lmhtx", "plan": "kon-tum-2024", "lang": "vi"}


@ONE_WIDTH
def test_an_address_that_fits_nothing_opens_the_first_tab(lists_site, visit):
    page = visit(f"{lists_site.url}?tab=nowhere&agency=x").page
    page.wait_for_selector(".pc-welcome:visible")
    assert page.get_attribute("role=tab[name='Hỏi đáp']", "aria-selected") == "true"


# --- duties ---------------------------------------------------------------------------------------------


def test_an_agency_typed_without_accents_has_its_whole_list(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties")
    page.type(BOX, "snnptnt")
    page.wait_for_selector("#pl-agencies [role=option]:has-text('Sở Nông nghiệp và Phát triển nông thôn')")
    page.press(BOX, "ArrowDown")
    page.press(BOX, "Enter")
    page.wait_for_selector(f"{SAID}:has-text('Sở Nông nghiệp và Phát triển nông thôn:')")
    tasks = page.locator(".pl-col-task > p:first-child").all_text_contents()
    assert tasks == expected(lists_site, "Sở Nông nghiệp và Phát triển nông thôn")
    roles = page.locator(".pl-plan").first.locator(".pl-role").all_text_contents()
    assert roles == sorted(roles, key=["Chủ trì", "Đầu mối", "Được đề nghị", "Phối hợp"].index)
    assert page.locator(".pl-part").count() == 1
    assert "giao chung (" in page.locator(".pl-mark").last.text_content()
    assert overflow(page) <= 0


@ONE_WIDTH
def test_an_older_name_is_marked(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties&agency=stc")
    assert "kế thừa nhiệm vụ của Sở Kế hoạch và Đầu tư" in page.text_content(".pl-note")
    assert page.locator(".pl-mark:has-text('kế hoạch ghi tên cũ: Sở Kế hoạch và Đầu tư')").count() > 0


def test_filters_narrow_the_list_and_a_reload_keeps_them(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties&agency=Sở Tài chính")
    choose(page, "plan", "co-han")
    assert page.locator(TASKS).count() == 5
    for status, text in (("over", "ngày hạn đã qua"), ("soon", "còn 5 ngày"), ("undated", "hằng năm")):
        page.select_option("select[name=status]", status)
        page.wait_for_function("document.querySelectorAll('.pl-table tbody tr').length === 1")
        page.wait_for_selector(f".pl-col-deadline:has-text('{text}')")
    page.reload()
    page.wait_for_selector(".pl-col-deadline:has-text('hằng năm')")
    assert page.input_value("select[name=status]") == "undated"
    choose(page, "role", "partner")
    assert page.text_content(".pl-nothing p").startswith("Không có dòng nào")
    page.click("[data-clear]")
    page.wait_for_selector(f"{SAID}:has-text('Mọi cơ quan')")
    assert asked_in(page) == {"tab": "duties"}
    assert page.input_value("select[name=status]") == page.input_value(BOX) == ""


@ONE_WIDTH
def test_words_that_name_no_agency(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties")
    choose_agency(page, "cục tác lá chanh")
    page.wait_for_selector(".pl-warning:has-text('Không nhận ra cơ quan')")
    page.click(".pl-chip:has-text('Sở Tài chính')")
    page.wait_for_selector(f"{SAID}:has-text('Sở Tài chính')")
    assert page.input_value(BOX) == "Sở Tài chính"
    page.click(".pl-clear")
    page.wait_for_selector(f"{SAID}:has-text('Mọi cơ quan')")


@ONE_WIDTH
def test_the_choice_of_agency_by_keyboard(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties")
    page.focus(BOX)
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#pl-agencies [role=option]")
    assert page.get_attribute(BOX, "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.get_attribute(BOX, "aria-activedescendant")
    second = page.locator("#pl-agencies [role=option]").nth(1)
    assert second.get_attribute("id") == active
    name = second.get_attribute("data-value")
    page.keyboard.press("Escape")
    assert not page.is_visible("#pl-agencies")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#pl-agencies [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{SAID}:has-text('{name}')")
    assert page.input_value(BOX) == name


def test_a_row_opens_its_source_and_gives_the_focus_back(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties&agency=so cong thuong")
    place = page.locator(".pl-place").nth(2)
    data = place.evaluate("place => ({...place.dataset})")
    place.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#pc-panel mark")
    wait_still(page, "#pc-panel mark")
    text = lists_site.assistant.plan(data["source"]).text[int(data["start"]) : int(data["end"])]
    assert "".join(page.locator("#pc-panel mark").all_text_contents()).split() == text.split()
    assert in_view(page, "#pc-panel mark")
    assert page.evaluate("document.activeElement.id") == "pc-panel-title"
    copied = page.get_attribute("#pc-panel [data-copy]", "data-copy").replace(" | ", " ")
    assert copied.startswith(f"“{' '.join(text.split()).lstrip('-+ ')}” (Kế hoạch ")
    assert overflow(page) <= 0
    page.keyboard.press("Escape")
    assert not page.is_visible("#pc-panel")
    assert place.evaluate("place => place === document.activeElement")


def test_the_timeline_goes_by_date_and_tells_what_has_none(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties&agency=so tai chinh&plan=co-han")
    page.click("text=Theo thời gian")
    page.wait_for_selector(".pl-time")
    days = [page.get_attribute(f".pl-moment >> nth={at} >> time", "datetime") for at in range(3)]
    assert days == sorted(days)
    order = page.locator(".pl-moments > li").evaluate_all("all => all.map(one => one.className)")
    assert [name.split()[-1] for name in order] == [
        "pl-moment-over",
        "pl-today",
        "pl-moment-soon",
        "pl-moment-later",
    ]
    assert "2 nhiệm vụ không ghi ngày hạn" in page.text_content(".pl-note")
    assert asked_in(page)["show"] == "timeline"


@ONE_WIDTH
def test_the_download_holds_what_is_shown(lists_site, visit):
    page = opened(visit, lists_site, "tab=duties&agency=so nn&plan=dak-nong-2023&role=lead")
    shown = page.locator(".pl-col-task > p:first-child").all_text_contents()
    with page.expect_download() as waiting:
        page.click(".pl-file:has-text('CSV')")
    assert waiting.value.suggested_filename.startswith("nhiem-vu-")
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert [row["task"] for row in csv.DictReader(file)] == shown


# --- targets and funding ----------------------------------------------------------------------------------


def test_targets_as_rows_and_as_plots_of_one_unit_each(lists_site, visit):
    page = opened(visit, lists_site, "tab=targets&plan=lai-chau-2024")
    row = page.locator(f"{TASKS}:has-text('tiếp cận các nguồn vốn tín dụng')").last
    assert row.locator(".pl-col-value strong").text_content() == "trên 70 %"
    assert row.locator(".pl-col-year").text_content() == "2030"
    page.click("text='Biểu đồ'")
    page.wait_for_selector(".pl-figure")
    figures = page.locator(".pl-figure").evaluate_all(
        """all => all.map(one => [one.querySelector('figcaption p').textContent.replace('Đơn vị: ', ''),
            [...one.querySelectorAll('.pl-value')].map(value => value.textContent)])"""
    )
    assert len(figures) > 5
    assert all(value.endswith(f" {unit}") for unit, values in figures for value in values)
    assert ["trên 50 %", "trên 70 %"] in [values for _, values in figures]
    page.locator(".pl-figure .pl-place").first.click()
    page.wait_for_selector("#pc-panel mark")
    assert overflow(page) <= 0


@ONE_WIDTH
def test_a_range_is_a_range(lists_site, visit):
    page = opened(visit, lists_site, "tab=targets&plan=dak-nong-2023&unit=HTX")
    assert "14–17 HTX" in page.locator(".pl-col-value strong").all_text_contents()
    with page.expect_download() as waiting:
        page.click(".pl-file:has-text('XLSX')")
    assert waiting.value.suggested_filename.startswith("muc-tieu-")


def test_a_cell_tells_the_wording_behind_it(lists_site, visit):
    page = opened(visit, lists_site, "tab=funding")
    cell = page.locator(".pl-cell[data-plan='kon-tum-2024'][data-source-class='credit']")
    cell.click()
    page.wait_for_selector(".pl-wordings:not([hidden]) li")
    wordings = page.locator(".pl-wordings:not([hidden]) li > div > p").all_text_contents()
    plan = lists_site.assistant.plan("kon-tum-2024")
    assert wordings == [one.wording for one in plan.records.funding if "credit" in one.classes]
    assert cell.locator("b").text_content() == str(len(wordings))
    assert cell.get_attribute("aria-expanded") == "true"
    page.locator(".pl-wordings:not([hidden]) .pl-place").first.click()
    page.wait_for_selector("#pc-panel mark")
    page.keyboard.press("Escape")
    cell.click()
    assert page.locator(".pl-wordings:not([hidden])").count() == 0
    assert overflow(page) <= 0


@pytest.mark.parametrize(
    ("query", "said", "cell"),
    [
        ("tab=targets", "targets in 6 plans", "Targets"),
        ("tab=funding", "on funding, in 6 plans", "Funding"),
        ("tab=duties&show=timeline", "All agencies:", "Duties"),
    ],
)
def test_the_lists_in_english(lists_site, visit, query, said, cell):
    page = opened(visit, lists_site, f"{query}&lang=en")
    page.wait_for_selector(f"{SAID}:has-text('{said}')")
    assert page.get_attribute(f"role=tab[name='{cell}']", "aria-selected") == "true"
    vietnamese = page.evaluate(
        """() => [...document.querySelectorAll('.pl-root :is(h2, h3, th, label, select option:first-child)')]
            .filter(one => !one.closest('[lang=vi]') && /[ăâđêôơưạảấầẩẫậắằẳẵặ]/i.test(one.textContent))
            .filter(one => ![...one.querySelectorAll('[lang=vi], option')].length)
            .map(one => one.textContent)"""
    )
    assert vietnamese == []


# --- states ------------------------------------------------------------------------------------------


@ONE_WIDTH
@pytest.mark.parametrize("tab", ["duties", "targets", "funding"])
def test_an_empty_library(empty_site, visit, tab):
    page = opened(visit, empty_site, f"tab={tab}")
    assert page.text_content(".pl-nothing h2") == "Kho chưa có kế hoạch nào"


@ONE_WIDTH
@pytest.mark.parametrize("tab", ["duties", "targets", "funding"])
def test_what_a_plan_contains_is_never_run(visit, tab):
    sites = served(FakeAssistant([hostile(date.today())]))
    page = opened(visit, next(sites), f"tab={tab}&agency={HOSTILE if tab == 'duties' else ''}")
    if tab == "duties":
        page.wait_for_selector(".pl-warning:has-text('<script>')")
        page.click(".pl-clear")
        page.wait_for_selector(TASKS)
    if tab == "funding":
        page.locator(".pl-cell").first.click()
        page.wait_for_selector(".pl-wordings li")
    assert "<img src=x" in page.text_content(".pl-found")
    page.locator(".pl-place").last.click()
    page.wait_for_selector("#pc-panel mark")
    assert "<img src=x" in page.text_content("#pc-panel")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".pl-root :is(img, script), #pc-panel :is(img, script)").count() == 0
    next(sites, None)


@ONE_WIDTH
def test_a_lost_connection_is_told_and_can_be_tried_again(lists_site, visit):
    found = visit(f"{lists_site.url}?tab=duties")
    page = found.page
    page.wait_for_selector(SAID)
    page.route(SERVER_CALLS, lambda route: route.abort())
    page.select_option("select[name=plan]", "kon-tum-2024")
    page.wait_for_selector("[role=alert]:has-text('Hãy kiểm tra kết nối')")
    page.unroute(SERVER_CALLS)
    page.click(".pl-found .pl-button")
    page.wait_for_selector(f"{SAID}:has-text('trong 1 kế hoạch')")
    page.route("**/planchat-source/*", lambda route: route.abort())
    page.locator(".pl-place").first.click()
    page.wait_for_selector("#pc-panel .pc-failure:has-text('Không mở được nguồn')")
    page.unroute("**/planchat-source/*")
    page.locator(".pl-place").first.click()
    page.wait_for_selector("#pc-panel mark")
    found.complaints.clear()  # the browser's own, on the request that was cut off


@ONE_WIDTH
def test_a_plan_added_meanwhile_comes_in_with_the_next_choice(visit):
    assistant = FakeAssistant(shipped()[:2])
    sites = served(assistant)
    page = opened(visit, next(sites), "tab=duties")
    assert page.locator("select[name=plan] option").count() == 3
    new = shipped()[2]
    assistant._plans[new.id] = new
    choose_agency(page, "các cơ quan, đơn vị")
    page.wait_for_function("document.querySelectorAll('select[name=plan] option').length === 4")
    assert page.input_value(BOX) == "các cơ quan, đơn vị"
    next(sites, None)


@ONE_WIDTH
def test_a_kept_conversation_that_comes_back_leaves_the_source_open(lists_site, visit):
    page = visit(lists_site.url).page
    ask(page, "nhiệm vụ")
    page.goto(f"{lists_site.url}?tab=funding")
    page.locator(".pl-cell").first.click()
    page.locator(".pl-wordings .pl-place").first.click()
    page.wait_for_selector("#pc-panel mark")
    page.wait_for_selector("#pc-past .pc-rating", state="attached")
    assert page.is_visible("#pc-panel mark")
    page.click("[data-tab-id=chat]")
    page.wait_for_selector("#pc-panel", state="hidden")


@ONE_WIDTH
def test_a_source_whose_plan_has_gone(visit):
    assistant = FakeAssistant(shipped()[:1])
    sites = served(assistant)
    page = opened(visit, next(sites), "tab=funding")
    page.locator(".pl-cell").first.click()
    page.wait_for_selector(".pl-wordings li")
    assistant._plans.clear()
    page.locator(".pl-wordings .pl-place").first.click()
    page.wait_for_selector("#pc-panel:has-text('không còn trong kho')")
    next(sites, None)


def test_thousands_of_rows_come_page_by_page(many_site, visit):
    page = opened(visit, many_site, "tab=duties")
    assert page.locator(TASKS).count() == 50
    first = page.text_content(f"{TASKS} >> nth=0")
    page.click("text=Trang sau")
    page.wait_for_selector(".pl-steps:has-text('Trang 2/')")
    assert asked_in(page)["page"] == "2"
    assert page.text_content(f"{TASKS} >> nth=0") != first
    assert page.evaluate("document.activeElement.className") == "pl-said"
    page.click("role=tab[name='Kinh phí']")
    page.wait_for_selector(".pl-cell")
    assert page.locator(".pl-matrix tbody tr:not(.pl-wordings)").count() == 50
    page.click("role=tab[name='Mục tiêu']")
    page.wait_for_selector(f"{SAID}:has-text('chỉ tiêu')")
    page.click("text='Biểu đồ'")
    page.wait_for_selector(".pl-figure")
    assert page.locator(".pl-figure").count() <= 12
    assert overflow(page) <= 0


# --- for everybody -----------------------------------------------------------------------------------


@EACH_LOOK
@pytest.mark.parametrize(
    "query",
    ["tab=duties&agency=so nn", "tab=duties&show=timeline", "tab=targets&show=chart", "tab=funding"],
)
def test_no_serious_barrier(lists_site, visit, query, scheme):
    page = opened(visit, lists_site, query, color_scheme=scheme)
    assert barriers(page) == []
    if "agency" in query:
        page.click(BOX)
        page.wait_for_selector("#pl-agencies [role=option]")
        assert barriers(page) == []
        page.keyboard.press("Escape")
    if "funding" in query:
        page.locator(".pl-cell").first.click()
        page.wait_for_selector(".pl-wordings li")
    page.locator(".pl-place").first.click()
    page.wait_for_selector("#pc-panel mark")
    wait_still(page, "#pc-panel mark")
    assert barriers(page) == []


@pytest.mark.parametrize("query", ["tab=duties&agency=so nn", "tab=targets&show=chart", "tab=funding"])
def test_what_is_pressed_is_large_enough_to_touch(lists_site, visit, query):
    page = opened(visit, lists_site, query)
    small = page.evaluate(
        """() => [...document.querySelectorAll(':is(#pc-tabs) :is(button, a, select, input, summary)')]
            .filter(one => one.offsetParent).map(one => [one, one.getBoundingClientRect()])
            .filter(([one, box]) => box.height < 43.5 || box.width < 43.5)
            .map(([one]) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []
    assert overflow(page) <= 0
