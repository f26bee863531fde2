"""The tabs of the library and of support in a browser, at a desk's width and a phone's."""

from __future__ import annotations

import pytest
from conftest import EACH_LOOK, ONE_WIDTH, served
from library_site import assistant_over, invented
from pydantic import SecretStr
from shipped import PLAN_FILES
from steps import barriers

from app.settings import Settings

pytestmark = pytest.mark.browser

PASSWORD = "mật khẩu quản trị"
TAB = {
    ("library", "vi"): "Kho văn bản",
    ("library", "en"): "Library",
    ("support", "vi"): "Hỗ trợ HTX",
    ("support", "en"): "Support",
}


@pytest.fixture(scope="module")
def shipped_site(tmp_path_factory):
    """A library that tests only read."""
    home = tmp_path_factory.mktemp("shipped")
    yield from served(assistant_over(home, PLAN_FILES), Settings(home=home))


@pytest.fixture
def own_site(tmp_path):
    home = tmp_path / "home"
    yield from served(assistant_over(home, invented("son-giang-2025", "dai-khe-2025")), Settings(home=home))


@pytest.fixture
def locked_site(tmp_path):
    home = tmp_path / "home"
    settings = Settings(home=home, admin_password=SecretStr(PASSWORD))
    yield from served(assistant_over(home), settings)


def open_tab(visit, site, tab: str, language: str = "vi", **options):
    page = visit(f"{site.url}?lang={language}", **options).page
    page.get_by_role("tab", name=TAB[tab, language]).click()
    root = "#pc-library" if tab == "library" else "#pc-support"
    page.wait_for_selector(f"{root} .pk-root[lang={language}]")
    if tab == "library":
        page.wait_for_selector("#pc-library [data-slot=plans] :is(.pk-plan, .pk-empty)")
    return page


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def small(page, root: str) -> list[str]:
    return page.evaluate(
        """root => ['button', 'summary', 'a', 'select', 'input', 'label.pk-button']
            .flatMap(tag => [...document.querySelectorAll(`${root} ${tag}`)])
            .filter(one => one.getClientRects().length && !one.matches('[type=file], [type=checkbox]'))
            .filter(one => one.getBoundingClientRect().height < 43.5)
            .map(one => one.outerHTML.slice(0, 120))""",
        root,
    )


def test_plans_are_added_replaced_removed_and_brought_back(own_site, visit, tmp_path):
    page = open_tab(visit, own_site, "library")
    [good] = invented("tan-hoa-2026")
    changed = tmp_path / "son-giang-2025.txt"
    changed.write_bytes(
        invented("son-giang-2025")[0].read_bytes().replace("Quý III".encode(), "Quý IV".encode())
    )
    picture = tmp_path / "anh.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    page.set_input_files("#pc-library input[type=file]", [good, picture, changed])

    page.wait_for_selector(".pk-file .pk-ask")
    line = page.locator(".pk-file").filter(has_text="son-giang-2025.txt")
    assert "142/KH-UBND" in line.locator(".pk-ask").text_content()
    page.wait_for_selector(".pk-file:has-text('tan-hoa-2026.txt') .pk-done:has-text('Đã thêm')")
    page.wait_for_selector(".pk-file:has-text('anh.png') .pk-failure:has-text('bị hỏng')")
    assert "Quý III" in own_site.assistant.plan("son-giang-2025").text
    line.get_by_role("button", name="Thay bản cũ").click()
    line.locator(".pk-done:has-text('Đã thay')").wait_for()
    assert "Quý IV" in own_site.assistant.plan("son-giang-2025").text
    page.wait_for_selector("[data-plan=tan-hoa-2026]")
    assert overflow(page) <= 0

    card = page.locator("[data-plan=tan-hoa-2026]")
    card.locator("summary").click()
    card.get_by_role("button", name="Gỡ khỏi kho").click()
    card.get_by_role("button", name="Thôi").click()
    assert not card.locator(".pk-sure").is_visible()
    card.get_by_role("button", name="Gỡ khỏi kho").click()
    card.get_by_role("button", name="Gỡ", exact=True).click()
    card.wait_for(state="detached")
    assert len(own_site.assistant.plans()) == 2
    page.reload()
    page.get_by_role("button", name="Hoàn tác").click()
    page.wait_for_selector("[data-plan=tan-hoa-2026]")
    assert len(own_site.assistant.plans()) == 3


def test_a_plan_is_read_by_its_sections_and_saved(shipped_site, visit):
    page = open_tab(visit, shipped_site, "library")
    card = page.locator("[data-plan=dak-nong-2023]")
    with page.expect_download() as saved:
        card.get_by_text("Tải tệp gốc").click()
    assert saved.value.suggested_filename == "dak-nong-2023.txt"
    card.get_by_role("button", name="Đọc văn bản").click()
    page.wait_for_selector("#pk-reader .pc-doc")
    tree = page.locator("#pk-reader .pk-tree")
    if not tree.locator("nav").is_visible():
        tree.locator("summary").click()
    last = tree.locator("a").last
    target = last.get_attribute("data-section")
    last.click()
    page.wait_for_function(
        """id => { const at = document.getElementById(id).getBoundingClientRect().top;
            const box = document.querySelector('.pk-text').getBoundingClientRect();
            return at >= box.top - 2 && at < box.bottom - 20; }""",
        arg=target,
    )
    assert page.evaluate("document.activeElement.id") == target
    assert overflow(page) <= 0
    assert barriers(page) == []
    page.keyboard.press("Escape")
    assert not page.is_visible("#pk-reader")
    assert card.get_by_role("button", name="Đọc văn bản").evaluate("one => one === document.activeElement")


@EACH_LOOK
def test_the_library_has_no_serious_barrier(own_site, visit, scheme):
    page = open_tab(visit, own_site, "library", color_scheme=scheme)
    for summary in page.locator(".pk-more summary").all():
        summary.click()
    page.locator("[data-remove]").first.click()
    assert barriers(page) == []
    assert small(page, "#pc-library") == []
    assert overflow(page) <= 0


@ONE_WIDTH
def test_the_library_in_english(own_site, visit):
    page = open_tab(visit, own_site, "library", "en")
    page.wait_for_selector("h2:has-text('Plans in the library: 2')")
    page.click("#pc-language")
    page.wait_for_selector("h2:has-text('2 kế hoạch trong kho')")
    assert "Choose files" not in page.locator("#pc-library").text_content()


@ONE_WIDTH
def test_many_plans_are_searched_without_accents(tmp_path, visit):
    home = tmp_path / "home"
    everything = [*invented("an-binh-2025", "dai-khe-2025", "phu-an-2024", "son-giang-2025"), *PLAN_FILES]
    sites = served(assistant_over(home, everything), Settings(home=home))
    page = open_tab(visit, next(sites), "library")
    page.fill("#pc-library input[type=search]", "son giang")
    shown = page.locator(".pk-plan:visible")
    assert [card.get_attribute("data-plan") for card in shown.all()] == ["son-giang-2025"]
    page.fill("#pc-library input[type=search]", "không có tỉnh này")
    assert shown.count() == 0
    assert page.is_visible(".pk-nothing")
    next(sites, None)


def test_an_empty_locked_library_opens_with_the_password(locked_site, visit, tmp_path):
    page = open_tab(visit, locked_site, "library")
    assert "Người quản trị đăng nhập" in page.text_content(".pk-empty")
    assert page.locator("#pc-library input[type=file]").count() == 0
    page.click("#pk-signin summary")
    page.fill("#pc-library [name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_selector("#pc-library input[type=file]", state="attached")
    assert barriers(page) == []
    page.set_input_files("#pc-library input[type=file]", invented("tan-hoa-2026"))
    page.wait_for_selector("[data-plan=tan-hoa-2026]")
    page.get_by_role("button", name="Thoát").click()
    page.wait_for_selector("#pk-signin")
    assert page.locator("#pc-library :is(input[type=file], [data-remove])").count() == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_cooperative_finds_its_support(shipped_site, visit, language):
    page = open_tab(visit, shipped_site, "support", language)
    page.fill("[name=province]", "dak nong")
    page.click("#pk-fields summary")
    page.locator("#pk-fields label", has_text="Cà phê" if language == "vi" else "Coffee").click()
    page.press("[name=members]", "Enter")
    page.wait_for_selector("#pc-support .pk-result h3")
    assert page.evaluate("document.activeElement.matches('.pk-result h2')")
    assert "Đắk Nông" in page.text_content(".pk-result")
    folded = page.locator(".pk-folded").last
    folded.locator("summary").click()
    folded.locator(".pk-measure").first.wait_for()
    assert overflow(page) <= 0
    for kind, name in (("pdf", ".pdf"), ("docx", ".docx")):
        with page.expect_download() as saved:
            page.click(f"[data-summary={kind}]")
        assert saved.value.suggested_filename.endswith(name)
    place = page.locator(".pk-place").first
    quote = page.locator(".pk-measure blockquote").first.text_content()
    place.click()
    page.wait_for_selector("#pc-panel mark")
    marked = " ".join("".join(page.locator("#pc-panel mark").all_text_contents()).split())
    assert " ".join(quote.split()) in marked
    page.wait_for_function(
        """() => { const at = document.querySelector('#pc-panel mark').getBoundingClientRect();
            return at.top > 0 && at.top < window.innerHeight; }"""
    )
    page.keyboard.press("Escape")
    assert place.evaluate("one => one === document.activeElement")


@EACH_LOOK
def test_support_has_no_serious_barrier(shipped_site, visit, scheme):
    page = open_tab(visit, shipped_site, "support", color_scheme=scheme)
    for summary in page.locator(".pk-form summary").all():
        summary.click()
    page.locator("#pk-needs label").first.click()
    page.fill("[name=province]", "kon tum")
    page.get_by_role("button", name="Xem hỗ trợ").click()
    page.wait_for_selector("#pc-support .pk-result h2")
    assert barriers(page) == []
    assert small(page, "#pc-support") == []
    assert overflow(page) <= 0


@ONE_WIDTH
def test_the_form_says_what_it_needs_and_survives_the_other_language(shipped_site, visit):
    page = open_tab(visit, shipped_site, "support")
    page.get_by_role("button", name="Xem hỗ trợ").click()
    page.wait_for_selector("#pc-support .pk-failure:has-text('ít nhất một điều')")
    page.fill("[name=province]", "lai chau")
    page.click("#pk-needs summary")
    page.locator("#pk-needs label").first.click()
    page.get_by_role("button", name="Xem hỗ trợ").click()
    page.wait_for_selector("#pc-support .pk-result h2")
    page.click("#pc-language")
    page.wait_for_selector("#pc-support .pk-root[lang=en] .pk-result h2")
    assert page.input_value("[name=province]") == "lai chau"
    assert page.locator("#pk-needs input:checked").count() == 1
    page.get_by_role("button", name="Start again").click()
    assert page.input_value("[name=province]") == ""
    assert page.locator("#pc-support .pk-result h2").count() == 0
