"""Writes docs/*.png, the page as people see it: python tests/ui/screenshots.py [folder].

Shows the real assistant where PLANCHAT_TEST_HOME names a folder for its library, else the fake one.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from conftest import CHROMIUM, FLAGS, WIDTHS, assistant_under_test, served
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from steps import LAST, ask

from app.settings import ROOT

LIST = "Sở Tài chính có những nhiệm vụ gì trong các kế hoạch?"
SHORT = "Kinh phí thực hiện kế hoạch của Kon Tum lấy từ những nguồn nào?"


def save(page: Page, file: Path) -> None:
    """Write what the page shows, in few colours: a third of the size, and none the worse."""
    image = Image.open(BytesIO(page.screenshot()))
    image.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(file, optimize=True)


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
                page.wait_for_selector(".pc-welcome")
                page.wait_for_timeout(500)

                save(page, folder / f"{name}-start-{scheme}.png")
                ask(page, LIST)
                save(page, folder / f"{name}-list-{scheme}.png")
                page.click("#pc-again")
                page.wait_for_selector(".pc-welcome")
                ask(page, SHORT)
                save(page, folder / f"{name}-answer-{scheme}.png")
                page.locator(f"{LAST} .pc-chip").first.click()
                page.wait_for_selector("#pc-panel mark")
                page.wait_for_timeout(400)
                save(page, folder / f"{name}-source-{scheme}.png")
                context.close()
        browser.close()
    for _ in site:
        pass


if __name__ == "__main__":
    shoot(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs")
