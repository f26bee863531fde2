"""Writes docs/*.png, the page as people see it: python tests/ui/screenshots.py [folder].

Shows the real assistant where PLANCHAT_TEST_HOME names a folder for its library, else the fake one.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

from conftest import CHROMIUM, FLAGS, WIDTHS, assistant_under_test, served
from fake_assistant import FakeAssistant
from lists_aid import shipped
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from steps import LAST, ask, wait_still

from app.settings import ROOT

LIST = "Sở Tài chính có những nhiệm vụ gì trong các kế hoạch?"
# The lists: what the address asks for, and what is pressed and waited for then.
LISTS = {
    "duties": ("tab=duties&agency=Sở Tài chính", "", ".pl-table"),
    "timeline": ("tab=duties&agency=Sở Nông nghiệp và PTNT&show=timeline", "", ".pl-time"),
    "targets": ("tab=targets&show=chart", "", ".pl-figure"),
    "funding": ("tab=funding", ".pl-cell[data-plan=kon-tum-2024]", ".pl-wordings li"),
    "place": ("tab=duties&agency=Sở Công Thương", ".pl-place >> nth=1", "#pc-panel mark"),
}
DARK = ("source", "duties", "targets", "support", "plan")
# What a cooperative tells of itself.
COOPERATIVE = {"province": "Kon Tum", "members": "25"}
# The other tabs for the English half of the README: what the address asks for and what is waited for.
IN_ENGLISH = {
    "duties": ("agency=Sở Tài chính", ".pl-table"),
    "targets": ("show=chart", ".pl-figure"),
    "funding": ("", ".pl-matrix"),
    "support": ("", "form"),
    "library": ("", "[data-read]"),
}
ENGLISH = "Where does the funding of the plan of Kon Tum come from?"
SHORT = "Kinh phí thực hiện kế hoạch của Kon Tum lấy từ những nguồn nào?"


def save(page: Page, file: Path) -> None:
    """Write what the page shows, in few colours: a third of the size, and none the worse."""
    _, shown, scheme = file.stem.split("-")
    if scheme == "dark" and shown not in DARK:
        return
    image = Image.open(BytesIO(page.screenshot()))
    image.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(file, optimize=True)


def shoot_lists(page: Page, url: str, folder: Path, name: str, scheme: str) -> None:
    for shown, (asked, pressed, awaited) in LISTS.items():
        page.goto(f"{url}?{asked}")
        page.wait_for_selector(".pl-said")
        if pressed:
            page.locator(pressed).first.click()
        page.wait_for_selector(awaited)
        if shown == "funding":
            page.locator(pressed).first.evaluate("cell => cell.scrollIntoView({ block: 'start' })")
        wait_still(page, awaited)
        save(page, folder / f"{name}-{shown}-{scheme}.png")


def shoot_english(page: Page, url: str, folder: Path, name: str, scheme: str) -> None:
    page.goto(f"{url}?lang=en")
    page.wait_for_selector(".pc-root[lang=en]")
    page.click("#pc-again")
    page.wait_for_selector(".pc-root[lang=en] .pc-welcome")
    ask(page, ENGLISH)
    page.locator(f"{LAST} .pc-chip").first.click()
    page.wait_for_selector("#pc-panel mark")
    wait_still(page, "#pc-panel mark")
    save(page, folder / f"{name}-english-{scheme}.png")
    if (name, scheme) != ("desktop", "light"):
        return
    for tab, (asked, awaited) in IN_ENGLISH.items():
        page.goto(f"{url}?lang=en&tab={tab}&{asked}")
        page.wait_for_selector(f"#pc-{tab} [lang=en] {awaited}")
        wait_still(page, "body")
        save(page, folder / f"{name}-english_{tab}-{scheme}.png")


def shoot_support(page: Page, url: str, folder: Path, name: str, scheme: str) -> None:
    page.goto(f"{url}?tab=support")
    form = page.locator("#pc-support form")
    for field, value in COOPERATIVE.items():
        form.locator(f"[name={field}]").fill(value)
    wait_still(page, "body")
    save(page, folder / f"{name}-form-{scheme}.png")
    form.locator("button:not([type=reset])").last.click()
    page.wait_for_selector("#pc-support .pk-result h2")
    wait_still(page, "body")
    save(page, folder / f"{name}-support-{scheme}.png")


def shoot_library(page: Page, url: str, folder: Path, name: str, scheme: str) -> None:
    page.goto(f"{url}?tab=library")
    page.wait_for_selector("#pc-library [data-read]")
    wait_still(page, "body")
    save(page, folder / f"{name}-library-{scheme}.png")
    page.locator("#pc-library [data-read]").nth(1).click()
    page.wait_for_selector("#pk-reader h2")
    wait_still(page, "body")
    save(page, folder / f"{name}-plan-{scheme}.png")


def shoot(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    assistant = assistant_under_test()
    site = served(assistant)
    url = next(site).url
    # The plans of the fake assistant have no records.
    lists_site = served(assistant if os.environ.get("PLANCHAT_TEST_HOME") else FakeAssistant(shipped()))
    lists_url = next(lists_site).url
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=FLAGS)
        for name, (width, height) in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                page.goto(url)
                page.wait_for_selector(".pc-welcome")
                wait_still(page, "body")

                save(page, folder / f"{name}-start-{scheme}.png")
                ask(page, LIST)
                save(page, folder / f"{name}-list-{scheme}.png")
                page.click("#pc-again")
                page.wait_for_selector(".pc-welcome")
                ask(page, SHORT)
                save(page, folder / f"{name}-answer-{scheme}.png")
                page.locator(f"{LAST} .pc-chip").first.click()
                page.wait_for_selector("#pc-panel mark")
                wait_still(page, "#pc-panel mark")
                save(page, folder / f"{name}-source-{scheme}.png")
                shoot_english(page, url, folder, name, scheme)
                shoot_lists(page, lists_url, folder, name, scheme)
                shoot_support(page, lists_url, folder, name, scheme)
                shoot_library(page, lists_url, folder, name, scheme)
                context.close()
        browser.close()
    for _ in (*site, *lists_site):
        pass


if __name__ == "__main__":
    shoot(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
