"""Writes docs/*.png, the page as people see it: python tests/ui/screenshots.py [folder].

Shows the real assistant where PLANCHAT_TEST_HOME names a folder for its library, else the fake one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from conftest import CHROMIUM, FLAGS, WIDTHS, assistant_under_test, served
from playwright.sync_api import Page, sync_playwright

from app.settings import ROOT

LONG = "Sở Tài chính có những nhiệm vụ gì trong các kế hoạch?"
SHORT = "Tổng số hợp tác xã là bao nhiêu?"
SIX = "Hợp tác xã được hỗ trợ đào tạo, tập huấn thế nào?"


def ask(page: Page, question: str) -> None:
    before = page.locator(".pc-turn").count()
    page.fill("#pc-question textarea", question)
    page.press("#pc-question textarea", "Enter")
    page.wait_for_function(f"document.querySelectorAll('.pc-turn').length > {before}")
    page.wait_for_selector("#pc-stop", state="detached")
    page.wait_for_timeout(900)


def shoot(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    site = served(assistant_under_test())
    url = next(site).url
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), headless=True, args=FLAGS)
        for name, (width, height) in WIDTHS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                page.goto(url)
                page.wait_for_selector(".pc-root")
                page.wait_for_timeout(500)

                def save(what: str, page: Page = page, name: str = name, scheme: str = scheme) -> None:
                    page.screenshot(path=folder / f"{name}-{what}-{scheme}.png")

                save("start")
                ask(page, SHORT)
                save("short")
                ask(page, SIX)
                save("six")
                page.click(".pc-turn:last-child .pc-chip >> nth=1")
                page.wait_for_selector("#pc-panel mark")
                page.wait_for_timeout(400)
                save("source")
                page.click("#pc-panel .pc-close")
                ask(page, LONG)
                save("long")
                page.screenshot(path=folder / f"{name}-whole-{scheme}.png", full_page=True)
                context.close()
        browser.close()
    for _ in site:
        pass


if __name__ == "__main__":
    shoot(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
