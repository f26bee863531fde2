"""What tests of the page do over and over."""

from __future__ import annotations

BOX = "#pc-question textarea"
LAST = "#pc-past .pc-turn:last-child"


def wait_rested(page, turns: int) -> None:
    page.wait_for_function(
        f"""document.querySelectorAll('#pc-past .pc-turn:not([data-pending])').length === {turns}
            && !document.body.classList.contains('pc-busy')"""
    )


def ask(page, question: str) -> None:
    before = page.locator("#pc-past .pc-turn").count()
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    wait_rested(page, before + 1)
