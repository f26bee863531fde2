"""What tests of the page do over and over."""

from __future__ import annotations

import pytest

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


def wait_still(page, shown: str) -> None:
    """Wait until what is shown stands still: typefaces there, movements over, in place for a frame."""
    page.wait_for_function(
        """shown => {
            const place = JSON.stringify(document.querySelector(shown)?.getBoundingClientRect());
            const moving = document.getAnimations().some((one) => one.playState === 'running'
                && one.effect.getComputedTiming().endTime !== Infinity);
            const same = place && place === window.lastPlace;
            window.lastPlace = place;
            return same && !moving && document.fonts.status === 'loaded';
        }""",
        arg=shown,
    )


def barriers(page) -> list[str]:
    """Return what axe-core finds serious or worse for people with impairments."""
    axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")
    # Details of what is in order are left out: collecting them takes longer than all checks.
    found = axe_playwright.Axe().run(page, options={"resultTypes": ["violations"]}).response
    assert len(found["passes"]) > 20
    return [
        f"{one['id']}: {[node['html'][:150] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
